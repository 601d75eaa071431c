//! Lines that name who made a picture.

use std::collections::{BTreeMap, BTreeSet};

use unchaff_document::{Applicability::Unsafe, Block, BlockKind, Evidence, InlineKind, RuleId};

use crate::{
    Category, Claims, Context, Phase, Rule,
    vocabulary::{PICTURE_AGENCIES, vocabulary},
    words::{has_end_mark, is_name, n_terms, n_words, plain_words},
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

fn check(ctx: &Context<'_>, claims: &mut Claims<'_>) {
    let lines = short_lines(ctx);
    let publishers = publishers(&lines);
    let repeated = repeated_names(ctx, &lines);
    let is_sure = |line: &ShortLine| line.place == Place::UnderPicture && credit_sign(&line.text).is_some();
    let has_sure_credit = lines.iter().any(is_sure);
    for line in &lines {
        let sign = match line.place {
            Place::UnderPicture => credit_sign(&line.text).or_else(|| legal_name(&line.text)),
            Place::UnderCaption => credit_sign(&line.text).filter(|_| !is_source(&line.text)),
            // Its picture was lost.
            Place::Alone => lone_credit(&line.text),
        };
        let sign = sign.or_else(|| {
            let sides = sides(&line.text).filter(|_| !line.has_link)?;
            let is_persons =
                has_sure_credit && n_words(sides[0]) >= 2 && line.is_between_prose && !line.text.contains(" / ");
            let is_credit = is_persons || sides.iter().any(|it| publishers.contains(&plain_words(it)));
            is_credit.then(|| line.text.clone())
        });
        let sign = sign.or_else(|| repeated.contains(line.text.as_str()).then(|| line.text.clone()));
        if let Some(sign) = sign {
            claims.remove(line.block.span, Unsafe, Evidence::Phrase(sign));
        }
    }
}

/// A paragraph of a few words that does not end as a sentence does.
struct ShortLine<'a> {
    block: &'a Block,
    text: String,
    place: Place,
    /// Whether running text stands above and below.
    is_between_prose: bool,
    /// Whether something follows that the line may be a label for: anything but text, a heading or a picture.
    is_label: bool,
    has_link: bool,
}

/// Where a line stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Place {
    /// Right below a picture.
    UnderPicture,
    /// Below the caption of a picture.
    UnderCaption,
    /// Somewhere else.
    Alone,
}

fn short_lines<'a>(ctx: &Context<'a>) -> Vec<ShortLine<'a>> {
    if ctx.is_plain() {
        return Vec::new();
    }
    let is_short = |&(_, block): &(usize, &'a Block)| {
        let has_other = |it: &InlineKind<'_>| {
            matches!(it, InlineKind::ImageStart { .. } | InlineKind::Code | InlineKind::Html | InlineKind::HardBreak)
        };
        block.kind.is_paragraph()
            && ctx.stands_alone(block)
            && !ctx.document.inlines(block).iter().any(|it| has_other(&it.kind))
    };
    let line = |(index, block): (usize, &'a Block)| {
        let text = ctx.reader_text(block);
        // A caption says what is shown and ends as a sentence; a credit names somebody.
        if n_terms(&text) > MOST_WORDS || has_end_mark(&text) && legal_name(&text).is_none() {
            return None;
        }
        let above = |n: usize| index.checked_sub(n).map(|it| ctx.blocks[it]);
        let is_picture = |block: Option<&Block>| block.is_some_and(|it| ctx.is_only_pictures(it));
        let is_caption = |it: &Block| it.kind.is_paragraph() && n_words(&ctx.reader_text(it)) <= MOST_CAPTION_WORDS;
        let place = match () {
            () if is_picture(above(1)) => Place::UnderPicture,
            () if is_picture(above(2)) && above(1).is_some_and(is_caption) => Place::UnderCaption,
            () => Place::Alone,
        };
        let next = ctx.blocks.get(index + 1);
        let is_prose = |block: Option<&Block>| block.is_some_and(|it| ctx.is_prose(it));
        let is_between_prose = is_prose(above(1)) && is_prose(next.copied());
        let is_apart = |it: &&&Block| {
            ctx.is_prose(it) && it.containers.is_empty()
                || ctx.is_only_pictures(it)
                || matches!(it.kind, BlockKind::Heading(_) | BlockKind::Html)
        };
        let is_label = next.is_some_and(|it| !is_apart(&it));
        let has_link = ctx.document.inlines(block).iter().any(|it| matches!(it.kind, InlineKind::LinkStart { .. }));
        Some(ShortLine { block, text, place, is_between_prose, is_label, has_link })
    };
    ctx.blocks.iter().copied().enumerate().filter(is_short).filter_map(line).collect()
}

/// The agency or label that makes a line under a picture a credit.
fn credit_sign(text: &str) -> Option<String> {
    if let Some((label, name)) = text.split_once([':', '：'])
        && vocabulary().credit_labels.contains(label)
        && !name.trim().is_empty()
    {
        return Some(label.trim_start_matches('(').trim().to_string());
    }
    if text.starts_with(['©', 'Ⓒ']) || text.starts_with("(c)") {
        return Some("©".into());
    }
    if let Some(start) = vocabulary().credit_starts.start_of(text) {
        return Some(start.to_string());
    }
    if vocabulary().credit_starts.contains(text) {
        return Some(text.trim().to_string());
    }
    if let Some(sides) = sides(text)
        && sides.iter().all(|it| is_name(it, 4))
    {
        return Some(text.trim().to_string());
    }
    agency(text.split(['/', '|', ',']))
}

/// The agency among the parts of a line.
fn agency<'a>(parts: impl Iterator<Item = &'a str>) -> Option<String> {
    parts.flat_map(|it| it.split(" via ")).map(plain_words).find(|it| PICTURE_AGENCIES.contains(&it.as_str()))
}

/// Ends of a name that only a company has.
const LEGAL_FORMS: &[&str] = &["ag", "corp", "gmbh", "inc", "llc", "ltd", "plc", "sarl", "srl"];

/// The name of a company with its legal form: "Harbour Books Ltd."
fn legal_name(text: &str) -> Option<String> {
    let name = text.trim().trim_end_matches('.');
    let last = plain_words(name.split_whitespace().last()?);
    let is_company = n_words(name) >= 2 && LEGAL_FORMS.contains(&last.as_str()) && is_name(&name.replace(',', ""), 4);
    is_company.then(|| name.to_string())
}

fn is_source(text: &str) -> bool {
    text.split_once([':', '：']).is_some_and(|(label, _)| plain_words(label).split(' ').next_back() == Some("source"))
}

/// What makes a line a credit although no picture stands above: a label or first words with nothing but
/// names behind them, or an agency behind a slash. A source alone may belong to a table or quotation.
fn lone_credit(text: &str) -> Option<String> {
    if let Some((label, name)) = text.split_once([':', '：']) {
        let is_credit = vocabulary().credit_labels.contains(label) && !is_source(text) && is_names(name);
        return is_credit.then(|| label.trim_start_matches('(').trim().to_string());
    }
    if let Some(start) = vocabulary().credit_starts.start_of(text) {
        let n_start = start.split(' ').count();
        let rest: Vec<&str> = text.split_whitespace().skip(n_start).collect();
        return is_names(&rest.join(" ")).then(|| start.to_string());
    }
    if vocabulary().credit_starts.contains(text) {
        return Some(text.trim().to_string());
    }
    let sides = sides(text).filter(|it| is_names(it[it.len() - 1]))?;
    agency(sides.into_iter())
}

/// A Chinese name has as many words as characters.
const MOST_NAME_WORDS: usize = 6;

/// Names, and small words between them: "Ruth Calder on Kitewire", "calder/Kitewire".
fn is_names(text: &str) -> bool {
    const BETWEEN: &[&str] = &["and", "by", "for", "from", "of", "on", "via"];
    let text = text.trim().trim_end_matches(')');
    let mut parts = text.split(['/', '|', ',']).map(str::trim);
    let is_part = |it: &str| {
        let words: Vec<&str> = it.split_whitespace().filter(|it| !BETWEEN.contains(it)).collect();
        // A handle has no capital.
        words.len() == 1 && text.contains('/')
            || words.iter().all(|it| is_name(it, MOST_NAME_WORDS)) && !words.is_empty()
    };
    n_words(text) <= MOST_NAME_WORDS && parts.all(is_part)
}

/// The two or three sides of a line such as "Ruth Calder/Kitewire".
fn sides(text: &str) -> Option<Vec<&str>> {
    let sides: Vec<&str> = text.split('/').map(str::trim).collect();
    let has_letter = |it: &&str| it.starts_with(char::is_alphanumeric) && it.chars().any(char::is_alphabetic);
    let is_side = |it: &&str| n_words(it) <= 4 && !it.contains([':', ',', ';', '=', '<', '(']) && has_letter(it);
    ((2..=3).contains(&sides.len()) && sides.iter().all(is_side)).then_some(sides)
}

/// The sides that several lines share, as plain words, if one of these is a credit beyond doubt: it stands
/// under a picture or begins with the name of a person.
fn publishers(lines: &[ShortLine<'_>]) -> BTreeSet<String> {
    let mut found: BTreeMap<String, (usize, bool)> = BTreeMap::new();
    for line in lines {
        let Some(sides) = sides(&line.text).filter(|_| !line.has_link) else { continue };
        let is_name = |index: usize| is_name(sides[index], 4);
        let is_persons = n_words(sides[0]) >= 2 && is_name(0) && !line.text.contains(" / ");
        for side in [0, sides.len() - 1].into_iter().filter(|it| is_name(*it)) {
            let (n_lines, is_credit) = found.entry(plain_words(sides[side])).or_default();
            *n_lines += 1;
            *is_credit |= line.place != Place::Alone || is_persons;
        }
    }
    found.into_iter().filter(|(_, (n_lines, is_credit))| *n_lines >= 2 && *is_credit).map(|it| it.0).collect()
}

/// Names of up to three words that stand several times, half of the times right under a picture, and that
/// running text mentions: a company that sent its pictures.
fn repeated_names<'a>(ctx: &Context<'_>, lines: &'a [ShortLine<'_>]) -> BTreeSet<&'a str> {
    let mut found: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
    for line in lines {
        let (n_lines, n_under_picture) = found.entry(line.text.as_str()).or_default();
        *n_lines += 1;
        *n_under_picture += usize::from(line.place == Place::UnderPicture);
    }
    // One that may be a tag, a speaker or a label for what follows makes all of them doubtful.
    let is_doubtful =
        |it: &ShortLine<'_>| it.has_link || it.is_label || it.place != Place::UnderPicture && !it.is_between_prose;
    for line in lines.iter().filter(|it| is_doubtful(it)) {
        found.remove(line.text.as_str());
    }
    found.retain(|text, (n_lines, _)| *n_lines >= 2 && is_name(text, 3));
    // Where another name comes back without pictures, people are talking.
    if found.values().any(|(n_lines, n_under_picture)| n_under_picture * 2 < *n_lines) {
        return BTreeSet::new();
    }
    let prose: Vec<String> = match found.is_empty() {
        true => Vec::new(),
        false => ctx.blocks.iter().filter(|it| ctx.is_prose(it)).map(|it| ctx.reader_text(it)).collect(),
    };
    let mentioned: BTreeSet<&str> = prose.iter().flat_map(|it| names_inside(it)).collect();
    let first = |name: &str| name.split(' ').next().is_some_and(|it| mentioned.contains(it));
    found.into_keys().filter(|it| first(it)).collect()
}

/// The words of a text that have a capital without standing at the start of a sentence.
fn names_inside(text: &str) -> impl Iterator<Item = &str> {
    let words = text.split_whitespace().zip(text.split_whitespace().skip(1));
    let inside = words.filter(|(before, _)| before.ends_with(|it: char| it.is_lowercase() || it == ','));
    let bare = |word: &'_ str| word.find(|it: char| !it.is_alphanumeric()).unwrap_or(word.len());
    inside.map(move |(_, word)| &word[..bare(word)]).filter(|it| it.starts_with(char::is_uppercase))
}
