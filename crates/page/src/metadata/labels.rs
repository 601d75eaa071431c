//! What a scraper says of a page on lines above it, as Jina Reader does.

use url::Url;

/// What stands above a page: its title, its address, often a date.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Labels<'t> {
    pub(super) title: &'t str,
    pub(super) address: &'t str,
    pub(super) published: Option<&'t str>,
    /// Where they end, in bytes of the text.
    pub(crate) end: usize,
}

const TITLE: &str = "Title";
const ADDRESS: &str = "URL Source";
const PUBLISHED: &str = "Published Time";
/// The last of them; nothing stands behind it.
const CONTENT: &str = "Markdown Content";

/// What else may stand among them, before the last: elsewhere it may be the author's.
const OTHERS: [&str; 3] = ["Description", "Warning", "Number of Pages"];

impl<'t> Labels<'t> {
    /// Reads the lines a text begins with. A title and an address have to be there: other texts begin so too.
    pub(crate) fn read(text: &'t str) -> Option<Self> {
        let (mut title, mut address, mut published) = (None, None, None);
        let mut end = 0;
        let mut at = 0;
        for line in text.split_inclusive('\n') {
            at += line.len();
            let line = line.trim_start_matches('\u{feff}').trim();
            if line.is_empty() {
                continue;
            }
            let Some((label, value)) = line.split_once(':') else { break };
            let value = value.trim();
            let place = match label {
                TITLE => &mut title,
                ADDRESS => &mut address,
                PUBLISHED => &mut published,
                CONTENT if value.is_empty() => {
                    end = at;
                    break;
                }
                _ if OTHERS.contains(&label) => continue,
                _ => break,
            };
            if place.is_some() {
                break;
            }
            *place = Some(value);
            end = at;
        }
        let address = address.filter(|it| Url::parse(it).is_ok_and(|it| matches!(it.scheme(), "http" | "https")))?;
        Some(Self { title: title?, address, published, end })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ABOVE: &str = "Title: The last ferry | Pier Post\n\nURL Source: https://example.com/ferry\n\n\
        Published Time: 2024-05-01T09:00:00Z\n\nWarning: it may be old\n\nMarkdown Content:\n";

    /// What is behind them, and what they say.
    #[track_caller]
    fn check(text: &str, expected: Option<(&str, &str, &str, Option<&str>)>) {
        let found = Labels::read(text).map(|it| (&text[it.end..], it.title, it.address, it.published));
        assert_eq!(found, expected, "{text:?}");
    }

    #[test]
    fn reads_what_stands_above_a_page() {
        let (title, address) = ("The last ferry | Pier Post", "https://example.com/ferry");
        let text = format!("{ABOVE}Title: a ferry\n");
        check(&text, Some(("Title: a ferry\n", title, address, Some("2024-05-01T09:00:00Z"))));
        check(
            "\u{feff}Title: a\r\nURL Source: http://example.com\r\n\r\nA ferry.",
            Some(("\r\nA ferry.", "a", "http://example.com", None)),
        );
        check(
            "Title: a\nURL Source: http://example.com\n\nWarning: the pier is closed.\n",
            Some(("\nWarning: the pier is closed.\n", "a", "http://example.com", None)),
        );
    }

    #[test]
    fn other_texts_begin_with_their_own_words() {
        check("Title: The last ferry\n\nIt sails.\n", None);
        check("Title: a\nURL Source: the harbour\n", None);
        check("A ferry.\n\nTitle: a\nURL Source: https://example.com\n", None);
        check("", None);
    }
}
