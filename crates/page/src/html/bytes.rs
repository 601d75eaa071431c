//! Parsing HTML so that every element knows its bytes.
//!
//! html5ever tells nobody where a tag stands. But it makes an element as soon as it has seen the `>` of its tag, and
//! takes one off its stack as soon as it has seen the end: so the text is handed to it in pieces that end before each
//! `<`, and whatever happens while a piece is read happened there. What it takes off its stack it does not always tell
//! (`TreeSink::pop` is not called for most end tags). So a stack of our own is kept beside it, and compared with its own
//! wherever a tag does more than open one element or close the last.

mod sink;
mod spy;

use ego_tree::NodeId;
use html5ever::{
    TokenizerResult,
    buffer_queue::BufferQueue,
    tendril::StrTendril,
    tokenizer::{TagKind, Tokenizer, TokenizerOpts},
    tree_builder::TreeSink,
};
use scraper::Html;

use spy::TokenSpy;

/// Where an element stands in the text of its page. Both tags belong to it, if it has both.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct ElementBytes {
    /// The `<` of its tag.
    pub(crate) start: usize,
    /// Behind the `>` of its tag.
    pub(crate) inner_start: usize,
    /// The `<` of its end tag, or of whatever ended it.
    pub(crate) inner_end: usize,
    /// Behind its end tag, or `inner_end` if it has none.
    pub(crate) end: usize,
}

/// A parsed page.
pub(crate) struct ParsedHtml {
    /// The tree, as `scraper` makes it.
    pub(crate) html: Html,
    /// The bytes of its elements. Those that have none of their own are left out: what the parser put in (`tbody`), or
    /// opened once more (formatting that was not closed), and what it moved elsewhere.
    pub(crate) bytes: BytesOfElements,
    /// Whether `noscript` was read as elements, and not as text that nobody sees.
    pub(crate) is_without_scripts: bool,
}

/// Why a page is not read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Refusal {
    /// Elements stand in each other deeper than [`MOST_DEPTH`].
    TooDeep,
    /// The parser would have to put in more than the page holds, or a tag has a thousand attributes.
    TooTangled,
}

/// As deep as browsers nest elements. The parser looks through all open elements at every tag.
const MOST_DEPTH: usize = 512;

/// How many elements without bytes of their own a page may get, besides one for each that has some.
const MOST_COPIES: usize = 100_000;

/// How many attributes a tag may have. The parser compares each with all before.
const MOST_ATTRIBUTES: usize = 1000;

/// The bytes of elements, in the order in which the parser made them.
#[derive(Default)]
pub(crate) struct BytesOfElements(Vec<(NodeId, Option<ElementBytes>)>);

impl BytesOfElements {
    /// The bytes of an element. `hint` is where it is looked for first, and becomes the place of the next one.
    pub(crate) fn get(&self, id: NodeId, hint: &mut usize) -> Option<ElementBytes> {
        if self.0.get(*hint).is_none_or(|it| it.0 != id) {
            *hint = self.place(id)?;
        }
        *hint += 1;
        self.0[*hint - 1].1
    }

    fn place(&self, id: NodeId) -> Option<usize> {
        self.0.binary_search_by_key(&id, |it| it.0).ok()
    }
}

/// Parses the text of a page.
pub(crate) fn parse(text: &str, is_without_scripts: bool) -> Result<ParsedHtml, Refusal> {
    let tokenizer = Tokenizer::new(TokenSpy::new(text, is_without_scripts), TokenizerOpts::default());
    let spy = &tokenizer.sink;
    let whole = StrTendril::from_slice(text);
    let queue = BufferQueue::default();
    let feed = |start: usize, end: usize| {
        let length = |from: usize, to: usize| u32::try_from(to - from).expect("pages are smaller than 4 GiB");
        queue.push_back(whole.subtendril(length(0, start), length(start, end)));
        while let TokenizerResult::Script(_) | TokenizerResult::EncodingIndicator(_) = tokenizer.feed(&queue) {}
    };
    let mut at = 0;
    while at < text.len() {
        let end = spy.end_of_piece(at);
        let mut place = spy.sink().place.get();
        place.at = at;
        let mut start = at;
        if text.as_bytes()[at] == b'<' {
            place.tag_start = place.tag_start.or(Some(at));
            // What the text before left open (`&amp`) becomes text only now, and is not the text of this piece.
            if ends_in_reference(&text.as_bytes()[..at]) {
                feed(at, at + 1);
                start += 1;
            }
            if let Some(tag_start) = place.tag_start
                && spy.has_too_many_attributes(&text.as_bytes()[tag_start..end], end - at)
            {
                return Err(Refusal::TooTangled);
            }
        }
        spy.sink().place.set(place);
        feed(start, end);
        if let Some(refusal) = spy.sink().refusal.get() {
            return Err(refusal);
        }
        at = spy.end_of_code.take().unwrap_or(end);
    }
    spy.sink().place.set(Place { at, ..Place::default() });
    tokenizer.end();
    let sink = tokenizer.sink.builder.sink;
    let bytes = BytesOfElements(sink.elements.take());
    Ok(ParsedHtml { is_without_scripts, html: sink.finish(), bytes })
}

/// Whether text ends in something like `&am`, which only the next character tells from text.
fn ends_in_reference(text: &[u8]) -> bool {
    let n_last = text.iter().rev().take_while(|it| it.is_ascii_alphanumeric() || **it == b'#').count();
    text[..text.len() - n_last].ends_with(b"&")
}

/// Where the parser is.
#[derive(Clone, Copy, Default)]
struct Place {
    /// Where what it reads now begins: a piece, or the text behind the tag of a piece.
    at: usize,
    /// The `<` that a tag or a comment may have begun with, not ended so far.
    tag_start: Option<usize>,
    /// The tag it has just read, from `<` to behind `>`; without bytes if that is not sure.
    tag: Option<(TagKind, Option<(usize, usize)>)>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &str) {
        let page = parse(text, false).expect("the page is read");
        let mut found = String::new();
        for node in page.html.tree.nodes() {
            if let (Some(element), Some(it)) = (node.value().as_element(), page.bytes.get(node.id(), &mut 0)) {
                let end = if it.end > it.inner_end || it.end == it.inner_start {
                    text[it.inner_end..it.end].to_owned()
                } else {
                    let next = text[it.end..].split_inclusive('>').next().unwrap_or_default();
                    format!("|{next}")
                };
                found.push_str(&format!("{} {} {end}\n", element.name(), &text[it.start..it.inner_start]));
            }
        }
        assert_eq!(found, expected);
    }

    #[test]
    fn finds_both_tags() {
        check("<!doctype html><p>a<br>b</p>\n<DIV id=c>d</DIV >", "p <p> </p>\nbr <br> \ndiv <DIV id=c> </DIV >\n");
    }

    #[test]
    fn an_element_without_an_end_tag_ends_before_what_ends_it() {
        check("<ul><li>a<li>b</ul>c", "ul <ul> </ul>\nli <li> |<li>\nli <li> |</ul>\n");
        check("<div><p>a<div>b</div></div>", "div <div> </div>\np <p> |<div>\ndiv <div> </div>\n");
        check("<div><span>a", "div <div> |\nspan <span> |\n");
    }

    #[test]
    fn marks_inside_of_tags_and_scripts_are_none() {
        check("<p title='a>b<c'>d</p>", "p <p title='a>b<c'> </p>\n");
        check("&am<p title='<b>'>d</p>&lt", "p <p title='<b>'> </p>\n");
        check("a < b <i>c</i> <3", "i <i> </i>\n");
        check("<script>if (a<b) '<p>'</script><p>c", "script <script> </script>\np <p> |\n");
        check("<svg><g/><path d='a'></path></svg>", "svg <svg> </svg>\ng <g/> \npath <path d='a'> </path>\n");
        check("<p a=b=\"c\" d=e>\"f</p>", "p <p a=b=\"c\" d=e> </p>\n");
        check("<p a = \"b>c\" d'e>f</p>", "p <p a = \"b>c\" d'e> </p>\n");
        check("<!-- <p> --><p>c</p>", "p <p> </p>\n");
        check("<title>a</tit</title><b>c</b>", "b <b> </b>\n");
    }

    #[test]
    fn what_the_parser_puts_in_or_moves_has_no_bytes() {
        check("<table><tr><td>a</table>", "table <table> </table>\ntr <tr> |</table>\ntd <td> |</table>\n");
        check("<table><b>a</b><tr><td>c</td></tr></table>", "table <table> </table>\ntr <tr> </tr>\ntd <td> </td>\n");
        check("<p><b>a<p>c</b>d", "p <p> |<p>\nb <b> |<p>\np <p> |\n");
        check("<a>b<a>c</a>", "a <a> |<a>\na <a> </a>\n");
    }

    #[test]
    fn a_box_that_formatting_overlaps_has_no_bytes() {
        check("<b>a<p>c</b>d</p>", "b <b> </b>\n");
    }

    #[test]
    fn takes_linear_time_for_scripts_that_do_not_end() {
        check(&format!("<p title='{}", "<script ".repeat(300_000)), "");
        let page = parse(&format!("<svg>{}", "<script/>".repeat(300_000)), false);
        assert_eq!(page.map(|it| it.html.tree.nodes().count()).ok(), Some(300_005));
    }

    #[test]
    fn refuses_what_would_take_long() {
        let refusal = |text: String| parse(&text, false).err();
        assert_eq!(refusal("<div>".repeat(513)), Some(Refusal::TooDeep));
        for left_open in ["<form><div></form>", "<template></x>"] {
            assert_eq!(refusal(left_open.repeat(400)), None);
            assert_eq!(refusal(left_open.repeat(1100)), Some(Refusal::TooDeep));
        }
        assert_eq!(refusal(format!("<p {}>", "a=b ".repeat(5000))), Some(Refusal::TooTangled));
        let attributes: String = (0..5000).map(|it| format!("a{it}='<' ")).collect();
        assert_eq!(refusal(format!("<p {attributes}>")), Some(Refusal::TooTangled));
        let open = (0..400).map(|it| format!("<b id={it}>")).collect::<String>();
        assert_eq!(refusal(format!("<p>{open}{}", "<p>a".repeat(5000))), Some(Refusal::TooTangled));
        assert_eq!(refusal("<p>".to_owned() + &"a ".repeat(5000)), None);
        assert_eq!(refusal(format!("<p title='{}'>", "a ".repeat(5000))), None);
    }
}
