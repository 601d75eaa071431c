//! Values and keys as a format would have them written.

use serde_json::Value;

use crate::entries::Style;
use crate::format::Format;
use crate::{toml, yaml};

/// What stands where a value is to be written.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Place<'a> {
    /// How the old value is written; `Plain` where there is none.
    pub(crate) style: Style,
    /// The old value as written; empty where there is none.
    pub(crate) old: &'a [u8],
    /// Whether it stands in a YAML collection in brackets.
    pub(crate) in_brackets: bool,
}

impl Place<'_> {
    pub(crate) const NEW: Place<'static> = Place { style: Style::Plain, old: b"", in_brackets: false };
    const IN_BRACKETS: Place<'static> = Place { in_brackets: true, ..Place::NEW };
}

/// The text of a value; nothing if the format has no word for it (`null` in TOML).
pub(crate) fn value(format: Format, place: Place<'_>, value: &Value) -> Option<String> {
    if let Some(word) = float_word(value) {
        return match format {
            Format::Yaml => Some(word.replace("inf", ".inf").replace("nan", ".nan")),
            Format::Toml => Some(word.to_owned()),
            Format::Json | Format::None => None,
        };
    }
    match (format, value) {
        (Format::Json | Format::None, _) => Some(value.to_string()),
        (Format::Toml, Value::Null) => None,
        (_, Value::Null | Value::Bool(_) | Value::Number(_)) => Some(value.to_string()),
        (_, Value::String(text)) if is_same_kind_of_date(place.old, text) => Some(text.clone()),
        (Format::Toml, Value::String(text)) => Some(toml::write_string(place.style, text)),
        (Format::Yaml, Value::String(text)) => Some(yaml::write_string(place, text)),
        (_, Value::Array(items)) => {
            let items: Option<Vec<String>> =
                items.iter().map(|it| self::value(format, Place::IN_BRACKETS, it)).collect();
            Some(format!("[{}]", items?.join(", ")))
        }
        (_, Value::Object(members)) => {
            let colon = if format == Format::Toml { " =" } else { ":" };
            let members: Option<Vec<String>> = members
                .iter()
                .map(|(name, it)| {
                    let name = key(format, b"", true, name);
                    Some(format!("{name}{colon} {}", self::value(format, Place::IN_BRACKETS, it)?))
                })
                .collect();
            Some(format!("{{{}}}", members?.join(", ")))
        }
    }
}

/// A float that JSON has no word for, as this crate reads it.
fn float_word(value: &Value) -> Option<&str> {
    let members = value.as_object().filter(|it| it.len() == 1)?;
    members.get("$float")?.as_str().filter(|it| matches!(*it, "inf" | "-inf" | "nan"))
}

/// The text of a key, in the quotes of the old one where it has any.
pub(crate) fn key(format: Format, old: &[u8], in_brackets: bool, name: &str) -> String {
    let style = match old.first() {
        Some(b'"') => Style::Double,
        Some(b'\'') => Style::Single,
        _ => Style::Plain,
    };
    let is_bare = |byte: u8| byte.is_ascii_alphanumeric() || b"_-".contains(&byte);
    match format {
        Format::Json | Format::None => Value::from(name).to_string(),
        Format::Toml if style == Style::Plain && !name.is_empty() && name.bytes().all(is_bare) => name.to_owned(),
        Format::Toml => toml::write_string(style, name),
        Format::Yaml => yaml::write_string(Place { style, old, in_brackets }, name),
    }
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
    use serde_json::json;

    use super::*;

    #[test]
    fn writes_collections_in_brackets() {
        let it = json!({"a": ["x", "y, z", 1, true], "b c": {"d": "2024-01-02"}});
        let written = |format| value(format, Place::NEW, &it).expect("every format has words for it");
        assert_eq!(written(Format::Yaml), "{a: [x, 'y, z', 1, true], b c: {d: '2024-01-02'}}");
        assert_eq!(written(Format::Toml), r#"{a = ["x", "y, z", 1, true], "b c" = {d = "2024-01-02"}}"#);
        assert_eq!(written(Format::Json), r#"{"a":["x","y, z",1,true],"b c":{"d":"2024-01-02"}}"#);
        assert_eq!(value(Format::Toml, Place::NEW, &json!([null])), None);
        let infinite = json!({"$float": "-inf"});
        assert_eq!(value(Format::Yaml, Place::NEW, &infinite).as_deref(), Some("-.inf"));
        assert_eq!(value(Format::Json, Place::NEW, &infinite), None);
    }

    #[test]
    fn keeps_a_date_plain_only_after_a_date_of_the_same_shape() {
        let check = |old: &str, new: &str, expected: &str| {
            let place = Place { old: old.as_bytes(), ..Place::NEW };
            assert_eq!(value(Format::Yaml, place, &new.into()).as_deref(), Some(expected));
        };
        check("2024-09-20 11:47:53", "2025-01-02 03:04:05", "2025-01-02 03:04:05");
        check("2024-09-20", "2025-01-02 03:04:05", "'2025-01-02 03:04:05'");
    }
}
