//! JSON strings as they are written.

use std::iter;

use unchaff_driver::EditSet;

/// A JSON string after edits of what it says. What no edit takes stays as it is written: escapes too.
///
/// Nothing where an edit ends inside of what one escape stands for.
pub(crate) fn edited(literal: &str, edits: &EditSet) -> Option<String> {
    let inside = literal.strip_prefix('"')?.strip_suffix('"')?;
    let mut places = Places { inside, written: 0, said: 0 };
    let mut edited = String::with_capacity(literal.len());
    edited.push('"');
    for edit in edits.edits() {
        let start = places.written;
        let span = edit.span.range();
        edited.push_str(&inside[start..places.of(span.start)?]);
        let insert = serde_json::to_string(std::str::from_utf8(&edit.insert).ok()?).ok()?;
        edited.push_str(&insert[1..insert.len() - 1]);
        places.of(span.end)?;
    }
    edited.push_str(&inside[places.written..]);
    edited.push('"');
    Some(edited)
}

/// Goes through a string, and knows which byte of what it says stands where.
struct Places<'a> {
    inside: &'a str,
    written: usize,
    said: usize,
}

impl Places<'_> {
    /// Goes on to a byte of what is said; nothing if it is none at which a character or an escape begins.
    fn of(&mut self, said: usize) -> Option<usize> {
        while self.said < said {
            let rest = &self.inside.as_bytes()[self.written..];
            let plain = memchr::memchr(b'\\', rest).unwrap_or(rest.len()).min(said - self.said);
            self.written += plain;
            self.said += plain;
            if plain == 0 {
                let (n_written, n_said) = escape(rest)?;
                self.written += n_written;
                self.said += n_said;
            }
        }
        (self.said == said && self.inside.is_char_boundary(self.written)).then_some(self.written)
    }
}

/// How many bytes an escape has, and how many bytes what it stands for has in UTF-8. Nothing if there is none.
fn escape(rest: &[u8]) -> Option<(usize, usize)> {
    if *rest.get(1)? != b'u' {
        return Some((2, 1));
    }
    let unit = |at: usize| {
        let digits = std::str::from_utf8(rest.get(at..at + 6)?.strip_prefix(b"\\u")?).ok()?;
        u16::from_str_radix(digits, 16).ok()
    };
    let units = iter::once(unit(0)?).chain(unit(6));
    let character = char::decode_utf16(units).next()?.ok()?;
    Some((6 * character.len_utf16(), character.len_utf8()))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use unchaff_driver::{Applicability, Edit, Evidence, RuleId, Span, settle};

    use super::*;

    /// A string as some program writes it: a part of its characters as escapes.
    fn written(text: &str, escapes: &[bool]) -> String {
        let mut literal = String::from("\"");
        for (character, is_escaped) in text.chars().zip(escapes.iter().chain(iter::repeat(&false))) {
            let mut units = [0; 2];
            match character {
                _ if *is_escaped => {
                    literal.extend(character.encode_utf16(&mut units).iter().map(|it| format!("\\u{it:04X}")));
                }
                '"' | '\\' | '/' => literal.extend(['\\', character]),
                '\n' => literal.push_str("\\n"),
                _ => literal.push(character),
            }
        }
        literal + "\""
    }

    fn edit(span: std::ops::Range<usize>, insert: &str) -> Edit {
        let rule = RuleId::new("test");
        let (applicability, evidence) = (Applicability::Safe, Evidence::Blanks);
        Edit { span: Span::of(span), insert: insert.into(), rule, applicability, evidence, repair: None }
    }

    proptest! {
        #[test]
        fn it_says_what_the_edits_make_of_it(
            text in "[a\"\\\\/\né本😀]{0,12}",
            escapes in prop::collection::vec(any::<bool>(), 12),
            cuts in prop::collection::vec((0..40_usize, 0..4_usize), 0..4),
        ) {
            let literal = written(&text, &escapes);
            let places: Vec<usize> = text.char_indices().map(|it| it.0).chain([text.len()]).collect();
            let span = |(at, n): (usize, usize)| {
                let first = at % places.len();
                places[first]..places[(first + n).min(places.len() - 1)]
            };
            let edits = settle(cuts.into_iter().map(|it| edit(span(it), "")).collect());
            let expected = String::from_utf8(edits.apply(text.as_bytes())).expect("whole characters");
            let edited = edited(&literal, &edits).expect("whole characters");
            prop_assert_eq!(serde_json::from_str::<String>(&edited).expect("JSON"), expected);
            if edits.is_empty() {
                prop_assert_eq!(edited, literal);
            }
        }
    }

    #[test]
    fn what_is_put_in_is_escaped() {
        let edits = settle(vec![edit(2..3, "\"\n")]);
        assert_eq!(edited(r#""\u00e9\/b""#, &edits).as_deref(), Some(r#""\u00e9\"\nb""#));
        assert_eq!(edited(r#""\u00e9""#, &settle(vec![edit(1..2, "")])), None);
        assert_eq!(edited("\"\u{e9}\"", &settle(vec![edit(0..1, "")])), None);
    }
}
