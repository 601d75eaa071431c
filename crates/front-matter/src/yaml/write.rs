//! A string as YAML would have it written.

use crate::entries::Style;
use crate::lines::Lines;
use crate::write::Place;
use crate::yaml::scan;

/// Writes a string in the place of an old value: in its quotes where they can hold it, without quotes
/// only where no reader of YAML 1.1 or 1.2 takes it for anything but this string.
pub(crate) fn write_string(place: Place<'_>, value: &str) -> String {
    let holds_lines = value.chars().any(|c| c.is_control() || is_special(c));
    if place.style == Style::Literal
        && let Some(block) = literal(place.old, value)
    {
        return block;
    }
    match place.style {
        Style::Double => double(value),
        _ if holds_lines => double(value),
        Style::Single => single(value),
        _ if is_plain(value) && !(place.in_brackets && ends_in_brackets(value)) => value.to_owned(),
        _ => single(value),
    }
}

/// Several lines as a block scalar, indented as the old one; nothing if one cannot hold them.
fn literal(old: &[u8], value: &str) -> Option<String> {
    let lines = value.strip_suffix('\n').unwrap_or(value);
    let is_fit = value.contains('\n')
        && !lines.starts_with([' ', '\t', '\n'])
        && !lines.ends_with('\n')
        && !value.contains(|c: char| (c.is_control() && !matches!(c, '\n' | '\t')) || is_special(c));
    let first =
        Lines::new(old, 0).skip(1).find(|line| scan::indent(&old[line.start..line.end]) < line.end - line.start)?;
    if !is_fit {
        return None;
    }
    let indent = " ".repeat(scan::indent(&old[first.start..first.end]));
    let head = Lines::new(old, 0).next()?;
    let line_end = str::from_utf8(&old[head.end..head.next]).ok()?;
    let mut written = String::from(if value.ends_with('\n') { "|" } else { "|-" });
    for line in lines.split('\n') {
        written.push_str(line_end);
        if !line.is_empty() {
            written.push_str(&indent);
            written.push_str(line);
        }
    }
    Some(written)
}

/// Text in single quotes, which cannot hold what is special.
pub(crate) fn single(value: &str) -> String {
    format!("'{}'", value.replace('\'', "''"))
}

/// Text in double quotes, which hold everything.
pub(crate) fn double(value: &str) -> String {
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
pub(crate) fn is_special(c: char) -> bool {
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

/// Whether brackets would end a plain value early; the library stumbles over `:?` there as well.
fn ends_in_brackets(value: &str) -> bool {
    value.contains([',', '[', ']', '{', '}']) || value.contains(":?")
}

/// Words and numbers of YAML 1.1 and 1.2; in doubt, yes.
fn reads_as_other_type(value: &str) -> bool {
    let word = value.to_ascii_lowercase();
    let is_word = matches!(&*word, "y" | "n" | "yes" | "no" | "on" | "off" | "true" | "false" | "null");
    let is_number_like = word.starts_with(|c: char| c.is_ascii_digit() || c == '+')
        && word.bytes().all(|it| it.is_ascii_hexdigit() || b"xo_:+-. tz".contains(&it));
    is_word || is_number_like
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(style: Style, old: &str, value: &str, expected: &str) {
        let place = Place { style, old: old.as_bytes(), in_brackets: false };
        assert_eq!(write_string(place, value), expected);
    }

    #[test]
    fn keeps_the_quotes_that_can_hold_the_value() {
        check(Style::Single, "'x'", "it's", "'it''s'");
        check(Style::Double, "\"x\"", "C:\\dir \"d\"", "\"C:\\\\dir \\\"d\\\"\"");
        check(Style::Plain, "x", "https://site:80/a?b=c#d", "https://site:80/a?b=c#d");
        check(Style::Literal, "|\n  x", "one line", "one line");
        check(Style::Literal, "|\n  x", "two\n\nlines\n", "|\n  two\n\n  lines");
        check(Style::Literal, "|+\r\n\r\n x\r\n y", "two\nlines", "|-\r\n two\r\n lines");
        check(Style::Literal, "|\n  x", " indented\nlines", "\" indented\\nlines\"");
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
}
