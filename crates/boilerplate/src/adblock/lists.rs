//! Filter lists, read and put together.

use std::{collections::HashSet, fmt};

use adblock::{Engine, FilterSet, lists::ParseOptions, request::Request};
use scraper::Selector;

use super::NoAdblock;

/// Filter lists in the syntax of EasyList, put together: an exception in one of them counts for all.
pub struct AdblockLists {
    engine: Engine,
    /// The generic element rules that name no class or id, sorted.
    generic: Vec<ElementRule>,
    /// Selectors that no rule for all pages may use here.
    exceptions: HashSet<String>,
}

/// A rule that hides elements.
#[derive(Debug)]
pub(crate) struct ElementRule {
    /// The selector as it stands in the list.
    pub(crate) text: String,
    pub(crate) selector: Selector,
}

/// A rule that stops a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct AddressRule {
    /// The line of the list.
    pub(crate) text: String,
    /// Whether it begins with the name of a host, `||ads.example^`; a piece of a path may stand in any address.
    pub(crate) names_host: bool,
}

/// What is requested, by the name that lists have for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Requested {
    Image,
    Frame,
    Script,
    Media,
    Object,
    Page,
}

/// Where a document stands nobody knows. No list has a rule for this host, and nothing else stands on it.
const NEUTRAL: &str = "https://document.invalid";

/// A longer address is data, or an attack.
const MOST_ADDRESS: usize = 4096;

impl AdblockLists {
    /// Reads lists, each the text of a file. What is no rule that counts here is skipped.
    ///
    /// # Errors
    /// Without the feature `adblock`.
    pub fn new(texts: impl IntoIterator<Item = String>) -> Result<Self, NoAdblock> {
        let mut rules = FilterSet::new(true); // remembers lines, for the evidence
        for text in texts {
            rules.add_filter_list(text, ParseOptions::default());
        }
        // The other constructor makes one rule of many, and evidence could not name it.
        let engine = Engine::new_with_filter_set_no_optimize(rules);
        let page = engine.url_cosmetic_resources(NEUTRAL);
        let mut generic: Vec<ElementRule> = page.hide_selectors.iter().filter_map(|it| ElementRule::new(it)).collect();
        generic.sort_by(|a, b| a.text.cmp(&b.text));
        Ok(Self { engine, generic, exceptions: page.exceptions })
    }

    /// The rule that stops a request for `address`, which stands in a document.
    pub(crate) fn blocks(&self, address: &str, requested: Requested) -> Option<AddressRule> {
        let kind = match requested {
            Requested::Image => "image",
            Requested::Frame => "subdocument",
            Requested::Script => "script",
            Requested::Media => "media",
            Requested::Object => "object",
            Requested::Page => "document",
        };
        let request = Request::new(&absolute(address)?, NEUTRAL, kind, "get").ok()?;
        let result = self.engine.check_network_request(&request);
        if !result.should_block() {
            return None;
        }
        let text = result.filter.and_then(|it| it.raw_line).unwrap_or_default();
        let names_host = text.starts_with("||") || text.starts_with("|http");
        Some(AddressRule { text, names_host })
    }

    /// The rules for classes and ids that may hide an element of a document in which these stand.
    pub(crate) fn named<'a>(
        &self,
        classes: impl IntoIterator<Item = &'a str>,
        ids: impl IntoIterator<Item = &'a str>,
    ) -> Vec<ElementRule> {
        let mut named = self.engine.hidden_class_id_selectors(classes, ids, &self.exceptions);
        named.sort();
        named.dedup();
        named.iter().filter_map(|it| ElementRule::new(it)).collect()
    }

    /// The rules that hide elements of any class and id.
    pub(crate) fn generic(&self) -> &[ElementRule] {
        &self.generic
    }
}

impl fmt::Debug for AdblockLists {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AdblockLists").finish_non_exhaustive()
    }
}

impl ElementRule {
    /// `None` for what only an ad blocker understands: `:has-text(...)`.
    fn new(text: &str) -> Option<Self> {
        Selector::parse(text).ok().map(|selector| Self { text: text.to_string(), selector })
    }
}

/// The address that a browser would ask for, if it asks for any over the net.
fn absolute(address: &str) -> Option<String> {
    let address = address.trim();
    if address.is_empty() || address.starts_with('#') || address.len() > MOST_ADDRESS {
        return None;
    }
    if let Some(rest) = address.strip_prefix("//") {
        return Some(format!("https://{rest}"));
    }
    let scheme = address.split(['/', '?', '#']).next().and_then(|it| it.split_once(':')).map(|(scheme, _)| scheme);
    match scheme {
        // Lists are written for hosts in small letters.
        Some(it) if it.eq_ignore_ascii_case("http") || it.eq_ignore_ascii_case("https") => {
            let host_end = address.match_indices(['/', '?', '#']).nth(2).map_or(address.len(), |(at, _)| at);
            Some(address[..host_end].to_ascii_lowercase() + &address[host_end..])
        }
        Some(_) => None, // `data:`, `mailto:`
        None => {
            let path = address.trim_start_matches("../").trim_start_matches("./").trim_start_matches('/');
            Some(format!("{NEUTRAL}/{path}"))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LIST: &str = "\
[Adblock Plus 2.0]
! A comment.
||ads.example^
||pictures.example^$image,third-party
/banners/*
@@||ads.example/kept/
example.org###promo
##.advert-box
##a[href^=\"https://clicks.example/\"]
##div:has-text(advert)
";

    fn lists(texts: &[&str]) -> AdblockLists {
        AdblockLists::new(texts.iter().map(ToString::to_string)).expect("the feature is on")
    }

    fn check(address: &str, requested: Requested, expected: Option<&str>) {
        let found = lists(&[LIST]).blocks(address, requested);
        assert_eq!(found.map(|it| it.text).as_deref(), expected, "{address}");
    }

    #[test]
    fn addresses_are_looked_up_as_in_a_page() {
        check("https://x.ads.example/a.js", Requested::Script, Some("||ads.example^"));
        check("//ads.example/a.js", Requested::Script, Some("||ads.example^"));
        check("HTTPS://ADS.EXAMPLE/a.js", Requested::Script, Some("||ads.example^"));
        check("https://ads.example.net/a.js", Requested::Script, None);
        check("https://pictures.example/a.png", Requested::Image, Some("||pictures.example^$image,third-party"));
        check("https://pictures.example/a", Requested::Frame, None);
        check("../banners/a.png", Requested::Image, Some("/banners/*"));
        check("/banners/a.png", Requested::Image, Some("/banners/*"));
    }

    #[test]
    fn exceptions_count_also_for_other_lists() {
        check("https://ads.example/kept/a.js", Requested::Script, None);
        let lists = lists(&["||ads.example^", "@@||ads.example/kept/"]);
        assert_eq!(lists.blocks("https://ads.example/kept/a.js", Requested::Script), None);
    }

    #[test]
    fn what_asks_for_nothing_is_not_looked_up() {
        for address in
            ["", "#ads.example", "data:image/png,ads.example", "mailto:a@ads.example", "https:", "http://", ":", "//"]
        {
            check(address, Requested::Image, None);
        }
        check(&format!("https://ads.example/{}", "a".repeat(MOST_ADDRESS)), Requested::Image, None);
    }

    #[test]
    fn only_rules_for_all_pages_count() {
        let lists = lists(&[LIST]);
        let texts = |classes: &[&'static str], ids: &[&'static str]| -> Vec<String> {
            lists.named(classes.iter().copied(), ids.iter().copied()).into_iter().map(|it| it.text).collect()
        };
        assert_eq!(texts(&["advert-box", "other"], &["promo"]), [".advert-box"]);
        assert!(texts(&[], &[]).is_empty());
        let generic: Vec<&str> = lists.generic().iter().map(|it| it.text.as_str()).collect();
        assert_eq!(generic, ["a[href^=\"https://clicks.example/\"]"]);
    }

    #[test]
    fn no_text_is_too_strange_for_a_list() {
        for text in ["", "##", "||", "##\u{0}", "/(/", "@@", "##.a:not(", "\u{feff}||ads.example^\r\n", "$", "#@#.a"] {
            let lists = lists(&[text]);
            lists.blocks("https://ads.example/\u{0}é%", Requested::Image);
            lists.named(["a"], ["a"]);
        }
    }
}
