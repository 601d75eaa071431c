//! Findings for people.

use std::fmt::Write;

use unchaff_driver::{Applicability::Safe, FindingRow, harmless};

/// `file:line:column: rule (safe): evidence`
pub(super) fn line(row: &FindingRow) -> String {
    let FindingRow { path, line, column, message, .. } = row;
    let mut text = String::with_capacity(path.len() + message.len() + 80);
    text.push_str(path);
    let _ = write!(text, ":{line}:{column}: ");
    match &row.rule {
        None => text.push_str("note"),
        Some(rule) => {
            let safe = row.applicability.map_or("report only", |it| if it == Safe { "safe" } else { "unsafe" });
            let what = match row.state {
                "not-applied" => ", not applied",
                "held-back" => ", held back, what stays would change its meaning",
                "over-budget" => ", held back, too much would go",
                _ => "",
            };
            let parts = [&harmless(rule.as_str()), " (", safe, what, ")"];
            parts.into_iter().for_each(|it| text.push_str(it));
        }
    }
    text.push_str(": ");
    text.push_str(&harmless(message));
    text
}

/// So many lines of what would go are shown.
const MOST_LINES: usize = 6;

/// The same with what would go, and what would stand there instead.
pub(super) fn paragraph(row: &FindingRow, bytes: &[u8]) -> String {
    passage(row, "", bytes, "")
}

/// The same between the text that stands before and after it.
pub(in crate::commands) fn passage(row: &FindingRow, before: &str, bytes: &[u8], after: &str) -> String {
    let mut text = line(row) + "\n";
    quote(&mut text, ' ', before);
    let mark = if row.applicability.is_some() { '-' } else { ' ' };
    quote(&mut text, mark, &String::from_utf8_lossy(bytes));
    quote(&mut text, '+', &row.insert);
    quote(&mut text, ' ', after);
    if !bytes.is_empty() || !row.insert.is_empty() {
        text.push('\n');
    }
    text
}

fn quote(text: &mut String, mark: char, quoted: &str) {
    let lines: Vec<&str> = quoted.trim_end_matches(['\n', '\r']).lines().collect();
    if quoted.is_empty() {
        return;
    }
    let shown = if lines.len() > MOST_LINES + 1 { MOST_LINES } else { lines.len() };
    for line in &lines[..shown] {
        let line = harmless(line);
        let separator = if line.is_empty() { "" } else { " " };
        let _ = writeln!(text, "{mark} │{separator}{line}");
    }
    if shown < lines.len() {
        let _ = writeln!(text, "  ┊ {} more lines", lines.len() - shown);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(bytes: &str, insert: &str, expected: &str) {
        let mut text = String::new();
        quote(&mut text, '-', bytes);
        quote(&mut text, '+', insert);
        assert_eq!(text, expected);
    }

    #[test]
    fn what_goes_is_quoted_line_by_line() {
        check("one\n\ntwo\n\n", "", "- │ one\n- │\n- │ two\n");
        check("title: a", "title: b", "- │ title: a\n+ │ title: b\n");
        check("   \n", "", "- │    \n");
    }

    #[test]
    fn of_much_the_beginning_is_enough() {
        let many = "a ferry\n".repeat(9);
        check(&many, "", &format!("{}  ┊ 3 more lines\n", "- │ a ferry\n".repeat(6)));
        check(&"a ferry\n".repeat(7), "", &"- │ a ferry\n".repeat(7));
    }
}
