//! Addresses as parts of the value they stand in.

use std::net::{Ipv4Addr, Ipv6Addr};

/// An address with a host, cut into its parts.
#[derive(Clone, Copy)]
pub(super) struct Web<'a> {
    /// Without user and port, in brackets if it is an IPv6 address.
    pub(super) host: &'a str,
    /// From its slash on; empty if there is none.
    pub(super) path: &'a str,
    /// Without the question mark.
    pub(super) query: Option<&'a str>,
    /// What stands before the query, and the fragment with its `#` after it.
    pub(super) before_query: &'a str,
    pub(super) fragment: &'a str,
}

impl<'a> Web<'a> {
    /// Reads `http://`, `https://` and `//host`; nothing where blanks show that there is more than an address.
    pub(super) fn read(value: &'a str) -> Option<Web<'a>> {
        if value.contains(char::is_whitespace) {
            return None;
        }
        let rest = after_scheme(value)?;
        let before_fragment = value.find('#').unwrap_or(value.len());
        let (address, fragment) = value.split_at(before_fragment);
        let (before_query, query) = match address.split_once('?') {
            Some((before, query)) => (before, Some(query)),
            None => (address, None),
        };
        let rest = before_query.get(value.len() - rest.len()..)?;
        let (authority, path) = rest.split_at(rest.find(['/', '\\']).unwrap_or(rest.len()));
        let host = host_of(authority);
        is_host(host).then_some(Web { host, path, query, before_query, fragment })
    }

    /// Whether the host is this one, with or without `www.`.
    pub(super) fn is_at(&self, host: &str) -> bool {
        let own =
            self.host.get(..4).filter(|it| it.eq_ignore_ascii_case("www.")).map_or(self.host, |_| &self.host[4..]);
        own.eq_ignore_ascii_case(host)
    }

    /// The value of a parameter of the query; names are compared without case.
    pub(super) fn parameter(&self, name: &str) -> Option<&'a str> {
        let mut parameters = self.query?.split('&').filter_map(|it| it.split_once('='));
        parameters.find(|(it, _)| it.eq_ignore_ascii_case(name)).map(|(_, value)| value)
    }

    /// The words between the slashes of the path.
    pub(super) fn segments(&self) -> Vec<&'a str> {
        self.path.split('/').skip(1).collect()
    }
}

/// What follows `http://`, `https://` or `//`.
fn after_scheme(value: &str) -> Option<&str> {
    let starts = ["https://", "http://", "//"];
    starts
        .iter()
        .find_map(|it| value.get(..it.len()).filter(|start| start.eq_ignore_ascii_case(it)).map(|_| &value[it.len()..]))
}

/// The host of `user:password@host:port`.
pub(super) fn host_of(authority: &str) -> &str {
    let host = authority.rsplit('@').next().unwrap_or(authority);
    if host.starts_with('[') {
        return host.split_inclusive(']').next().unwrap_or(host);
    }
    host.split(':').next().unwrap_or(host)
}

/// Whether this could be the name of a machine: `example.com`, `localhost`, `[::1]`.
pub(super) fn is_host(host: &str) -> bool {
    if ipv6(host).is_some() {
        return true;
    }
    let is_name = |it: char| it.is_alphanumeric() || matches!(it, '.' | '-' | '_');
    let has_labels = host.contains('.') && !host.starts_with('.') && !host.contains("..");
    host.eq_ignore_ascii_case("localhost") || (has_labels && host.chars().all(is_name))
}

/// Whether this is surely the name of a machine that anybody can reach: it ends in a top-level domain.
pub(super) fn is_public_host(host: &str) -> bool {
    let Some((name, last)) = host.rsplit_once('.') else { return false };
    let is_domain =
        last.chars().count() > 1 && last.chars().all(char::is_alphabetic) && !PICTURE_ENDINGS.contains(&last);
    is_host(host) && !name.is_empty() && (is_domain || host.parse::<Ipv4Addr>().is_ok())
}

/// The address in `[...]`.
pub(super) fn ipv6(host: &str) -> Option<Ipv6Addr> {
    host.strip_prefix('[')?.strip_suffix(']')?.parse().ok()
}

/// Whether the value is one address: on the web, or a path of this site that ends like a picture.
pub(super) fn is_address(value: &str) -> bool {
    let is_plain = |it: char| !it.is_control() && !matches!(it, '<' | '>' | '"' | '`' | '|');
    Web::read(value).is_some() || (value.chars().all(is_plain) && ends_as_picture(value))
}

/// Whether the path of an address, or a path, ends in the name of a picture.
pub(super) fn ends_as_picture(address: &str) -> bool {
    let Some((name, ending)) = file_name(address).rsplit_once('.') else { return false };
    !name.is_empty() && PICTURE_ENDINGS.iter().any(|it| ending.eq_ignore_ascii_case(it))
}

/// Whether the name in the path shows a picture, be it followed by a style of the server (`a.jpg!small`).
pub(crate) fn names_picture(address: &str) -> bool {
    let name = file_name(address).to_ascii_lowercase();
    // Pages about a picture carry its name: `File:a.jpg` of a wiki, `a.jpg.html`.
    let is_page = [".html", ".htm", ".php"].iter().any(|it| name.ends_with(it));
    if is_page || name.split('.').next().is_some_and(|it| it.contains(':')) {
        return false;
    }
    name.match_indices('.').any(|(at, _)| {
        let rest = &name[at + 1..];
        let ending = &rest[..rest.find(|it: char| !it.is_ascii_alphanumeric()).unwrap_or(rest.len())];
        PICTURE_ENDINGS.contains(&ending)
    })
}

/// Whether the host or the query says that pictures are served.
pub(super) fn serves_pictures(address: &str) -> bool {
    let Some(web) = Web::read(address) else { return false };
    let host = web.host.to_ascii_lowercase();
    let is_named = ["image", "img", "photo", "pic", "thumb"].iter().any(|it| host.starts_with(it));
    is_named || ["fm", "format", "wx_fmt"].iter().any(|it| web.parameter(it).is_some())
}

fn file_name(address: &str) -> &str {
    let path = address.split(['?', '#']).next().unwrap_or(address);
    path.rsplit(['/', '\\']).next().unwrap_or(path)
}

const PICTURE_ENDINGS: &[&str] = &[
    "apng", "avif", "bmp", "gif", "heic", "ico", "jfif", "jpe", "jpeg", "jpg", "jxl", "png", "svg", "tif", "tiff",
    "webp",
];

/// Reads `%41` and its like; nothing if the result is not text, or text that cannot stand in a value.
pub(super) fn percent_decoded(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let [first, tail @ ..] = rest {
        rest = tail;
        if *first == b'%' {
            let [high, low, tail @ ..] = tail else { return None };
            bytes.push(hex(*high)? * 16 + hex(*low)?);
            rest = tail;
        } else {
            bytes.push(*first);
        }
    }
    let text = String::from_utf8(bytes).ok()?;
    (!text.contains(|it: char| it.is_control() || it.is_whitespace())).then_some(text)
}

fn hex(digit: u8) -> Option<u8> {
    char::from(digit).to_digit(16).and_then(|it| u8::try_from(it).ok())
}
