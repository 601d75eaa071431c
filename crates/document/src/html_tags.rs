//! The tags and comments in a piece of raw HTML, with their bytes.
//!
//! html5ever, which scraper is built on, does not tell where a tag stands, and edits need to know.
//! This is no parser: it finds tags as the HTML tokenizer would (quoted attribute values may hold `>`,
//! nothing is a tag inside a comment) and leaves their meaning to others.

use std::{borrow::Cow, collections::HashMap, ops::Range};

use crate::Span;

/// A tag or comment in raw HTML.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Tag<'a> {
    /// `<name ...>`, also when it closes itself.
    Open {
        /// As written.
        name: &'a str,
        /// Everything between name and `>`.
        attributes: &'a str,
        /// From `<` to `>`.
        range: Range<usize>,
    },
    /// `</name>`.
    Close {
        /// As written.
        name: &'a str,
        /// From `<` to `>`.
        range: Range<usize>,
    },
    /// `<!-- ... -->`.
    Comment {
        /// What stands between the marks, trimmed.
        text: &'a str,
        /// From `<` to `>`.
        range: Range<usize>,
    },
}

impl Tag<'_> {
    /// From `<` to `>`, counted in the text it was found in.
    pub fn range(&self) -> Range<usize> {
        match self {
            Self::Open { range, .. } | Self::Close { range, .. } | Self::Comment { range, .. } => range.clone(),
        }
    }
}

/// The tags and comments of `html`, in order. A tag that does not end is none.
pub fn html_tags(html: &str) -> Vec<Tag<'_>> {
    Tags::new(html).collect()
}

/// The same, one after another: all of them together may take many times the memory of the text.
pub(crate) struct Tags<'a> {
    html: &'a str,
    at: usize,
}

impl<'a> Tags<'a> {
    pub(crate) fn new(html: &'a str) -> Self {
        Self { html, at: 0 }
    }

    /// To the tokenizer, what does not end swallows the rest.
    fn end(&mut self) -> Option<Tag<'a>> {
        self.at = self.html.len();
        None
    }
}

impl<'a> Iterator for Tags<'a> {
    type Item = Tag<'a>;

    fn next(&mut self) -> Option<Tag<'a>> {
        let html = self.html;
        let bytes = html.as_bytes();
        while let Some(found) = memchr::memchr(b'<', &bytes[self.at..]) {
            let start = self.at + found;
            let at = start + 1;
            self.at = at;
            if html[at..].starts_with("!--") {
                let Some(length) = html[start + 4..].find("-->") else { return self.end() };
                let end = start + 4 + length + 3;
                self.at = end;
                return Some(Tag::Comment { text: html[start + 4..end - 3].trim(), range: start..end });
            }
            let closes = bytes.get(at) == Some(&b'/');
            let name_start = at + usize::from(closes);
            let name_end = name_start
                + bytes[name_start..]
                    .iter()
                    .take_while(|it| it.is_ascii_alphanumeric() || b"-:_.".contains(it))
                    .count();
            if !bytes.get(name_start).is_some_and(u8::is_ascii_alphabetic) {
                continue;
            }
            let Some(end) = tag_end(bytes, start) else { return self.end() };
            let name = &html[name_start..name_end];
            let range = start..end;
            self.at = end;
            return Some(if closes {
                Tag::Close { name, range }
            } else {
                Tag::Open { name, attributes: &html[name_end..end - 1], range }
            });
        }
        self.end()
    }
}

/// The start tags that have an end tag, each with it, by the order of the end tags.
///
/// An end tag closes the innermost open element of its name and leaves those inside without one. A tag that
/// closes itself (`<br />`) is no start: in MDX it ends there, in HTML perhaps far below.
pub fn element_pairs<'t>(tags: impl IntoIterator<Item = &'t (Span, Tag<'t>)>) -> Vec<(Span, Span)> {
    let mut pairs = Vec::new();
    // Names are kept once, each with its number.
    let mut numbers: HashMap<Cow<'t, str>, usize> = HashMap::new();
    let mut open: Vec<(usize, Span)> = Vec::new();
    // An end tag without a start would otherwise be sought through all that is open.
    let mut n_open: Vec<usize> = Vec::new();
    for (span, tag) in tags {
        match tag {
            Tag::Open { name, attributes, .. } if !attributes.ends_with('/') => {
                let number = *numbers.entry(lower_case(name)).or_insert(n_open.len());
                if number == n_open.len() {
                    n_open.push(0);
                }
                n_open[number] += 1;
                open.push((number, *span));
            }
            Tag::Close { name, .. } => {
                let Some(&number) = numbers.get(&lower_case(name)) else { continue };
                while n_open[number] > 0 {
                    let Some((inner, start)) = open.pop() else { break };
                    n_open[inner] -= 1;
                    if inner == number {
                        pairs.push((start, *span));
                        break;
                    }
                }
            }
            _ => {}
        }
    }
    pairs
}

fn lower_case(name: &str) -> Cow<'_, str> {
    match name.bytes().any(|it| it.is_ascii_uppercase()) {
        true => name.to_ascii_lowercase().into(),
        false => name.into(),
    }
}

/// Behind the `>` of the start or end tag whose `<` stands at `start`, as the HTML Standard reads tags (13.2.5.8 and
/// 13.2.5.32 to 13.2.5.40): only a value in quotes can hold a `>`, and a quote is one only where a value begins.
pub fn tag_end(bytes: &[u8], start: usize) -> Option<usize> {
    read_tag(bytes, start, &mut 0)
}

/// How many attributes that tag has, double ones counted twice. If it does not end, all that have begun.
pub fn n_attributes(bytes: &[u8], start: usize) -> usize {
    let mut n_attributes = 0;
    read_tag(bytes, start, &mut n_attributes);
    n_attributes
}

/// Behind the tag, if it ends. Counts each attribute where it begins.
fn read_tag(bytes: &[u8], start: usize, n_attributes: &mut usize) -> Option<usize> {
    /// Where the first byte stands that ends a word: a blank, or one of `ends`.
    fn word_end(bytes: &[u8], from: usize, ends: &[u8]) -> Option<usize> {
        bytes.get(from..)?.iter().position(|it| it.is_ascii_whitespace() || ends.contains(it)).map(|it| from + it)
    }
    /// Where the first byte stands that is no blank, and none of `others`.
    fn behind_blanks(bytes: &[u8], from: usize, others: &[u8]) -> Option<usize> {
        bytes[from..].iter().position(|it| !it.is_ascii_whitespace() && !others.contains(it)).map(|it| from + it)
    }
    let name = start + 1 + usize::from(bytes.get(start + 1) == Some(&b'/'));
    let mut at = word_end(bytes, name, b"/>")?;
    loop {
        at = behind_blanks(bytes, at, b"/")?;
        if bytes[at] == b'>' {
            return Some(at + 1);
        }
        *n_attributes += 1;
        // The name of an attribute. It may begin with `=`.
        at = word_end(bytes, at + 1, b"/>=")?;
        at = behind_blanks(bytes, at, b"")?;
        if bytes[at] != b'=' {
            continue;
        }
        at = behind_blanks(bytes, at + 1, b"")?;
        at = match bytes[at] {
            quote @ (b'"' | b'\'') => at + 1 + memchr::memchr(quote, &bytes[at + 1..])? + 1,
            _ => word_end(bytes, at, b">")?,
        };
    }
}

/// The text of raw HTML, with a blank for each tag.
pub fn text_outside_tags(html: &str) -> String {
    let mut text = String::with_capacity(html.len());
    let mut at = 0;
    for tag in Tags::new(html) {
        let range = tag.range();
        text.push_str(&html[at..range.start]);
        text.push(' ');
        at = range.end;
    }
    text.push_str(&html[at..]);
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(html: &str) -> Vec<String> {
        html_tags(html)
            .iter()
            .map(|it| match it {
                Tag::Open { name, range, .. } => format!("{name} {range:?}"),
                Tag::Close { name, range } => format!("/{name} {range:?}"),
                Tag::Comment { text, range } => format!("!{text} {range:?}"),
            })
            .collect()
    }

    #[test]
    fn quoted_values_may_hold_an_angle() {
        assert_eq!(names(r#"<a title="x > y">z</a>"#), ["a 0..17", "/a 18..22"]);
    }

    #[test]
    fn a_tag_ends_where_the_tokenizer_of_html_ends_it() {
        for (tag, behind) in [
            ("<p>", ""),
            ("</p >", "b>"),
            ("<br/>", ">"),
            ("<p/ title='a>b'/>", ">"),
            ("<p a = \"b>c\"d='>'>", ""),
            // No value begins here, so a quote is a letter.
            ("<a\"b>", "\">"),
            ("<a=\"b>", "\">"),
            ("<p a\"b>", "\">"),
            ("<p \"a>", "\">"),
            ("<p =\"a>", "\">"),
            ("<p a=b=\"c>", "\">"),
            ("<p a = b\"c>", "\">"),
            ("<p a=b/c=\"d>", "\">"),
            ("<p a=/\"b>", "\">"),
            ("<p a==\"b>", "\">"),
            ("<p a='b'=\"c>", "\">"),
            // Here one does.
            ("<p a/b=\">\">", ""),
            ("<p ==\">\">", ""),
            ("<p\na\n=\n'>'>", ""),
            // A value is missing.
            ("<p a=>", "'b'>"),
            ("<p a= />", "'b'>"),
        ] {
            assert_eq!(tag_end(format!("a {tag}{behind}").as_bytes(), 2), Some(2 + tag.len()), "{tag}{behind}");
        }
        for open in ["<p", "<p ", "<p a", "<p a ", "<p a=", "<p a= ", "<p a='>", "<p a=b", "<p /", "<", "</"] {
            assert_eq!(tag_end(open.as_bytes(), 0), None, "{open}");
        }
    }

    #[test]
    fn an_attribute_begins_where_the_tokenizer_of_html_begins_it() {
        for (tag, n) in [
            ("<p>a b", 0),
            ("</p >", 0),
            ("<br/>", 0),
            ("<p a b=c / d='e f'g>", 4),
            ("<p a=b=\" c d>", 3),
            ("<p a = \"b c\" / d>", 2),
            ("<p ==\"> a b\">", 1),
            ("<p a a a>", 3),
            ("<p a b", 2),
            ("<p a b='c d", 2),
        ] {
            assert_eq!(n_attributes(format!("a {tag}").as_bytes(), 2), n, "{tag}");
        }
    }

    #[test]
    fn comments_hide_tags() {
        assert_eq!(names("<!-- <b> --><i>"), ["!<b> 0..12", "i 12..15"]);
    }

    #[test]
    fn text_with_angles_is_no_tag() {
        assert_eq!(names("a < b, 1 <2 <> <3 </ <unended"), Vec::<String>::new());
    }
}
