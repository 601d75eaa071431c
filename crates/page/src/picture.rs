//! Where a picture of a page is, which its `src` need not tell: pages that load pictures late show something else first.

use scraper::node::Element;

/// Attributes in which scripts find the picture that is loaded late.
const LATE_SOURCES: [&str; 14] = [
    "data-src",
    "data-lazy-src",
    "data-original",
    "data-orig-file",
    "data-lazy",
    "data-lazyload",
    "data-lzl-src",
    "data-original-src",
    "data-actualsrc",
    "data-delayed-url",
    "data-echo",
    "data-cfsrc",
    "data-ezsrc",
    "data-pagespeed-lazy-src",
];

/// Attributes with addresses of one picture in several sizes.
const LISTS: [&str; 3] = ["srcset", "data-srcset", "data-lazy-srcset"];

/// The address of a picture, if the page tells it.
///
/// Where `src` names something that only stands in for a picture, what is named elsewhere is better, and what is named
/// nowhere else is good enough.
pub(crate) fn source(image: &Element) -> Option<&str> {
    let attribute = |name: &str| image.attr(name).map(str::trim).filter(|it| !it.is_empty());
    let own = attribute("src").or_else(|| attribute("href"));
    let is_address = |it: &&str| !is_data(it) && !it.contains('{'); // `{width}` is for scripts
    let is_right = |it: &&str| is_address(it) && !is_stand_in(it);
    let named = || LATE_SOURCES.iter().filter_map(|it| attribute(it)).find(is_address);
    let listed = || LISTS.iter().filter_map(|it| attribute(it)).filter_map(first).filter(is_address);
    let best = own.filter(is_right).or_else(named).or_else(|| listed().find(is_right));
    best.or(own.filter(|it| !shows_nothing(it))).or_else(|| listed().next())
}

/// The first address of a list of sizes.
fn first(list: &str) -> Option<&str> {
    list.split_ascii_whitespace().next().map(|it| it.trim_end_matches(','))
}

/// Words of which names of pictures are made that are shown until the right ones are there.
const STAND_INS: [&str; 13] = [
    "1x1",
    "blank",
    "cleardot",
    "dummy",
    "empty",
    "holder",
    "lazy",
    "loader",
    "loading",
    "pixel",
    "spacer",
    "spinner",
    "transparent",
];

/// Whether a picture is called so that another one is better, if there is any.
pub(crate) fn is_stand_in(address: &str) -> bool {
    let path = address.split(['?', '#']).next().unwrap_or_default();
    let name = path.rsplit('/').next().unwrap_or_default().to_ascii_lowercase();
    STAND_INS.iter().any(|it| name.contains(it))
}

pub(crate) fn is_data(address: &str) -> bool {
    address.get(..5).is_some_and(|it| it.eq_ignore_ascii_case("data:"))
}

/// Pictures in an address that are too short to show anything, and drawings, which Markdown parsers refuse there.
fn shows_nothing(address: &str) -> bool {
    is_data(address) && (address.len() < 300 || address[5..].starts_with("image/svg"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use scraper::Html;

    #[track_caller]
    fn check(attributes: &str, expected: &str) {
        let page = Html::parse_fragment(&format!("<img {attributes}>"));
        let mut elements = page.tree.nodes().filter_map(|it| it.value().as_element());
        let image = elements.find(|it| it.name() == "img").expect("there is one");
        assert_eq!(source(image).unwrap_or_default(), expected, "{attributes}");
    }

    #[test]
    fn a_picture_is_where_it_says() {
        check("src=pier.jpg data-src=large.jpg srcset='small.jpg 300w'", "pier.jpg");
        check("src=' pier.jpg '", "pier.jpg");
        check("alt=pier", "");
    }

    #[test]
    fn a_picture_that_comes_late_is_named_elsewhere() {
        check("data-src=pier.jpg", "pier.jpg");
        check("src='data:image/gif;base64,R0' data-lazy-src=pier.jpg", "pier.jpg");
        check("src=/img/blank.gif data-original=pier.jpg", "pier.jpg");
        check("src=/a/Lazy_Placeholder.gif?v=2 data-src=pier.jpg", "pier.jpg");
        check("src=1x1.trans.gif data-src='data:image/gif;base64,R0' data-lazy=pier.jpg", "pier.jpg");
    }

    #[test]
    fn a_list_of_sizes_is_better_than_nothing() {
        check("srcset='pier.jpg 300w, large.jpg 900w'", "pier.jpg");
        check("src=spacer.png srcset='data:image/gif;base64,R0 1w' data-srcset='pier.jpg, large.jpg 2x'", "pier.jpg");
        check("data-src='pier_{width}x.jpg' srcset=pier.jpg", "pier.jpg");
    }

    #[test]
    fn what_has_no_better_one_stays() {
        check("src=/img/blank.gif", "/img/blank.gif");
        check("src=pixel-art.png srcset='pixel-art-300.png 300w'", "pixel-art.png");
        check("src=/blank/pier.jpg data-src=large.jpg", "/blank/pier.jpg");
        check("src='data:image/gif;base64,R0' data-src=lazy-river.jpg", "lazy-river.jpg");
        check("src='data:image/gif;base64,R0' srcset='lazy-river.jpg 2x'", "lazy-river.jpg");
        check("src='data:image/gif;base64,R0'", "");
    }
}
