//! Links that were signed for a time that is over.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jiff::Timestamp;
use jiff::civil::{Date, DateTime, date};
use jiff::tz::TimeZone;

use super::Step;
use super::address::{Web, percent_decoded};

/// What expired before this day is gone on every day.
///
/// No clock is asked, so that the same version gives the same answer on every day; the date moves
/// on with each release.
const KNOWN_PAST: Date = date(2026, 11, 1);

/// Finds links that expired before [`KNOWN_PAST`].
pub(super) fn judge(value: &str) -> Option<Step> {
    let web = Web::read(value)?;
    // The times of an address in the query of another say nothing about that one.
    if web.query?.contains("://") {
        return None;
    }
    let end = [vendor, signature, shared_access, chat, token].iter().find_map(|it| it(&web))?;
    let end = Timestamp::from_second(end).ok()?;
    (TimeZone::UTC.to_datetime(end) < DateTime::from(KNOWN_PAST))
        .then(|| Step::remove_as_guess("signed link that has expired"))
}

/// `X-Amz-Date=20240102T030405Z` and `X-Amz-Expires=3600`, and the same of other stores.
fn vendor(web: &Web<'_>) -> Option<i64> {
    let vendors = ["X-Amz", "X-Goog", "X-Oss", "X-Tos", "X-Obs"];
    vendors.iter().find_map(|it| {
        let start = compact_date(web.parameter(&format!("{it}-Date"))?)?;
        let seconds: u32 = web.parameter(&format!("{it}-Expires"))?.parse().ok()?;
        Some(start + i64::from(seconds))
    })
}

/// `Expires=1700000000` beside a signature, and the same of other stores.
fn signature(web: &Web<'_>) -> Option<i64> {
    let pairs = [("Expires", "Signature"), ("x-expires", "x-signature"), ("e", "token")];
    if web.is_at("media.licdn.com") && web.parameter("t").is_some() {
        return seconds(web.parameter("e")?);
    }
    let (time, _) = pairs.iter().find(|(time, sign)| web.parameter(time).is_some() && web.parameter(sign).is_some())?;
    seconds(web.parameter(time)?)
}

/// `se=2024-01-02T03:04:05Z` beside `sig`.
fn shared_access(web: &Web<'_>) -> Option<i64> {
    web.parameter("sig")?;
    let end = percent_decoded(web.parameter("se")?)?;
    let digits: String = end.chars().filter(|it| !matches!(it, '-' | ':')).collect();
    compact_date(&digits)
}

/// `ex=65f0a1b2` of chats and `oe=` of social networks, in hexadecimal seconds.
fn chat(web: &Web<'_>) -> Option<i64> {
    let host = web.host.to_ascii_lowercase();
    let end = match host.as_str() {
        "cdn.discordapp.com" | "media.discordapp.net" | "cdn.discordapp.net" | "media.discordapp.com" => "ex",
        _ if host.ends_with(".fbcdn.net") || host.ends_with(".cdninstagram.com") => {
            web.parameter("oh").map(|_| "oe")?
        }
        _ => return None,
    };
    let end = web.parameter(end).filter(|it| it.len() == 8)?;
    i64::from_str_radix(end, 16).ok()
}

/// `jwt=head.body.signature`, whose body says `"exp":1700000000`.
fn token(web: &Web<'_>) -> Option<i64> {
    let body = web.parameter("jwt")?.split('.').nth(1)?;
    let body: serde_json::Value = serde_json::from_slice(&URL_SAFE_NO_PAD.decode(body).ok()?).ok()?;
    body.get("exp")?.as_i64()
}

/// Seconds since 1970 of ten digits; anything else is some other number.
fn seconds(text: &str) -> Option<i64> {
    text.parse().ok().filter(|_| text.len() == 10)
}

/// Reads `20240102T030405Z`, also without a time.
fn compact_date(text: &str) -> Option<i64> {
    let formats = ["%Y%m%dT%H%M%SZ", "%Y%m%dT%H%MZ", "%Y%m%d"];
    let start = formats.iter().find_map(|format| match *format {
        "%Y%m%d" => Date::strptime(format, text).ok().map(DateTime::from),
        _ => DateTime::strptime(format, text).ok(),
    });
    Some(TimeZone::UTC.to_timestamp(start?).ok()?.as_second())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_counted_from_1970() {
        assert_eq!(compact_date("19700101T000000Z"), Some(0));
        assert_eq!(compact_date("20000229T120000Z"), Some(951_825_600));
        assert_eq!(compact_date("20261101"), compact_date("20261101T000000Z"));
        assert_eq!(compact_date("20261101T0000Z"), compact_date("20261101T000000Z"));
        for text in ["", "2026", "20261301", "20260230", "2026110\u{e9}", "20261101T", "xxxxxxxx"] {
            assert_eq!(compact_date(text), None, "{text}");
        }
    }
}
