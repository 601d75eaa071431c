//! Any text, as a pack of rules that then runs.

#![no_main]

use std::sync::Arc;

use libfuzzer_sys::fuzz_target;
use unchaff_boilerplate::{Pack, RuleSet};
use unchaff_driver::{CleanOptions, Format, NO_BUDGET, clean};

/// A little of everything that packs look at.
const POST: &str = "\
---
title: Ferries
---
# Ferries

**Also: [Ten ferries](https://a.example/ferries)**

The boat leaves at six, Getty Images.

## Featured

* [One](https://b.example/one)
* item

<div class=\"ad\"><a href=\"https://ads.example/\">Buy</a></div>

> quote

Subscribe
";

fuzz_target!(|text: &str| {
    let Ok(pack) = Pack::parse(text) else { return };
    let rules = RuleSet { packs: vec![Arc::new(pack)], ..RuleSet::default() };
    let options = CleanOptions { rules, with_unsafe: true, budget: NO_BUDGET, ..CleanOptions::default() };
    for (source, format) in [(POST, Format::Markdown), (text, Format::Markdown), (POST, Format::Unknown)] {
        let cleaned = clean(source.as_bytes(), format, &options);
        assert_eq!(cleaned.edits.apply(source.as_bytes()), cleaned.output);
        let again = cleaned.edits.edits().iter().all(|it| source.get(it.span.range()).is_some());
        assert!(again, "edits cut whole characters");
    }
});
