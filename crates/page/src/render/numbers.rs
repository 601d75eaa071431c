//! The numbers of items, as browsers count them.

use scraper::node::Element;

/// The lists that are open, each with the number of its next item where it has numbers.
#[derive(Debug, Default)]
pub(super) struct Numbers(Vec<Option<i64>>);

impl Numbers {
    /// Whether any list is open.
    pub(super) fn in_list(&self) -> bool {
        !self.0.is_empty()
    }

    pub(super) fn open_list(&mut self, list: &Element, ordered: bool) {
        self.0.push(ordered.then(|| number(list, "start").unwrap_or(1)));
    }

    pub(super) fn close_list(&mut self) {
        self.0.pop();
    }

    /// The number of an item that opens, if its list has numbers.
    pub(super) fn open_item(&mut self, item: &Element) -> Option<i64> {
        let next = self.0.last_mut()?.as_mut()?;
        let here = number(item, "value").unwrap_or(*next);
        *next = (here + 1).min(MAX);
        Some(here)
    }
}

/// Markdown has numbers of nine digits.
const MAX: i64 = 999_999_999;

fn number(element: &Element, attribute: &str) -> Option<i64> {
    element.attr(attribute)?.trim().parse().ok().filter(|it| (0..=MAX).contains(it))
}
