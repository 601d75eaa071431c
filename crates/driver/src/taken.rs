//! What a document is taken for: an article, or a whole page with an article in it.

use unchaff_document::Kind;
use unchaff_front_matter::{Format as FrontMatterFormat, FrontMatter};
use unchaff_page::{Article, Form, Page, Unreadable};

use crate::{CleanOptions, Format, Note, protected::Protected};

/// What documents are taken for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum TakenFor {
    /// Articles, with what a site has left in them. HTML passes through unchanged.
    Post,
    /// Whole pages, of which nothing but the article is to stay.
    Page,
    /// HTML for pages; Markdown and text for articles, unless they look like a page. What has front matter, somebody has
    /// made an article of.
    #[default]
    Auto,
}

impl TakenFor {
    /// The name by which people choose it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Post => "post",
            Self::Page => "page",
            Self::Auto => "auto",
        }
    }
}

/// A document that was read, as what it is taken for.
pub(crate) enum Taken<'a> {
    /// An article.
    Post { text: &'a str, kind: Kind },
    /// Markdown or plain text that was made of a whole page.
    TextPage(TextPage<'a>),
    /// A whole HTML page.
    HtmlPage(WholePage<'a>),
    /// Nothing that can be read. It stays as it is.
    Nothing { kind: Option<Kind>, note: Note },
}

/// Markdown or plain text that was made of a whole page.
pub(crate) struct TextPage<'a> {
    pub(crate) text: &'a str,
    pub(crate) kind: Kind,
    pub(crate) whole: WholePage<'a>,
    /// Whether nobody has said that it is a page.
    pub(crate) is_guess: bool,
}

/// A whole page, and what is its article.
pub(crate) struct WholePage<'a> {
    pub(crate) page: Page<'a>,
    pub(crate) article: Article,
    /// What of it stays whatever is chosen.
    pub(crate) protected: Protected,
}

impl<'a> WholePage<'a> {
    fn read(
        source: &'a [u8],
        front_matter: &FrontMatter<'_>,
        kind: Kind,
        options: &CleanOptions,
    ) -> Result<Self, Unreadable> {
        let page = Page::read(source, front_matter.body_offset(), form(kind))?;
        let article = page.article();
        Ok(Self::new(source, front_matter, kind, options, page, article))
    }

    /// Reads a text that looks like a page.
    fn guess(text: &'a str, front_matter: &FrontMatter<'_>, kind: Kind, options: &CleanOptions) -> Option<Self> {
        let (page, article) = Page::read_if_whole(text, front_matter.body_offset(), form(kind))?;
        Some(Self::new(text.as_bytes(), front_matter, kind, options, page, article))
    }

    fn new(
        source: &[u8],
        front_matter: &FrontMatter<'_>,
        kind: Kind,
        options: &CleanOptions,
        page: Page<'a>,
        mut article: Article,
    ) -> Self {
        let protected = Protected::keep(source, front_matter, kind, options, &page, &mut article);
        Self { page, article, protected }
    }
}

/// The form in which a kind of text tells of a page.
pub(crate) fn form(kind: Kind) -> Form {
    match kind {
        Kind::Markdown | Kind::Mdx => Form::Markdown,
        Kind::Html => Form::Html,
        Kind::Text => Form::Text,
    }
}

/// Reads a document as what it is taken for.
pub(crate) fn take<'a>(source: &'a [u8], format: Format, options: &CleanOptions) -> Taken<'a> {
    let front_matter = FrontMatter::in_dialect(source, options.dialect);
    let offset = front_matter.body_offset();
    let body = &source[offset..];
    if format == Format::Html || format == Format::Unknown && begins_as_page(body) {
        return take_html(source, &front_matter, options);
    }
    let text = match std::str::from_utf8(source) {
        Ok(it) => it,
        Err(error) => return Taken::Nothing { kind: None, note: Note::NotUtf8 { offset: error.valid_up_to() } },
    };
    let has_header = front_matter.format() != FrontMatterFormat::None;
    let kind = match format {
        Format::Markdown => Kind::Markdown,
        Format::Mdx => Kind::Mdx,
        Format::Html | Format::Unknown => Kind::sniff(&text[offset..], has_header),
    };
    let whole = match options.taken_for {
        // Without the rule there is nothing that a page has and an article has not.
        _ if !options.with_page_chrome => None,
        TakenFor::Post => None,
        TakenFor::Page => Some(WholePage::read(source, &front_matter, kind, options)),
        // Nobody scrapes components.
        TakenFor::Auto if has_header || kind == Kind::Mdx => None,
        TakenFor::Auto => WholePage::guess(text, &front_matter, kind, options).map(Ok),
    };
    match whole {
        None => Taken::Post { text, kind },
        Some(Ok(whole)) => {
            Taken::TextPage(TextPage { text, kind, whole, is_guess: options.taken_for == TakenFor::Auto })
        }
        Some(Err(why)) => Taken::Nothing { kind: Some(kind), note: why.into() },
    }
}

fn take_html<'a>(source: &'a [u8], front_matter: &FrontMatter<'_>, options: &CleanOptions) -> Taken<'a> {
    let nothing = |note| Taken::Nothing { kind: Some(Kind::Html), note };
    let head = &source[..source.len().min(MOST_BEFORE)];
    if memchr::memmem::find(head, REVIEW_MARK.as_bytes()).is_some() {
        return nothing(Note::Review);
    }
    if options.taken_for == TakenFor::Post {
        return nothing(Note::WholePage);
    }
    match WholePage::read(source, front_matter, Kind::Html, options) {
        Ok(it) => Taken::HtmlPage(it),
        Err(why) => nothing(why.into()),
    }
}

/// What stands near the start of a review page: such a page is no document.
pub const REVIEW_MARK: &str = r#"<meta name="generator" content="unchaff "#;

/// So many bytes may stand before the first tag of a page.
const MOST_BEFORE: usize = 4096;

/// Whether bytes without a telling name are a whole HTML page.
pub fn begins_as_page(body: &[u8]) -> bool {
    // Wide characters have a zero on one side, and marks before them.
    let is_seen = |it: &&u8| !matches!(it, 0 | 0xef | 0xbb | 0xbf | 0xfe | 0xff);
    let seen = body.iter().filter(is_seen).take(MOST_BEFORE);
    if seen.clone().find(|it| !it.is_ascii_whitespace()) != Some(&b'<') {
        return false;
    }
    let start: Vec<u8> = seen.map(u8::to_ascii_lowercase).collect();
    let mut rest = start.trim_ascii_start();
    for (open, close) in [(&b"<?xml"[..], &b"?>"[..]), (b"<!--", b"-->")] {
        while rest.starts_with(open) {
            let Some(end) = memchr::memmem::find(rest, close) else { return false };
            rest = rest[end + close.len()..].trim_ascii_start();
        }
    }
    rest.starts_with(b"<!doctype html") || rest.starts_with(b"<html")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(source: &[u8], format: Format, taken_for: TakenFor, expected: &str) {
        let options = CleanOptions { taken_for, ..CleanOptions::default() };
        let found = match take(source, format, &options) {
            Taken::Post { kind, .. } => format!("post {kind:?}"),
            Taken::TextPage(it) => format!("page {:?}{}", it.kind, if it.is_guess { "?" } else { "" }),
            Taken::HtmlPage(it) => format!("page {}", it.page.encoding()),
            Taken::Nothing { note, .. } => format!("nothing {note:?}"),
        };
        assert_eq!(found, expected);
    }

    use Format::{Html, Markdown, Mdx, Unknown};
    use TakenFor::{Auto, Page, Post};

    #[test]
    fn html_is_a_page_unless_somebody_says_otherwise() {
        let page = b"<!DOCTYPE html>\n<p>The kiln was lit on a Monday.</p>\n";
        for (format, taken_for, expected) in [
            (Html, Auto, "page UTF-8"),
            (Html, Page, "page UTF-8"),
            (Html, Post, "nothing WholePage"),
            (Unknown, Auto, "page UTF-8"),
            (Unknown, Post, "nothing WholePage"),
            (Markdown, Auto, "post Markdown"),
        ] {
            check(page, format, taken_for, expected);
        }
        check(b"---\nlayout: kiln\n---\n<p>Clay.</p>\n", Html, Auto, "page UTF-8");
    }

    #[test]
    fn html_may_be_written_in_any_encoding() {
        check(b"<html><meta charset=windows-1252><p>caf\xe9</p>", Unknown, Auto, "page windows-1252");
        check(b"\xff\xfe<\0h\0t\0m\0l\0>\0a\0", Unknown, Auto, "page UTF-16LE");
        check(b"<?xml version='1.0'?>\n<!-- saved --> <!-- twice --><HTML><p>a", Unknown, Auto, "page UTF-8");
        check(b"<!-- a note\n<html>", Unknown, Auto, "post Text");
        check(b"caf\xe9", Unknown, Auto, "nothing NotUtf8 { offset: 3 }");
        check(b"caf\xe9", Unknown, Page, "nothing NotUtf8 { offset: 3 }");
    }

    #[test]
    fn markdown_and_text_are_posts_unless_they_look_like_a_page() {
        let post = b"# Clay\n\nThe kiln was lit on a Monday.\n";
        check(post, Markdown, Auto, "post Markdown");
        check(post, Markdown, Page, "page Markdown");
        check(post, Mdx, Page, "page Mdx");
        check(b"The kiln was lit on a Monday.\n", Unknown, Page, "page Text");
        let menu: String = (0..60).map(|it| format!("* [Kiln {it}](https://example.com/{it})\n")).collect();
        let text = "The kiln was lit on a Monday, and nobody who had carried wood for it was told. ".repeat(6);
        let page = format!("{menu}\n# Clay\n\n{text}\n\n{menu}");
        check(page.as_bytes(), Markdown, Auto, "page Markdown?");
        check(page.as_bytes(), Markdown, Post, "post Markdown");
        check(format!("---\ntitle: Clay\n---\n\n{page}").as_bytes(), Markdown, Auto, "post Markdown");
        check(page.as_bytes(), Mdx, Auto, "post Mdx");
    }
}
