//! One post, as its generator reads it.

use serde_json::Value;
use unchaff_front_matter::{Data, FrontMatter, Style};

use super::Generator;

/// One post, as its generator reads it.
#[derive(Clone, Debug)]
pub(super) struct Post {
    /// Its path below the root of the site, with `/` between its parts.
    pub(super) below: String,
    /// What its front matter says; empty where it has none.
    pub(super) data: Data,
    /// Whether its date is text in quotes, which YAML does not take for a date.
    pub(super) has_quoted_date: bool,
}

impl Post {
    /// Reads the front matter.
    pub(super) fn read(generator: Generator, below: &str, source: &[u8]) -> Result<Self, String> {
        let front = FrontMatter::in_dialect(source, generator.dialect());
        let data = front.data().map_err(|it| format!("the front matter cannot be read: {it}"))?.clone();
        let has_quoted_date = front.entry("date").is_some_and(|it| it.style != Style::Plain);
        Ok(Self { below: below.to_owned(), data, has_quoted_date })
    }

    /// The path without its last extension, and its name alone.
    pub(super) fn stem(&self) -> &str {
        self.below.rsplit_once('.').map_or(&self.below, |(stem, extension)| match extension.contains('/') {
            true => &self.below,
            false => stem,
        })
    }
}

/// The value of a key, in whatever case it is written.
pub(super) fn in_any_case<'d>(data: &'d Data, key: &str) -> Option<&'d Value> {
    data.get(key).or_else(|| data.iter().find(|(it, _)| it.eq_ignore_ascii_case(key)).map(|(_, value)| value))
}

/// A value that goes into an address: text, or a number as it stands there.
pub(super) fn text(value: &Value) -> Option<String> {
    match value {
        Value::String(it) => Some(it.clone()).filter(|it| !it.is_empty()),
        Value::Number(it) => Some(it.to_string()),
        _ => None,
    }
}

/// A list of texts, or one text.
pub(super) fn texts(value: Option<&Value>) -> Vec<String> {
    match value {
        Some(Value::Array(items)) => items.iter().filter_map(text).collect(),
        Some(it) => text(it).into_iter().collect(),
        None => Vec::new(),
    }
}
