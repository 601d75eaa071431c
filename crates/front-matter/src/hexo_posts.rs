//! Headers that only Hexo reads, where they certainly are some.
//!
//! To Hexo whatever stands above the first rule is a header, if it begins like an entry, and a broken one
//! if it cannot be read: `The talk: boats: why they float`. Authors mean text by that.

use crate::format::Format;
use crate::front_matter::MAX_BYTES;
use crate::lines::Lines;
use crate::split::{self, Split};
use crate::yaml::{self, scan};
use crate::{hexo, json};

/// What no text begins a line with, and posts do.
///
/// The last is no key of Hexo's: authors tell Unchaff there what it must not do.
const KEYS: [&str; 13] = [
    "title",
    "date",
    "updated",
    "layout",
    "tags",
    "tag",
    "categories",
    "category",
    "permalink",
    "comments",
    "published",
    "abbrlink",
    "unchaff",
];

pub(crate) fn split(source: &[u8]) -> Split {
    let strict = split::split(source);
    let found = hexo::split(source);
    if found == strict || !is_certain(&found, source) { strict } else { found }
}

fn is_certain(found: &Split, source: &[u8]) -> bool {
    // Hexo goes on with the body right behind the dashes; `--- and so on` is text.
    let is_whole_line = found.header.end == source.len() || source[..found.header.end].ends_with(b"\n");
    if !is_whole_line {
        return false;
    }
    let raw = &source[found.raw.clone()];
    let Some(text) = str::from_utf8(raw).ok().filter(|it| it.len() <= MAX_BYTES) else { return false };
    let data = match found.format {
        Format::Yaml => yaml::read_spaced(text),
        _ => json::read(text),
    };
    match data {
        Ok(data) => data.keys().any(|it| KEYS.contains(&&**it)),
        // JSON that cannot be read is no header to Hexo either.
        Err(_) => found.format == Format::Yaml && looks_like_a_header(raw),
    }
}

/// Whether every line of a header that cannot be read is one of a header, and two of them have keys, one
/// of them a key of posts.
fn looks_like_a_header(raw: &[u8]) -> bool {
    let (mut n_keys, mut has_key_of_posts) = (0, false);
    for line in Lines::new(raw, 0) {
        let text = &raw[line.start..line.end];
        if let Some(name) = key(text) {
            n_keys += 1;
            has_key_of_posts |= KEYS.iter().any(|it| it.as_bytes() == name);
            continue;
        }
        let is_below_a_key = n_keys > 0 && (text.starts_with(b" ") || text.starts_with(b"\t") || is_item(text));
        if !is_below_a_key && !text.trim_ascii().is_empty() && !scan::is_document_marker(raw, line.start) {
            return false;
        }
    }
    n_keys >= 2 && has_key_of_posts
}

/// The key a line begins with: a name, with no blank in it.
fn key(line: &[u8]) -> Option<&[u8]> {
    let (name, rest) = line.split_at(line.iter().position(|it| *it == b':')?);
    let quote = name.first().filter(|it| matches!(it, b'"' | b'\''));
    let name = match quote {
        Some(quote) => name[1..].strip_suffix(&[*quote])?,
        None => name.trim_ascii_end(),
    };
    let is_name = !name.is_empty() && name.iter().all(|it| it.is_ascii_alphanumeric() || b"_-.".contains(it));
    let is_written_out = matches!(rest, [b':'] | [b':', b' ' | b'\t', ..]);
    // The blank may be what is wrong: `date:2020-01-02`.
    let is_key = is_name && (is_written_out || KEYS.iter().any(|it| it.as_bytes() == name));
    is_key.then_some(name)
}

fn is_item(line: &[u8]) -> bool {
    matches!(line, [b'-'] | [b'-', b' ' | b'\t', ..])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dialect::Dialect;
    use crate::front_matter::FrontMatter;
    use crate::repair::{Tolerance, repair};
    use crate::splice::apply;
    use crate::values::repair_pictures;

    #[track_caller]
    fn check(header: &str, body: &str) {
        for (header, body) in [
            (header.to_owned(), body.to_owned()),
            (header.replace('\n', "\r\n"), body.replace('\n', "\r\n")),
            (format!("\u{feff}{header}"), body.to_owned()),
        ] {
            let parts = split(format!("{header}{body}").as_bytes());
            assert_eq!(parts.body, if header == "\u{feff}" { 3 } else { header.len() }, "{header:?} above {body:?}");
        }
    }

    #[test]
    fn takes_headers_with_keys_of_posts() {
        for header in [
            "title: Snow\n---\n",
            "\n\ntags:\n\t- snow\n---\n",
            "-----\nlayout: post\n-----\n",
            "'title': Snow\n\n# the rest\nnotes: none\n---\n",
            "unchaff: {ignore: all}\n---\n",
            "\"title\": \"Snow\"\n;;;\n",
            ";;;;\n\"tags\": [\"snow\"]\n;;;;\n",
        ] {
            check(header, "X\n\n---\nY\n");
        }
    }

    #[test]
    fn takes_broken_headers_that_are_nothing_else() {
        for header in [
            "title: Snow: a guide\ndate: 2020-01-02\n---\n",
            "title: Snow\ndate:2020-01-02\n---\n",
            "\"title\": \"Snow\" falls\n\nlayout: post\n---\n",
            "\n\ntitle: Snow: a guide\nlang : en\n---\n",
            "title: Snow: a guide\ntags:\n- snow\n- ice: c: d\n  more\n---\n",
            "title: Snow\ntitle: Ice\n---\n",
        ] {
            check(header, "X\n\n---\nY\n");
        }
        let source = b"\n---\ntitle: Snow: a guide\nlang: en\n---\nX";
        assert_eq!(split(source).body, source.len() - 1);
    }

    #[test]
    fn leaves_text_above_a_rule_to_the_body() {
        for text in [
            "The talk: boats: why they float, and why some of them do not.\n",
            "Note: nobody came.\n",
            "Note: nobody came\nAnn: I did\n",
            "Note: nobody came: not one\nAnn: I did\n",
            "title: Snow: a guide\n",
            "title: Snow: a guide\nand what it is for\n",
            "title: Snow\ndate: it fell: on a Monday\nAll of it: gone.\n",
            "title: Snow: a guide\nhttps://example.com\n",
            "Title: Snow\nDate: Monday\n",
            "\u{9898}: \u{96ea}\n\u{65e5}: x: y\n",
            "a: b\n\n- title: c\n",
            "The talk: boats\n\n1. Why: they float\n",
            "- a list: of boats\n",
        ] {
            for rule in ["---\n", "-----\n", "\n---\n\n", "--- and so on\n"] {
                check("", &format!("{text}{rule}X\n"));
            }
        }
        for text in ["\"note\": \"nobody came\"\n", "\"title\": Snow\n", "title: Snow\n", "\"title\": \"Snow\"},\n"] {
            check("", &format!("{text};;;\nX\n"));
        }
        check("", "-----\nNote: nobody came\n-----\nX\n");
    }

    #[test]
    fn takes_what_everybody_takes() {
        for header in ["---\na: b\n---\n", "---\na: b: c\n---\n", "+++\na = 1\n+++\n", "{\"a\": 1}\n", "---\n---\n"] {
            check(header, "X\n");
        }
        let front = FrontMatter::in_dialect(b"---\na:\n\tb: 1\n---\n", Dialect::HexoPosts);
        assert!(front.data().is_ok(), "tabs are spaces to Hexo");
    }

    #[test]
    fn repairs_of_what_only_hexo_reads_are_guesses() {
        for inside in ["title: Snow: a guide\ndate: 2020-01-02\n", "title: Snow\ncover: ![](https://a.example/b.jpg)\n"]
        {
            for (open, is_guess) in [("", true), ("---\n", false)] {
                let source = format!("{open}{inside}---\nX");
                let front = FrontMatter::in_dialect(source.as_bytes(), Dialect::HexoPosts);
                let found = repair(&front, Tolerance::AfterError);
                let pictures = repair_pictures(&front);
                let all = || found.repairs.iter().chain(&pictures);
                assert!(all().count() > 0 && all().all(|it| it.is_guess == is_guess), "{source:?}: {found:?}");
                let mended = apply(source.as_bytes(), &found.splices());
                let after = FrontMatter::in_dialect(&mended, Dialect::HexoPosts);
                assert_eq!((after.data().is_ok(), after.body()), (true, &b"X"[..]));
            }
        }
    }

    #[test]
    fn large_headers_and_many_rules_are_split() {
        let rules = "----\n".repeat(100_000);
        for lines in
            ["title: b and more words\n", "title: b: c\n", "title: [[[[\n", "title: *a\n", "title:\n - - - -\n"]
        {
            let text = lines.repeat(MAX_BYTES / lines.len());
            for fences in ["---\n", &rules] {
                let end = split(format!("{text}{fences}").as_bytes()).body;
                assert_eq!(end, text.len() + fences.find('\n').expect("a line") + 1, "{lines:?}");
            }
        }
    }
}
