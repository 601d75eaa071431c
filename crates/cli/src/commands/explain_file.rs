//! `unchaff explain FILE:LINE`

use std::{io::Write, ops::Range, path::PathBuf};

use unchaff_driver::{
    Cleaned, Explanation, Format, Kind, Lines, PAGE_CHROME, PageBlock, PageExplanation, Span, TakenFor, explain,
    harmless,
};

use crate::{
    args::{Budget, MaxFileSize, Rules},
    commands::count,
    config::{Configured, Flags},
    failure::Failure,
    status::ExitStatus,
};

/// What is to be explained.
pub(crate) struct Place {
    file: PathBuf,
    /// Counted from 1.
    line: Option<usize>,
    /// Counted from 1.
    column: Option<usize>,
}

impl Place {
    /// The place in an existing file that is written as `FILE`, `FILE:LINE` or `FILE:LINE:COLUMN`.
    pub(crate) fn find(subject: &str) -> Option<Self> {
        let (mut file, mut numbers) = (subject, Vec::new());
        loop {
            if PathBuf::from(file).is_file() {
                let (line, column) = (numbers.last().copied(), numbers.len().checked_sub(2).map(|it| numbers[it]));
                return Some(Self { file: PathBuf::from(file), line, column });
            }
            let (rest, number) = file.rsplit_once(':')?;
            numbers.push(number.parse().ok().filter(|it| *it > 0 && numbers.len() < 2)?);
            file = rest;
        }
    }

    /// Whether a text begins with a file that is there, and goes on with what is no place in it.
    pub(crate) fn is_misread(subject: &str) -> bool {
        subject.match_indices(':').any(|(at, _)| PathBuf::from(&subject[..at]).is_file())
    }

    /// Whether a text can only mean a place in a file.
    pub(crate) fn is_named_by(subject: &str) -> bool {
        let is_number = |it: &str| !it.is_empty() && it.bytes().all(|it| it.is_ascii_digit());
        subject.rsplit_once(':').is_some_and(|(_, number)| is_number(number))
            || Kind::of_path(&PathBuf::from(subject)).is_some()
    }
}

/// So many blocks around one are shown.
const NEIGHBOURS: usize = 2;

/// So many characters of a block are shown.
const SHOWN: usize = 72;

/// Tells why the blocks of a file, or what stands on a line of it, stay or go.
pub(crate) fn run(place: &Place, rules: &Rules, budget: Budget, most: MaxFileSize) -> Result<ExitStatus, Failure> {
    let flags = Flags { rules, budget: budget.percent, has_include: false };
    let configured = Configured::of_file(Some(&place.file), flags)?;
    let source = unchaff_driver::read(&place.file, most.bytes)?;
    let format = Kind::of_path(&place.file).map_or(Format::Unknown, Format::from);
    let Explanation { cleaned, page } = explain(&source, format, configured.options());
    let lines = Lines::new(&source);
    let name = harmless(&place.file.display().to_string());
    let bytes = match place.line {
        None => 0..source.len(),
        Some(line) => bytes_of(&lines, &source, line, place.column)
            .ok_or_else(|| format!("{name} has no line {line}: it has {}", lines.n()))?,
    };
    let is_article = page.is_none() && cleaned.kind.is_some_and(|it| it != Kind::Html);
    let options = configured.options();
    let may_be_page = is_article && options.with_page_chrome && options.taken_for != TakenFor::Page;
    let report = Report { name, lines, cleaned: &cleaned, place: bytes, is_whole: place.line.is_none(), may_be_page };
    let mut out = anstream::stdout().lock();
    write!(out, "{}", report.head(page.as_ref()))?;
    if let Some(page) = &page {
        write!(out, "{}", report.blocks(page))?;
    }
    write!(out, "{}", report.findings(page.is_some()))?;
    if page.is_some() {
        writeln!(out, "`unchaff explain {PAGE_CHROME}` tells how blocks are chosen")?;
    }
    Ok(ExitStatus::Done)
}

/// The bytes of a line, or of the character in a column of it.
fn bytes_of(lines: &Lines<'_>, source: &[u8], line: usize, column: Option<usize>) -> Option<Range<usize>> {
    let bytes = lines.line(line)?;
    let Some(column) = column else { return Some(bytes) };
    let start = lines.offset(line, column)?;
    Some(start..(start + 1).min(source.len().max(start)))
}

/// What is told about a document.
struct Report<'a> {
    name: String,
    lines: Lines<'a>,
    cleaned: &'a Cleaned,
    /// The bytes that were asked for.
    place: Range<usize>,
    /// Whether these are all.
    is_whole: bool,
    /// Whether it was taken for an article, and could be for a whole page.
    may_be_page: bool,
}

impl Report<'_> {
    /// What the document is taken for, and what speaks against looking at it.
    fn head(&self, page: Option<&PageExplanation>) -> String {
        let form = match self.cleaned.kind {
            Some(Kind::Html) => "HTML",
            Some(Kind::Markdown) => "Markdown",
            Some(Kind::Mdx) => "MDX",
            Some(Kind::Text) => "plain text",
            None => "not readable",
        };
        let mut text = match page {
            None if !self.is_read() => format!("{}: {form}, left as it is\n", self.name),
            None => format!("{}: {form}, taken for an article\n", self.name),
            Some(page) => {
                let n_kept = page.blocks.iter().filter(|it| it.0.is_kept).count();
                let blocks = count(page.blocks.len(), "block");
                let encoding = if page.encoding == "UTF-8" { String::new() } else { format!(" in {}", page.encoding) };
                let worth = if page.is_found { "" } else { ", too little to follow" };
                format!(
                    "{}: {form}{encoding}, taken for a whole page; {n_kept} of {blocks} chosen as its article, which \
                     promises to be {} % right{worth}\n",
                    self.name, page.quality
                )
            }
        };
        for note in &self.cleaned.notes {
            text.push_str(&format!("note: {note}\n"));
        }
        text
    }

    /// Whether rules looked at it.
    fn is_read(&self) -> bool {
        !matches!(self.cleaned.kind, None | Some(Kind::Html)) || self.cleaned.is_page
    }

    /// The blocks of a page: those at the place, with their neighbours, or all.
    fn blocks(&self, page: &PageExplanation) -> String {
        let span = |it: &(PageBlock, String)| it.0.span.map(Span::range);
        let is_here = |it| span(it).is_some_and(|it| overlaps(&it, &self.place));
        let here: Vec<bool> = page.blocks.iter().map(is_here).collect();
        let mut text = String::new();
        let mut first = here.iter().position(|it| *it);
        let mut after = here.iter().rposition(|it| *it).map_or(0, |it| it + 1);
        if first.is_none() {
            let goes = self.goes(&self.place);
            text.push_str(if goes { "no block begins there; it goes with the next" } else { "no block is there" });
            text.push('\n');
            let next = page.blocks.iter().position(|it| span(it).is_some_and(|it| it.start >= self.place.start));
            after = next.unwrap_or(here.len());
            first = Some(after);
        }
        let from = first.map_or(0, |it| it.saturating_sub(NEIGHBOURS));
        let to = (after + NEIGHBOURS).min(here.len());
        let shown = if self.is_whole { 0..here.len() } else { from..to };
        for (number, (block, words)) in page.blocks.iter().enumerate().take(shown.end).skip(shown.start) {
            let mark = if here[number] && !self.is_whole { '>' } else { ' ' };
            let place = block.span.map_or("no place of its own".to_string(), |it| self.place(it.start as usize));
            let (fate, score) = (self.fate(page, number), block.score);
            let n_words = count(block.n_words as usize, "word");
            let words = beginning(words);
            text.push_str(&format!(
                "{mark} {place}: {fate}: {score} % likely to be of the article, {n_words}: {words}\n"
            ));
        }
        text
    }

    fn fate(&self, page: &PageExplanation, number: usize) -> &'static str {
        let block = &page.blocks[number].0;
        match (block.is_kept, block.span) {
            (true, _) if page.protected.contains(&number) => "kept, as a comment, the header or a pack wants it",
            (true, _) => "kept",
            (false, _) if !page.is_found => "stays",
            (false, Some(span)) if self.goes(&span.range()) => "goes",
            (false, _) => "stays, since it cannot be cut out without moving others",
        }
    }

    /// Whether what surrounds the article goes there.
    fn goes(&self, bytes: &Range<usize>) -> bool {
        let mut edits = self.cleaned.edits.edits().iter().filter(|it| it.rule == PAGE_CHROME);
        edits.any(|it| overlaps(&it.span.range(), bytes))
    }

    /// What rules found at the place.
    fn findings(&self, is_page: bool) -> String {
        let cleaned = self.cleaned;
        let mut found: Vec<(Span, String)> = Vec::new();
        let why = if cleaned.is_over_budget() { "too much would go" } else { "what stays would change its meaning" };
        let edits = [
            (cleaned.edits.edits(), String::new()),
            (&cleaned.unapplied, ", not applied".to_string()),
            (&cleaned.held_back, format!(", held back, {why}")),
        ];
        for (edits, how) in edits {
            // The blocks of a page tell what its own rule does.
            for it in edits.iter().filter(|it| it.rule != PAGE_CHROME) {
                found.push((it.span, format!("{} ({}{how}): {}", it.rule, it.applicability, it.evidence)));
            }
        }
        for it in &cleaned.reports {
            found.push((it.span, format!("{} (report only): {}", it.rule, it.evidence)));
        }
        found.retain(|it| overlaps(&it.0.range(), &self.place));
        found.sort();
        let mut text = String::new();
        for (span, words) in &found {
            let (from, to) = (self.place(span.start as usize), span.end.saturating_sub(1).max(span.start) as usize);
            let (line, column) = self.lines.place(to);
            text.push_str(&format!("{from} to {line}:{column}: {}\n", harmless(words)));
        }
        if found.is_empty() && !is_page {
            let verb = if self.is_read() { "found anything" } else { "looked at it" };
            let place = if self.is_whole || !self.is_read() { "" } else { " there" };
            text.push_str(&format!("no rule {verb}{place}\n"));
        }
        if self.cleaned.has_hexo_header {
            text.push_str("`--dialect hexo` would read the header at its start, which is taken for text\n");
        }
        // Menus that a converter wrote down are looked for in whole pages alone.
        if found.is_empty() && self.may_be_page {
            text.push_str("`--kind page` would take it for a whole page\n");
        }
        text
    }

    /// `file:line:column`
    fn place(&self, offset: usize) -> String {
        let (line, column) = self.lines.place(offset);
        format!("{}:{line}:{column}", self.name)
    }
}

/// The beginning of a text, on one line.
fn beginning(text: &str) -> String {
    let mut words = String::new();
    for word in text.split_whitespace() {
        if words.chars().count() > SHOWN {
            break;
        }
        words.push_str(if words.is_empty() { "" } else { " " });
        words.extend(word.chars().take(SHOWN));
    }
    let shown: String = words.chars().take(SHOWN).collect();
    harmless(&if shown.len() < words.len() { shown + "…" } else { shown })
}

/// Whether two ranges share a byte; an empty one counts as the byte that follows.
fn overlaps(one: &Range<usize>, other: &Range<usize>) -> bool {
    one.start < other.end.max(other.start + 1) && other.start < one.end.max(one.start + 1)
}
