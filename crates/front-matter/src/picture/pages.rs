//! Pages about a picture, given in its place.

use super::Step;
use super::address::{Web, ends_as_picture, names_picture, percent_decoded, serves_pictures};

/// Finds the picture of a page whose address names it.
pub(super) fn picture_of_page(value: &str) -> Option<Step> {
    let web = Web::read(value)?;
    code_host(value, &web).or_else(|| click_through(&web)).or_else(|| viewer(&web)).or_else(|| video(&web))
}

/// Pages that show a file of a repository, and where the file itself is.
fn code_host(value: &str, web: &Web<'_>) -> Option<Step> {
    const REASON: &str = "page around a file of a repository";
    // With `?raw=true` the page hands the file over.
    if !ends_as_picture(web.before_query) || web.parameter("raw").is_some() {
        return None;
    }
    let tail = &value[web.before_query.len()..];
    let segments = web.segments();
    let after = |n: usize| segments[n..].join("/");
    let moved = |n: usize, word: &str| {
        let start = value.len() - tail.len() - web.path.len();
        format!("{}/{}/{word}/{}{tail}", &value[..start], segments[..n].join("/"), after(n + 1))
    };
    if let Some(at) = web.path.find("/-/blob/") {
        let n = web.path[..at].matches('/').count() + 1;
        // A group, a project, and behind the words a branch and a file.
        if n < 3 || segments.len() < n + 3 {
            return None;
        }
        return Some(Step::right(moved(n, "raw"), REASON));
    }
    let [owner, repository, kind, _, _, ..] = segments[..] else { return None };
    match kind {
        "blob" | "blame" if web.is_at("github.com") => {
            let file = after(3);
            Some(Step::right(format!("https://raw.githubusercontent.com/{owner}/{repository}/{file}{tail}"), REASON))
        }
        // A branch may have that name.
        "blob" if web.is_at("raw.githubusercontent.com") && segments.len() > 5 => {
            let file = after(3);
            Some(Step::guess(format!("https://raw.githubusercontent.com/{owner}/{repository}/{file}{tail}"), REASON))
        }
        "blob" if web.is_at("gitlab.com") || web.is_at("gitee.com") => Some(Step::right(moved(2, "raw"), REASON)),
        "src" if web.is_at("bitbucket.org") || web.is_at("codeberg.org") => Some(Step::right(moved(2, "raw"), REASON)),
        "blob" if web.is_at("huggingface.co") => Some(Step::right(moved(2, "resolve"), REASON)),
        _ => None,
    }
}

/// Results of a search, which name the picture or the page behind them.
fn click_through(web: &Web<'_>) -> Option<Step> {
    const REASON: &str = "click-through of a search engine";
    let host = web.host.to_ascii_lowercase();
    let (names, is_for_pictures): (&[&str], bool) = match web.path {
        "/url" if is_google(&host) => (&["url", "q", "imgurl"], false),
        "/imgres" if is_google(&host) => (&["imgurl"], true),
        "/search" if is_google(&host) && (web.parameter("tbm").is_some() || web.parameter("udm").is_some()) => {
            (&[], true)
        }
        "/images/search" if host.ends_with("bing.com") => (&["mediaurl"], true),
        "/search/detail" | "/search/index" if host == "image.baidu.com" => (&["objurl"], true),
        "/images/search" if host.starts_with("yandex.") => (&["img_url"], true),
        _ => return None,
    };
    let target = names.iter().find_map(|it| web.parameter(it)).and_then(percent_decoded);
    let picture =
        target.filter(|it| Web::read(it).is_some() && (is_for_pictures || names_picture(it) || serves_pictures(it)));
    Some(match picture {
        Some(picture) => Step::guess(picture, REASON),
        None => Step::remove_as_guess(REASON),
    })
}

/// `google.com`, `www.google.co.uk`, `images.google.de`.
fn is_google(host: &str) -> bool {
    let host = host.strip_prefix("www.").or_else(|| host.strip_prefix("images.")).unwrap_or(host);
    host.strip_prefix("google.").is_some_and(|it| it.len() <= 6)
}

/// Pages that show a file to people who may see it.
fn viewer(web: &Web<'_>) -> Option<Step> {
    let is_viewer = ["/file/d/", "/open", "/drive/"].iter().any(|it| web.path.starts_with(it));
    let is_shared = web.is_at("images.app.goo.gl") || web.is_at("photos.app.goo.gl");
    (is_shared || (web.is_at("drive.google.com") && is_viewer))
        .then(|| Step::remove_as_guess("page that shows a stored file"))
}

/// Videos; their still pictures have fixed addresses.
fn video(web: &Web<'_>) -> Option<Step> {
    let segments = web.segments();
    let is_player =
        ["youtube.com", "m.youtube.com", "music.youtube.com", "youtube-nocookie.com"].iter().any(|it| web.is_at(it));
    let id = match segments[..] {
        [id] | [id, ""] if web.is_at("youtu.be") => id,
        ["watch"] | ["watch", ""] if is_player => web.parameter("v")?,
        ["shorts" | "embed" | "live" | "v", id] if is_player => id,
        ["shorts" | "embed" | "live" | "v", id, ""] if is_player => id,
        _ => return None,
    };
    let is_id = id.len() == 11 && id.bytes().all(|it| it.is_ascii_alphanumeric() || matches!(it, b'_' | b'-'));
    is_id.then(|| Step::guess(format!("https://i.ytimg.com/vi/{id}/hqdefault.jpg"), "page of a video"))
}
