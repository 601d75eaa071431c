//! What a page says of itself outside of its text: title, description, and the article's text for search engines.

use ego_tree::NodeRef;
use html5ever::local_name;
use scraper::{Html, Node, node::Element};

use crate::words::{Known, add_tokens, add_trigrams};

/// Reads the elements that are made for machines.
pub(crate) fn known(html: &Html) -> Known {
    let mut known = Known::default();
    for node in html.tree.nodes() {
        let Node::Element(element) = node.value() else { continue };
        match element.name.local {
            local_name!("title") => {
                // Pictures have titles too.
                let is_of_page =
                    node.parent().and_then(|it| it.value().as_element()).is_some_and(|it| it.name() == "head");
                if is_of_page {
                    add_tokens(&mut known.title, text_of(node));
                }
            }
            local_name!("meta") => meta(element, &mut known),
            local_name!("script") => {
                let is_data = attribute(element, &local_name!("type")).is_some_and(|it| it.contains("ld+json"));
                if is_data {
                    linked_data(text_of(node), &mut known);
                }
            }
            _ => {}
        }
    }
    known
}

fn meta(element: &Element, known: &mut Known) {
    let name = attribute(element, &local_name!("property")).or_else(|| attribute(element, &local_name!("name")));
    let (Some(name), Some(content)) = (name, attribute(element, &local_name!("content"))) else { return };
    match name {
        "og:title" | "twitter:title" => add_tokens(&mut known.title, content),
        "og:description" | "description" | "twitter:description" => add_tokens(&mut known.description, content),
        _ => {}
    }
}

/// Takes the text of an article out of JSON-LD. What is not JSON is looked at all the same: only two values are sought.
fn linked_data(json: &str, known: &mut Known) {
    for key in ["\"articleBody\"", "\"reviewBody\""] {
        for (at, _) in json.match_indices(key) {
            if let Some(body) = string_value(&json[at + key.len()..]) {
                add_trigrams(&mut known.body, &body);
            }
        }
    }
}

/// The string that follows a key and its colon. `None` if something else does.
fn string_value(rest: &str) -> Option<String> {
    let rest = rest.trim_start().strip_prefix(':')?.trim_start().strip_prefix('"')?;
    let mut value = String::new();
    let mut characters = rest.chars();
    while let Some(next) = characters.next() {
        match next {
            '"' => return Some(value),
            '\\' => match characters.next()? {
                'n' | 'r' | 't' => value.push(' '),
                'u' => {
                    let digits: String = characters.by_ref().take(4).collect();
                    // Halves of a pair are no letters of any word that matters here.
                    let character = u32::from_str_radix(&digits, 16).ok().and_then(char::from_u32);
                    value.push(character.unwrap_or('\u{fffd}'));
                }
                it => value.push(it),
            },
            it => value.push(it),
        }
    }
    None
}

/// The value of an attribute.
fn attribute<'e>(element: &'e Element, name: &html5ever::LocalName) -> Option<&'e str> {
    element.attrs.iter().find(|(it, _)| it.local == *name).map(|(_, value)| &**value)
}

/// The text that stands directly in an element of which the content is text.
fn text_of(node: NodeRef<'_, Node>) -> &str {
    node.first_child().and_then(|it| it.value().as_text()).map_or("", |it| &**it)
}
