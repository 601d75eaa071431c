//! Where links and pictures of a page lead, written as Markdown.

use scraper::node::Element;
use url::Url;

use crate::picture::{is_data, source};

/// Bases longer than this are not addresses of pages; each link would repeat them.
const MAX_BASE: usize = 2_000;

/// In how many blocks one link is written again before only its text is.
const MAX_USES: u32 = 64;

/// The links of a page that are open or were.
pub(super) struct Links<'a> {
    base: Option<&'a Url>,
    links: Vec<Link>,
}

struct Link {
    /// `](destination "title")`
    end: String,
    uses: u32,
}

impl<'a> Links<'a> {
    pub(super) fn new(base: Option<&'a Url>) -> Self {
        Self { base: base.filter(|it| it.as_str().len() <= MAX_BASE), links: Vec::new() }
    }

    /// The number of the link that an `<a>` is, if it leads somewhere.
    pub(super) fn add(&mut self, anchor: &Element) -> Option<usize> {
        let destination = self.destination(anchor.attr("href")?)?;
        // A link to the top of its own page is a button.
        if is_data(&destination) || destination == "#" {
            return None;
        }
        let end = format!("]({destination}{})", title(anchor));
        self.links.push(Link { end, uses: 0 });
        Some(self.links.len() - 1)
    }

    /// What a link ends with.
    pub(super) fn end(&self, link: usize) -> &str {
        &self.links[link].end
    }

    /// Whether a link can be written once more: one around thousands of blocks is not repeated for each.
    pub(super) fn may_open(&self, link: usize) -> bool {
        self.links[link].uses < MAX_USES
    }

    pub(super) fn count_use(&mut self, link: usize) {
        self.links[link].uses += 1;
    }

    /// A picture, if the page says where it is.
    pub(super) fn image(&self, image: &Element) -> Option<String> {
        let source = source(image)?;
        let destination = self.destination(source)?;
        let mut alternative = String::new();
        for word in image.attr("alt").unwrap_or_default().split_ascii_whitespace() {
            if !alternative.is_empty() {
                alternative.push(' ');
            }
            for it in word.chars() {
                if matches!(it, '[' | ']' | '\\' | '*' | '_' | '`' | '<' | '&' | '~' | '|' | '!') {
                    alternative.push('\\');
                }
                alternative.push(it);
            }
        }
        Some(format!("![{alternative}]({destination}{})", title(image)))
    }

    /// A film, a sound or a frame as the HTML that it is, for which Markdown has no words.
    pub(super) fn embedded(&self, element: &Element, first_source: Option<&str>) -> Option<String> {
        let name = element.name();
        let attribute = if name == "object" { "data" } else { "src" };
        let source = element.attr(attribute).filter(|it| !it.trim().is_empty()).or(first_source)?;
        let source = self.resolved(source)?;
        if source.starts_with("about:") {
            return None;
        }
        let controls = if matches!(name, "video" | "audio") { " controls" } else { "" };
        let quoted = source.replace('&', "&amp;").replace('"', "&quot;").replace('<', "&lt;").replace('>', "&gt;");
        Some(match name {
            "embed" => format!("<embed src=\"{quoted}\">"),
            _ => format!("<{name} {attribute}=\"{quoted}\"{controls}></{name}>"),
        })
    }

    fn destination(&self, written: &str) -> Option<String> {
        self.resolved(written).map(|it| escaped_destination(&it))
    }

    /// An absolute address where there is a base; places in the page itself stay as they are.
    fn resolved(&self, written: &str) -> Option<String> {
        let written: String = written.trim_matches(|it: char| it <= ' ').replace(['\t', '\n', '\r'], "");
        let scheme = written.split_once(':').map(|(it, _)| it.to_ascii_lowercase());
        // Of these no parser makes a link.
        if written.is_empty() || matches!(scheme.as_deref(), Some("javascript" | "vbscript" | "file")) {
            return None;
        }
        let Some(base) = self.base.filter(|_| !written.starts_with('#')) else { return Some(written) };
        Some(base.join(&written).map_or(written, String::from))
    }
}

/// ` "title"`, or nothing.
fn title(element: &Element) -> String {
    let Some(title) = element.attr("title").filter(|it| !it.trim().is_empty()) else { return String::new() };
    let mut out = String::from(" \"");
    for (at, word) in title.split_ascii_whitespace().enumerate() {
        if at > 0 {
            out.push(' ');
        }
        for it in word.chars() {
            if matches!(it, '"' | '\\' | '&' | '|' | '`' | '<') {
                out.push('\\');
            }
            out.push(it);
        }
    }
    out.push('"');
    out
}

/// A destination without blanks, angle brackets, or parentheses that have no partner.
pub(crate) fn escaped_destination(address: &str) -> String {
    let balanced = is_balanced(address);
    let mut out = String::with_capacity(address.len());
    for it in address.chars() {
        match it {
            '(' | ')' if balanced => out.push(it),
            '(' | ')' => percent(it, &mut out),
            '<' | '>' | '\\' | '|' | '`' => percent(it, &mut out),
            _ if it.is_whitespace() || it.is_control() => percent(it, &mut out),
            _ => out.push(it),
        }
    }
    escape_entities(&out)
}

fn percent(it: char, out: &mut String) {
    for byte in it.encode_utf8(&mut [0; 4]).bytes() {
        out.push_str(&format!("%{byte:02X}"));
    }
}

/// Parsers allow for 32 parentheses in each other.
fn is_balanced(address: &str) -> bool {
    let mut open = 0_i32;
    for it in address.bytes() {
        open += i32::from(it == b'(') - i32::from(it == b')');
        if !(0..=16).contains(&open) {
            return false;
        }
    }
    open == 0
}

/// Writes `&` as `&amp;` where it would begin an entity.
fn escape_entities(address: &str) -> String {
    let mut parts = address.split('&');
    let mut out = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        out.push_str(if begins_entity(part) { "&amp;" } else { "&" });
        out.push_str(part);
    }
    out
}

/// Whether `&` and this would be an entity: a name or a number, and a semicolon.
pub(crate) fn begins_entity(behind: &str) -> bool {
    let name = behind.strip_prefix('#').unwrap_or(behind);
    let end = name.bytes().take(40).position(|it| !it.is_ascii_alphanumeric());
    end.is_some_and(|end| end > 0 && name.as_bytes()[end] == b';')
}
