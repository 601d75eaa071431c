//! Replacing one value.

use crate::entries::{Entry, Style};
use crate::error::SpliceError;
use crate::format::Format;
use crate::front_matter::FrontMatter;
use crate::splice::Splice;
use crate::verify::verify;
use crate::{json, toml, yaml};

/// Replaces one top-level value by a string; the quote style stays where it can hold the new one.
///
/// The header with the change is read again: the key must read as wished and every other key as
/// before, in the same order, else there is no splice but an error.
///
/// ```
/// use unchaff_front_matter::{FrontMatter, apply, set_value};
///
/// let source = b"---\ncover: 'old.png'   # ours\n---\nBody";
/// let splice = set_value(&FrontMatter::new(source), "cover", "new.png")?;
/// assert_eq!(apply(source, &[splice]), b"---\ncover: 'new.png'   # ours\n---\nBody");
/// # Ok::<(), unchaff_front_matter::SpliceError>(())
/// ```
///
/// # Errors
///
/// If the header cannot be read, the key is missing, its value is a list or a mapping, or the
/// result does not verify.
pub fn set_value(front: &FrontMatter<'_>, key: &str, value: &str) -> Result<Splice, SpliceError> {
    let data = front.data().map_err(|error| SpliceError::Unreadable(error.clone()))?;
    let entry = front.entry(key).ok_or_else(|| SpliceError::NoSuchKey(key.to_owned()))?;
    if matches!(entry.style, Style::Flow | Style::Nested) {
        return Err(SpliceError::UnsupportedValue(key.to_owned()));
    }
    let old = front.bytes(entry.value_span.clone());
    let bytes = if data.get(key).and_then(|it| it.as_str()) == Some(value) {
        old.to_vec() // Writing what stands there would only change its spelling.
    } else {
        written(front.format(), &entry, old, value).into_bytes()
    };
    let splice = Splice { range: entry.value_span, bytes };
    verify(front, key, std::slice::from_ref(&splice), value)?;
    Ok(splice)
}

fn written(format: Format, entry: &Entry, old: &[u8], value: &str) -> String {
    match format {
        Format::Toml => toml::write_string(entry.style, value),
        Format::Json => json::write_string(value),
        Format::Yaml | Format::None => yaml::write_string(entry.style, old, value),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::splice::apply;

    fn set(source: &str, key: &str, value: &str) -> Result<String, SpliceError> {
        let splice = set_value(&FrontMatter::new(source.as_bytes()), key, value)?;
        let edited = apply(source.as_bytes(), &[splice]);
        Ok(String::from_utf8(edited).expect("UTF-8 stays UTF-8"))
    }

    fn check(source: &str, value: &str, expected: &str) {
        assert_eq!(set(source, "k", value).as_deref(), Ok(expected));
    }

    #[test]
    fn changes_the_bytes_of_the_value_alone() {
        check(
            "\u{feff}---\r\n# c\r\nk:  old  # d\r\nz: 012\r\n---\r\nX",
            "new",
            "\u{feff}---\r\n# c\r\nk:  new  # d\r\nz: 012\r\n---\r\nX",
        );
        check("---\nk: |\n  a\n\n  b\nz: 1\n---\n", "new", "---\nk: new\nz: 1\n---\n");
        check("+++\nk = 'old' # c\n[t]\nk = 1\n+++\n", "it's", "+++\nk = \"it's\" # c\n[t]\nk = 1\n+++\n");
        check(";;;\n\"k\" : \"old\", \"z\": 1\n;;;\n", "a\"b", ";;;\n\"k\" : \"a\\\"b\", \"z\": 1\n;;;\n");
    }

    #[test]
    fn leaves_the_spelling_of_an_equal_value() {
        let source = "---\nk: \"caf\\u00e9\"\n---\n";
        check(source, "caf\u{e9}", source);
    }

    #[test]
    fn refuses_what_it_cannot_prove() {
        let refusal = |source, key| set(source, key, "new").expect_err("this must be refused");
        assert_eq!(refusal("---\na: 1\n---\n", "k"), SpliceError::NoSuchKey("k".into()));
        assert_eq!(refusal("X", "k"), SpliceError::NoSuchKey("k".into()));
        let list = refusal("---\nk:\n- a\n---\n", "k");
        assert_eq!(list, SpliceError::UnsupportedValue("k".into()));
        let broken = refusal("---\nk: a\nz: x: y\n---\n", "k");
        assert!(matches!(broken, SpliceError::Unreadable(_)));
        // The anchor would go, and with it the other value.
        let anchor = refusal("---\nk: &x a\nz: *x\n---\n", "k");
        assert!(matches!(anchor, SpliceError::BreaksHeader(_)));
    }
}
