//! Lists of contents that lead nowhere any more.

use std::{
    cell::{LazyCell, OnceCell},
    collections::BTreeSet,
    sync::LazyLock,
};

use regex::Regex;
use unchaff_document::{
    Applicability::{self, Safe, Unsafe},
    Block, BlockKind, Evidence, RuleId, Span,
};

use crate::{
    Category, Claims, Context, Phase, Rule,
    link_runs::LinkRun,
    links::Link,
    vocabulary::{Vocabulary, vocabulary},
    words::{n_terms, n_words, plain_words, small_letter},
};

pub(crate) static RULE: Rule = Rule {
    id: RuleId::new("contents-list"),
    phase: Phase::Structure,
    category: Category::Navigation,
    summary: "lists of contents that lead nowhere any more",
    explanation: include_str!("contents_list.md"),
    since: "0.1.0",
    check,
};

/// Fewer links may be a remark.
const FEWEST_LINKS: usize = 3;

/// Of links that lead nowhere and repeat headings, two are enough.
const FEWEST_DEAD_LINKS: usize = 2;

fn check(ctx: &Context<'_>, claims: &mut Claims<'_>) {
    let parts = LazyCell::new(|| Parts::of(ctx));
    let mut n_seen = 0;
    for run in ctx.link_runs() {
        let label = label_above(ctx, run.blocks.start);
        let n_compared = MOST_LINKS_COMPARED.saturating_sub(n_seen);
        n_seen += run.links.len();
        // Most runs are no list of contents, whatever the parts of the document are.
        if label.is_none() && !is_dead(run) {
            continue;
        }
        let n_repeated = parts.n_repeated(run, n_compared);
        let Some(applicability) = judge(&parts, run, n_repeated, label.as_ref()) else { continue };
        let (first, last) = (ctx.blocks[run.blocks.start], ctx.blocks[run.blocks.end - 1]);
        let (start, evidence) = match label {
            Some(it) => (it.start, Evidence::Heading(it.text)),
            None => (first.span.start, Evidence::Repeats(format!("{n_repeated} headings"))),
        };
        claims.remove(Span::new(start, last.span.end), applicability, evidence);
    }
    for block in bare_labels(ctx) {
        claims.remove(block.span, Unsafe, Evidence::Heading(ctx.reader_text(block).to_string()));
    }
}

/// How sure a run of links is a list of contents that nobody can use.
fn judge(parts: &Parts<'_>, run: &LinkRun, n_repeated: usize, label: Option<&Label>) -> Option<Applicability> {
    let n_links = run.links.len();
    let is_long = n_links >= FEWEST_LINKS;
    let has_control = label.is_some_and(|it| it.has_control);
    let has_one_address = run.has_one_address();
    // An author's list leads to the parts it names. The switch beside one is the site's.
    let n_working = run.links.iter().filter(|it| parts.has_target(it)).count();
    if n_working * 3 > n_links {
        return (has_control && is_long).then_some(Unsafe);
    }
    let repeats_half = n_repeated * 2 >= n_links;
    let repeats_most = n_repeated * 3 >= n_links * 2;
    let is_dead = is_dead(run);
    if label.is_none() {
        // Questions stand above their answers in many words, and both are the author's.
        let n_questions = run.links.iter().filter(|it| it.text.trim_end().ends_with(['?', '？'])).count();
        return (is_dead && repeats_most && n_questions * 2 <= n_links).then_some(Unsafe);
    }
    // A switch beside the label, or what stands below again: no words are lost.
    if is_long && (has_control || has_one_address && repeats_half) {
        return Some(Safe);
    }
    let is_contents = is_dead && repeats_half || is_long && has_one_address;
    is_contents.then_some(Unsafe)
}

/// Whether the links of a run lead nowhere.
fn is_dead(run: &LinkRun) -> bool {
    let is_lost = |it: &Link| it.is_within_page() || is_of_front_page(it);
    run.links.len() >= FEWEST_DEAD_LINKS && (run.links.iter().all(is_lost) || run.has_one_address())
}

/// A line that says that contents follow.
struct Label {
    start: u32,
    text: String,
    /// Whether the words of a switch stand beside it: Show, Expand.
    has_control: bool,
}

/// The label right above a block, perhaps with its switch on a line of its own.
fn label_above(ctx: &Context<'_>, index: usize) -> Option<Label> {
    let above = ctx.blocks[index.checked_sub(1)?];
    let has_control = above.kind.is_paragraph() && ctx.is_one_of(above, &vocabulary().contents_controls);
    let block = if has_control { ctx.blocks[index.checked_sub(2)?] } else { above };
    if !block.kind.is_paragraph() && !block.kind.is_heading() {
        return None;
    }
    let label =
        |has_control| Some(Label { start: block.span.start, text: ctx.reader_text(block).to_string(), has_control });
    let Vocabulary { contents_headings, contents_controls, step_headings, .. } = vocabulary();
    if ctx.is_one_of(block, contents_headings) || ctx.is_one_of(block, step_headings) {
        return label(has_control);
    }
    let (heading, control) = ctx.plain_words(block).rsplit_once(' ')?;
    let is_both = contents_headings.contains_words(heading) && contents_controls.contains_words(control);
    if is_both { label(true) } else { None }
}

/// The list of a label without a list was lost: fewer words behind it could be what it announces.
const FEWEST_WORDS_BEHIND: usize = 8;

/// Labels of lists that are not there, as plain paragraphs. Headings are left to the tools that fill them.
fn bare_labels<'a>(ctx: &Context<'a>) -> Vec<&'a Block> {
    let is_prose = |block: &Block| {
        block.containers.is_empty()
            && ctx.link_line(block).is_some_and(|it| !it.has_image && n_words(&it.before) >= FEWEST_WORDS_BEHIND)
    };
    let is_label = |block: &Block| {
        let is_plain = |source: &str| source.chars().all(|it| it.is_alphabetic() || it == ' ') && n_terms(source) > 1;
        block.kind == (BlockKind::Paragraph { tight: false })
            && block.containers.is_empty()
            && ctx.is_one_of(block, &vocabulary().contents_headings)
            && is_plain(ctx.document.text(block.span).trim())
    };
    let pairs = ctx.blocks.windows(2).filter(|pair| is_label(pair[0]) && is_prose(pair[1]));
    pairs.map(|it| it[0]).collect()
}

/// The parts of a document that a list of contents can name.
#[derive(Default)]
struct Parts<'a> {
    /// Headings and short paragraphs, as plain words.
    lines: BTreeSet<&'a str>,
    /// The headings alone, as plain words and as the set of them.
    headings: Vec<(&'a str, BTreeSet<&'a str>)>,
    /// The headings without anything between their letters.
    slugs: BTreeSet<String>,
    /// Names that somebody gave to places in the text.
    ids: OnceCell<BTreeSet<&'a str>>,
    /// The text.
    body: &'a str,
}

/// A longer paragraph is no heading.
const MOST_HEADING_WORDS: usize = 20;

/// Beyond so many headings and links only equal words are found.
const MOST_HEADINGS_COMPARED: usize = 200;
const MOST_LINKS_COMPARED: usize = 1000;

/// `id="x"`, `<a name=x>`, `## Heading {#x}`, `{{< anchor "x" >}}`.
static IDS: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r#"(?i)\b(?:id|name)\s*=\s*["']?([^"'\s>]+)|\{:?\s*#([^\s}]+)|\banchor\s+"([^"]+)""#)
        .expect("a constant pattern")
});

impl<'a> Parts<'a> {
    fn of(ctx: &'a Context<'_>) -> Self {
        let mut parts = Self { body: ctx.document.text(ctx.document.body), ..Self::default() };
        for block in &ctx.blocks {
            let is_heading = block.kind.is_heading();
            let is_line = block.kind.is_paragraph() && ctx.stands_alone(block);
            if !is_heading && !is_line {
                continue;
            }
            let text = ctx.reader_text(block);
            let has_link = || ctx.link_line(block).is_none_or(|it| !it.links.is_empty());
            if ctx.n_words(block) > MOST_HEADING_WORDS || !is_heading && (text.starts_with('[') || has_link()) {
                continue;
            }
            let words = ctx.plain_words(block);
            if is_heading {
                parts.slugs.insert(letters(text));
                if parts.headings.len() < MOST_HEADINGS_COMPARED {
                    parts.headings.push((words, word_set(words)));
                }
            }
            parts.lines.insert(words);
        }
        parts
    }

    fn ids(&self) -> &BTreeSet<&'a str> {
        let found = || IDS.captures_iter(self.body).flat_map(|it| it.iter().skip(1).flatten().collect::<Vec<_>>());
        self.ids.get_or_init(|| found().map(|it| it.as_str()).collect())
    }

    /// How many links of a run say what a heading says; the first `n_compared` may say it in other words.
    fn n_repeated(&self, run: &LinkRun, n_compared: usize) -> usize {
        let repeats = |(index, link): &(usize, &Link)| {
            let words = plain_words(&link.text);
            self.lines.contains(words.as_str()) || *index < n_compared && self.has_like(&words)
        };
        run.links.iter().enumerate().filter(repeats).count()
    }

    fn has_like(&self, words: &str) -> bool {
        let set = word_set(words);
        self.headings.iter().any(|(heading, others)| are_alike((words, &set), (heading, others)))
    }

    /// Whether a link leads to a part of this document, as far as one can tell without its generator.
    fn has_target(&self, link: &Link) -> bool {
        let Some((_, anchor)) = link.target.split_once('#') else { return false };
        if anchor.is_empty() || is_of_front_page(link) {
            return false;
        }
        let slug = letters(anchor);
        // Chinese headings get anchors in pinyin, or with per cent signs.
        let n_foreign = link.text.chars().filter(|it| it.is_alphanumeric() && !it.is_ascii()).count();
        let is_spelled_otherwise = n_foreign * 2 > letters(&link.text).chars().count()
            && (anchor.contains(['-', '%']) || anchor.chars().count() > 6);
        self.slugs.contains(&slug)
            || slug == letters(&link.text)
            || is_spelled_otherwise
            || names(anchor, &link.text)
            || self.ids().contains(anchor)
    }
}

/// Whether a link leads to a part of the front page of a site, which this document is not.
fn is_of_front_page(link: &Link) -> bool {
    let page = link.target.split_once('#').and_then(|(page, _)| page.split_once("://"));
    page.is_some_and(|(_, it)| it.split_once('/').is_none_or(|(_, path)| path.is_empty()))
}

/// Letters and digits, lower case.
fn letters(text: &str) -> String {
    if text.is_ascii() {
        return text.bytes().map(small_letter).filter(|it| *it != 0).map(char::from).collect();
    }
    text.chars().filter(|it| it.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// Whether an anchor is made of words of the text: a third of them, and not only "fix-1".
fn names(anchor: &str, text: &str) -> bool {
    let text = plain_words(text);
    let words: BTreeSet<&str> = text.split(' ').collect();
    let anchor = anchor.to_lowercase();
    let is_word = |it: &&str| it.len() >= 3 && it.chars().all(char::is_alphabetic) && words.contains(it);
    let n_named = anchor.split(|it: char| !it.is_alphanumeric()).filter(is_word).count();
    n_named * 3 >= words.len()
}

fn word_set(words: &str) -> BTreeSet<&str> {
    words.split(' ').collect()
}

/// Whether two headings say the same: one of them with a number before it or more words behind it, or a
/// word here and there in another form.
fn are_alike((link, words): (&str, &BTreeSet<&str>), (heading, others): (&str, &BTreeSet<&str>)) -> bool {
    if link.is_empty() || heading.is_empty() {
        return false;
    }
    let is_longer = heading.strip_prefix(link).is_some_and(|it| it.starts_with(' '));
    let ends_with =
        |long: &str, short: &str| short.contains(' ') && long.strip_suffix(short).is_some_and(|it| it.ends_with(' '));
    if is_longer || ends_with(heading, link) || ends_with(link, heading) {
        return true;
    }
    let (n_least, n_most) = (words.len().min(others.len()), words.len().max(others.len()));
    n_most >= 4 && n_least * 4 >= n_most * 3 && words.intersection(others).count() * 4 >= n_most * 3
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check_alike(link: &str, heading: &str, expected: bool) {
        let (link, heading) = (plain_words(link), plain_words(heading));
        let are_alike = are_alike((&link, &word_set(&link)), (&heading, &word_set(&heading)));
        assert_eq!(are_alike, expected, "{link} / {heading}");
    }

    #[test]
    fn headings_are_compared_loosely() {
        check_alike("Weight", "Weight: less than a cat", true);
        check_alike("Oil the hinges", "Step 2: Oil the hinges", true);
        check_alike("Part 3. Oil the hinges", "Oil the hinges", true);
        check_alike("How to oil a hinge of brass", "How to oil the hinge of brass", true);
        check_alike("Weight", "Weightless cats", false);
        check_alike("How to oil a hinge", "How to eat a pear", false);
    }

    #[test]
    fn anchors_name_what_they_lead_to() {
        assert!(names("toc-oil-the-hinges", "Oil the hinges") && names("hinges", "Oil the hinges"));
        assert!(!names("part1", "Oil the hinges") && !names("fix-2", "Fix 2: Oil all the hinges of the gate"));
    }
}
