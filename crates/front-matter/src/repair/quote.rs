//! Quotes: put around text, closed, or escaped inside.

use super::kind::RepairKind;
use crate::yaml;

/// Text made readable.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Mended {
    pub(super) kind: RepairKind,
    pub(super) text: String,
    pub(super) is_guess: bool,
}

impl Mended {
    pub(super) fn certain(kind: RepairKind, text: String) -> Mended {
        Mended { kind, text, is_guess: false }
    }
}

/// Text in single quotes, apostrophes doubled; in double quotes only where it holds what single
/// ones cannot. Line breaks stay: they fold as they did without quotes. Nothing for the rare text
/// that has line breaks and needs escapes.
pub(super) fn quoted(text: &str) -> Option<String> {
    let is_line_end = |c: char| matches!(c, '\n' | '\r');
    let needs_escape = |c: char| yaml::is_special(c) || (c.is_control() && !is_line_end(c) && c != '\t');
    if !text.contains(needs_escape) {
        return Some(yaml::single(text));
    }
    (!text.contains(is_line_end)).then(|| yaml::double(text))
}

/// Mends text in quotes that the reader refuses; the quotes count in.
///
/// `'It's here'` has its apostrophe doubled: the outer quotes hold all of it. `'Snow' and 'ice'`
/// is text with quotes at both ends, and gets quotes around all of it.
pub(super) fn mend_quoted(text: &str, is_read: impl Fn(&str) -> bool) -> Option<Mended> {
    let mark = text.chars().next()?;
    let inner = text[1..].strip_suffix(mark);
    // The quotes inside of a template tag are the template's, and no escape may stand among them.
    if let Some(inner) = inner.filter(|it| is_template(it)) {
        return Some(Mended { kind: RepairKind::QuoteTemplate, text: quoted(inner)?, is_guess: true });
    }
    if let Some(inner) = inner
        && holds_everything(text, mark)
    {
        let escaped = escape_marks(inner, mark);
        let candidate = format!("{mark}{escaped}{mark}");
        if escaped != inner && is_read(&candidate) {
            return Some(Mended::certain(RepairKind::EscapeQuote, candidate));
        }
        if mark == '"' {
            let (literal, is_guess) = escape_backslashes(&escaped);
            let text = format!("\"{literal}\"");
            if is_read(&text) {
                return Some(Mended { kind: RepairKind::EscapeBackslash, text, is_guess });
            }
        }
    }
    Some(Mended::certain(RepairKind::QuoteTail, quoted(text)?))
}

/// Whether all of a text is template tags, with text between them perhaps.
fn is_template(text: &str) -> bool {
    let text = text.trim();
    (text.starts_with("{{") && text.ends_with("}}")) || (text.starts_with("{%") && text.ends_with("%}"))
}

/// Closes a quote that is never closed.
pub(super) fn close_quote(text: &str, is_read: impl Fn(&str) -> bool) -> Option<Mended> {
    let mark = text.chars().next()?;
    if mark == '\'' && starts_with_apostrophe(text) {
        return Some(Mended::certain(RepairKind::QuoteTail, quoted(text)?));
    }
    // `"C:\dir\"` is closed to its author; `"so \"called\"` is not.
    let ends_in_backslash =
        mark == '"' && text.len() > 2 && text.ends_with("\\\"") && text.matches("\\\"").count() == 1;
    if ends_in_backslash {
        let inner = &text[1..text.len() - 1];
        // Behind a number this is an inch mark.
        let is_guess = !has_drive(inner) && inner.matches('\\').count() < 2;
        let text = format!("\"{}\"", inner.replace('\\', "\\\\"));
        return is_read(&text).then_some(Mended { kind: RepairKind::EscapeBackslash, text, is_guess });
    }
    let closed = format!("{text}{mark}");
    if is_read(&closed) {
        return Some(Mended::certain(RepairKind::CloseQuote, closed));
    }
    let (literal, is_guess) = escape_backslashes(&text[1..]);
    let literal = format!("\"{literal}\"");
    if mark == '"' && is_read(&literal) {
        return Some(Mended { kind: RepairKind::CloseQuote, text: literal, is_guess });
    }
    Some(Mended::certain(RepairKind::QuoteTail, quoted(text)?))
}

/// `'tis`, `'90s`: the mark stands for letters left out.
fn starts_with_apostrophe(text: &str) -> bool {
    let word: String = text[1..].chars().take_while(|c| c.is_alphanumeric()).collect::<String>().to_lowercase();
    let is_decade = word.len() >= 2 && word.starts_with(|c: char| c.is_ascii_digit()) && word.ends_with('s');
    is_decade || matches!(&*word, "tis" | "twas" | "til" | "em" | "n" | "cause" | "bout" | "round")
}

/// Whether the last quote closes the first: every one between opens or closes quotes inside.
fn holds_everything(text: &str, mark: char) -> bool {
    let mut depth = 0_usize;
    let mut is_escaped = false;
    let mut before = ' ';
    let mut rest = text.char_indices().peekable();
    while let Some((at, c)) = rest.next() {
        let after = rest.peek().map_or(' ', |it| it.1);
        if c == mark && !is_escaped {
            let is_last = at + c.len_utf8() == text.len();
            let opens = !is_last && (before.is_whitespace() || matches!(before, '(' | '[' | '“' | '‘' | '—'));
            let is_apostrophe = before.is_alphanumeric() && after.is_alphanumeric();
            if depth == 0 && at > 0 {
                return false;
            }
            if at == 0 || opens {
                depth += 1;
            } else if !is_apostrophe {
                depth -= 1;
            }
        }
        is_escaped = mark == '"' && c == '\\' && !is_escaped;
        before = c;
    }
    depth == 0
}

/// Escapes the quotes inside that are not escaped yet.
fn escape_marks(inner: &str, mark: char) -> String {
    if mark == '\'' {
        // Pairs are escaped already.
        return inner.split("''").map(|it| it.replace('\'', "''")).collect::<Vec<_>>().join("''");
    }
    let mut written = String::with_capacity(inner.len() + 8);
    let mut is_escaped = false;
    for c in inner.chars() {
        if c == mark && !is_escaped {
            written.push('\\');
        }
        is_escaped = c == '\\' && !is_escaped;
        written.push(c);
    }
    written
}

/// Makes backslashes text, and says whether that is a guess.
///
/// Escaped quotes and backslashes and the numbers of characters stay escapes. Where a backslash that
/// escapes nothing shows that none is meant as an escape, `\n` becomes text as well: surely in
/// `C:\new`, perhaps elsewhere. A backslash before an apostrophe goes, as in other languages.
fn escape_backslashes(inner: &str) -> (String, bool) {
    let only_apostrophes = escapes(inner).all(|it| it.kind != EscapeKind::None || it.is_before_apostrophe);
    let has_letters = escapes(inner).any(|it| it.kind == EscapeKind::Letter);
    let has_drive = has_drive(inner);
    let mut written = String::with_capacity(inner.len() + 8);
    let mut copied = 0;
    for escape in escapes(inner) {
        let end = escape.at + escape.length;
        written.push_str(&inner[copied..escape.at]);
        copied = end;
        match escape.kind {
            EscapeKind::Mark => written.push('\\'),
            EscapeKind::Number if only_apostrophes || !has_drive => written.push('\\'),
            EscapeKind::Letter if only_apostrophes => written.push('\\'),
            EscapeKind::None if only_apostrophes => {}
            _ => written.push_str("\\\\"),
        }
        written.push_str(&inner[escape.at + 1..end]);
    }
    written.push_str(&inner[copied..]);
    (written, has_letters && !only_apostrophes && !has_drive)
}

/// A letter that is a drive, a colon, and a backslash: `C:\`.
fn has_drive(text: &str) -> bool {
    text.match_indices(":\\").any(|(at, _)| match &text.as_bytes()[..at] {
        [.., lead, drive] => drive.is_ascii_alphabetic() && !lead.is_ascii_alphanumeric(),
        [drive] => drive.is_ascii_alphabetic(),
        [] => false,
    })
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum EscapeKind {
    /// Of a quote, a slash or a backslash.
    Mark,
    /// `\xE9`, `\u00e9`.
    Number,
    /// `\n` and others that words may start with.
    Letter,
    /// The backslash escapes nothing.
    None,
}

/// A backslash and what belongs to it.
struct Escape {
    at: usize,
    length: usize,
    kind: EscapeKind,
    is_before_apostrophe: bool,
}

fn escapes(inner: &str) -> impl Iterator<Item = Escape> {
    let mut from = 0;
    std::iter::from_fn(move || {
        let at = from + inner[from..].find('\\')?;
        let rest = &inner[at + 1..];
        let (kind, length) = escape_behind_backslash(rest);
        from = at + 1 + length;
        Some(Escape { at, length: 1 + length, kind, is_before_apostrophe: rest.starts_with('\'') })
    })
}

/// What escape a text is behind its backslash, and its length there.
fn escape_behind_backslash(rest: &str) -> (EscapeKind, usize) {
    let number = |n_digits: usize| {
        let is_number = rest.len() > n_digits && rest.as_bytes()[1..=n_digits].iter().all(u8::is_ascii_hexdigit);
        if is_number { (EscapeKind::Number, 1 + n_digits) } else { (EscapeKind::None, 0) }
    };
    match rest.as_bytes().first() {
        Some(b'"' | b'\\' | b'/') => (EscapeKind::Mark, 1),
        Some(b'x') => number(2),
        Some(b'u') => number(4),
        Some(b'U') => number(8),
        Some(it) if b"0abt\tnvfre N_LP\n\r".contains(it) => (EscapeKind::Letter, 1),
        _ => (EscapeKind::None, 0),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotes_with_single_quotes_unless_escapes_are_needed() {
        assert_eq!(quoted("'Snow' it's").as_deref(), Some("'''Snow'' it''s'"));
        assert_eq!(quoted("one: two\n  three").as_deref(), Some("'one: two\n  three'"));
        assert_eq!(quoted("a\u{2028}\"b\"").as_deref(), Some("\"a\\u2028\\\"b\\\"\""));
    }

    fn check(text: &str, kind: RepairKind, expected: &str) {
        let is_read = |text: &str| yaml::read(&format!("k: {text}")).is_ok();
        let mended = mend_quoted(text, is_read).map(|it| (it.kind, it.text));
        assert_eq!(mended, Some((kind, expected.to_owned())), "{text}");
    }

    #[test]
    fn escapes_quotes_inside_of_quotes_that_hold_everything() {
        check("'It's here'", RepairKind::EscapeQuote, "'It''s here'");
        check("\"the \"best\" road\"", RepairKind::EscapeQuote, "\"the \\\"best\\\" road\"");
        check("'Snow' and 'ice'", RepairKind::QuoteTail, "'''Snow'' and ''ice'''");
        check("\"Snow\" falls", RepairKind::QuoteTail, "'\"Snow\" falls'");
        check("'Riders' road", RepairKind::QuoteTail, "'''Riders'' road'");
    }

    #[test]
    fn escapes_backslashes_that_escape_nothing() {
        check(r#""C:\new\dir""#, RepairKind::EscapeBackslash, r#""C:\\new\\dir""#);
        check(r#""it\'s\tso""#, RepairKind::EscapeBackslash, r#""it's\tso""#);
        check(r#""\d is \"one\"""#, RepairKind::EscapeBackslash, r#""\\d is \"one\"""#);
    }

    #[test]
    fn closes_quotes_and_keeps_apostrophes() {
        let check = |text: &str, kind, expected: &str, is_guess| {
            let mended = close_quote(text, |text: &str| yaml::read(&format!("k: {text}")).is_ok());
            assert_eq!(mended, Some(Mended { kind, text: expected.to_owned(), is_guess }), "{text}");
        };
        check("\"Snow", RepairKind::CloseQuote, "\"Snow\"", false);
        check("'Snow", RepairKind::CloseQuote, "'Snow'", false);
        check("\"C:\\", RepairKind::CloseQuote, "\"C:\\\\\"", false);
        check("\"C:\\new\\\"", RepairKind::EscapeBackslash, "\"C:\\\\new\\\\\"", false);
        check("'tis winter", RepairKind::QuoteTail, "'''tis winter'", false);
        check("\"27\\\"", RepairKind::EscapeBackslash, "\"27\\\\\"", true);
    }

    #[test]
    fn keeps_the_numbers_of_characters_and_doubts_letters() {
        let check = |inner: &str, expected: &str, is_guess| {
            assert_eq!(escape_backslashes(inner), (expected.to_owned(), is_guess), "{inner}");
        };
        check(r"caf\u00e9 \d \x41 \/ \q", r"caf\u00e9 \\d \x41 \/ \\q", false);
        check(r"\d and \new", r"\\d and \\new", true);
        check(r"C:\new\dir", r"C:\\new\\dir", false);
        check(r"C:\dir\x41", r"C:\\dir\\x41", false);
    }

    #[test]
    fn leaves_the_quotes_of_templates_alone() {
        let mended = mend_quoted(r#""{{ replace .Name "-" " " | title }}""#, |_| true);
        let text = r#"'{{ replace .Name "-" " " | title }}'"#.to_owned();
        assert_eq!(mended, Some(Mended { kind: RepairKind::QuoteTemplate, text, is_guess: true }));
    }
}
