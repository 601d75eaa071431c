//! A string as YAML would have it written.

use crate::entries::Style;

/// Writes a value in the place of an old one: in its quotes where they can hold it, without quotes
/// only where no reader of YAML 1.1 or 1.2 takes it for anything but this string.
pub(crate) fn write_string(style: Style, old: &[u8], value: &str) -> String {
    let holds_lines = value.chars().any(|c| c.is_control() || is_special(c));
    match style {
        // An empty value has no blank of its own behind the colon.
        Style::Empty => format!(" {}", write_string(Style::Plain, b"", value)),
        Style::Double => double(value),
        _ if holds_lines => double(value),
        Style::Single => single(value),
        _ if is_plain(value) || is_same_kind_of_date(old, value) => value.to_owned(),
        _ => single(value),
    }
}

fn single(value: &str) -> String {
    format!("'{}'", value.replace('\'', "''"))
}

fn double(value: &str) -> String {
    let mut written = String::from("\"");
    for c in value.chars() {
        match c {
            '"' | '\\' => written.extend(['\\', c]),
            '\n' => written.push_str("\\n"),
            '\r' => written.push_str("\\r"),
            '\t' => written.push_str("\\t"),
            c if c.is_control() || is_special(c) => match u32::from(c) {
                code @ 0..=0xFF => written.push_str(&format!("\\x{code:02X}")),
                code => written.push_str(&format!("\\u{code:04X}")),
            },
            c => written.push(c),
        }
    }
    written.push('"');
    written
}

/// Line ends of other ages, the byte order mark, and what is no character: all to be escaped.
fn is_special(c: char) -> bool {
    matches!(c, '\u{85}' | '\u{2028}' | '\u{2029}' | '\u{FEFF}' | '\u{FFFE}' | '\u{FFFF}')
}

fn is_plain(value: &str) -> bool {
    let Some(first) = value.chars().next() else { return false };
    let starts_well = match first {
        ',' | '[' | ']' | '{' | '}' | '#' | '&' | '*' | '!' | '|' | '>' | '\'' | '"' | '%' | '@' | '`' | '-' | '?'
        | ':' | '=' | '<' | '~' | '.' => false,
        c => !c.is_whitespace(),
    };
    starts_well
        && !value.ends_with(|c: char| c.is_whitespace() || c == ':')
        && !value.contains(": ")
        && !value.contains(" #")
        && !reads_as_other_type(value)
}

/// Words and numbers of YAML 1.1 and 1.2; in doubt, yes.
fn reads_as_other_type(value: &str) -> bool {
    let word = value.to_ascii_lowercase();
    let is_word = matches!(&*word, "y" | "n" | "yes" | "no" | "on" | "off" | "true" | "false" | "null");
    let is_number_like = word.starts_with(|c: char| c.is_ascii_digit() || c == '+')
        && word.bytes().all(|it| it.is_ascii_hexdigit() || b"xo_:+-. tz".contains(&it));
    is_word || is_number_like
}

/// A plain date may follow a plain date: the same digits' places, the same marks between them.
fn is_same_kind_of_date(old: &[u8], new: &str) -> bool {
    let shape =
        |bytes: &[u8]| -> Vec<u8> { bytes.iter().map(|it| if it.is_ascii_digit() { b'0' } else { *it }).collect() };
    let shape_of_old = shape(old);
    shape_of_old.starts_with(b"0000-00-00") && shape_of_old == shape(new.as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(style: Style, old: &str, value: &str, expected: &str) {
        assert_eq!(write_string(style, old.as_bytes(), value), expected);
    }

    #[test]
    fn keeps_the_quotes_that_can_hold_the_value() {
        check(Style::Single, "'x'", "it's", "'it''s'");
        check(Style::Double, "\"x\"", "C:\\dir \"d\"", "\"C:\\\\dir \\\"d\\\"\"");
        check(Style::Plain, "x", "https://site:80/a?b=c#d", "https://site:80/a?b=c#d");
        check(Style::Literal, "|\n  x", "one line", "one line");
        check(Style::Empty, "", "x", " x");
    }

    #[test]
    fn quotes_what_would_read_as_something_else() {
        for value in [
            "",
            " x",
            "x ",
            "a: b",
            "a:",
            "a #b",
            "@a",
            "- a",
            "*a",
            "!a",
            "{a}",
            "yes",
            "Null",
            "12",
            "1_000",
            "0x1F",
            "+1",
            ".5",
            "1:30",
            "2024-01-02",
            "2024-01-02 10:00:00",
            "~",
            "=",
            "<<",
        ] {
            check(Style::Plain, "x", value, &format!("'{value}'"));
        }
    }

    #[test]
    fn escapes_line_ends_and_controls() {
        check(Style::Plain, "x", "a\nb", "\"a\\nb\"");
        check(Style::Single, "'x'", "\u{1b}\u{2028}", "\"\\x1B\\u2028\"");
    }

    #[test]
    fn keeps_a_date_plain_only_after_a_date_of_the_same_shape() {
        check(Style::Plain, "2024-09-20 11:47:53", "2025-01-02 03:04:05", "2025-01-02 03:04:05");
        check(Style::Plain, "2024-09-20", "2025-01-02 03:04:05", "'2025-01-02 03:04:05'");
    }
}
