//! Lines that name who made a picture.

use std::collections::{BTreeMap, BTreeSet};

use unchaff_document::{Applicability::Unsafe, Block, Evidence, InlineKind, RuleId};

use crate::{
    Category, Claims, Context, Phase, Rule,
    vocabulary::{PICTURE_AGENCIES, vocabulary},
    words::{has_end_mark, is_name, n_words, plain_words},
};

pub(crate) static RULE: Rule = Rule {
    id: RuleId::new("image-credit"),
    phase: Phase::Structure,
    category: Category::Credit,
    summary: "lines that name who made a picture",
    explanation: include_str!("image_credit.md"),
    since: "0.1.0",
    check,
};

/// A longer line is a caption.
const MOST_WORDS: usize = 8;
/// A picture may have a caption of so many words before its credit.
const MOST_CAPTION_WORDS: usize = 25;
/// Two makers and an agency.
const MOST_WORDS_OF_NAMES: usize = 6;

fn check(ctx: &Context<'_>, claims: &mut Claims<'_>) {
    let lines = short_lines(ctx);
    let publishers = publishers(ctx, &lines);
    for line in &lines {
        let is_published = || {
            let is_publisher = |it: &str| publishers.contains(&plain_words(it));
            let sides = if publishers.is_empty() { None } else { line.sides() };
            sides.is_some_and(|it| is_publisher(it[0]) || is_publisher(it[it.len() - 1]))
        };
        let sign = credit_sign(line).or_else(|| is_published().then(|| line.text.to_string()));
        if let Some(sign) = sign {
            claims.remove(line.block.span, Unsafe, Evidence::Phrase(sign));
        }
    }
}

/// A paragraph of a few words that does not end as a sentence does.
struct ShortLine<'c> {
    block: &'c Block,
    text: &'c str,
    /// Whether it stands below a picture, or below the caption of one.
    is_near_picture: bool,
    /// Whether running text stands above and below.
    is_between_prose: bool,
    has_link: bool,
}

fn short_lines<'c>(ctx: &'c Context<'_>) -> Vec<ShortLine<'c>> {
    if ctx.is_plain() {
        return Vec::new();
    }
    let is_short = |&(_, block): &(usize, &'c Block)| {
        let has_other = |it: &InlineKind<'_>| {
            matches!(it, InlineKind::ImageStart { .. } | InlineKind::Code | InlineKind::Html | InlineKind::HardBreak)
        };
        block.kind.is_paragraph()
            && ctx.stands_alone(block)
            && !ctx.document.inlines(block).iter().any(|it| has_other(&it.kind))
    };
    let line = |(index, block): (usize, &'c Block)| {
        let text = ctx.reader_text(block);
        // A caption says what is shown and ends as a sentence; a credit names somebody.
        if has_end_mark(text) || ctx.n_terms(block) > MOST_WORDS {
            return None;
        }
        let near = |n: Option<usize>| n.and_then(|it| ctx.blocks.get(it)).copied();
        let (above, two_above, below) = (near(index.checked_sub(1)), near(index.checked_sub(2)), near(Some(index + 1)));
        let is_picture = |block: Option<&Block>| block.is_some_and(|it| ctx.is_only_pictures(it));
        let is_caption = |it: &Block| it.kind.is_paragraph() && ctx.n_words(it) <= MOST_CAPTION_WORDS;
        let is_prose = |block: Option<&Block>| block.is_some_and(|it| ctx.is_prose(it));
        Some(ShortLine {
            block,
            text,
            is_near_picture: is_picture(above) || is_picture(two_above) && above.is_some_and(is_caption),
            is_between_prose: is_prose(above) && is_prose(below),
            has_link: ctx.document.inlines(block).iter().any(|it| matches!(it.kind, InlineKind::LinkStart { .. })),
        })
    };
    ctx.blocks.iter().copied().enumerate().filter(is_short).filter_map(line).collect()
}

/// The label, first words or agency that make a line a credit, with nothing but names beside them.
fn credit_sign(line: &ShortLine<'_>) -> Option<String> {
    let text = line.text;
    let may_be_labelled = line.is_near_picture || line.is_between_prose;
    if let Some((label, name)) = text.split_once([':', '：']) {
        let is_credit = may_be_labelled && vocabulary().credit_labels.contains(label) && is_names(name);
        return is_credit.then(|| label.trim_start_matches('(').trim().to_string());
    }
    if let Some(name) = ["©", "Ⓒ", "(c)"].iter().find_map(|it| text.strip_prefix(it)) {
        return (line.is_near_picture && is_names(name)).then(|| "©".into());
    }
    if let Some(start) = vocabulary().credit_starts.start_of(text) {
        let rest: Vec<&str> = text.split_whitespace().skip(start.split(' ').count()).collect();
        return is_names(&rest.join(" ")).then(|| start.to_string());
    }
    if vocabulary().credit_starts.contains(text) {
        return Some(text.trim().to_string());
    }
    let may_be_agency = line.is_near_picture || line.sides().is_some();
    agency(text).filter(|_| may_be_agency && is_names(text))
}

/// The agency among the parts of a line.
fn agency(text: &str) -> Option<String> {
    let parts = text.split(['/', '|', ',']).flat_map(|it| it.split(" via ")).map(plain_words);
    parts.into_iter().find(|it| PICTURE_AGENCIES.contains(&it.as_str()))
}

/// Names, and small words between them: "Ruth Calder on Kitewire", "calder/Kitewire".
fn is_names(text: &str) -> bool {
    const BETWEEN: &[&str] = &["and", "by", "for", "from", "of", "on", "via"];
    let text = text.trim().trim_end_matches(')');
    let mut parts = text.split(['/', '|', ',']).map(str::trim);
    let is_part = |it: &str| {
        let words: Vec<&str> = it.split_whitespace().filter(|it| !BETWEEN.contains(it)).collect();
        // A handle has no capital.
        words.len() == 1 && text.contains('/')
            || words.iter().all(|it| is_name(it, MOST_WORDS_OF_NAMES)) && !words.is_empty()
    };
    n_words(text) <= MOST_WORDS_OF_NAMES && parts.all(is_part)
}

impl ShortLine<'_> {
    /// Whether no slash has a blank on both sides.
    fn is_tight(&self) -> bool {
        !self.text.contains(" / ")
    }

    /// The two or three names of a line such as "Ruth Calder/Kitewire".
    fn sides(&self) -> Option<Vec<&str>> {
        if self.has_link || !(1..=2).contains(&self.text.matches('/').count()) {
            return None;
        }
        let sides: Vec<&str> = self.text.split('/').map(str::trim).collect();
        // A handle has no capital.
        let is_side = |it: &&str| it.contains(char::is_alphabetic) && (n_words(it) == 1 || is_name(it, 4));
        sides.iter().all(is_side).then_some(sides)
    }

    /// The person and the publisher of such a line, whichever comes first: both ways if either may be a person.
    fn persons_and_publishers(&self) -> Vec<(&str, &str)> {
        let Some(sides) = self.sides() else { return Vec::new() };
        let (first, last) = (sides[0], sides[sides.len() - 1]);
        let is_person = |it: &str| (2..=3).contains(&n_words(it)) && is_name(it, 3);
        let words = |it: &str| plain_words(it).split(' ').map(str::to_string).collect::<BTreeSet<_>>();
        if !is_name(first, 4) || !is_name(last, 4) || !words(first).is_disjoint(&words(last)) {
            return Vec::new();
        }
        [(first, last), (last, first)].into_iter().filter(|it| is_person(it.0)).collect()
    }

    /// For how many lines it counts.
    fn weight(&self) -> usize {
        if self.is_tight() && self.is_near_picture { 2 } else { 1 }
    }
}

/// So many lines show who publishes; one under a picture counts as two.
const FEWEST_LINES: usize = 2;

/// Who publishes here, as plain words: named without blanks beside a person under a picture, or beside persons on
/// several lines, one of which stands under a picture or has no blanks.
fn publishers(ctx: &Context<'_>, lines: &[ShortLine<'_>]) -> BTreeSet<String> {
    let mut lines: Vec<(&ShortLine<'_>, Vec<(&str, &str)>)> =
        lines.iter().map(|it| (it, it.persons_and_publishers())).collect();
    // Where no name can come together, the prose need not be searched.
    let mut most: BTreeMap<String, usize> = BTreeMap::new();
    for (line, (_, publisher)) in lines.iter().flat_map(|(line, pairs)| pairs.iter().map(move |it| (line, it))) {
        *most.entry(plain_words(publisher)).or_default() += line.weight();
    }
    lines.retain(|it| it.1.iter().any(|(_, publisher)| most[&plain_words(publisher)] >= FEWEST_LINES));
    if lines.is_empty() {
        return BTreeSet::new();
    }
    let persons = lines.iter().flat_map(|it| &it.1).map(|it| last_word(it.0)).collect();
    let spoken_of = words_in_prose(ctx, &persons);
    let mut found: BTreeMap<String, (usize, bool)> = BTreeMap::new();
    for (line, pairs) in &lines {
        // Captions compare two things ("Old Weir/New Weir") and show what the text speaks of; nobody speaks of the
        // photographer.
        let is_person = |it: &&(&str, &str)| !spoken_of.contains(last_word(it.0).as_str());
        let Some((_, publisher)) = pairs.iter().find(is_person) else { continue };
        let (n_lines, is_credit) = found.entry(plain_words(publisher)).or_default();
        *n_lines += line.weight();
        *is_credit |= line.is_tight() || line.is_near_picture;
    }
    let is_publisher = |(n_lines, is_credit): (usize, bool)| n_lines >= FEWEST_LINES && is_credit;
    found.into_iter().filter(|it| is_publisher(it.1)).map(|it| it.0).collect()
}

/// Those of these plain words that running text has.
fn words_in_prose<'c>(ctx: &'c Context<'_>, words: &BTreeSet<String>) -> BTreeSet<&'c str> {
    let prose = ctx.blocks.iter().filter(|it| ctx.is_prose(it)).flat_map(|it| ctx.plain_words(it).split(' '));
    prose.filter(|it| words.contains(*it)).collect()
}

fn last_word(name: &str) -> String {
    plain_words(name).rsplit(' ').next().unwrap_or_default().to_string()
}
