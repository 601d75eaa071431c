//! Edits a header and leaves every other byte alone: `cargo run --package unchaff-front-matter --example edit`.
#![expect(clippy::print_stdout, reason = "an example shows something")]

use std::error::Error;

use unchaff_front_matter::{FrontMatter, apply, remove, set};

const POST: &str = "\
---
title:   'Snow'          # the editor's choice
draft: true
tags: [ice, roads]
---
The road is closed.
";

fn main() -> Result<(), Box<dyn Error>> {
    let front = FrontMatter::new(POST.as_bytes());
    println!("{:?}, about {}", front.get_str("title"), front.value("tags").ok_or("no tags")?);

    // Each edit was tried before it is given: the header says what it said, with this one change.
    let splices = [set(&front, "title", "Snow: a guide")?, remove(&front, "draft")?];
    print!("{}", String::from_utf8(apply(POST.as_bytes(), &splices))?);
    Ok(())
}
