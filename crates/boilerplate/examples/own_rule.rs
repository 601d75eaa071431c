//! A rule of one's own beside those of this crate: `cargo run --package unchaff-boilerplate --example own_rule`.
#![expect(clippy::print_stdout, reason = "an example shows something")]

use std::error::Error;

use unchaff_boilerplate::{Category, Claims, Context, Phase, RULES, Reading, Rule, RuleSet, Verdicts, find};
use unchaff_document::{Applicability, Document, Evidence, Kind, RuleId};
use unchaff_front_matter::FrontMatter;

static CALL_FOR_PHOTOS: Rule = Rule {
    id: RuleId::new("call-for-photos"),
    phase: Phase::Structure,
    category: Category::Notice,
    summary: "calls for photos of readers",
    explanation: "Removes paragraphs that ask readers for photos and nothing else.",
    since: "0.1.0",
    check,
};

/// Claims what should go. It changes nothing.
fn check(ctx: &Context<'_>, claims: &mut Claims<'_>) {
    for block in &ctx.blocks {
        let text = ctx.reader_text(block);
        // An author may write about photos that readers send; the notice is short and names an address.
        let is_notice = text.starts_with("Send us your photos") && text.split_whitespace().count() <= 12;
        if is_notice && block.kind.is_paragraph() && ctx.stands_alone(block) {
            claims.remove(block.span, Applicability::Unsafe, Evidence::Phrase("Send us your photos".into()));
        }
    }
}

const POST: &str = "\
The orchard blooms two weeks early this year.

Send us your photos: orchard@example.com

**Also: [Ten orchards to visit](https://www.example.com/orchards/)**

Bees came back on Tuesday.
";

fn main() -> Result<(), Box<dyn Error>> {
    let header = FrontMatter::new(POST.as_bytes());
    let document = Document::parse(POST, header.body_offset(), Kind::Markdown)?;
    let rules: RuleSet = RULES.iter().copied().chain([&CALL_FOR_PHOTOS]).collect::<Vec<_>>().into();
    // Unsafe claims count too, for ours is one.
    let findings = find(&Reading::new(&document, &header), &rules, true, &Verdicts::default());
    for edit in findings.edits.edits() {
        println!("{} ({}): {}\n  {}", edit.rule, edit.applicability, edit.evidence, document.text(edit.span).trim());
    }
    Ok(())
}
