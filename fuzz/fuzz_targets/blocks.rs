//! Any text, as blocks of every kind.

#![no_main]

use libfuzzer_sys::fuzz_target;
use unchaff_document::{Document, EditSet, Kind, same_structure};

fuzz_target!(|source: &str| {
    for kind in [Kind::Markdown, Kind::Mdx, Kind::Html, Kind::Text] {
        let document = Document::parse(source, 0, kind).expect("small");
        let mut end = document.body.start;
        for block in &document.blocks {
            assert_eq!(block.span.start, end, "a gap or an overlap before {block:?}");
            assert!(!block.span.is_empty() && source.get(block.span.range()).is_some(), "{block:?}");
            for inline in document.inlines(block) {
                assert!(source.get(inline.span.range()).is_some(), "{inline:?}");
            }
            end = block.span.end;
        }
        assert_eq!(end, document.body.end);
        for &(span, _) in document.tags() {
            assert!(!span.is_empty() && source.get(span.range()).is_some());
        }
        assert_eq!(same_structure(&document, &document, &EditSet::default()), Ok(()));
    }
});
