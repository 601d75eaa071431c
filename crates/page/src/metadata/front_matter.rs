//! Metadata as front matter.

use super::{Found, Metadata};

/// YAML between `---` lines, with the keys that Hexo, Hugo and Jekyll know.
///
/// All texts are in double quotes, so that none can be taken for anything else; JSON strings are YAML too, but for the
/// characters that YAML counts as line ends or does not print.
pub(super) fn front_matter(metadata: &Metadata) -> String {
    let mut out = String::from("---\n");
    if let Some(title) = &metadata.title {
        out.push_str(&format!("title: {}\n", quoted(&title.value)));
    }
    for (key, date) in [("date", &metadata.published), ("updated", &metadata.modified)] {
        if let Some(date) = date {
            out.push_str(&format!("{key}: {}\n", date.value.day));
        }
    }
    list("author", &metadata.authors, true, &mut out);
    for (key, value) in [
        ("description", &metadata.description),
        ("lang", &metadata.language),
        ("canonical", &metadata.canonical_url),
        ("site", &metadata.site_name),
        ("image", &metadata.picture),
    ] {
        if let Some(value) = value {
            out.push_str(&format!("{key}: {}\n", quoted(&value.value)));
        }
    }
    list("tags", &metadata.keywords, false, &mut out);
    out.push_str("---\n");
    out
}

fn list(key: &str, values: &[Found<String>], one_is_no_list: bool, out: &mut String) {
    match values {
        [] => {}
        [one] if one_is_no_list => out.push_str(&format!("{key}: {}\n", quoted(&one.value))),
        values => {
            out.push_str(&format!("{key}:\n"));
            for value in values {
                out.push_str(&format!("  - {}\n", quoted(&value.value)));
            }
        }
    }
}

/// A text in double quotes.
fn quoted(text: &str) -> String {
    let mut out = String::from("\"");
    for it in text.chars() {
        match it {
            '"' | '\\' => {
                out.push('\\');
                out.push(it);
            }
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            '\u{85}' | '\u{2028}' | '\u{2029}' | '\u{feff}' | '\u{fffe}' | '\u{ffff}' => {
                out.push_str(&format!("\\u{:04X}", u32::from(it)));
            }
            _ if it.is_control() => out.push_str(&format!("\\u{:04X}", u32::from(it))),
            _ => out.push(it),
        }
    }
    out.push('"');
    out
}
