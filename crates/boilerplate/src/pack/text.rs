//! Texts and lists of a pack file on which there is a condition.
//!
//! It is tried while the reader stands on the text, so that what is wrong has a line.

use std::{fmt, marker::PhantomData};

use regex::Regex;
use scraper::Selector;
use serde::{
    Deserialize, Deserializer,
    de::{Error, SeqAccess, Visitor},
};

use crate::words::plain_words;

/// The name of a pack or rule: small letters, digits and dashes.
#[derive(Debug, Deserialize)]
#[serde(transparent)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
pub(crate) struct Name(
    #[serde(deserialize_with = "name")]
    #[cfg_attr(feature = "schemars", schemars(regex(pattern = "^[a-z0-9]+(-[a-z0-9]+)*$")))]
    pub(crate) String,
);

fn name<'de, D: Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    located(deserializer, |it| Name::new(it).map(|it| it.0))
}

impl Name {
    pub(crate) fn new(name: &str) -> Result<Self, String> {
        let is_letter = |it: u8| it.is_ascii_lowercase() || it.is_ascii_digit();
        let is_part = |it: &str| !it.is_empty() && it.bytes().all(is_letter);
        match name.split('-').all(is_part) {
            true => Ok(Self(name.to_string())),
            false => Err(format!("`{name}` is no name: expected small letters, digits and single dashes")),
        }
    }
}

/// Words; case and marks do not count.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(transparent)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema), schemars(inline))]
pub(crate) struct PlainWords(#[serde(deserialize_with = "plain")] pub(crate) String);

fn plain<'de, D: Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    located(deserializer, |text| match plain_words(text) {
        words if words.is_empty() => Err(format!("`{text}` holds no word: expected letters or digits")),
        words => Ok(words),
    })
}

/// A host of the web, such as `shop.example.com`.
#[derive(Clone, Debug, Deserialize)]
#[serde(transparent)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema), schemars(inline))]
pub(crate) struct Host(#[serde(deserialize_with = "host")] pub(crate) String);

fn host<'de, D: Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    let is_label = |it: &str| !it.is_empty() && it.chars().all(|it| it.is_alphanumeric() || it == '-');
    located(deserializer, |host| match host.contains('.') && host.split('.').all(is_label) {
        true => Ok(host.to_lowercase()),
        false => Err(format!("`{host}` is no host: expected a name such as `shop.example.com`")),
    })
}

/// A regular expression that needs a letter to match.
#[derive(Clone, Debug, Deserialize)]
#[serde(transparent)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema), schemars(inline))]
pub(crate) struct Pattern(
    #[serde(deserialize_with = "pattern")]
    #[cfg_attr(feature = "schemars", schemars(with = "String"))]
    pub(crate) Regex,
);

fn pattern<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Regex, D::Error> {
    located(deserializer, |pattern| match Regex::new(pattern) {
        Ok(it) if it.is_match("") => {
            Err(format!("`{pattern}` matches every text: expected a pattern that needs a letter"))
        }
        Ok(it) => Ok(it),
        Err(regex::Error::Syntax(error)) => {
            // The last line tells; those above draw an arrow.
            let reason = error.lines().last().unwrap_or_default().trim_start_matches("error: ");
            Err(format!("`{pattern}` is no regular expression: {reason}"))
        }
        Err(error) => Err(format!("`{pattern}` is no regular expression: {error}")),
    })
}

/// A CSS selector.
#[derive(Clone, Debug, Deserialize)]
#[serde(transparent)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema), schemars(inline))]
pub(crate) struct CssSelector(
    #[serde(deserialize_with = "selector")]
    #[cfg_attr(feature = "schemars", schemars(with = "String"))]
    pub(crate) Selector,
);

fn selector<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Selector, D::Error> {
    located(deserializer, |selector| {
        let expected = "expected one of CSS, such as `div.share`";
        Selector::parse(selector).map_err(|_| format!("`{selector}` is no selector: {expected}"))
    })
}

/// A list of at least one.
#[derive(Clone, Debug)]
pub(crate) struct NonEmpty<T>(pub(crate) Vec<T>);

impl<'de, T: Deserialize<'de>> Deserialize<'de> for NonEmpty<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_seq(NonEmptyVisitor(PhantomData))
    }
}

struct NonEmptyVisitor<T>(PhantomData<T>);

impl<'de, T: Deserialize<'de>> Visitor<'de> for NonEmptyVisitor<T> {
    type Value = NonEmpty<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Self::Value, A::Error> {
        let mut items = Vec::new();
        while let Some(item) = list.next_element()? {
            items.push(item);
        }
        if items.is_empty() {
            return Err(A::Error::custom("the list is empty: expected at least one"));
        }
        Ok(NonEmpty(items))
    }
}

#[cfg(feature = "schemars")]
impl<T: schemars::JsonSchema> schemars::JsonSchema for NonEmpty<T> {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> std::borrow::Cow<'static, str> {
        format!("NonEmpty{}", T::schema_name()).into()
    }

    fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({"type": "array", "items": generator.subschema_for::<T>(), "minItems": 1})
    }
}

/// Reads a text by a function whose error is about this very text.
pub(crate) fn located<'de, D: Deserializer<'de>, T>(
    deserializer: D,
    read: impl FnOnce(&str) -> Result<T, String>,
) -> Result<T, D::Error> {
    deserializer.deserialize_str(TextVisitor(read))
}

struct TextVisitor<F>(F);

impl<T, F: FnOnce(&str) -> Result<T, String>> Visitor<'_> for TextVisitor<F> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("text")
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<T, E> {
        (self.0)(text).map_err(E::custom)
    }
}
