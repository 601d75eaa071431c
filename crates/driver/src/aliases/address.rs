//! Where a post stands on its site.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};

/// What may stand in the path of an address as it is.
const PATH: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~')
    .remove(b'!')
    .remove(b'$')
    .remove(b'&')
    .remove(b'\'')
    .remove(b'*')
    .remove(b'+')
    .remove(b',')
    .remove(b';')
    .remove(b'=')
    .remove(b':')
    .remove(b'@')
    .remove(b'/');

/// The path of a page below the root of its site, without percent signs: `/2024/01/02/ferry/`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Address {
    /// Starts with a slash; ends with one if the page is the index of a folder.
    pub(super) path: String,
    /// What the generator puts before the aliases of this page: the language, `/fr`, or nothing.
    pub(super) language: String,
}

/// Why a post has no address that is known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum NoAddress {
    /// Nobody can have a link to it: a draft.
    Unpublished,
    /// It may have one, and this is what stands in the way.
    Unknown(String),
}

impl NoAddress {
    pub(super) fn unknown(reason: impl Into<String>) -> Self {
        Self::Unknown(reason.into())
    }
}

impl Address {
    /// An address in no language of its own. Slashes that follow each other become one.
    pub(super) fn new(path: &str) -> Self {
        let mut whole = String::with_capacity(path.len() + 1);
        whole.push('/');
        for it in path.chars() {
            if it != '/' || !whole.ends_with('/') {
                whole.push(it);
            }
        }
        Self { path: whole, language: String::new() }
    }

    /// The path as it stands in a link.
    pub(super) fn encoded(&self) -> String {
        encoded(&self.path)
    }

    /// The keys of all paths by which servers give this page: with and without `index.html`, `.html` and the last
    /// slash.
    pub(super) fn keys(&self) -> Vec<String> {
        let path = self.path.as_str();
        let folder = path.strip_suffix("index.html").or(path.ends_with('/').then_some(path));
        match (folder, path.strip_suffix(".html")) {
            (Some(folder), _) => vec![folder.trim_end_matches('/').to_owned(), format!("{folder}index.html")],
            (None, Some(stem)) => vec![path.to_owned(), stem.to_owned()],
            (None, None) => vec![path.to_owned()],
        }
    }
}

/// The form in which [`Address::keys`] knows a decoded path.
pub(super) fn key(path: &str) -> &str {
    path.trim_end_matches('/')
}

/// A path as it stands in a link.
pub(super) fn encoded(path: &str) -> String {
    utf8_percent_encode(path, PATH).to_string()
}

/// A path of a link, without percent signs.
pub(super) fn decoded(path: &str) -> String {
    percent_decode_str(path).decode_utf8_lossy().into_owned()
}

/// A path from the folder of a page to its end: `.` and `..` are followed.
pub(super) fn joined(folder: &str, path: &str) -> String {
    let mut parts: Vec<&str> = if path.starts_with('/') { Vec::new() } else { folder.split('/').collect() };
    parts.extend(path.split('/'));
    let mut whole: Vec<&str> = Vec::with_capacity(parts.len());
    for part in &parts {
        match *part {
            "" | "." => {}
            ".." => {
                whole.pop();
            }
            part => whole.push(part),
        }
    }
    let end = if path.is_empty() || path.ends_with('/') || path.ends_with("/.") { "/" } else { "" };
    let joined = format!("/{}{end}", whole.join("/"));
    if joined == "//" { "/".to_owned() } else { joined }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn knows_a_page_under_all_its_names() {
        let keys = |path: &str| Address::new(path).keys();
        assert_eq!(keys("/a//b/"), ["/a/b", "/a/b/index.html"]);
        assert_eq!(keys("a/b.html"), ["/a/b.html", "/a/b"]);
        assert_eq!(keys("a/index.html"), ["/a", "/a/index.html"]);
        assert_eq!(keys("/"), ["", "/index.html"]);
    }

    #[test]
    fn follows_relative_paths() {
        assert_eq!(joined("/posts/a/", "../b/"), "/posts/b/");
        assert_eq!(joined("/posts/a/", "b#"), "/posts/a/b#");
        assert_eq!(joined("/posts/", "/c"), "/c");
        assert_eq!(joined("/", "../../x"), "/x");
        assert_eq!(joined("/", ".."), "/");
    }

    #[test]
    fn writes_what_browsers_read() {
        assert_eq!(encoded("/caf\u{e9}/a (b)"), "/caf%C3%A9/a%20%28b%29");
        assert_eq!(decoded("/caf%C3%A9/a%20%28b%29"), "/caf\u{e9}/a (b)");
    }
}
