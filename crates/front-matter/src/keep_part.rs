//! Narrowing one value to a part of itself, by deletions alone.

use std::ops::Range;

use crate::entries::{Entry, Style};
use crate::error::SpliceError;
use crate::front_matter::FrontMatter;
use crate::splice::Splice;
use crate::verify::verify;

/// Deletes what stands before and after a part of a value, and nothing else: no byte is written.
///
/// `part` counts in bytes of the file and lies inside [`Entry::content_span`]. The splices are
/// sorted; there are none if the part is the whole content. The same proof as for
/// [`set_value`](crate::set_value()) is made: the key reads as the part, every other key as before.
///
/// ```
/// use unchaff_front_matter::{FrontMatter, apply, keep_part};
///
/// let source = b"---\ncover: https://site/page https://site/img.jpg\n---\n";
/// let front = FrontMatter::new(source);
/// let cover = front.entry("cover").expect("the header has a cover");
/// let splices = keep_part(&front, &cover, 29..49)?;
/// assert_eq!(apply(source, &splices), b"---\ncover: https://site/img.jpg\n---\n");
/// # Ok::<(), unchaff_front_matter::SpliceError>(())
/// ```
///
/// # Errors
///
/// If the header cannot be read, the part does not lie inside the value, the value is no string on
/// one line, or the result does not verify (the part begins in the middle of an escape, say).
pub fn keep_part(front: &FrontMatter<'_>, entry: &Entry, part: Range<usize>) -> Result<Vec<Splice>, SpliceError> {
    let data = front.data().map_err(|error| SpliceError::Unreadable(error.clone()))?;
    let old = data.get(&entry.key).and_then(|it| it.as_str());
    let is_single = matches!(entry.style, Style::Plain | Style::Single | Style::Double);
    let (Some(old), true) = (old, is_single) else {
        return Err(SpliceError::UnsupportedValue(entry.key.clone()));
    };
    // An entry of another file would have us cut blindly.
    if front.entry(&entry.key).as_ref() != Some(entry) {
        return Err(SpliceError::NoSuchKey(entry.key.clone()));
    }
    let content = entry.content_span();
    let is_inside = content.start <= part.start && part.start < part.end && part.end <= content.end;
    if !is_inside {
        return Err(SpliceError::PartOutsideValue(part));
    }
    let kept = decoded(front, entry, &part);
    // Half an escape decodes into something the value never said.
    let Some(kept) = kept.filter(|kept| old.contains(kept.as_str())) else {
        return Err(SpliceError::ReadsOtherwise(entry.key.clone()));
    };
    let splices: Vec<Splice> = [content.start..part.start, part.end..content.end]
        .into_iter()
        .filter(|range| !range.is_empty())
        .map(|range| Splice { range, bytes: Vec::new() })
        .collect();
    verify(front, &entry.key, &splices, &kept)?;
    Ok(splices)
}

/// What the part says when it stands alone in the value's quotes.
fn decoded(front: &FrontMatter<'_>, entry: &Entry, part: &Range<usize>) -> Option<String> {
    let text = str::from_utf8(front.bytes(part.clone())).ok()?;
    match entry.style {
        Style::Single if front.format() == crate::Format::Yaml => Some(text.replace("''", "'")),
        // The escapes of the three formats differ: ask the format's own reader.
        Style::Double => {
            let alone = match front.format() {
                crate::Format::Toml => format!("+++\nk = \"{text}\"\n+++\n"),
                crate::Format::Json => format!("{{\"k\":\"{text}\"}}"),
                crate::Format::Yaml | crate::Format::None => format!("---\nk: \"{text}\"\n---\n"),
            };
            FrontMatter::new(alone.as_bytes()).get_str("k").map(str::to_owned)
        }
        _ => Some(text.to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::splice::apply;

    /// Keeps the first place where `part` stands in the file.
    fn keep(source: &str, key: &str, part: &str) -> Result<String, SpliceError> {
        let front = FrontMatter::new(source.as_bytes());
        let entry = front.entry(key).ok_or_else(|| SpliceError::NoSuchKey(key.to_owned()))?;
        let start = source.find(part).expect("the part stands in the file");
        let splices = keep_part(&front, &entry, start..start + part.len())?;
        let edited = apply(source.as_bytes(), &splices);
        Ok(String::from_utf8(edited).expect("only whole characters were deleted"))
    }

    fn check(source: &str, part: &str, expected: &str) {
        assert_eq!(keep(source, "pic", part).as_deref(), Ok(expected));
    }

    #[test]
    fn deletes_before_and_after_the_part() {
        check("---\npic: a/x   b.jpg?w=1&h=2 c # d\n---\nX", "b.jpg?w=1&h=2", "---\npic: b.jpg?w=1&h=2 # d\n---\nX");
        check("---\npic: 'a b.jpg'\nz: 1\n---\n", "b.jpg", "---\npic: 'b.jpg'\nz: 1\n---\n");
        check("+++\npic = \"a b.jpg\" # c\n+++\n", "b.jpg", "+++\npic = \"b.jpg\" # c\n+++\n");
        check("{\"pic\": \"a b.jpg\"}\nX", "b.jpg", "{\"pic\": \"b.jpg\"}\nX");
        check("---\npic: b.jpg\n---\n", "b.jpg", "---\npic: b.jpg\n---\n");
    }

    #[test]
    fn keeps_escapes_whole() {
        check("---\npic: \"a \\u0062.jpg\"\n---\n", "\\u0062.jpg", "---\npic: \"\\u0062.jpg\"\n---\n");
        let cut = keep("---\npic: \"a\\nb.jpg\"\n---\n", "pic", "nb.jpg");
        assert_eq!(cut, Err(SpliceError::ReadsOtherwise("pic".into())));
        let cut = keep("---\npic: 'it''s'\n---\n", "pic", "'s");
        assert!(cut.is_err(), "{cut:?}");
    }

    #[test]
    fn refuses_parts_that_would_read_as_something_else() {
        let number = keep("---\npic: a 12\n---\n", "pic", "12");
        assert_eq!(number, Err(SpliceError::ReadsOtherwise("pic".into())));
        let alias = keep("---\npic: a *b\n---\n", "pic", "*b");
        assert!(matches!(alias, Err(SpliceError::BreaksHeader(_))));
    }

    #[test]
    fn refuses_what_does_not_lie_inside_one_string() {
        let list = keep("---\npic: [a, b]\n---\n", "pic", "b");
        assert_eq!(list, Err(SpliceError::UnsupportedValue("pic".into())));
        let outside = keep("---\npic: a\nz: b\n---\n", "pic", "b");
        assert!(matches!(outside, Err(SpliceError::PartOutsideValue(_))));
        let broken = keep("---\npic: a b\nz: x: y\n---\n", "pic", "b");
        assert!(matches!(broken, Err(SpliceError::Unreadable(_))));
    }
}
