//! Documents in another form: the article of a page as Markdown or plain text.

mod addresses;
mod as_text;

use std::{borrow::Cow, ops::Range};

use unchaff_boilerplate::SUPPRESSION_KEY;
use unchaff_document::{Applicability, Document, Edit, Evidence, Kind, RuleId, Span, settle};
use unchaff_front_matter::{Dialect, FrontMatter};
use unchaff_page::{Article, text_as_markdown};
use url::Url;

use self::as_text::as_text;
use crate::{
    CleanOptions, Cleaned, Format, Note,
    clean::clean_taken,
    taken::{Taken, WholePage, take},
};

/// The rule under which a ledger has the bytes that a conversion leaves out of a kept text: marks, tags, addresses.
pub const CONVERSION: RuleId = RuleId::new("conversion");

/// The form that documents get.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Conversion {
    /// Markdown. A document that is Markdown keeps its bytes, but for addresses.
    Markdown {
        /// The address from which links lead somewhere. None: they stay as they are.
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
/// Of an HTML page, the article is written anew, or the whole page if nothing of it is to go. Markdown and text are
/// cleaned first.
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
        return convert_html(source, whole, options, conversion);
    }
    let cleaned = clean_taken(source, taken, options);
    let is_left_alone = |it: &Note| matches!(it, Note::NoArticle { .. } | Note::TooLarge);
    let kind = cleaned.kind.filter(|_| !cleaned.notes.iter().any(is_left_alone));
    match (taken, kind) {
        (Taken::Nothing { .. }, _) | (_, None) => Converted::nothing(cleaned),
        (_, Some(kind)) => match conversion {
            Conversion::Markdown { base_url, with_front_matter } => {
                let page = match taken {
                    Taken::TextPage(page) if *with_front_matter => Some(&page.whole),
                    _ => None,
                };
                markdown_of(source, cleaned, kind, options.dialect, page, base_url.as_ref())
            }
            Conversion::Text => text_of(source, cleaned, kind, options.dialect),
        },
    }
}

/// A cleaned document as Markdown. Of Markdown every byte stays but for addresses; text is written so that it says the
/// same. What `page` says of itself stands above it.
fn markdown_of(
    source: &[u8],
    cleaned: Cleaned,
    kind: Kind,
    dialect: Dialect,
    page: Option<&WholePage<'_>>,
    base_url: Option<&Url>,
) -> Converted {
    let Ok(left) = std::str::from_utf8(&cleaned.output) else { return Converted::nothing(cleaned) };
    let page = page.filter(|_| FrontMatter::in_dialect(left.as_bytes(), dialect).raw().is_empty());
    let header = page.and_then(|it| header(it, base_url));
    if kind == Kind::Text {
        let output =
            below(header.as_deref(), &text_as_markdown(left, |it| it.starts_with(SUPPRESSION_KEY))).into_bytes();
        return Converted { output: Some(output), cleaned };
    }
    let links = settle(base_url.map_or(Vec::new(), |it| addresses::absolute(left, kind, dialect, it)));
    let with_links = String::from_utf8(links.apply(left.as_bytes())).expect("destinations are whole characters");
    let output = below(header.as_deref(), &with_links).into_bytes();
    let start = header.map(|it| Edit {
        insert: (it + "\n").into_bytes(),
        evidence: Evidence::Value("what the page says of itself".to_string()),
        ..not_of_this_form(0..start_of_text(&with_links))
    });
    let edits = cleaned.edits.then(&links).and_then(|it| it.then(&settle(start.into_iter().collect())));
    // What was put in leads back as well, unless it is all there is.
    let cleaned = match edits.filter(|it| it.apply(source) == output) {
        Some(edits) => Cleaned { output: output.clone(), edits, ..cleaned },
        None => cleaned,
    };
    Converted { output: Some(output), cleaned }
}

/// The article of an HTML page. Front matter above it stays in Markdown.
fn convert_html(source: &[u8], whole: &WholePage<'_>, options: &CleanOptions, conversion: &Conversion) -> Converted {
    let reports = whole.protected.mistakes();
    let cleaned =
        Cleaned { kind: Some(Kind::Html), is_page: true, output: source.to_vec(), reports, ..Cleaned::default() };
    let mut article = Cow::Borrowed(&whole.article);
    if !options.with_page_chrome {
        article.to_mut().keep_all();
    }
    if !article.is_found() {
        let note = Note::NoArticle { quality: article.quality, is_index: article.is_index };
        return Converted::nothing(Cleaned { notes: vec![note], ..cleaned });
    }
    let header = &source[..FrontMatter::in_dialect(source, options.dialect).body_offset()];
    let mut left_out = with_scores(whole.page.left_out(&article), &article);
    let output = match conversion {
        Conversion::Text => {
            left_out.push(not_of_this_form(0..header.len()));
            whole.page.to_text(&article).into_bytes()
        }
        Conversion::Markdown { base_url, with_front_matter } => {
            let markdown = whole.page.to_markdown(&article, base_url.as_ref());
            let header_text = std::str::from_utf8(header).ok().filter(|it| !it.trim().is_empty());
            let markdown = match header_text {
                Some(header) => [header, &markdown].concat(),
                None => {
                    left_out.push(not_of_this_form(0..header.len()));
                    let said = if *with_front_matter { self::header(whole, base_url.as_ref()) } else { None };
                    below(said.as_deref(), &markdown)
                }
            };
            markdown.into_bytes()
        }
    };
    let edits = settle(left_out);
    Converted { cleaned: Cleaned { output: edits.apply(source), edits, ..cleaned }, output: Some(output) }
}

/// Tells of what is left out how probable it is that it belongs to the article, where it holds blocks of the page: of
/// several the highest, as in the page's own form.
fn with_scores(left_out: Vec<Edit>, article: &Article) -> Vec<Edit> {
    let blocks = article.blocks.iter().filter(|it| !it.is_kept);
    let mut scores: Vec<(u32, u8)> = blocks.filter_map(|it| Some((it.span?.start, it.score))).collect();
    scores.sort_unstable();
    let with_score = |edit: Edit| {
        let first = scores.partition_point(|it| it.0 < edit.span.start);
        let inside = scores[first..].iter().take_while(|it| it.0 < edit.span.end);
        match inside.map(|it| it.1).max() {
            Some(score) => Edit { evidence: Evidence::Score(score), ..edit },
            None => edit,
        }
    };
    left_out.into_iter().map(with_score).collect()
}

/// What a page says of itself, as front matter, if it says anything.
fn header(whole: &WholePage<'_>, base_url: Option<&Url>) -> Option<String> {
    let header = whole.page.metadata(&whole.article, base_url).front_matter();
    (header.lines().count() > 2).then_some(header)
}

/// A text below a header, if there is one, and a blank line.
fn below(header: Option<&str>, text: &str) -> String {
    match header {
        Some(header) => [header, "\n", &text[start_of_text(text)..]].concat(),
        None => text.to_owned(),
    }
}

/// Behind a byte order mark and blank lines.
fn start_of_text(text: &str) -> usize {
    text.len() - text.trim_start_matches('\u{feff}').trim_start_matches(['\n', '\r']).len()
}

/// A cleaned article as plain text. Front matter, marks and addresses go, too.
fn text_of(source: &[u8], cleaned: Cleaned, kind: Kind, dialect: Dialect) -> Converted {
    let Ok(left) = std::str::from_utf8(&cleaned.output) else { return Converted::nothing(cleaned) };
    let body = FrontMatter::in_dialect(left.as_bytes(), dialect).body_offset();
    let (text, said) = match Document::parse(left, body, kind) {
        Ok(document) if matches!(kind, Kind::Markdown | Kind::Mdx) => as_text(&document),
        _ => (left[body..].to_string(), std::iter::once(body..left.len()).collect()),
    };
    let gaps = gaps(&said, left.len()).into_iter().map(not_of_this_form).collect();
    let edits = cleaned.edits.then(&settle(gaps)).expect("the gaps are those of this output");
    Converted { cleaned: Cleaned { output: edits.apply(source), edits, ..cleaned }, output: Some(text.into()) }
}

/// The ranges of a source of `length` bytes that are not among those that say something (sorted).
fn gaps(said: &[Range<usize>], length: usize) -> Vec<Range<usize>> {
    let mut gaps = Vec::new();
    let mut at = 0;
    for range in said.iter().chain([&(length..length)]) {
        if at < range.start {
            gaps.push(at..range.start);
        }
        at = at.max(range.end);
    }
    gaps
}

/// Bytes that say nothing in the other form.
fn not_of_this_form(bytes: Range<usize>) -> Edit {
    Edit {
        span: Span::of(bytes),
        insert: Vec::new(),
        rule: CONVERSION,
        applicability: Applicability::Safe,
        evidence: Evidence::Position("not a part of what is written".to_string()),
        repair: None,
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
    fn a_text_in_markdown_says_the_same() {
        check("# 7 gulls_ *\n", Format::Markdown, &MARKDOWN, Some("# 7 gulls_ *\n"), &[]);
        check("Two *gulls* [1]. \n", Format::Unknown, &MARKDOWN, Some("Two \\*gulls\\* \\[1\\].\n"), &[" "]);
    }

    #[test]
    fn comments_to_this_program_keep_their_word() {
        let comment = "<!-- unchaff-disable-next-line also-link -->\n";
        let text = format!("Two *gulls*.\n\n{comment}Three [1].\n");
        let markdown = format!("Two \\*gulls\\*.\n\n{comment}Three \\[1\\].\n");
        check(&text, Format::Unknown, &MARKDOWN, Some(&markdown), &[]);
        let post = format!("One.\n\n{comment}Two.\n");
        let left_out = format!("\n\n{comment}");
        check(&post, Format::Markdown, &Conversion::Text, Some("One.\n\nTwo.\n"), &[&left_out, "\n"]);
    }

    #[test]
    fn links_of_markdown_lead_to_where_they_led() {
        let base_url = Url::parse("https://example.com/q/").ok();
        let conversion = Conversion::Markdown { base_url, with_front_matter: false };
        check(
            "A [quince](a). \n",
            Format::Markdown,
            &conversion,
            Some("A [quince](https://example.com/q/a).\n"),
            &["a", " "],
        );
    }

    #[test]
    fn without_its_rule_a_page_is_converted_whole() {
        let page = b"<!DOCTYPE html>\n<nav><a href=/>Home</a></nav>\n<p>The kiln was lit.</p>\n";
        let options = CleanOptions { with_page_chrome: false, ..CleanOptions::default() };
        let found = convert(page, Format::Html, &options, &MARKDOWN).output.expect("a conversion");
        assert_eq!(String::from_utf8_lossy(&found), "[Home](/)\n\nThe kiln was lit.\n");
    }

    #[test]
    fn what_is_left_out_of_a_page_tells_its_probability() {
        let page = include_str!("../../../seeds/pages/orchard-frost-candles.html");
        let found = convert(page.as_bytes(), Format::Html, &CleanOptions::default(), &MARKDOWN).cleaned.edits;
        let evidence = |words: &str| {
            let at = u32::try_from(page.find(words).expect("it stands there")).expect("small");
            found.edits().iter().find(|it| it.span.start <= at && at < it.span.end).expect("it goes").evidence.clone()
        };
        for words in ["Pressing", "Imprint"] {
            assert!(matches!(evidence(words), Evidence::Score(0..50)), "{words}: {:?}", evidence(words));
        }
        let blanks = found.edits().iter().filter(|it| page[it.span.range()].trim().is_empty());
        assert!(blanks.clone().count() > 0 && blanks.clone().all(|it| matches!(it.evidence, Evidence::Position(_))));
    }

    #[test]
    fn of_a_post_in_text_only_the_words_stay() {
        let left_out = ["---\ntitle: Quinces\n---\n\n", "**", "**", " ", "\n", "[", "](https://example.com/q)", "\n"];
        check(POST, Format::Markdown, &Conversion::Text, Some("A hard fruit of autumn.\n"), &left_out);
        check("Two gulls. \n", Format::Unknown, &Conversion::Text, Some("Two gulls.\n"), &[" "]);
    }

    /// What Markdown becomes, with nothing lost but what the ledger has.
    #[track_caller]
    fn check_text(markdown: &str, expected: &str) {
        let found = convert(markdown.as_bytes(), Format::Markdown, &CleanOptions::default(), &Conversion::Text);
        let output = String::from_utf8(found.output.expect("a conversion")).expect("text");
        assert_eq!(output, expected, "{markdown:?}");
        let letters = |text: &str| text.chars().filter(|it| it.is_alphabetic()).collect::<String>();
        assert_eq!(
            letters(std::str::from_utf8(&found.cleaned.output).expect("text")),
            letters(&output),
            "{markdown:?}"
        );
    }

    #[test]
    fn blocks_of_markdown_stand_apart() {
        check_text(
            "# Boats\nTen left\nthe pier.\n***\nNone  \ncame\\\nback.\n",
            "Boats\n\nTen left the pier.\n\nNone\ncame\nback.\n",
        );
        check_text("> Ten\n> boats\n>\n> left\n\nEnd\n===\n", "Ten boats\n\nleft\n\nEnd\n");
        check_text(
            "A [pier](a), ![two gulls](b.png) and `a  <b>` of *wood*\n",
            "A pier, two gulls and a  <b> of wood\n",
        );
        check_text("潮が\n引く\n", "潮が引く\n");
        check_text(
            "One[^a] boat.\n\n[^a]: A *big* one.\n\n    And old.\n\n[x]: /u\n",
            "One[a] boat.\n\n[a] A big one.\n\nAnd old.\n",
        );
        check_text(
            "{% note info %}\nTen *boats*\nleft\n{% endnote %}\nthe {{<b x>}} pier\n",
            "{% note info %}\nTen boats left\n{% endnote %}\nthe {{<b x>}} pier\n",
        );
        check_text("", "");
    }

    #[test]
    fn lists_of_markdown_keep_their_marks() {
        check_text("Kit:\n* rope\n* [x] *oil*\n* [ ] net\n", "Kit:\n\n- rope\n- [x] oil\n- [ ] net\n");
        check_text("9) a\n1) b\n   c\n", "9. a\n10. b c\n");
        check_text(
            "1. a\n   - b\n     - c  \n       d\n\n     e\n2. f\n",
            "1. a\n   - b\n     - c\n       d\n\n     e\n2. f\n",
        );
        check_text("- a\n\n  > q\n\n- ```\n  x\n\n    y\n  ```\n-\n- - b\n", "- a\n\n  q\n\n- x\n\n    y\n- - b\n");
        check_text("> 3. a\n> 4. # b\n\n- c\n\n\n+ d\n", "3. a\n4. b\n\n- c\n\n- d\n");
        let deep = "- ".repeat(40);
        check_text(&format!("{deep}a\\\nb\n"), &format!("{deep}a\n{}b\n", " ".repeat(60)));
    }

    #[test]
    fn tables_of_markdown_are_lines_of_cells() {
        check_text(
            "| Boat | Price | |\n|---|--:|---|\n| *Tern* | 2.50 |\n| | `a\\|b` | x<br>y |\n| Gull |\n",
            "Boat\tPrice\nTern\t2.50\n\ta|b\tx y\nGull\n",
        );
        check_text("- | a | b |\n  |---|---|\n  | c | d |\n", "- a\tb\n  c\td\n");
    }

    #[test]
    fn code_of_markdown_stays_as_it_is() {
        check_text(
            "```rust\nfn a() {\n\n    b();\n}\n```\nand\n\n        c\n    d\n",
            "fn a() {\n\n    b();\n}\n\nand\n\n    c\nd\n",
        );
        check_text("a\r\n\r\n```\r\nb\r\n c\r\n```\r\n", "a\n\nb\n c\n");
    }

    #[test]
    fn html_in_markdown_loses_its_tags_and_scripts() {
        check_text(
            "Ten <b>grey</b><br>boats <script>if (a<b) go()</script>left<p>late & 1 < 2\n",
            "Ten grey\nboats left\n\nlate & 1 < 2\n",
        );
        check_text("a <script> in *prose*\n\nb\n", "a in prose\n\nb\n");
        check_text("a\n\n<script>\nlet b;\n\nlet c;\n</script>\n\n<style>p{}</style>\n\nd\n", "a\n\nd\n");
        check_text("> <ul>\n> <li>a\n> <li>b</ul>\n\n<div class=x>\n\n*c*\n\n</div>\n", "- a\n- b\n\nc\n");
        check_text("<table>\n\n<tr>\n<td>a</td><td>b</td>\n</tr>\n\n</table>\n", "a\tb\n");
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
