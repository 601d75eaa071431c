//! Words of an author to this program, in comments and in the header.

use unchaff_document::{Block, BlockKind, Document, Evidence, Kind, Span, Tag};
use unchaff_front_matter::{FrontMatter, Path, Tolerance, apply, repair};

use crate::suppress::{Complaint, SUPPRESSION_KEY as KEY};

/// One of `<!-- unchaff-... -->`, or the key `unchaff` of the header.
pub(super) struct Directive {
    /// The comment, or the key with its value.
    pub(super) span: Span,
    /// As reports name it: `unchaff-disable-line`.
    pub(super) word: String,
    pub(super) is_in_header: bool,
    pub(super) action: Action,
    /// Never empty, but for a key without names.
    pub(super) targets: Vec<Target>,
}

pub(super) enum Action {
    /// From here to where it is enabled again.
    Disable,
    Enable,
    /// In this span.
    DisableIn(Span),
}

/// What is switched off.
pub(super) enum Target {
    All,
    /// A rule or a category.
    Named(String),
}

impl Directive {
    /// Words as they stand behind the directive.
    pub(super) fn evidence(&self, target: &Target, what: &str) -> Evidence {
        let text = match target {
            Target::All => format!("{}: {what}", self.word),
            Target::Named(name) => format!("{} {name}: {what}", self.word),
        };
        if self.is_in_header { Evidence::Value(text) } else { Evidence::Markup(text) }
    }
}

/// The comments that speak to this program, in order, with what they say. Comments that code shows are text.
pub(super) fn comments(document: &Document<'_>, tags: &[(Span, Tag<'_>)]) -> Vec<(Span, String)> {
    if !document.text(document.body).contains(KEY) {
        return Vec::new();
    }
    if document.kind == Kind::Text {
        // Plain text has no comments; a line that is nothing else is meant as one.
        let comment = |text: &str| {
            let inner = text.strip_prefix("<!--")?.strip_suffix("-->")?.trim();
            Some(inner).filter(|it| is_ours(it)).filter(|it| !it.contains("-->")).map(str::to_string)
        };
        let lines = document.visible().map(|it| trimmed(document, it.span));
        return lines.filter_map(|it| Some((it, comment(document.text(it))?))).collect();
    }
    let mut comments: Vec<(Span, String)> = Vec::new();
    for &(span, ref tag) in tags {
        if let Tag::Comment { text, .. } = tag
            && is_ours(text)
            && !document.touches_opaque(span)
        {
            comments.push((span, text.to_string()));
        }
    }
    if document.kind == Kind::Mdx {
        comments.extend(mdx_comments(document).into_iter().filter(|(_, it)| is_ours(it)));
    }
    comments.sort();
    comments
}

/// Whether a comment speaks to this program: its first word is our name. How it goes on may be wrong.
pub(super) fn is_ours(comment: &str) -> bool {
    comment.strip_prefix(KEY).is_some_and(|it| !it.starts_with(char::is_alphanumeric))
}

/// `{/* ... */}`: each is an opaque region of its own, unless code shows it or a component holds it.
fn mdx_comments(document: &Document<'_>) -> Vec<(Span, String)> {
    let comment = |span: &Span| {
        let inside = document.text(*span).strip_prefix('{')?.strip_suffix('}')?.trim();
        let text = inside.strip_prefix("/*")?.strip_suffix("*/")?;
        (!text.contains("*/")).then(|| (*span, text.trim().to_string()))
    };
    document.opaque.iter().filter_map(comment).collect()
}

/// What lies around a comment.
pub(super) trait Around {
    /// The whole document.
    fn whole(&self) -> Span;
    /// The lines on which it stands.
    fn lines(&self, comment: Span) -> Span;
    /// The line or block that follows it.
    fn next(&self, comment: Span) -> Span;
}

/// What a comment says, or what is wrong with it.
pub(super) fn read(around: &impl Around, span: Span, text: &str) -> Result<Directive, Complaint> {
    let end = text.find(|it: char| it.is_whitespace() || it == ',').unwrap_or(text.len());
    let word = text[..end].trim_end_matches(':');
    let action = match word {
        "unchaff-disable" => Action::Disable,
        "unchaff-enable" => Action::Enable,
        "unchaff-disable-line" => Action::DisableIn(around.lines(span)),
        "unchaff-disable-next-line" => Action::DisableIn(around.next(span)),
        "unchaff-disable-file" => Action::DisableIn(around.whole()),
        _ => {
            let known = "expected unchaff-disable, -enable, -disable-line, -disable-next-line or -disable-file";
            return Err(Complaint { span, evidence: Evidence::Markup(format!("{word}: {known}")) });
        }
    };
    // Behind ` -- ` stands a reason; editors make one dash of two.
    let is_dash = |it: &&str| it.chars().all(|it| matches!(it, '-' | '–' | '—'));
    let names = names(&text[end..]).take_while(|it| !is_dash(it));
    let mut targets: Vec<Target> = names.map(target).collect();
    if targets.is_empty() {
        targets.push(Target::All);
    }
    Ok(Directive { span, word: word.to_string(), is_in_header: false, action, targets })
}

fn names(text: &str) -> impl Iterator<Item = &str> {
    text.split(|it: char| it.is_whitespace() || it == ',').filter(|it| !it.is_empty())
}

fn target(name: &str) -> Target {
    if name == "all" { Target::All } else { Target::Named(name.to_string()) }
}

fn trimmed(document: &Document<'_>, line: Span) -> Span {
    let text = document.text(line);
    let start = line.start as usize + text.len() - text.trim_start().len();
    Span::of(start..start + text.trim().len())
}

/// What the key `unchaff` of the header says, and what is wrong with it.
///
/// A header that cannot be read is read as it would be mended. If it cannot be mended and a line of it begins with the
/// key, everything is switched off: nobody knows what was meant.
pub(super) fn in_header(front_matter: &FrontMatter<'_>, whole: Span) -> (Option<Directive>, Vec<Complaint>) {
    if !front_matter.raw().windows(KEY.len()).any(|it| it == KEY.as_bytes()) {
        return (None, Vec::new());
    }
    let span = place(front_matter);
    let directive = |targets| Directive {
        span,
        word: format!("{KEY}.ignore"),
        is_in_header: true,
        action: Action::DisableIn(whole),
        targets,
    };
    if front_matter.data().is_ok() {
        let (targets, complaints) = settings(front_matter);
        let complaints = complaints.into_iter().map(|it| Complaint { span, evidence: Evidence::Value(it) }).collect();
        return (targets.map(directive), complaints);
    }
    let mended = apply(front_matter.source(), &repair(front_matter, Tolerance::AfterError).splices());
    let mended = FrontMatter::in_dialect(&mended, front_matter.dialect());
    let targets = match mended.data() {
        Ok(_) => settings(&mended).0,
        Err(_) => has_key_line(front_matter).then(|| vec![Target::All]),
    };
    (targets.map(directive), Vec::new())
}

/// The names below the key, and what is wrong with it.
fn settings(front_matter: &FrontMatter<'_>) -> (Option<Vec<Target>>, Vec<String>) {
    let Some(value) = front_matter.data().ok().and_then(|it| it.get(KEY)) else { return (None, Vec::new()) };
    let Some(settings) = value.as_object() else {
        return (None, vec![format!("{KEY}: expected `ignore` with a list of rules below it")]);
    };
    let mut complaints = Vec::new();
    let mut targets = None;
    for (key, value) in settings {
        if key != "ignore" {
            complaints.push(format!("{KEY}.{key}: expected `ignore`"));
            continue;
        }
        let alone = std::slice::from_ref(value);
        let values = value.as_array().map_or(alone, Vec::as_slice);
        if values.iter().any(|it| !it.is_string()) {
            complaints.push(format!("{KEY}.ignore: expected a list of rules, or `all`"));
        }
        let words = values.iter().filter_map(|it| it.as_str());
        targets = Some(words.flat_map(names).map(target).collect());
    }
    (targets, complaints)
}

/// Where the key stands, as nearly as the header tells.
fn place(front_matter: &FrontMatter<'_>) -> Span {
    let paths = [format!("{KEY}.ignore"), KEY.to_string()];
    let entry = paths.iter().find_map(|it| front_matter.entry(it.parse::<Path>().ok()?));
    let raw = front_matter.split().raw.clone();
    let range = entry.map_or(raw.start..raw.start, |it| it.key_span.start..it.value_span.end.max(it.key_span.end));
    Span::of(range)
}

fn has_key_line(front_matter: &FrontMatter<'_>) -> bool {
    let text = String::from_utf8_lossy(front_matter.raw());
    let marks = |it: char| it.is_whitespace() || matches!(it, '"' | '\'' | '[' | '{' | ',');
    text.split(['\n', '\r', ',', '{']).any(|it| it.trim_start_matches(marks).starts_with(KEY))
}

/// Whether nothing but comments to this program stands in a block.
pub(super) fn holds_only(document: &Document<'_>, block: &Block, comments: &[Span]) -> bool {
    let first = comments.partition_point(|it| it.end <= block.span.start);
    let here = comments[first..].iter().take_while(|it| it.end <= block.span.end);
    let mut at = block.span.start;
    let mut has_comment = false;
    let is_blank = |from: u32, to: u32| {
        // Marks of the quote around it.
        document.source[from as usize..to as usize].chars().all(|it| it.is_whitespace() || it == '>')
    };
    for comment in here {
        if comment.start < at || !is_blank(at, comment.start) {
            return false;
        }
        has_comment = true;
        at = comment.end;
    }
    has_comment && block.kind != BlockKind::Blank && is_blank(at, block.span.end)
}
