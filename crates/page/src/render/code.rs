//! The language of a block of code, as its page tells it.

use ego_tree::NodeRef;
use scraper::Node;
use scraper::node::Element;

/// Classes of this beginning name a language.
const PREFIXES: [&str; 4] = ["language-", "lang-", "highlight-source-", "highlight-"];

/// How far above a `<pre>` its language may be named.
const MAX_ANCESTORS: usize = 3;

/// The language of a `<pre>`, told by itself, by the `<code>` in it, or by what stands around it.
pub(super) fn language(pre: NodeRef<'_, Node>) -> Option<String> {
    let inside = pre.children().find(|it| element(*it).is_some_and(|it| it.name() == "code"));
    // Around it, a class as short as `js` would be read into anything.
    let around = pre.ancestors().take(MAX_ANCESTORS).filter_map(element).find_map(from_prefix);
    let own = [inside, Some(pre)].into_iter().flatten().filter_map(element).find_map(from_prefix);
    own.or(around).or_else(|| pre.ancestors().take(MAX_ANCESTORS).filter_map(element).find_map(from_highlight))
}

fn element(node: NodeRef<'_, Node>) -> Option<&Element> {
    node.value().as_element()
}

fn from_prefix(element: &Element) -> Option<String> {
    let data = ["data-lang", "data-language"].into_iter().find_map(|it| element.attr(it));
    let class = element.attr("class").unwrap_or_default();
    let mut words = class.split_ascii_whitespace();
    let brush = class.split_once("brush:").and_then(|(_, it)| it.trim_start().split([';', ' ']).next());
    data.or_else(|| words.find_map(|it| PREFIXES.iter().find_map(|prefix| it.strip_prefix(prefix))))
        .or(brush)
        .and_then(info_string)
}

/// Hexo writes `<figure class="highlight js">`, GitHub Pages `<div class="highlighter-rouge js">`.
fn from_highlight(element: &Element) -> Option<String> {
    let class = element.attr("class").unwrap_or_default();
    let mut words = class.split_ascii_whitespace();
    if !matches!(words.next(), Some("highlight" | "sourceCode")) {
        return None;
    }
    words.next().and_then(info_string)
}

/// A name that can stand behind a fence, and means something there.
fn info_string(name: &str) -> Option<String> {
    let fits = name.len() <= 30
        && name.bytes().all(|it| it.is_ascii_alphanumeric() || matches!(it, b'+' | b'#' | b'-' | b'_' | b'.'))
        && name.bytes().any(|it| it.is_ascii_alphabetic());
    let name = name.to_ascii_lowercase();
    let says_nothing = ["none", "plaintext", "text", "plain", "default", "nohighlight", "wrap", "line-numbers"];
    (fits && !says_nothing.contains(&name.as_str())).then_some(name)
}

/// A block of code between fences longer than any run of backticks in it.
pub(super) fn fenced(code: &str, language: Option<&str>) -> String {
    let fence = "`".repeat(longest_run(code).max(2) + 1);
    let language = language.unwrap_or_default();
    format!("{fence}{language}\n{code}\n{fence}")
}

/// Code in a line, between backticks it does not hold.
pub(super) fn span(code: &str) -> String {
    let ticks = "`".repeat(shortest_missing_run(code));
    let pad = if code.starts_with('`') || code.ends_with('`') { " " } else { "" };
    format!("{ticks}{pad}{code}{pad}{ticks}")
}

fn runs(code: &str) -> impl Iterator<Item = usize> {
    code.split(|it| it != '`').map(str::len).filter(|it| *it > 0)
}

fn longest_run(code: &str) -> usize {
    runs(code).max().unwrap_or(0)
}

fn shortest_missing_run(code: &str) -> usize {
    let mut lengths: Vec<usize> = runs(code).collect();
    lengths.sort_unstable();
    lengths.dedup();
    lengths.iter().enumerate().find(|(at, it)| **it != at + 1).map_or(lengths.len() + 1, |(at, _)| at + 1)
}
