//! Raw HTML that stands in a document of another kind.

use std::ops::Range;

use html5ever::LocalName;
use unchaff_document::tag_end;

use crate::{
    elements::{Role, role},
    html, render,
};

/// What a piece of raw HTML says, in the form of [`Page::to_text`](crate::Page::to_text), and the bytes that say it.
///
/// An element that hides its text, and has no end here, hides nothing: to a browser it would swallow all that follows.
pub fn html_as_text(html: &str) -> (String, Vec<Range<usize>>) {
    let mut said = Vec::new();
    let mut shown = String::with_capacity(html.len());
    // Parts of a table without their table would run into each other.
    let mut around = None;
    let mut without_end: Vec<String> = Vec::new();
    let mut at = 0;
    while at < html.len() {
        let start = memchr::memchr(b'<', &html.as_bytes()[at..]).map_or(html.len(), |it| at + it);
        if !html[at..start].trim().is_empty() {
            said.push(at..start);
        }
        shown.push_str(&html[at..start]);
        at = start;
        let Some(markup) = markup(&html[start..]) else {
            if start < html.len() {
                said.push(start..start + 1);
                shown.push_str("&lt;");
                at += 1;
            }
            continue;
        };
        let end = start + markup.length;
        at = end;
        let Some(name) = markup.name else { continue };
        let is_hidden = matches!(role(&LocalName::from(&*name)), Role::Hidden | Role::Embedded);
        if is_hidden && markup.is_open && !without_end.contains(&name) {
            match end_of_element(&html[end..], &name) {
                Some(length) => at = end + length,
                None => without_end.push(name),
            }
        } else if !is_hidden && !matches!(&*name, "plaintext" | "xmp" | "frameset" | "frame") {
            if markup.is_open {
                around.get_or_insert(match &*name {
                    "td" | "th" => "<table><tr>",
                    "tr" | "tbody" | "thead" | "tfoot" | "caption" => "<table>",
                    _ => "",
                });
            }
            shown.push_str(&html[start..end]);
        }
    }
    shown.insert_str(0, around.unwrap_or_default());
    let text = match html::parse(&shown, false) {
        Ok(page) => render::text(&page.html, false, |_| true),
        Err(_) => said.iter().map(|it| &html[it.clone()]).collect::<Vec<_>>().join(" "),
    };
    (text, said)
}

/// A tag, or what a browser takes for a comment.
struct Markup {
    length: usize,
    /// In small letters; of a comment none.
    name: Option<String>,
    /// Whether an element begins that does not end at once.
    is_open: bool,
}

/// The markup at the start of `html`, if there is any, and it ends.
fn markup(html: &str) -> Option<Markup> {
    let bytes = html.as_bytes();
    let comment = |length| Some(Markup { length, name: None, is_open: false });
    if let Some(inside) = html.strip_prefix("<!--") {
        return comment(4 + inside.find("-->")? + 3);
    }
    if html.starts_with("<!") || html.starts_with("<?") {
        return comment(memchr::memchr(b'>', bytes)? + 1);
    }
    let closes = bytes.get(1) == Some(&b'/');
    let name_start = 1 + usize::from(closes);
    if !bytes.get(name_start)?.is_ascii_alphabetic() {
        return None;
    }
    let length = tag_end(bytes, 0)?;
    let name = html[name_start..length].split(|it: char| it.is_ascii_whitespace() || "/>".contains(it)).next()?;
    let is_open = !closes && !html[..length].ends_with("/>");
    Some(Markup { length, name: Some(name.to_ascii_lowercase()), is_open })
}

/// Behind the end tag of an element in which there are no tags.
fn end_of_element(html: &str, name: &str) -> Option<usize> {
    let bytes = html.as_bytes();
    memchr::memmem::find_iter(bytes, b"</").find_map(|it| {
        let behind = it + 2 + name.len();
        let is_it = bytes.get(it + 2..behind)?.eq_ignore_ascii_case(name.as_bytes())
            && bytes.get(behind).is_some_and(|it| it.is_ascii_whitespace() || b"/>".contains(it));
        if is_it { tag_end(bytes, it) } else { None }
    })
}

#[cfg(test)]
mod tests {
    use super::html_as_text;

    #[test]
    fn a_piece_says_what_a_page_would() {
        for (html, expected, said) in [
            ("two <b>th</b>ree &amp; four", "two three & four\n", &["two ", "th", "ree &amp; four"][..]),
            ("a<script>if (i<n;i++) { x = \"</b>\" }</script >b", "ab\n", &["a", "b"]),
            ("a<script>b", "ab\n", &["a", "b"]),
            ("a<style>b</STYLE>c<svg/>d", "acd\n", &["a", "c", "d"]),
            ("<table><tr><td>a<td>b<tr><td>c</table>", "a\tb\nc\n", &["a", "b", "c"]),
            ("</tr>\n<tr><td>a</td><td>b</td>", "a\tb\n", &["a", "b"]),
            ("<td>a</td><td>b</td>", "a\tb\n", &["a", "b"]),
            ("a<br>b<p>c", "a\nb\n\nc\n", &["a", "b", "c"]),
            ("<!-- a --><?php b ?>c <!-- d < 3", "c <!-- d < 3\n", &["c ", "<", "!-- d ", "<", " 3"]),
            ("<div>\n</div>\n", "", &[]),
        ] {
            let (text, found) = html_as_text(html);
            assert_eq!(text, expected, "{html}");
            assert_eq!(found.into_iter().map(|it| &html[it]).collect::<Vec<_>>(), said, "{html}");
        }
    }

    #[test]
    fn what_no_browser_would_take_keeps_its_words() {
        assert_eq!(html_as_text(&format!("{}a<br>b", "<div>".repeat(4_000))).0, "a b");
    }
}
