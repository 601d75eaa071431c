//! Values that read, and lose words: reported, since nothing is broken.

use std::collections::BTreeSet;
use std::ops::Range;

use crate::format::Format;
use crate::front_matter::FrontMatter;
use crate::lines::Lines;
use crate::picture::is_picture_key;
use crate::repair::{Tolerance, repair};
use crate::splice::{Splice, apply};
use crate::yaml::outline::{Mark, Names, Piece, Shape, Slot, is_key_of_text, is_value_below, outline, swallowing_mark};
use crate::yaml::{self, scan};

/// A value of a valid header that probably says less than its author wrote.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lint {
    /// What swallows the text.
    pub kind: LintKind,
    /// The text at risk, in bytes of the file.
    pub span: Range<usize>,
    /// What is read instead, in words: lower-case, without a position and without a full stop.
    pub message: String,
}

/// How a value loses text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum LintKind {
    /// `tags: #snow #ice` has no value.
    ValueIsOnlyAComment,
    /// `title: Road #5 is closed` ends before the `#`.
    CommentCutsValue,
    /// A `- item` continues the text above it.
    ListMarkerInsideScalar,
    /// `&co and more` is read as `and more`.
    AnchorInsteadOfText,
    /// `!important news` is read as `news`, `![](u)` as nothing.
    TagInsteadOfText,
    /// `{name}` is read as a mapping.
    TemplateAsMapping,
    /// `title: [Snow]` is read as a list.
    ListInsteadOfText,
    /// `"C:\new"` is read with a line break.
    EscapeInsidePath,
    /// `// cover: x` is read as an entry, though its author left it out.
    CommentInsteadOfEntry,
}

impl LintKind {
    /// The name as reports have it, such as `comment-cuts-value`.
    pub fn name(self) -> &'static str {
        match self {
            LintKind::ValueIsOnlyAComment => "value-is-only-a-comment",
            LintKind::CommentCutsValue => "comment-cuts-value",
            LintKind::ListMarkerInsideScalar => "list-marker-inside-scalar",
            LintKind::AnchorInsteadOfText => "anchor-instead-of-text",
            LintKind::TagInsteadOfText => "tag-instead-of-text",
            LintKind::TemplateAsMapping => "template-as-mapping",
            LintKind::ListInsteadOfText => "list-instead-of-text",
            LintKind::EscapeInsidePath => "escape-inside-path",
            LintKind::CommentInsteadOfEntry => "comment-instead-of-entry",
        }
    }
}

/// Finds the values of a YAML header that lose text, nested ones too.
///
/// Of a broken header those that will lose it once it is mended, where no repair is made; and images,
/// which some readers take and some refuse. A comment that looks
/// like one (`# note`, with a blank behind the `#`), an anchor that some alias uses, and tags of
/// programs are innocent.
///
/// ```
/// use unchaff_front_matter::{FrontMatter, LintKind, lost_text};
///
/// let front = FrontMatter::new(b"---\ntitle: Road #5 is closed # winter\n---\n");
/// let lints = lost_text(&front);
/// assert_eq!(lints[0].kind, LintKind::CommentCutsValue);
/// ```
pub fn lost_text(front: &FrontMatter<'_>) -> Vec<Lint> {
    let mut found = lints(front);
    // To mend a header takes long: it is done only where something may be lost.
    if front.data().is_err() && !found.is_empty() {
        let identity = |it: &Lint| (it.span.start, it.span.end, it.kind);
        let when_mended: BTreeSet<_> = lost_when_mended(front).iter().map(identity).collect();
        // Other readers take `![](u)` for a tag where ours refuses it.
        let is_image = |it: &Lint| front.source()[it.span.clone()].starts_with(b"![");
        found.retain(|it| when_mended.contains(&identity(it)) || is_image(it));
    }
    found
}

/// What a broken header will lose, at the places that no repair touches.
fn lost_when_mended(front: &FrontMatter<'_>) -> Vec<Lint> {
    let splices = repair(front, Tolerance::AfterError).splices();
    let mended = apply(front.source(), &splices);
    let mended = FrontMatter::in_dialect(&mended, front.dialect());
    if mended.data().is_err() {
        return Vec::new();
    }
    let mut lints = lints(&mended);
    lints.sort_by_key(|it| it.span.start);
    let mut splices = splices.iter().peekable();
    // How many bytes the splices in front put in and took.
    let (mut grown, mut gone) = (0, 0);
    lints.retain_mut(|lint| {
        let place = |it: &Splice, grown: usize, gone: usize| {
            let start = it.range.start + grown - gone;
            start..start + it.bytes.len()
        };
        while let Some(splice) = splices.next_if(|it| place(it, grown, gone).end <= lint.span.start) {
            grown += splice.bytes.len();
            gone += splice.range.len();
        }
        let is_touched = splices.peek().is_some_and(|it| place(it, grown, gone).start < lint.span.end);
        lint.span = lint.span.start + gone - grown..lint.span.end + gone - grown;
        !is_touched
    });
    lints
}

/// What gets lost if the header is read as it looks.
fn lints(front: &FrontMatter<'_>) -> Vec<Lint> {
    if front.format() != Format::Yaml {
        return Vec::new();
    }
    let Ok(text) = str::from_utf8(front.raw()) else { return Vec::new() };
    let pieces = outline(text.as_bytes(), front.dialect());
    let names = Names::of(text);
    let offset = front.split().raw.start;
    let mut lints = Vec::new();
    for (index, piece) in pieces.iter().enumerate() {
        let Piece::Slot(slot) = piece else { continue };
        let Some((kind, span, message)) = lint(text, slot, is_value_below(&pieces, index), &names) else { continue };
        lints.push(Lint { kind, span: offset + span.start..offset + span.end, message });
    }
    lints
}

type Finding = (LintKind, Range<usize>, String);

fn lint(text: &str, slot: &Slot, has_value_below: bool, names: &Names<'_>) -> Option<Finding> {
    let key = slot.key.as_ref().map_or("", |key| &text[key.clone()]);
    if ["//", "/*", "<!--"].iter().any(|mark| key.starts_with(mark)) {
        let message = format!("`{}` is read as a key", shortened(key));
        return Some((LintKind::CommentInsteadOfEntry, slot.key.clone()?, message));
    }
    // What mends pictures knows what to do about these.
    if is_picture_key(key) && text[slot.value.clone()].starts_with("![") {
        return None;
    }
    if let Some(mark) = swallowing_mark(text, slot, has_value_below, names) {
        let (kind, message) = match mark {
            Mark::Anchor => (LintKind::AnchorInsteadOfText, "the first word is read as an anchor"),
            Mark::Tag => (LintKind::TagInsteadOfText, "the first word is read as a tag"),
        };
        return Some((kind, slot.value.clone(), message.to_owned()));
    }
    match slot.shape {
        Shape::Empty if !has_value_below => only_a_comment(text, slot),
        Shape::Plain => comment_cuts(text, slot).or_else(|| list_marker(text, slot)),
        Shape::Enclosed(Some(end)) => enclosed(text, slot, end),
        _ => None,
    }
}

fn only_a_comment(text: &str, slot: &Slot) -> Option<Finding> {
    let value = &text[slot.value.clone()];
    let comment = value.strip_prefix('#')?;
    // A post without a title is nobody's wish.
    let is_title = slot.key.as_ref().is_some_and(|key| text[key.clone()].eq_ignore_ascii_case("title"));
    (leads_word(comment) || (is_title && !comment.is_empty())).then(|| {
        let message = format!("`{}` is read as a comment, and the value as empty", shortened(value));
        (LintKind::ValueIsOnlyAComment, slot.value.clone(), message)
    })
}

fn comment_cuts(text: &str, slot: &Slot) -> Option<Finding> {
    let value = &text[slot.value.clone()];
    let hash = scan::comment_behind(value.as_bytes())?;
    // An empty comment is the end of a name such as `C #`.
    if !leads_word(&value[hash + 1..]) && hash + 1 < value.len() {
        return None;
    }
    // Behind a number or a date stands a remark, not the rest of a sentence.
    let kept = value[..hash].trim_end();
    let is_text = kept.contains(char::is_alphabetic)
        && !is_color(&value[hash + 1..])
        && yaml::read(&format!("k: {kept}")).is_ok_and(|data| data.get("k").is_some_and(serde_json::Value::is_string));
    is_text.then(|| {
        let message = format!("`{}` is read as a comment", shortened(&value[hash..]));
        (LintKind::CommentCutsValue, slot.value.start + hash..slot.value.end, message)
    })
}

/// `red #ff0000` explains its color. Three digits alone are a number: `Road #101`.
fn is_color(text: &str) -> bool {
    let digits = text.trim_end();
    let is_hex = !digits.is_empty() && digits.bytes().all(|it| it.is_ascii_hexdigit());
    let has_letter = digits.contains(|c: char| c.is_ascii_alphabetic());
    is_hex && (matches!(digits.len(), 6 | 8) || (matches!(digits.len(), 3 | 4) && has_letter))
}

fn list_marker(text: &str, slot: &Slot) -> Option<Finding> {
    let raw = &text.as_bytes()[..slot.value.end];
    // Below `-a` a line `-b` is an item as well.
    let are_stuck = slot.key.is_none() && raw[slot.value.start] == b'-';
    let line = Lines::new(raw, slot.value.start).skip(1).find(|line| {
        let start = line.start + scan::blanks(&raw[line.start..line.end]);
        start + 1 < line.end && raw[start] == b'-' && (are_stuck || scan::ends_token(raw, start + 1))
    })?;
    let start = line.start + scan::blanks(&raw[line.start..line.end]);
    let message = format!("`{}` continues the text above it", shortened(&text[start..line.end]));
    Some((LintKind::ListMarkerInsideScalar, start..line.end, message))
}

fn enclosed(text: &str, slot: &Slot, end: usize) -> Option<Finding> {
    let value = &text[slot.value.start..end];
    let span = slot.value.start..end;
    if text.as_bytes().get(end) == Some(&b'#') {
        let span = end..slot.value.end;
        let message = format!("`{}` is read as a comment", shortened(&text[span.clone()]));
        return Some((LintKind::CommentCutsValue, span, message));
    }
    match value.as_bytes()[0] {
        b'"' if has_path(value) => {
            let message = "backslashes of a path are read as escapes".to_owned();
            Some((LintKind::EscapeInsidePath, span, message))
        }
        b'{' if value.len() > 2 && !value.contains([':', '\n', '\r', ',']) => {
            let message = format!("`{}` is read as a mapping", shortened(value));
            Some((LintKind::TemplateAsMapping, span, message))
        }
        b'[' if !value[1..value.len() - 1].trim().is_empty() => {
            let key = slot.key.clone().filter(|it| is_key_of_text(&text[it.clone()]))?;
            let message = format!("`{}` is read as a list", &text[key]);
            Some((LintKind::ListInsteadOfText, span, message))
        }
        _ => None,
    }
}

/// A drive letter, a colon, and a backslash that is not escaped itself.
fn has_path(quoted: &str) -> bool {
    quoted.match_indices(":\\").any(|(at, _)| {
        let before = &quoted.as_bytes()[..at];
        let [.., lead, drive] = before else { return false };
        drive.is_ascii_alphabetic() && matches!(lead, b'"' | b' ' | b'(') && !quoted[at + 2..].starts_with('\\')
    })
}

fn leads_word(text: &str) -> bool {
    text.starts_with(|c: char| c.is_alphanumeric() || c == '_')
}

fn shortened(text: &str) -> String {
    const LENGTH: usize = 40;
    match text.char_indices().nth(LENGTH) {
        Some((end, _)) => format!("{}...", &text[..end]),
        None => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(raw: &str, expected: &[(&str, &str)]) {
        let source = format!("---\n{raw}\n---\nBody");
        let front = FrontMatter::new(source.as_bytes());
        front.data().unwrap_or_else(|error| panic!("{raw:?}: {error}"));
        let lints = lost_text(&front);
        let found: Vec<(&str, &str)> = lints.iter().map(|it| (it.kind.name(), &source[it.span.clone()])).collect();
        assert_eq!(found, expected, "{raw}");
    }

    #[test]
    fn finds_words_behind_a_hash() {
        check("tags: #snow #ice\nx: 1", &[("value-is-only-a-comment", "#snow #ice")]);
        check("title: Roads #5 and #6", &[("comment-cuts-value", "#5 and #6")]);
        check("tags:\n  - road #5\n  - '#6'", &[("comment-cuts-value", "#5")]);
        check("title: Learn C #", &[("comment-cuts-value", "#")]);
        check("title: # Roads", &[("value-is-only-a-comment", "# Roads")]);
        check("title: \"C\"# for all", &[("comment-cuts-value", "# for all")]);
    }

    #[test]
    fn finds_words_taken_for_marks() {
        check("title: &co and more", &[("anchor-instead-of-text", "&co and more")]);
        check("title: !important news", &[("tag-instead-of-text", "!important news")]);
        check("a:\n  - !new roads", &[("tag-instead-of-text", "!new roads")]);
        check("tags: a\n  - b", &[("list-marker-inside-scalar", "- b")]);
        check("tags:\n  -a\n  -b", &[("list-marker-inside-scalar", "-b")]);
        check("title: !!Note: roads", &[("tag-instead-of-text", "!!Note: roads")]);
        check("title: {name}", &[("template-as-mapping", "{name}")]);
        check("title: [Snow]", &[("list-instead-of-text", "[Snow]")]);
        check("// cover: x", &[("comment-instead-of-entry", "// cover")]);
        check("<!-- top: true -->", &[("comment-instead-of-entry", "<!-- top")]);
        check("path: \"C:\\new\"", &[("escape-inside-path", "\"C:\\new\"")]);
    }

    #[test]
    fn finds_in_a_broken_header_what_will_be_lost_when_it_is_mended() {
        let check = |source: &str, expected: &[&str]| {
            let front = FrontMatter::new(source.as_bytes());
            assert!(front.data().is_err(), "{source}");
            let found: Vec<&str> = lost_text(&front).iter().map(|it| &source[it.span.clone()]).collect();
            assert_eq!(found, expected, "{source}");
        };
        check("---\na: b: c #5\nd: #e\nf: g: h\ni: road #6\n---\n", &["#e", "#6"]);
        check("---\ntags: #snow\nd:\te: f\u{1}\n---\n", &["#snow"]);
        // Nothing mends it.
        check("---\na: [\nd: #e\n]: }\n---\n", &[]);
        // Images, which other readers take for tags, whatever becomes of the header.
        check("---\na: b: c\nsign: ![](u.png)\ncover: ![](u.png)\nd: #e\n---\n", &["![](u.png)", "#e"]);
    }

    #[test]
    fn leaves_comments_names_and_tags_alone() {
        for raw in [
            "title: a # tail",
            "excerpt: # none yet",
            "tags: #list\n  - a",
            "tags: #list\n- a",
            "order: 10 #first",
            "date: 2024-01-02 #later",
            "title: 'Road #5'",
            "link: https://example.com/#5",
            "a: &x text\nb: *x",
            "a: &base\n  b: 1\nc:\n  <<: *base",
            "a: &base\n  b: 1",
            "a: !!str 1",
            "a: !ruby/object:Name x",
            "a: !include other.yml",
            "a: !thing {b: 1}",
            "a: |\n  text #5\n  - item\nb: 1",
            "tags: [a, b] #c",
            "a: {b: 1}",
            "description: []",
            "color: red #ff0000",
            "cover: x",
            "a: \"C:\\\\new\"",
        ] {
            check(raw, &[]);
        }
    }
}
