//! Comments of readers, and their form.

use std::collections::BTreeSet;

use unchaff_document::{
    Applicability::{Safe, Unsafe},
    Block, BlockKind, Evidence, InlineKind, RuleId,
};

use crate::{
    Category, Claims, Context, Phase, Rule,
    links::LinkLine,
    rules::byline::is_date_with_time,
    vocabulary::vocabulary,
    words::{is_number, n_terms, n_words, pieces, plain_words},
};

pub(crate) static RULE: Rule = Rule {
    id: RuleId::new("comment-section"),
    // What a site puts between article and comments has to be gone.
    phase: Phase::Position,
    category: Category::Comments,
    summary: "comments of readers, and their form",
    explanation: include_str!("comment_section.md"),
    since: "0.1.0",
    check,
};

/// A form has fields; one word may be anything.
const FEWEST_CONTROLS: usize = 2;
const FEWEST_SURE_CONTROLS: usize = 3;
/// "Your name" may be a field of anything, "Post a comment" may not.
const FEWEST_WORDS_OF_SURE_CONTROL: usize = 3;
const FEWEST_WORDS_OF_INVITATION: usize = 3;
const MOST_FIELDS: usize = 30;

const FEWEST_WORDS_OF_ARTICLE: usize = 150;

/// Under a heading without a count, one link to reply may be a link of the article.
const FEWEST_MARKS: usize = 2;

fn check(ctx: &Context<'_>, claims: &mut Claims<'_>) {
    if ctx.is_plain() {
        return;
    }
    let mut n_words_before = 0;
    let mut index = 0;
    while index < ctx.blocks.len() {
        let block = ctx.blocks[index];
        if n_words_before < FEWEST_WORDS_OF_ARTICLE {
            n_words_before += ctx.n_words(block);
        }
        if let Some(counter) = counter(ctx, block) {
            claims.remove(block.span, counter.applicability(), Evidence::Label(counter.text));
            index += 1;
            continue;
        }
        let has_article = n_words_before >= FEWEST_WORDS_OF_ARTICLE;
        let Some(heading) = heading(ctx, block) else {
            if has_article && is_notice(ctx, block) {
                claims.remove(block.span, Unsafe, Evidence::Phrase(ctx.reader_text(block).to_string()));
            }
            index += 1;
            continue;
        };
        // Under a forum's question, the answers are the article.
        index = check_section(ctx, claims, index, heading, has_article);
    }
}

/// Looks at what stands under a heading. Returns where to go on.
fn check_section(
    ctx: &Context<'_>,
    claims: &mut Claims<'_>,
    first: usize,
    heading: Heading,
    has_article: bool,
) -> usize {
    let form = form(ctx, first, &heading);
    if form.is_form(&heading) {
        // Tables cannot be removed, what stands around them can.
        let mut start = first;
        let applicability = if form.is_sure(&heading) { Safe } else { Unsafe };
        for at in first..=form.end {
            let is_table = at == form.end || ctx.blocks[at].kind == BlockKind::Table;
            if is_table && at > start {
                let span = ctx.blocks[start].span.to(ctx.blocks[at - 1].span);
                claims.remove(span, applicability, Evidence::Heading(heading.text.clone()));
            }
            start = if is_table { at + 1 } else { start };
        }
        return form.end;
    }
    let end = (first + 1..ctx.blocks.len()).find(|it| ends_comments(ctx, *it)).unwrap_or(ctx.blocks.len());
    let marks: Vec<(usize, Mark)> = (first + 1..end).flat_map(|at| marks(ctx, at)).collect();
    let block = ctx.blocks[first];
    match marks.last() {
        Some((last, mark)) if has_article && (marks.len() >= FEWEST_MARKS || heading.is_count) => {
            // Behind a time come the words of a reader. His link to reply ends them, unless the form does.
            let is_closed = *mark == Mark::Reply && !has_form(ctx, end);
            let is_rule = |it: &usize| ctx.blocks[*it].kind == BlockKind::ThematicBreak;
            let last = if is_closed { list_end(ctx, *last) } else { (*last..end).find(is_rule).unwrap_or(end) - 1 };
            let span = block.span.to(ctx.blocks[last].span);
            claims.remove(span, Unsafe, Evidence::Heading(heading.text));
            last + 1
        }
        // A count of nothing.
        None if heading.is_zero && end == first + 1 => {
            claims.remove(block.span, Unsafe, Evidence::Heading(heading.text));
            end
        }
        _ => first + 1,
    }
}

/// Whether a block begins something else than the comments before it.
fn ends_comments(ctx: &Context<'_>, index: usize) -> bool {
    let block = ctx.blocks[index];
    block.kind.is_heading() || heading(ctx, block).is_some()
}

/// The last block of the list that a block stands in. What would stay of a list without its marks is code.
fn list_end(ctx: &Context<'_>, index: usize) -> usize {
    let Some(list) = ctx.blocks[index].containers.first().map(|it| it.id()) else { return index };
    let is_in_list = |it: &usize| ctx.blocks[*it].containers.first().is_some_and(|it| it.id() == list);
    (index + 1..ctx.blocks.len()).take_while(is_in_list).last().unwrap_or(index)
}

/// What announces comments or their form.
struct Heading {
    text: String,
    /// Whether it counts them.
    is_count: bool,
    /// Whether it counts none: a heading with another count may be the author's, "10 comments on the law".
    is_zero: bool,
    /// What it holds besides: "Cancel reply".
    controls: Vec<String>,
}

impl Heading {
    /// "Leave a comment". "Comments" may head anything.
    fn is_invitation(&self) -> bool {
        n_words(&self.text) >= FEWEST_WORDS_OF_INVITATION
    }
}

fn heading(ctx: &Context<'_>, block: &Block) -> Option<Heading> {
    let is_heading = block.kind.is_heading();
    if !block.containers.is_empty() || !is_heading && !block.kind.is_paragraph() {
        return None;
    }
    let text = ctx.reader_text(block);
    // An invitation in a sentence is the author's.
    if text.len() > 300 || !is_heading && text.ends_with(['.', '!', '?', '。', '！', '？']) {
        return None;
    }
    // A number may stand before such words, behind or among them.
    let headings = &vocabulary().comment_headings;
    if !ctx.may_have_pieces(block, &[headings]) && !text.contains(|it: char| it.is_ascii_digit()) {
        return None;
    }
    let words = ctx.plain_words(block);
    let (first, after_first) = words.split_once(' ').unwrap_or(("", words));
    let (before_last, last) = words.rsplit_once(' ').unwrap_or((words, ""));
    let (is_count, rest) = match (is_number(first), is_number(last)) {
        (true, _) => (true, after_first),
        (_, true) => (true, before_last),
        _ => (false, words),
    };
    let uncounted = uncounted(words).filter(|_| !is_count);
    let (is_count, rest) = uncounted.as_deref().map_or((is_count, rest), |it| (true, it));
    let mut numbers = words.split(|it: char| !it.is_ascii_digit()).filter(|it| !it.is_empty());
    let is_zero = is_count && numbers.all(|it| it == "0");
    if headings.contains_words(rest) {
        return Some(Heading { text: text.to_string(), is_count, is_zero, controls: Vec::new() });
    }
    let start = headings.start_of(rest)?;
    let text = text.to_string();
    let controls = controls(&rest[start.len()..]).filter(|it| !it.is_empty());
    // "2 thoughts on “Pears in March”"
    let names_title = is_heading && is_number(first) && start.contains(' ');
    match controls {
        Some(controls) => Some(Heading { text, is_count, is_zero: false, controls }),
        None => names_title.then_some(Heading { text, is_count, is_zero: false, controls: Vec::new() }),
    }
}

/// The words without the number in them that stands right beside a letter: "3条评论", "コメント 3件", "댓글 3개".
fn uncounted(words: &str) -> Option<String> {
    let start = words.find(|it: char| it.is_ascii_digit())?;
    let rest = words[start..].trim_start_matches(|it: char| it.is_ascii_digit());
    let is_uncased = |it: char| it.is_alphabetic() && !it.is_lowercase() && !it.is_uppercase();
    let is_beside = rest.starts_with(is_uncased) || words[..start].ends_with(is_uncased);
    is_beside.then(|| plain_words(&format!("{} {rest}", &words[..start])))
}

fn controls(text: &str) -> Option<Vec<String>> {
    pieces(text, &[&vocabulary().comment_controls])
}

/// The same for all that a reader sees of a block.
fn controls_of(ctx: &Context<'_>, block: &Block) -> Option<Vec<String>> {
    ctx.pieces(block, &[&vocabulary().comment_controls])
}

struct Form {
    /// The different words of its fields and buttons.
    controls: BTreeSet<String>,
    /// Behind its last block.
    end: usize,
}

impl Form {
    /// "Leave a reply · Cancel reply" is a form all alone. "Comments" with "Name" and "Email" describes one.
    fn is_form(&self, heading: &Heading) -> bool {
        let is_told = heading.is_invitation() || self.has_control_of(FEWEST_WORDS_OF_SURE_CONTROL);
        self.controls.len() >= FEWEST_CONTROLS && is_told || !heading.controls.is_empty()
    }

    fn is_sure(&self, heading: &Heading) -> bool {
        let is_told =
            self.has_control_of(FEWEST_WORDS_OF_SURE_CONTROL) || heading.is_invitation() && self.has_control_of(2);
        self.controls.len() >= FEWEST_SURE_CONTROLS && is_told
    }

    /// Whether one of the controls has so many words.
    fn has_control_of(&self, fewest_words: usize) -> bool {
        self.controls.iter().any(|it| n_words(it) >= fewest_words)
    }
}

/// The blocks behind a heading that are fields and buttons and nothing else.
fn form(ctx: &Context<'_>, first: usize, heading: &Heading) -> Form {
    let mut form = Form { controls: heading.controls.iter().cloned().collect(), end: first + 1 };
    while let Some(block) = ctx.blocks.get(form.end).filter(|_| form.end - first <= MOST_FIELDS) {
        let found = match block.kind {
            BlockKind::Table => Some(first_cell(ctx, block).and_then(|it| controls(&it)).unwrap_or_default()),
            kind if kind.is_paragraph() && is_plain(ctx, block) => controls_of(ctx, block),
            _ => None,
        };
        let Some(found) = found.filter(|it| !it.is_empty() || block.kind == BlockKind::Table) else { break };
        form.controls.extend(found);
        form.end += 1;
    }
    form
}

fn has_form(ctx: &Context<'_>, index: usize) -> bool {
    let heading = ctx.blocks.get(index).and_then(|it| heading(ctx, it));
    heading.is_some_and(|it| form(ctx, index, &it).is_form(&it))
}

fn first_cell(ctx: &Context<'_>, block: &Block) -> Option<String> {
    let cells = ctx.document.inlines(block).iter().skip_while(|it| it.kind != InlineKind::CellStart).skip(1);
    let texts = cells.map_while(|it| match &it.kind {
        InlineKind::Text(text) => Some(text.as_ref()),
        _ => None,
    });
    Some(texts.collect::<String>()).filter(|it| !it.trim().is_empty())
}

fn is_plain(ctx: &Context<'_>, block: &Block) -> bool {
    let is_literal = |it: &InlineKind<'_>| matches!(it, InlineKind::Code | InlineKind::Math | InlineKind::Html);
    !ctx.document.inlines(block).iter().any(|it| is_literal(&it.kind))
}

/// A line that stands only around the words of a reader.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Mark {
    /// A link to reply.
    Reply,
    /// A date with a time of day.
    Time,
}

/// The marks in a block, each with the index of the block.
fn marks(ctx: &Context<'_>, index: usize) -> Vec<(usize, Mark)> {
    let lines = ctx.link_lines(ctx.blocks[index]).filter(|_| ctx.blocks[index].kind.is_paragraph());
    let is_control = |it: &str| controls(it).is_some_and(|it| !it.is_empty());
    let mark = |line: &LinkLine| {
        let is_reply = line.is_only_links() && line.links.iter().all(|it| is_control(&it.text));
        let links: Vec<&str> = line.links.iter().map(|it| it.text.as_str()).collect();
        let is_time = is_date_with_time(&[&line.before, links.join(" ").as_str(), &line.after].join(" "));
        match (is_reply, is_time) {
            (true, _) => Some((index, Mark::Reply)),
            (_, true) => Some((index, Mark::Time)),
            _ => None,
        }
    };
    lines.into_iter().flatten().filter_map(mark).collect()
}

/// A line like "Comments are closed".
fn is_notice(ctx: &Context<'_>, block: &Block) -> bool {
    // "Leave a comment" alone is the author's.
    let is_long = |it: &String| n_terms(it) >= 3 && !vocabulary().comment_headings.contains(it);
    block.kind.is_paragraph()
        && block.containers.is_empty()
        && is_plain(ctx, block)
        && controls_of(ctx, block).is_some_and(|it| it.iter().any(is_long))
}

/// A link to the comments below.
struct Counter {
    text: String,
    is_count: bool,
}

impl Counter {
    fn applicability(&self) -> unchaff_document::Applicability {
        // "Leave a comment" may be the author's invitation.
        if self.is_count { Safe } else { Unsafe }
    }
}

/// How the fragments of addresses begin that lead to comments. One with a number leads to a single comment.
const COMMENT_FRAGMENTS: &[&str] = &["comment", "disqus_thread", "reply", "respond"];

fn leads_to_comments(address: &str) -> bool {
    let fragment = address.split_once('#').map_or("", |(_, it)| it);
    COMMENT_FRAGMENTS.iter().any(|it| fragment.starts_with(it)) && !fragment.contains(|it: char| it.is_ascii_digit())
}

fn counter(ctx: &Context<'_>, block: &Block) -> Option<Counter> {
    let line = ctx.link_line(block).filter(|_| block.kind.is_paragraph() && block.containers.is_empty())?;
    let [link] = line.links.as_slice() else { return None };
    let is_only_numbers = |it: &str| plain_words(it).split(' ').all(|it| it.is_empty() || is_number(it));
    if line.has_image
        || !leads_to_comments(&link.target)
        || !is_only_numbers(&line.before)
        || !is_only_numbers(&line.after)
    {
        return None;
    }
    let words = pieces(&link.text, &[&vocabulary().comment_headings])?;
    let is_count = link.text.contains(|it: char| it.is_ascii_digit());
    (words.len() == 1).then(|| Counter { text: link.text.trim().to_string(), is_count })
}
