//! Cleans a string: `cargo run --package unchaff-driver --example clean_string`.
#![expect(clippy::print_stdout, reason = "an example shows something")]

use unchaff_driver::{CleanOptions, Format, RenderOptions, clean, render};

const POST: &str = "\
The mill turns.

**Also: [Mills](https://www.example.com/mills/)**

It grinds barley.
";

fn main() {
    let cleaned = clean(POST.as_bytes(), Format::Markdown, &CleanOptions::default());
    print!("{}", String::from_utf8_lossy(&cleaned.output));

    // Each edit is a span of the original, with its reasons.
    for edit in cleaned.edits.edits() {
        println!("\n{} ({}): {}", edit.rule, edit.applicability, edit.evidence);
        print!("{}", &POST[edit.span.range()]);
    }

    // Or all at once, as `unchaff diff` shows it.
    print!("\n{}", render(POST.as_bytes(), &cleaned, RenderOptions::default()));
}
