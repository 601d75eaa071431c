//! How much of its prose a document may lose.
//!
//! A rule that is wrong about one block is a blemish in one place. A document of which half would go is another
//! matter: it may be a page of another kind than the rules were made for, and a person should look at it first.

use std::collections::BTreeSet;

use unchaff_boilerplate::{ADBLOCK_LIST, Category};
use unchaff_document::{Block, BlockKind, Document, EditSet, InlineKind, Kind, RuleId, Tag, html_tags};

use crate::{CleanOptions, Note};

/// The budget of [`CleanOptions::default`], in percent.
pub const DEFAULT_BUDGET: u8 = 40;

/// The budget that is none, in percent.
pub const NO_BUDGET: u8 = 100;

/// What rules take from a document of a few lines is soon a large part of it: fewer words of prose may always go,
/// as long as any word stays.
const FEWEST_WORDS: usize = 25;

/// Why nothing may be applied to a document, if the edits would take too much.
///
/// Prose are the words of paragraphs, headings, items, quotes and raw HTML that stand in no link, and that no rule
/// against adverts takes. Words of tables, code, links and descriptions of pictures are no prose, nor is anything in
/// the header.
pub(crate) fn over_budget(document: &Document<'_>, edits: &EditSet, options: &CleanOptions) -> Option<Note> {
    if edits.is_empty() || options.budget >= NO_BUDGET {
        return None;
    }
    let is_advert = |id: &&RuleId| {
        let mut rules = options.rules.rules.iter();
        **id == ADBLOCK_LIST || rules.any(|it| it.id == **id && it.category == Category::Advert)
    };
    let ids: BTreeSet<&RuleId> = edits.edits().iter().map(|it| &it.rule).collect();
    let adverts: BTreeSet<&RuleId> = ids.into_iter().filter(is_advert).collect();
    let edits = edits.edits();
    let mut words = Words::default();
    let count = |words: &mut Words, block: &Block| {
        each_word_of(document, block, |at, is_prose| {
            let edit = edits.get(edits.partition_point(|it| it.span.end as usize <= at));
            let edit = edit.filter(|it| it.span.start as usize <= at);
            *(if edit.is_some() { &mut words.n_lost } else { &mut words.n_left }) += 1;
            if is_prose && edit.is_none_or(|it| !adverts.contains(&it.rule)) {
                words.n_prose += 1;
                words.n_prose_lost += usize::from(edit.is_some());
            }
        });
    };
    let edit_of = |it: &Block| {
        let edit = edits.get(edits.partition_point(|edit| edit.span.end <= it.span.start));
        edit.filter(|edit| edit.span.start < it.span.end)
    };
    // What an advert takes whole is no prose, and of most documents nobody has to know how many words they have.
    let goes_whole =
        |it: &&Block| edit_of(it).is_some_and(|edit| adverts.contains(&edit.rule) && edit.span.contains(it.span));
    let (gone, others): (Vec<&Block>, Vec<&Block>) = document.visible().partition(goes_whole);
    let (touched, others): (Vec<&Block>, Vec<&Block>) = others.into_iter().partition(|it| edit_of(it).is_some());
    touched.into_iter().for_each(|it| count(&mut words, it));
    for block in others {
        // What is still to come is not lost.
        if words.n_left > 0 && !words.are_over(options.budget) {
            return None;
        }
        count(&mut words, block);
    }
    gone.into_iter().for_each(|it| count(&mut words, it));
    let is_over = words.are_over(options.budget);
    let Words { n_prose, n_prose_lost, n_lost, n_left } = words;
    if n_left == 0 && n_lost > 0 {
        return Some(Note::NothingLeft { n_words: n_lost });
    }
    is_over.then_some(Note::OverBudget { n_lost: n_prose_lost, n_words: n_prose, budget: options.budget })
}

/// How many words of each kind were counted.
#[derive(Default)]
struct Words {
    n_prose: usize,
    n_prose_lost: usize,
    n_lost: usize,
    n_left: usize,
}

impl Words {
    fn are_over(&self, budget: u8) -> bool {
        self.n_prose_lost >= FEWEST_WORDS && self.n_prose_lost * 100 > self.n_prose * usize::from(budget)
    }
}

/// Calls `visit` with the place of every word of a block that a reader sees, and with whether it is prose.
fn each_word_of(document: &Document<'_>, block: &Block, mut visit: impl FnMut(usize, bool)) {
    let text = document.text(block.span);
    let start = block.span.start as usize;
    match block.kind {
        _ if document.kind == Kind::Text => each_word_in(text, |at| visit(start + at, true)),
        BlockKind::Paragraph { .. } | BlockKind::Heading(_) => each_word_of_inlines(document, block, &mut visit),
        BlockKind::Html => {
            let mut place = Place::default();
            let mut at = 0;
            for tag in html_tags(text) {
                let range = tag.range();
                place.visit(&text[at..range.start], start + at, &mut visit);
                place.step(&tag);
                at = range.end;
            }
            place.visit(&text[at..], start + at, &mut visit);
        }
        BlockKind::Code | BlockKind::Table => each_word_in(text, |at| visit(start + at, false)),
        BlockKind::ThematicBreak | BlockKind::Blank | BlockKind::Other => {}
    }
}

/// The words of a paragraph or heading.
fn each_word_of_inlines(document: &Document<'_>, block: &Block, visit: &mut impl FnMut(usize, bool)) {
    let mut place = Place::default();
    for inline in document.inlines(block) {
        let text = document.text(inline.span);
        match &inline.kind {
            InlineKind::LinkStart { .. } | InlineKind::ImageStart { .. } => place.n_links += 1,
            InlineKind::LinkEnd | InlineKind::ImageEnd => place.n_links = place.n_links.saturating_sub(1),
            InlineKind::Html => html_tags(text).iter().for_each(|it| place.step(it)),
            // An entity may be written with letters.
            InlineKind::Text(it) if !it.contains(char::is_alphanumeric) => {}
            InlineKind::Text(_) | InlineKind::Code | InlineKind::Math => {
                place.visit(text, inline.span.start as usize, visit);
            }
            _ => {}
        }
    }
}

/// What stands around some text.
#[derive(Default)]
struct Place {
    /// Links and pictures.
    n_links: usize,
    /// Elements whose text nobody sees.
    n_hidden: usize,
}

impl Place {
    fn step(&mut self, tag: &Tag<'_>) {
        let (name, opens) = match tag {
            Tag::Open { attributes, .. } if attributes.ends_with('/') => return,
            Tag::Open { name, .. } => (name, true),
            Tag::Close { name, .. } => (name, false),
            Tag::Comment { .. } => return,
        };
        let count = match name.to_ascii_lowercase().as_str() {
            "a" => &mut self.n_links,
            "script" | "style" | "template" | "noscript" => &mut self.n_hidden,
            _ => return,
        };
        *count = if opens { *count + 1 } else { count.saturating_sub(1) };
    }

    fn visit(&self, text: &str, start: usize, visit: &mut impl FnMut(usize, bool)) {
        if self.n_hidden == 0 {
            each_word_in(text, |at| visit(start + at, self.n_links == 0));
        }
    }
}

/// Calls `visit` with the start of every word: what stands between blanks and has a letter or a digit; in scripts
/// without blanks every letter.
fn each_word_in(text: &str, mut visit: impl FnMut(usize)) {
    let mut is_in_word = false;
    let mut at = 0;
    while let Some(byte) = text.as_bytes().get(at) {
        let it =
            if byte.is_ascii() { char::from(*byte) } else { text[at..].chars().next().expect("a letter begins here") };
        if it.is_whitespace() {
            is_in_word = false;
        } else if !it.is_ascii() && has_no_blanks(it) {
            visit(at);
        } else if !is_in_word && it.is_alphanumeric() {
            visit(at);
            is_in_word = true;
        }
        at += it.len_utf8();
    }
}

/// Letters of scripts that set no blanks between words: Thai, Lao, Burmese, Khmer, Chinese and Japanese.
fn has_no_blanks(it: char) -> bool {
    matches!(it, '\u{e00}'..='\u{eff}' | '\u{1000}'..='\u{109f}' | '\u{1780}'..='\u{17ff}' | '\u{3040}'..='\u{30ff}'
        | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{20000}'..='\u{3ffff}')
        && it.is_alphanumeric()
}

#[cfg(test)]
mod tests {
    use unchaff_document::{Applicability, Edit, Evidence, Span, settle};

    use super::*;

    /// Words of prose and other words.
    fn check_words(source: &str, kind: Kind, prose: usize, others: usize) {
        let document = Document::parse(source, 0, kind).expect("small");
        let mut found = (0, 0);
        for block in document.visible() {
            each_word_of(&document, block, |_, is_prose| if is_prose { found.0 += 1 } else { found.1 += 1 });
        }
        assert_eq!(found, (prose, others), "{source:?}");
    }

    #[test]
    fn prose_stands_in_no_link() {
        for (source, prose, others) in [
            ("# A title\n\nSome *words*, don't - `count`.\n\n> Three more words\n\n* an item\n", 11, 0),
            ("**Also: [Ten ferries](https://example.com/ten)**\n", 1, 2),
            ("* [one two](/a)\n* [three](/b)\n", 0, 3),
            ("![a harbour](h.png) [![two cranes](c.png)](/c)\n", 0, 4),
            ("| a | b |\n|---|---|\n| c | d |\n\n```\ncode here\n```\n", 0, 6),
            (
                "<div class='x'>\n<p>two words</p> <a href='/u'>one</a> more\n<script>var a = 1;</script>\n</div>\n",
                3,
                1,
            ),
            ("A <a href='/u'>linked</a> word &nbsp; here.\n", 3, 1),
            ("[a]: /u 'title'\n\n---\n", 0, 0),
            ("港の船は六時に出る。\n", 9, 0),
        ] {
            check_words(source, Kind::Markdown, prose, others);
        }
        check_words("A [line](of text)\n\nand another\n", Kind::Text, 5, 0);
    }

    /// A document of so many words of prose, of which the first `lost` go.
    fn check(n_words: usize, lost: usize, budget: u8, is_over: bool) {
        let source = "word ".repeat(n_words);
        let document = Document::parse(&source, 0, Kind::Markdown).expect("small");
        let edits = settle(vec![Edit {
            span: Span::of(0..lost * 5),
            insert: Vec::new(),
            rule: RuleId::new("related-links"),
            applicability: Applicability::Safe,
            evidence: Evidence::Blanks,
            repair: None,
        }]);
        let options = CleanOptions { budget, ..CleanOptions::default() };
        assert_eq!(over_budget(&document, &edits, &options).is_some(), is_over, "{lost} of {n_words}, {budget} %");
    }

    #[test]
    fn more_than_the_budget_is_too_much() {
        check(100, 40, 40, false);
        check(100, 41, 40, true);
        check(100, 41, 50, false);
        check(100, 99, 100, false);
    }

    #[test]
    fn a_few_words_may_go_but_not_all() {
        check(30, 24, 40, false);
        check(30, 25, 40, true);
        check(3, 3, 40, true);
        check(3, 3, 99, true);
        check(3, 3, 100, false);
        check(3, 0, 40, false);
    }
}
