//! JSON inside of HTML.

use serde::Serialize;

/// JSON that may stand in a `<script type="application/json">`, whatever the strings in it say.
pub(crate) fn embedded(value: &impl Serialize) -> String {
    let json = serde_json::to_string(value).expect("strings, numbers and lists can be written as JSON");
    harmless(&json)
}

/// The same JSON without a character that HTML or JavaScript could take for its own.
///
/// In JSON these characters stand in strings only, so they may be written as escapes. `</script>` would end the element,
/// `<!--` would change how the parser looks for that end.
pub(crate) fn harmless(json: &str) -> String {
    let mut escaped = String::with_capacity(json.len() + json.len() / 16);
    for character in json.chars() {
        match character {
            '<' => escaped.push_str("\\u003c"),
            '>' => escaped.push_str("\\u003e"),
            '&' => escaped.push_str("\\u0026"),
            '\u{2028}' => escaped.push_str("\\u2028"),
            '\u{2029}' => escaped.push_str("\\u2029"),
            it => escaped.push(it),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &str) {
        let escaped = embedded(&text);
        assert_eq!(escaped, expected);
        assert_eq!(serde_json::from_str::<String>(&escaped).expect("it is still JSON"), text);
    }

    #[test]
    fn no_string_ends_the_element() {
        check("</script><!-- <script>", r#""\u003c/script\u003e\u003c!-- \u003cscript\u003e""#);
        check("&lt;/script&gt;", r#""\u0026lt;/script\u0026gt;""#);
    }

    #[test]
    fn line_ends_of_javascript_and_control_characters_are_escaped() {
        check("a\u{2028}b\u{2029}c\r\n\0", r#""a\u2028b\u2029c\r\n\u0000""#);
    }

    #[test]
    fn everything_else_stays_as_it_is() {
        check("Fähre 渡し船 ⛴ \\u003c \"", r#""Fähre 渡し船 ⛴ \\u003c \"""#);
    }
}
