//! Queries that only say where a visitor came from.

use super::Step;
use super::address::Web;

const TRACKING: &[&str] =
    &["fbclid", "gclid", "dclid", "gbraid", "wbraid", "msclkid", "yclid", "mc_cid", "mc_eid", "igshid"];

/// Drops a query that holds nothing but tracking; any other query stays as it is.
pub(super) fn drop_tracking(value: &str) -> Option<Step> {
    let web = Web::read(value)?;
    let query = web.query?.to_ascii_lowercase();
    let mut names = query.split('&').map(|it| it.split('=').next().unwrap_or(it));
    let is_tracking = |it: &str| TRACKING.contains(&it) || it.starts_with("utm_");
    let is_all = names.all(is_tracking);
    is_all.then(|| Step::right(format!("{}{}", web.before_query, web.fragment), "query that only tracks"))
}
