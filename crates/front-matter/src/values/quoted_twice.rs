//! Text in two pairs of quotes, as left by programs that quote what is quoted already.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::entries::{Entry, Style};
use crate::front_matter::FrontMatter;
use crate::path::Path;
use crate::repair::{Repair, RepairKind};
use crate::splice::Splice;
use crate::verify::{Change, proved};

/// Every proof reads the header again; the time for more of them would grow with its square.
const MOST_FINDINGS: usize = 16;

/// Words in keys that hold what somebody said: there, quotes may be part of the text.
const QUOTATION_WORDS: &[&str] =
    &["citation", "cite", "epigraph", "lyric", "motto", "proverb", "quotation", "quote", "saying", "slogan", "tagline"];

/// Finds text in two pairs of quotes, `"\"text\""`.
///
/// An author may put a quotation into a value or two; a program quotes every value. So it is a guess
/// unless the quotes stand around two different texts, and around the title or whatever else is in
/// double quotes.
pub fn repair_quoted_twice(front: &FrontMatter<'_>) -> Vec<Repair> {
    let entries = front.entries();
    let doubles = entries.iter().filter(|it| it.style == Style::Double);
    let strings = doubles.filter_map(|it| {
        let key = it.key().filter(|it| !holds_quotation(it))?;
        Some((it, key, front.get_str(key)?))
    });
    let (mut found, mut is_every) = (Vec::new(), true);
    for (entry, key, text) in strings {
        match inner_text(front, entry, text) {
            Some(inner) => found.push((entry, key, inner)),
            // A single word gives a program no reason to quote it.
            None => is_every &= text.split_whitespace().count() < 2,
        }
    }
    let has_title = found.iter().any(|it| it.1.eq_ignore_ascii_case("title"));
    let different: BTreeSet<&str> = found.iter().map(|it| it.2).collect();
    let is_guess = different.len() < 2 || !(has_title || is_every);
    let repairs = found.into_iter().take(MOST_FINDINGS).filter_map(|(entry, key, inner)| {
        let content = entry.content_span();
        let cut = |range| Splice { range, bytes: Vec::new() };
        let splices = vec![cut(content.start..content.start + 2), cut(content.end - 2..content.end)];
        let splices = proved(front, splices, &Path::from(key), Change::Set(&Value::from(inner))).ok()?;
        let reason = format!("{key}: two pairs of quotes");
        Some(Repair { kind: RepairKind::QuotedTwice, splices, is_guess, reason })
    });
    repairs.collect()
}

fn holds_quotation(key: &str) -> bool {
    let key = key.to_ascii_lowercase();
    QUOTATION_WORDS.iter().any(|it| key.contains(it))
}

/// The text within the inner quotes.
fn inner_text<'t>(front: &FrontMatter<'_>, entry: &Entry, text: &'t str) -> Option<&'t str> {
    let written = front.bytes(entry.content_span());
    let is_escaped = written.len() > 4 && written.starts_with(b"\\\"") && written.ends_with(b"\\\"");
    let inner = text.strip_prefix('"')?.strip_suffix('"')?;
    // Two quotations are not one.
    (is_escaped && !inner.contains('"') && !inner.trim().is_empty()).then_some(inner)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::splice::apply;

    fn check(source: &str, expected: &str, is_guess: bool) {
        let repairs = repair_quoted_twice(&FrontMatter::new(source.as_bytes()));
        assert!(repairs.iter().all(|it| it.is_guess == is_guess), "{source}");
        let splices: Vec<Splice> = repairs.into_iter().flat_map(|it| it.splices).collect();
        assert_eq!(apply(source.as_bytes(), &splices), expected.as_bytes(), "{source}");
    }

    #[test]
    fn takes_the_inner_quotes() {
        check(
            "---\ntitle: \"\\\"Snow\\\"\" # c\nkeywords: \"\\\"ice,\\u0020road\\\"\"\n---\n",
            "---\ntitle: \"Snow\" # c\nkeywords: \"ice,\\u0020road\"\n---\n",
            false,
        );
        check("{\"a\": \"\\\"x\\\"\", \"b\": \"\\\"y\\\"\"}\n", "{\"a\": \"x\", \"b\": \"y\"}\n", false);
    }

    #[test]
    fn guesses_where_one_value_alone_could_be_a_quotation() {
        check("---\ntitle: \"\\\"I quit\\\"\"\nz: a\n---\n", "---\ntitle: \"I quit\"\nz: a\n---\n", true);
        let twice = "---\ntitle: \"\\\"I quit\\\"\"\nog_title: \"\\\"I quit\\\"\"\n---\n";
        check(twice, "---\ntitle: \"I quit\"\nog_title: \"I quit\"\n---\n", true);
    }

    #[test]
    fn guesses_where_other_values_are_quoted_once() {
        check(
            "---\nintro: \"\\\"I quit\\\"\"\nteaser: \"\\\"I stay\\\"\"\nz: \"Two words\"\n---\n",
            "---\nintro: \"I quit\"\nteaser: \"I stay\"\nz: \"Two words\"\n---\n",
            true,
        );
        check(
            "---\nintro: \"\\\"I quit\\\"\"\nteaser: \"\\\"I stay\\\"\"\nlang: \"en\"\n---\n",
            "---\nintro: \"I quit\"\nteaser: \"I stay\"\nlang: \"en\"\n---\n",
            false,
        );
        check(
            "---\ntitle: \"\\\"I quit\\\"\"\nteaser: \"\\\"I stay\\\"\"\nz: \"Two words\"\n---\n",
            "---\ntitle: \"I quit\"\nteaser: \"I stay\"\nz: \"Two words\"\n---\n",
            false,
        );
    }

    #[test]
    fn leaves_keys_that_hold_quotations() {
        let source = "---\nquote: \"\\\"To go\\\"\"\nauthor_quote: \"\\\"Not to go\\\"\"\n---\n";
        check(source, source, false);
        let source = "---\nEpigraph: \"\\\"To go\\\"\"\ntagline: \"\\\"Not to go\\\"\"\nmotto: \"\\\"Go\\\"\"\n---\n";
        check(source, source, false);
    }

    #[test]
    fn leaves_quotations_inside_a_value() {
        for value in
            ["\"\\\"Yes\\\" or \\\"no\\\"\"", "\"\\\"Snow\\\" on the pass\"", "'\"Snow\"'", "\"\\\"\\\"\"", "\"\\\"\""]
        {
            let source = format!("---\na: {value}\nb: {value}\n---\n");
            check(&source, &source, false);
        }
    }
}
