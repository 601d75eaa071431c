//! The laws of one document: nothing lost, nothing moved. The fuzz targets ask for them, too.

use std::{ops::Range, sync::Arc};

use unchaff_boilerplate::{Pack, RuleSet};
use unchaff_document::{
    Block, Document, Edit, EditSet, Inline, InlineKind, RecordedEdit, Tag, restore, same_structure,
};
use unchaff_driver::{
    Applicability, CleanOptions, Conversion, Converted, Format, Kind, Note, PAGE_CHROME, Parameters, TakenFor, Verdict,
    clean, convert, explain_pair,
};
use unchaff_front_matter::FrontMatter;

/// Proves all laws for one document, with Safe edits and with all.
pub(crate) fn check(source: &[u8], format: Format) {
    check_rules(source, format, &RuleSet::default());
}

pub(crate) fn check_rules(source: &[u8], format: Format, rules: &RuleSet) {
    check_options(source, format, &CleanOptions { rules: rules.clone(), ..CleanOptions::default() });
}

pub(crate) fn check_options(source: &[u8], format: Format, options: &CleanOptions) {
    for with_unsafe in [false, true] {
        let options = CleanOptions { with_unsafe, ..options.clone() };
        let cleaned = clean(source, format, &options);
        output_and_ledger_give_the_input(source, &cleaned.output, &cleaned.edits);
        edits_are_sorted_and_disjoint(&cleaned.edits, source.len());
        assert!(with_unsafe || cleaned.edits.edits().iter().all(|it| it.applicability == Applicability::Safe));
        the_order_of_rules_does_not_matter(source, format, &options, &cleaned.output);
        if with_unsafe {
            a_conversion_tells_what_it_leaves_out(source, format, &options);
        }
        if cleaned.kind == Some(Kind::Html) {
            continue; // what the tags of a page mean, its own crate watches
        }
        let (Some(kind), Ok(text)) = (cleaned.kind, std::str::from_utf8(source)) else {
            assert_eq!(cleaned.output, source, "what is not read passes through");
            continue;
        };
        let body = options.dialect.split(source).body;
        only_the_header_may_gain_bytes(&cleaned.edits, body);
        blocks_tile_the_body(text, body, kind);
        let body_after = options.dialect.split(&cleaned.output).body;
        kept_blocks_keep_their_meaning((text, body), (&cleaned.output, body_after), kind, &cleaned.edits);
        comments_to_this_program_stay(text, body, kind, &cleaned.edits);
        if with_unsafe {
            all_words_of_a_document_are_found_in_itself(text, format, &options);
        }
    }
}

pub(crate) fn what_a_pack_keeps_stays(source: &str, rules: &RuleSet) {
    let cleaned = clean(
        source.as_bytes(),
        Format::Markdown,
        &CleanOptions { rules: rules.clone(), with_unsafe: true, ..CleanOptions::default() },
    );
    let body = FrontMatter::new(source.as_bytes()).body_offset();
    let document = Document::parse(source, body, Kind::Markdown).expect("small");
    for block in document.visible().filter(|it| it.kind.is_paragraph()) {
        let is_kept = document.inlines(block).iter().any(|it| match &it.kind {
            InlineKind::Text(text) => text.split(' ').any(|it| it == "deep") || text.contains("Getty"),
            _ => false,
        });
        let touches = |it: &&Edit| it.span.overlaps(block.span) && !document.text(it.span).trim().is_empty();
        let touched: Vec<_> = cleaned.edits.edits().iter().filter(touches).collect();
        assert!(!is_kept || touched.is_empty(), "{touched:?} in {source:?}");
    }
}

fn output_and_ledger_give_the_input(source: &[u8], output: &[u8], edits: &EditSet) {
    let record = RecordedEdit::of(edits, source);
    let line = serde_json::to_string(&record).expect("records are plain data");
    let record: Vec<RecordedEdit> = serde_json::from_str(&line).expect("what was written");
    assert_eq!(restore(output, &record).as_deref(), Ok(source));
}

/// Of a document that comes to nothing, nothing is left out.
fn a_conversion_tells_what_it_leaves_out(source: &[u8], format: Format, options: &CleanOptions) {
    let to_markdown = Conversion::Markdown { base_url: None, with_front_matter: true };
    // One of them is enough for each document; corpora are large.
    let conversion = if source.len().is_multiple_of(2) { Conversion::Text } else { to_markdown };
    let Converted { cleaned, output } = convert(source, format, options, &conversion);
    output_and_ledger_give_the_input(source, &cleaned.output, &cleaned.edits);
    assert_eq!(cleaned.output, cleaned.edits.apply(source));
    let is_nothing = cleaned.notes.contains(&Note::NotConverted);
    assert_eq!(is_nothing, output.is_none());
    assert!(!is_nothing || cleaned.edits.is_empty() && cleaned.output == source);
    // What is not left out of Markdown is written, if perhaps elsewhere (text between the rows of a table in raw HTML).
    if let (Some(Kind::Markdown | Kind::Mdx), Conversion::Text, Some(output)) = (cleaned.kind, &conversion, &output)
        && !source.contains(&b'&')
    {
        let letters = |text: &[u8]| {
            let text = std::str::from_utf8(text).expect("whole characters");
            let mut letters: Vec<char> = text.chars().filter(|it| it.is_alphabetic()).collect();
            letters.sort_unstable();
            letters
        };
        assert_eq!(letters(&cleaned.output), letters(output), "{:?}", String::from_utf8_lossy(source));
    }
}

/// And they are found where they stand: the way back leads through cleaning and plain text.
fn all_words_of_a_document_are_found_in_itself(text: &str, format: Format, options: &CleanOptions) {
    let pair = [text.as_bytes(); 2];
    let found = explain_pair(pair, [format; 2], [options; 2], &Parameters::ARTICLES).expect("UTF-8");
    let n_words = found.n_tokens[0];
    assert_eq!(found.verdict, if n_words > 0 { Verdict::Exact } else { Verdict::Different });
    assert_eq!(found.passages.iter().map(|it| it.n_tokens).sum::<usize>(), if n_words < 8 { 0 } else { n_words });
    for passage in found.passages {
        let [one, other] = &passage.places;
        assert_eq!(one, other);
        assert_eq!(text.get(one.bytes.clone()), Some(&*one.text), "whole characters");
        let is_word = |it: char| it.is_alphanumeric();
        assert!(one.text.contains(is_word) || one.text.contains('&'), "{one:?}");
    }
}

fn edits_are_sorted_and_disjoint(edits: &EditSet, length: usize) {
    let mut end = 0;
    for edit in edits.edits() {
        let range: Range<usize> = edit.span.range();
        assert!(end <= range.start && range.end <= length && (!range.is_empty() || !edit.insert.is_empty()));
        end = range.end;
    }
}

/// So the output of the body is a subsequence of its input.
fn only_the_header_may_gain_bytes(edits: &EditSet, body: usize) {
    for edit in edits.edits() {
        assert!(edit.insert.is_empty() || edit.span.end as usize <= body, "{edit:?} writes into the body");
    }
}

fn blocks_tile_the_body(text: &str, body: usize, kind: Kind) {
    let document = Document::parse(text, body, kind).expect("small");
    let mut end = document.body.start;
    for block in &document.blocks {
        assert_eq!(block.span.start, end, "a gap or an overlap before {block:?}");
        assert!(!block.span.is_empty());
        end = block.span.end;
    }
    assert_eq!(end, document.body.end);
    assert!(document.opaque.windows(2).all(|it| it[0].end < it[1].start));
}

/// Both texts come with the places where their bodies begin.
fn kept_blocks_keep_their_meaning(
    (text, body): (&str, usize),
    (output, body_after): (&[u8], usize),
    kind: Kind,
    edits: &EditSet,
) {
    let before = Document::parse(text, body, kind).expect("small");
    let output = std::str::from_utf8(output).expect("edits cut whole characters");
    let after = Document::parse(output, body_after, kind).expect("small");
    if kind != Kind::Text {
        assert_eq!(same_structure(&before, &after, edits), Ok(()));
    }
    // The same without the guard's own eyes: untouched blocks stand in the output, in order, with equal
    // bytes and equal events.
    let is_touched = |it: &Block| edits.edits().iter().any(|edit| edit.span.overlaps(it.span));
    let seen = |document: &Document<'_>, block: &Block| {
        // The parser cuts text where it likes: what is read counts.
        let event = |it: &Inline<'_>| match &it.kind {
            InlineKind::Text(text) => text.to_string(),
            kind => format!("{kind:?}"),
        };
        let events: String = document.inlines(block).iter().map(event).collect();
        (document.text(block.span).to_string(), format!("{:?}", block.kind), block.containers.len(), events)
    };
    let mut rest = after.visible().map(|it| seen(&after, it));
    for block in before.visible().filter(|it| !is_touched(it)) {
        let expected = seen(&before, block);
        assert!(rest.any(|it| it == expected), "{expected:?} is gone or means something else");
    }
    // Around an article there may be tables, too.
    for edit in edits.edits().iter().filter(|it| it.rule != PAGE_CHROME) {
        assert!(!before.touches_opaque(edit.span) || edit.span.start < before.body.start, "{edit:?} is in code");
    }
}

fn comments_to_this_program_stay(text: &str, body: usize, kind: Kind, edits: &EditSet) {
    let document = Document::parse(text, body, kind).expect("small");
    for &(span, ref tag) in document.tags() {
        // In a listing it is an example.
        let is_to_us = matches!(tag, Tag::Comment { text, .. } if text.starts_with("unchaff-"));
        if is_to_us && !document.touches_opaque(span) {
            assert!(edits.edits().iter().all(|it| !it.span.overlaps(span)), "{} goes", document.text(span));
        }
    }
}

fn the_order_of_rules_does_not_matter(source: &[u8], format: Format, options: &CleanOptions, output: &[u8]) {
    let mut reversed = options.clone();
    reversed.rules.rules.reverse();
    assert_eq!(clean(source, format, &reversed).output, output);
}

/// The laws, for documents that somebody takes for whole pages.
pub(crate) fn check_page(source: &[u8], format: Format) {
    let options = CleanOptions { taken_for: TakenFor::Page, ..CleanOptions::default() };
    check_options(source, format, &options);
}

/// A pack that claims much of what is in [`chunks`], and keeps a part of it.
pub(crate) fn greedy_pack() -> RuleSet {
    let rule = |id: &str, matcher: &str| format!("- {{id: {id}, match: {matcher}, removes: [a], keeps: [b]}}\n");
    let text = [
        "unchaff-pack: 1\nname: greedy\nrules:\n".to_string(),
        rule("text", "{text: [item, Title]}"),
        rule("phrase", "{phrase: [a, quote, one]}"),
        rule("regex", "{regex: '[bc]'}"),
        rule("host", "{link-host: [a.example]}"),
        rule("element", "{selector: 'a, div > *, ins'}"),
        rule("section", "{section: {heading: [Featured, Newsletters]}}"),
        "keep:\n- {phrase: [deep, sentence]}\n- {regex: Getty}\n".to_string(),
    ];
    let pack = Pack::parse(&text.concat()).expect("a pack");
    RuleSet { packs: vec![Arc::new(pack)], ..RuleSet::default() }
}
