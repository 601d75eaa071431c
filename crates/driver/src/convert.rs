//! Documents in another form: the article of a page as Markdown or plain text.

use std::ops::Range;

use unchaff_document::{Applicability, Edit, Evidence, Kind, RuleId, Span, settle};
use unchaff_front_matter::FrontMatter;
use url::Url;

use crate::{
    CleanOptions, Cleaned, Format, Note,
    clean::clean_taken,
    taken::{Taken, WholePage, take},
    text::PlainText,
};

/// The rule under which a ledger has the bytes that a conversion leaves out of a kept text: marks, tags, addresses.
pub const CONVERSION: RuleId = RuleId::new("conversion");

/// The form that documents get.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Conversion {
    /// Markdown. A document that is Markdown keeps its bytes.
    Markdown {
        /// The address from which links of a page lead somewhere. None: they stay as they are.
        base_url: Option<Url>,
        /// Whether what a page says of itself is put above it, if it has no front matter.
        with_front_matter: bool,
    },
    /// Plain text.
    Text,
}

impl Conversion {
    /// The name by which people choose it.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Markdown { .. } => "markdown",
            Self::Text => "text",
        }
    }

    /// The ending of the files.
    pub fn extension(&self) -> &'static str {
        match self {
            Self::Markdown { .. } => "md",
            Self::Text => "txt",
        }
    }
}

/// What became of a document that was to get another form.
#[derive(Clone, Debug, Default)]
pub struct Converted {
    /// How it was cleaned. The edits are all that was left out, be it by a rule or because the other form has no place
    /// for it.
    pub cleaned: Cleaned,
    /// The document in its other form; nothing if it cannot be read, or has no article.
    pub output: Option<Vec<u8>>,
}

impl Converted {
    fn nothing(mut cleaned: Cleaned) -> Self {
        cleaned.notes.push(Note::NotConverted);
        Self { cleaned, output: None }
    }
}

/// Cleans a document and gives it another form.
///
/// Of an HTML page, the article is written anew. Markdown and text are cleaned first.
pub fn convert(source: &[u8], format: Format, options: &CleanOptions, conversion: &Conversion) -> Converted {
    convert_taken(source, &take(source, format, options), options, conversion)
}

/// The same for a document that was read already.
pub(crate) fn convert_taken(
    source: &[u8],
    taken: &Taken<'_>,
    options: &CleanOptions,
    conversion: &Conversion,
) -> Converted {
    if let Taken::HtmlPage(whole) = taken {
        return convert_html(source, whole, conversion);
    }
    let cleaned = clean_taken(source, taken, options);
    let is_left_alone = |it: &Note| matches!(it, Note::NoArticle { .. } | Note::TooLarge);
    let kind = cleaned.kind.filter(|_| !cleaned.notes.iter().any(is_left_alone));
    match (taken, kind) {
        (Taken::Nothing { .. }, _) | (_, None) => Converted::nothing(cleaned),
        (_, Some(kind)) => match conversion {
            Conversion::Markdown { base_url, with_front_matter } => {
                let mut output = cleaned.output.clone();
                if let Taken::TextPage(page) = taken
                    && *with_front_matter
                    && FrontMatter::new(&output).raw().is_empty()
                {
                    output = with_header(&page.whole, base_url.as_ref(), &output);
                }
                Converted { output: Some(output), cleaned }
            }
            Conversion::Text => text_of(source, cleaned, kind),
        },
    }
}

/// The article of an HTML page. Front matter above it stays in Markdown.
fn convert_html(source: &[u8], whole: &WholePage<'_>, conversion: &Conversion) -> Converted {
    let cleaned = Cleaned { kind: Some(Kind::Html), is_page: true, output: source.to_vec(), ..Cleaned::default() };
    if !whole.article.is_found() {
        let note = Note::NoArticle { quality: whole.article.quality };
        return Converted::nothing(Cleaned { notes: vec![note], ..cleaned });
    }
    let header = &source[..FrontMatter::new(source).body_offset()];
    let mut left_out = whole.page.left_out(&whole.article);
    let output = match conversion {
        Conversion::Text => {
            left_out.push(not_of_this_form(0..header.len()));
            whole.page.to_text(&whole.article).into_bytes()
        }
        Conversion::Markdown { base_url, with_front_matter } => {
            let markdown = whole.page.to_markdown(&whole.article, base_url.as_ref()).into_bytes();
            let header_text = std::str::from_utf8(header).ok().filter(|it| !it.trim().is_empty());
            match header_text {
                Some(header) => [header.as_bytes(), &markdown].concat(),
                None => {
                    left_out.push(not_of_this_form(0..header.len()));
                    if *with_front_matter { with_header(whole, base_url.as_ref(), &markdown) } else { markdown }
                }
            }
        }
    };
    let edits = settle(left_out);
    Converted { cleaned: Cleaned { output: edits.apply(source), edits, ..cleaned }, output: Some(output) }
}

/// Markdown below what its page says of itself, if it says anything.
fn with_header(whole: &WholePage<'_>, base_url: Option<&Url>, markdown: &[u8]) -> Vec<u8> {
    let markdown = markdown.strip_prefix("\u{feff}".as_bytes()).unwrap_or(markdown);
    let start = markdown.iter().position(|it| !matches!(it, b'\n' | b'\r')).unwrap_or(markdown.len());
    let header = whole.page.metadata(base_url).front_matter();
    if header.lines().count() < 3 {
        return markdown.to_vec();
    }
    [header.trim_end().as_bytes(), b"\n\n", &markdown[start..]].concat()
}

/// A cleaned article as plain text. Front matter, marks and addresses go, too.
fn text_of(source: &[u8], cleaned: Cleaned, kind: Kind) -> Converted {
    let Ok(left) = std::str::from_utf8(&cleaned.output) else { return Converted::nothing(cleaned) };
    let plain = PlainText::of(left, kind);
    let gaps = plain.gaps(left.len()).into_iter().map(not_of_this_form).collect();
    let edits = cleaned.edits.then(&settle(gaps)).expect("the gaps are those of this output");
    Converted { cleaned: Cleaned { output: edits.apply(source), edits, ..cleaned }, output: Some(plain.text.into()) }
}

/// Bytes that say nothing in the other form.
fn not_of_this_form(bytes: Range<usize>) -> Edit {
    Edit {
        span: Span::of(bytes),
        insert: Vec::new(),
        rule: CONVERSION,
        applicability: Applicability::Safe,
        evidence: Evidence::Position("not a part of what is written".to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MARKDOWN: Conversion = Conversion::Markdown { base_url: None, with_front_matter: false };

    /// What a document becomes, and the bytes that the ledger would have.
    #[track_caller]
    fn check(source: &str, format: Format, conversion: &Conversion, output: Option<&str>, left_out: &[&str]) {
        let found = convert(source.as_bytes(), format, &CleanOptions::default(), conversion);
        assert_eq!(found.output.as_deref().map(String::from_utf8_lossy), output.map(Into::into), "{source:?}");
        let bytes: Vec<&str> = found.cleaned.edits.edits().iter().map(|it| &source[it.span.range()]).collect();
        assert_eq!(bytes, left_out, "{source:?}");
        assert_eq!(found.cleaned.output, found.cleaned.edits.apply(source.as_bytes()));
    }

    const POST: &str = "---\ntitle: Quinces\n---\n\nA **hard** fruit \nof [autumn](https://example.com/q).\n";

    #[test]
    fn a_post_in_markdown_keeps_its_bytes() {
        let cleaned = POST.replace("fruit \n", "fruit\n");
        check(POST, Format::Markdown, &MARKDOWN, Some(&cleaned), &[" "]);
        check("Two gulls. \n", Format::Unknown, &MARKDOWN, Some("Two gulls.\n"), &[" "]);
    }

    #[test]
    fn of_a_post_in_text_only_the_words_stay() {
        let left_out = ["---\ntitle: Quinces\n---\n\n", "**", "**", " ", "\n", "[", "](https://example.com/q)", "\n"];
        check(POST, Format::Markdown, &Conversion::Text, Some("A hard fruit of autumn.\n"), &left_out);
        check("Two gulls. \n", Format::Unknown, &Conversion::Text, Some("Two gulls.\n"), &[" "]);
    }

    #[test]
    fn what_cannot_be_read_comes_to_nothing() {
        let options = CleanOptions::default();
        for (source, format, n_notes) in [(&b"caf\xe9"[..], Format::Markdown, 2), (b"<p></p>", Format::Html, 2)] {
            let found = convert(source, format, &options, &Conversion::Text);
            assert_eq!((found.output, found.cleaned.notes.len()), (None, n_notes));
            assert_eq!(found.cleaned.output, source);
        }
    }
}
