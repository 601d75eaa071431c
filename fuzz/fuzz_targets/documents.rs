//! Any bytes, as a document of every kind, with all rules, a pack that takes much, as a post of Hexo, and as a whole page.

#![no_main]

use libfuzzer_sys::fuzz_target;
use unchaff_driver::{CleanOptions, Dialect, Format};

// The laws of the suite's own tests.
#[path = "../../tests/laws/document.rs"]
mod laws;

const FORMATS: [Format; 4] = [Format::Markdown, Format::Mdx, Format::Html, Format::Unknown];

fuzz_target!(|input: &[u8]| {
    // The last byte: seeds are plain documents, and stay what they are.
    let Some((how, source)) = input.split_last() else { return };
    let format = FORMATS[usize::from(how % 4)];
    match how / 4 % 4 {
        0 => laws::check(source, format),
        1 => laws::check_page(source, format),
        2 => {
            let rules = laws::greedy_pack();
            laws::check_rules(source, format, &rules);
            if let Ok(text) = std::str::from_utf8(source) {
                laws::what_a_pack_keeps_stays(text, &rules);
            }
        }
        _ => {
            let options = CleanOptions { dialect: Dialect::HexoPosts, ..CleanOptions::default() };
            laws::check_options(source, format, &options);
        }
    }
});
