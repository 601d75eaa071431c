//! Repairs of headers that strict reading refuses.

mod control;
mod fence;
mod flow;
mod header;
mod kind;
mod quote;
mod sound;
mod value;

pub use kind::RepairKind;

use std::collections::BTreeSet;
use std::ops::Range;

use crate::error::{ErrorKind, ReadError};
use crate::format::Format;
use crate::front_matter::{Data, FrontMatter};
use crate::lines::Lines;
use crate::splice::{Splice, apply};
use crate::yaml::scan;

use header::Scope;
use value::Fix;

/// A defect of a header, and what would mend it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Repair {
    /// What is done.
    pub kind: RepairKind,
    /// Sorted, disjoint, in bytes of the original file; they belong together. There is at least one;
    /// repairs inside of a YAML header have no more, those of fences and of single values may.
    pub splices: Vec<Splice>,
    /// Whether another mend is as likely: a line made a comment, a line moved, the first of two
    /// equal keys given up, a list made text, a value changed that reads.
    pub is_guess: bool,
    /// What is wrong, in words: lower-case, without a position and without a full stop.
    pub reason: String,
}

/// What mends a header, as a whole.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Repairs {
    /// Sorted by place. All splices of all repairs together, sorted, are disjoint and fit for one
    /// [`apply`]; a part of them may leave the header broken.
    pub repairs: Vec<Repair>,
    /// The strict error that made them necessary; nothing where the header reads, or is taken for
    /// body, and only [`Tolerance::Always`] mends it. It is given even if nothing mends it.
    pub error: Option<ReadError>,
}

impl Repairs {
    /// Whether one of the repairs is a guess; where the certain ones suffice, none is among them.
    pub fn needs_guess(&self) -> bool {
        self.repairs.iter().any(|it| it.is_guess)
    }

    /// The splices of all repairs, guesses included, sorted.
    pub fn splices(&self) -> Vec<Splice> {
        let mut splices: Vec<Splice> = self.repairs.iter().flat_map(|it| it.splices.iter().cloned()).collect();
        splices.sort_by_key(|it| (it.range.start, it.range.end));
        splices
    }
}

/// When a header is mended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Tolerance {
    /// Only where strict reading refuses.
    AfterError,
    /// Also fences that are none to strict reading (`---json`, blank lines above, more dashes), and
    /// values that read but lose their first word to an anchor or a tag.
    Always,
}

/// Finds the repairs of a header; none if it is fine, or if nothing can be proved to mend it.
///
/// The law: with all splices made, the header reads strictly, every entry that read by itself says
/// what it said, and the body keeps its bytes. A value that gets quotes reads as the text that stood
/// there; other repairs complete it, or take out of it what stands in the way.
///
/// ```
/// use unchaff_front_matter::{FrontMatter, Tolerance, apply, repair};
///
/// let source = b"---\ntitle: Snow: a guide # draft\n---\nBody";
/// let repairs = repair(&FrontMatter::new(source), Tolerance::AfterError);
/// let mended = apply(source, &repairs.splices());
/// assert_eq!(mended, b"---\ntitle: 'Snow: a guide' # draft\n---\nBody");
/// assert_eq!(FrontMatter::new(&mended).get_str("title"), Some("Snow: a guide"));
/// ```
pub fn repair(front: &FrontMatter<'_>, tolerance: Tolerance) -> Repairs {
    /// Blank lines, a fence, and what stands inside.
    const DEPTH: usize = 3;
    let mut found = repair_to_depth(front, tolerance, DEPTH);
    if front.is_broken_for_hexo_only() {
        found.repairs.iter_mut().for_each(|it| it.is_guess = true);
    }
    found
}

fn repair_to_depth(front: &FrontMatter<'_>, tolerance: Tolerance, depth: usize) -> Repairs {
    let source = front.source();
    let is_always = tolerance == Tolerance::Always;
    match front.data() {
        Ok(_) if front.format() == Format::None => {
            let repairs = if is_always { mend_fences(front, fence::candidates(source), depth) } else { Vec::new() };
            Repairs { repairs, error: None }
        }
        Ok(data) => {
            let repairs = if is_always { mend_lossy(front, data) } else { Vec::new() };
            Repairs { repairs, error: None }
        }
        Err(error) => {
            let is_syntax = error.kind == ErrorKind::Syntax;
            let as_toml = if is_syntax { mend_fences(front, fence::as_toml(source), depth) } else { Vec::new() };
            // Half of what TOML has is text to YAML.
            let is_toml = !as_toml.is_empty() && as_toml.iter().all(|it| !it.is_guess);
            let mut repairs = if is_toml { as_toml } else { mend_broken(front, error, is_always) };
            if repairs.is_empty() && is_syntax {
                repairs = mend_fences(front, fence::as_yaml(source), depth);
            }
            Repairs { repairs, error: Some(error.clone()) }
        }
    }
}

/// The first change of the fences that gives a header with something in it, and the repairs of what
/// stands inside.
fn mend_fences(front: &FrontMatter<'_>, candidates: Vec<Repair>, depth: usize) -> Vec<Repair> {
    let (source, dialect) = (front.source(), front.dialect());
    let Some(depth) = depth.checked_sub(1) else { return Vec::new() };
    let is_header = front.format() != Format::None;
    for mut candidate in candidates {
        if candidate.splices.is_empty() {
            continue;
        }
        let mended = apply(source, &candidate.splices);
        let inner = repair_to_depth(&FrontMatter::in_dialect(&mended, dialect), Tolerance::Always, depth);
        let whole = apply(&mended, &inner.splices());
        let body = front.body();
        let front = FrontMatter::in_dialect(&whole, dialect);
        let Some(data) = front.data().ok().filter(|it| !it.is_empty() && front.format() != Format::None) else {
            continue;
        };
        let changed_end = candidate.splices.last().map_or(0, |it| it.range.end);
        let keeps_body = source.ends_with(front.body()) && source.len() - front.body().len() >= changed_end;
        if !keeps_body || (is_header && body != front.body()) {
            continue;
        }
        candidate.is_guess |= candidate.kind != RepairKind::TomlInYamlFence && !looks_like_header(data);
        let inner = inner.repairs.into_iter().map(|it| before_splices(it, &candidate.splices)).collect();
        let inner: Option<Vec<Repair>> = inner;
        let Some(mut repairs) = inner else { continue };
        repairs.push(candidate);
        repairs.sort_by_key(|it| it.splices[0].range.start);
        return repairs;
    }
    Vec::new()
}

/// Whether data is more than a note between two lines of dashes: `Note: read this first`.
fn looks_like_header(data: &Data) -> bool {
    const USUAL_KEYS: [&str; 14] = [
        "title",
        "date",
        "layout",
        "tags",
        "categories",
        "category",
        "author",
        "description",
        "draft",
        "slug",
        "permalink",
        "url",
        "type",
        "weight",
    ];
    data.len() > 1 || data.keys().any(|it| USUAL_KEYS.contains(&&*it.to_ascii_lowercase()))
}

/// A repair of the spliced text as a repair of the original; nothing if it touches what was spliced.
fn before_splices(mut repair: Repair, splices: &[Splice]) -> Option<Repair> {
    for splice in &mut repair.splices {
        let range = splice.range.clone();
        let start = offset_before(range.start, splices)?;
        let end = if range.is_empty() { start } else { offset_before(range.end - 1, splices)? + 1 };
        (end - start == range.len()).then_some(())?;
        splice.range = start..end;
    }
    Some(repair)
}

fn offset_before(offset: usize, splices: &[Splice]) -> Option<usize> {
    let mut original = offset;
    for splice in splices {
        // `original` counts as if only the splices before this one had been made.
        if original < splice.range.start {
            break;
        }
        if original < splice.range.start + splice.bytes.len() {
            return None;
        }
        original = original - splice.bytes.len() + splice.range.len();
    }
    Some(original)
}

/// Repairs for values that lose words; every other key reads as before.
fn mend_lossy(front: &FrontMatter<'_>, data: &Data) -> Vec<Repair> {
    let Some(text) = yaml_text(front) else { return Vec::new() };
    let fixes = header::defects(text, Scope::Lossy, front.dialect()).fixes;
    if fixes.is_empty() {
        return Vec::new();
    }
    let repairs = in_file(front, &fixes);
    let touched = touched_keys(front, &repairs);
    let is_proved = proved(front, &repairs, |mended| {
        let Ok(mended) = mended.data() else { return false };
        mended.len() == data.len()
            && data.iter().all(|(key, old)| touched.contains(key) || mended.get(key) == Some(old))
    });
    if is_proved { repairs } else { Vec::new() }
}

/// Repairs for what the strict reader refuses: the certain ones, or with them the guesses.
fn mend_broken(front: &FrontMatter<'_>, error: &ReadError, is_always: bool) -> Vec<Repair> {
    let is_hopeless = matches!(
        error.kind,
        ErrorKind::TooLarge | ErrorKind::TooDeep | ErrorKind::AliasExpansion | ErrorKind::InvalidUtf8
    );
    let Some(text) = yaml_text(front).filter(|_| !is_hopeless) else { return Vec::new() };
    if is_cut_inside_quotes(front) {
        return Vec::new();
    }
    let scope = if is_always { Scope::Both } else { Scope::Broken };
    let header::Defects { mut fixes, sound } = header::defects(text, scope, front.dialect());
    // The library ends lines at these, and readers of YAML 1.2 do not: nobody can tell what is one value.
    let has_odd_lines = text.contains(['\u{85}', '\u{2028}', '\u{2029}']);
    // Keys behind an anchor or a tag are none to our scanner.
    let has_odd_keys = text.lines().any(|line| line.trim_start().starts_with(['&', '!', '?']));
    if has_odd_lines || has_odd_keys {
        fixes.iter_mut().for_each(|it| it.is_guess = true);
    }
    let certain: Vec<Fix> = fixes.iter().filter(|it| !it.is_guess).cloned().collect();
    let has_guesses = certain.len() < fixes.len();
    for fixes in [Some(certain), has_guesses.then_some(fixes)].into_iter().flatten() {
        let repairs = in_file(front, &fixes);
        // Values that lose words where they stand now would be mended by a second run only.
        let is_whole = |mended: &FrontMatter<'_>| {
            let text = yaml_text(mended).filter(|_| is_always);
            text.is_none_or(|it| header::defects(it, Scope::Lossy, front.dialect()).fixes.is_empty())
        };
        let is_right = |mended: &FrontMatter<'_>| {
            let keeps_sound = |data: &Data| sound.iter().all(|it| it.is_kept(data, &fixes));
            is_whole(mended) && mended.data().is_ok_and(keeps_sound)
        };
        if !repairs.is_empty() && proved(front, &repairs, is_right) {
            return repairs;
        }
    }
    Vec::new()
}

/// Whether a line of dashes inside of a quoted text was taken for the closing fence: the last line
/// of the header opens a quote, which the body closes above a further fence.
fn is_cut_inside_quotes(front: &FrontMatter<'_>) -> bool {
    let raw = front.raw().trim_ascii_end();
    let line = &raw[scan::line_start(raw, raw.len())..];
    let Some(colon) = line.windows(2).position(|it| it == b": ") else { return false };
    let value = line[colon + 2..].trim_ascii_start();
    let Some(mark @ (b'"' | b'\'')) = value.first().copied() else { return false };
    if value[1..].contains(&mark) {
        return false;
    }
    let mut lines = Lines::new(front.body(), 0).map(|it| front.body()[it.start..it.end].trim_ascii_end());
    let mut is_closed = false;
    lines.any(|line| {
        let is_fence = line == b"---" || line == b"...";
        is_closed |= line.ends_with(&[mark]);
        is_closed && is_fence
    })
}

fn yaml_text<'a>(front: &FrontMatter<'a>) -> Option<&'a str> {
    (front.format() == Format::Yaml).then(|| str::from_utf8(front.raw()).ok()).flatten()
}

/// Fixes count inside the header, repairs in the file.
fn in_file(front: &FrontMatter<'_>, fixes: &[Fix]) -> Vec<Repair> {
    let offset = front.split().raw.start;
    let in_file = |range: &Range<usize>| offset + range.start..offset + range.end;
    fixes
        .iter()
        .map(|fix| Repair {
            kind: fix.kind,
            splices: vec![Splice { range: in_file(&fix.range), bytes: fix.with.clone().into_bytes() }],
            is_guess: fix.is_guess,
            reason: fix.reason.clone(),
        })
        .collect()
}

/// Makes the repairs and reads the header again. Where it ends, Hexo's dialects decide by what follows, too.
fn proved(front: &FrontMatter<'_>, repairs: &[Repair], is_right: impl Fn(&FrontMatter<'_>) -> bool) -> bool {
    let splices: Vec<Splice> = repairs.iter().flat_map(|it| it.splices.iter().cloned()).collect();
    let after = apply(front.source(), &splices);
    let mended = FrontMatter::in_dialect(&after, front.dialect());
    mended.format() == front.format()
        && mended.body().len() == front.body().len()
        && mended.data().is_ok()
        && is_right(&mended)
}

fn touched_keys(front: &FrontMatter<'_>, repairs: &[Repair]) -> BTreeSet<String> {
    let entries = front.entries();
    let keys = repairs.iter().flat_map(|it| &it.splices).filter_map(|splice| {
        let at = entries.partition_point(|it| it.key_span.start <= splice.range.start);
        Some(entries[at.checked_sub(1)?].key()?.to_owned())
    });
    keys.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Mends a whole file as far as it can be, and names what was done; guesses with a `?`.
    fn check_file(source: &str, tolerance: Tolerance, kinds: &str, expected: &str) {
        let repairs = repair(&FrontMatter::new(source.as_bytes()), tolerance);
        let mended = apply(source.as_bytes(), &repairs.splices());
        let guess = |it: &Repair| if it.is_guess { "?" } else { "" };
        let found: Vec<String> = repairs.repairs.iter().map(|it| it.kind.name().to_owned() + guess(it)).collect();
        assert_eq!((&*String::from_utf8_lossy(&mended), &*found.join(" ")), (expected, kinds), "{source:?}");
    }

    fn check(raw: &str, kinds: &str, expected: &str) {
        let file = |raw: &str| format!("---\n{raw}---\nBody\n---\n");
        check_file(&file(raw), Tolerance::AfterError, kinds, &file(expected));
    }

    #[test]
    fn quotes_what_no_plain_value_may_hold() {
        check("a: Snow: a guide\n", "quote:colon", "a: 'Snow: a guide'\n");
        check("a: Snow:\nb: 1\n", "quote:colon", "a: 'Snow:'\nb: 1\n");
        check("a: it's: so # c\r\n", "quote:colon", "a: 'it''s: so' # c\r\n");
        check("a: road: #5 is closed\n", "quote:colon", "a: 'road: #5 is closed'\n");
        check("a: one: two\n  three\nb: 1\n", "quote:colon", "a: 'one: two\n  three'\nb: 1\n");
        check("a: x\u{2028}y\n", "quote:line-separator?", "a: \"x\\u2028y\"\n");
    }

    #[test]
    fn doubts_what_is_hardly_prose() {
        for value in ["\"Snow\",", "'Snow';", "'Snow\"", ">- Snow: ice", "&x [snow, ice", "!x [snow] ice"] {
            let source = format!("---\na: {value}\nb: 1\n---\n");
            let repairs = repair(&FrontMatter::new(source.as_bytes()), Tolerance::AfterError);
            assert!(repairs.needs_guess(), "{value}: {repairs:?}");
        }
        let braces = repair(&FrontMatter::new(b"---\nseo:{a: b, c: d}\n---\n"), Tolerance::AfterError);
        assert!(braces.repairs.is_empty() || braces.needs_guess(), "{braces:?}");
    }

    #[test]
    fn quotes_what_no_plain_value_may_start_with() {
        for (value, kind) in [
            ("@snow", "reserved"),
            ("`snow` falls", "reserved"),
            ("%20", "reserved"),
            ("*snow* falls", "alias"),
            ("*snow*", "alias"),
            ("& snow", "anchor"),
            ("![](u.png)", "tag"),
            ("| snow", "block"),
            ("> snow", "block"),
            ("? snow", "indicator"),
            (", snow", "indicator"),
            ("] snow", "indicator"),
            ("[snow] falls", "flow-tail"),
            ("{snow} falls", "flow-tail"),
            ("[snow, ice]]", "flow-tail"),
            ("\"snow\" falls", "quote-tail"),
        ] {
            let kind = format!("quote:{kind}");
            check(&format!("a: {value}\nb: 1\n"), &kind, &format!("a: '{value}'\nb: 1\n"));
            check(&format!("a:\n  b: {value}\nc: 1\n"), &kind, &format!("a:\n  b: '{value}'\nc: 1\n"));
            if value != "? snow" {
                check(&format!("a:\n  - {value} # c\n"), &kind, &format!("a:\n  - '{value}' # c\n"));
            }
        }
        check("a: - snow\nb: 1\n", "quote:dash", "a: '- snow'\nb: 1\n");
        check("@a: 1\n", "quote:reserved", "'@a': 1\n");
    }

    #[test]
    fn mends_quotes_and_brackets() {
        check("a: 'Snow' it's\n", "quote:quote-tail", "a: '''Snow'' it''s'\n");
        check("a: 'it's'\n", "escape:quote", "a: 'it''s'\n");
        check("a: \"C:\\dir\"\n", "escape:backslash", "a: \"C:\\\\dir\"\n");
        check("a: \"Snow\nb: 1\n", "close:quote", "a: \"Snow\"\nb: 1\n");
        check("a: [x, y # c\nb: 1\n", "close:flow", "a: [x, y] # c\nb: 1\n");
        check("a: [x,\n  y\nb: 1\n", "close:flow", "a: [x,\n  y]\nb: 1\n");
        check("a: [@x, y: z: w, v]\n", "quote:reserved quote:colon", "a: ['@x', 'y: z: w', v]\n");
        check("title: [Snow, ice\nb: 1\n", "quote:flow-tail", "title: '[Snow, ice'\nb: 1\n");
    }

    #[test]
    fn mends_what_separates() {
        check("a:Snow\nb: 1\n", "insert:space", "a: Snow\nb: 1\n");
        check("a:@x\nb: 1\n", "insert:space quote:reserved", "a: '@x'\nb: 1\n");
        check("a:\u{a0}Snow\nb: 1\n", "replace:nbsp", "a: Snow\nb: 1\n");
        check("a\u{ff1a}Snow\nb: 1\n", "replace:fullwidth-colon", "a: Snow\nb: 1\n");
        check("a:\n\tb: 1\n\tc: 2\n", "replace:tab replace:tab", "a:\n  b: 1\n  c: 2\n");
        check("a:\n-\tb\n", "replace:tab", "a:\n- b\n");
        check("a:\n- b\n-c\nd: 1\n", "insert:space", "a:\n- b\n- c\nd: 1\n");
        check("a:\n  b:x\n  c: 2\n", "insert:space", "a:\n  b: x\n  c: 2\n");
    }

    #[test]
    fn guesses_only_where_it_must() {
        check("a: 1\na: 2\n", "duplicate-key:last-wins?", "# a: 1\na: 2\n");
        check("a:\n  - 1\nb: 1\na: 2\n", "duplicate-key:last-wins?", "# a:\n#   - 1\nb: 1\na: 2\n");
        check("a: 1\n b: 2\n", "dedent?", "a: 1\nb: 2\n");
        check("a:\n  - 1\n - 2\n", "dedent?", "a:\n  - 1\n  - 2\n");
        check("a = 1\nb: 2\n", "replace:equals?", "a: 1\nb: 2\n");
        check("a\nb: 2\n", "insert:colon?", "a:\nb: 2\n");
        check("a: 1\n// c\nb: 2\n", "drop:line?", "a: 1\n# // c\nb: 2\n");
        check("a: 1\n<!-- c\nd -->\nb: 2\n", "drop:line? drop:line?", "a: 1\n# <!-- c\n# d -->\nb: 2\n");
        check("title: \u{1b}[31m\n", "strip:control? quote:flow-tail", "title: '[31m'\n");
        check("a:\n  - b: c: d\n", "quote:colon?", "a:\n  - 'b: c: d'\n");
        check("a:\n  - b: c: d\n    e: f\n", "quote:colon", "a:\n  - b: 'c: d'\n    e: f\n");
    }

    #[test]
    fn keeps_what_reads_while_it_mends_the_rest() {
        for fine in [
            "title: \"x\nsub: y\"\n",
            "title: &n \"x\nsub: y\"\nt: *n\n",
            "text: {a: \"one\ntwo: three\"}\n",
            "tags:\n- ? x\n",
            "tags:\n- ? x\n- - y\n",
            "tags:\n  - &a k: v\n",
            "tags:\n  - \u{3000}tech\n",
            "a:\n  b: 'x\n\n    c: d'\n",
        ] {
            check(&format!("{fine}z: @snow\n"), "quote:reserved", &format!("{fine}z: '@snow'\n"));
            check(&format!("z: @snow\n{fine}"), "quote:reserved", &format!("z: '@snow'\n{fine}"));
        }
        check("tags: [x]\u{85}\nz: @snow\n", "quote:reserved?", "tags: [x]\u{85}\nz: '@snow'\n");
        check("a:\n- ? x\n- @y\n", "quote:reserved", "a:\n- ? x\n- '@y'\n");
        // The library takes the two lines for one text.
        let (broken, mended) = ("a:\n- 'x\nb: y'\nz: @snow\n", "a:\n- 'x'\nb: y'\nz: '@snow'\n");
        check(broken, "close:quote? quote:reserved", mended);
        let (broken, mended) = ("a:\n  b: 'x\n  c: d'\n  e: @f\n", "a:\n  b: 'x\n  c: d'\n  e: '@f'\n");
        check(broken, "quote:reserved", mended);
    }

    #[test]
    fn guesses_where_a_line_might_be_an_entry() {
        let (author, title) = ("\u{4f5c}\u{8005}", "\u{6807}\u{9898}");
        check(&format!("{author}: a\n  {title}: b\n"), "dedent?", &format!("{author}: a\n{title}: b\n"));
        check(&format!("{author}: a\n\t{title}: b\n"), "dedent?", &format!("{author}: a\n{title}: b\n"));
        for key in ["og:title", "c.d", "1st", "\"c\""] {
            check(&format!("a: b\n  {key}: c\n"), "dedent?", &format!("a: b\n{key}: c\n"));
        }
        check("a: b\n  my key: d\n", "quote:colon?", "a: 'b\n  my key: d'\n");
        check("a: b\n  - c: d\n", "quote:colon?", "a: 'b\n  - c: d'\n");
        check("a: This: is\n  text that goes: on\n", "quote:colon?", "a: 'This: is\n  text that goes: on'\n");
        check("\u{200b}title: x: y\n", "replace:nbsp quote:colon", "title: 'x: y'\n");
    }

    #[test]
    fn guesses_how_wide_tabs_are_only_beside_spaces() {
        check("a:\n\tb: 1\nc:\n    d: 1\n", "replace:tab?", "a:\n    b: 1\nc:\n    d: 1\n");
        let source = "---\na:\n\tb: 1\n\tc:\n\t\t- d\n\te: |\n\t\ttext: x\nf: @g\nh:\n    i: j\n---\nX";
        let front = FrontMatter::in_dialect(source.as_bytes(), crate::dialect::Dialect::Hexo);
        let repairs = repair(&front, Tolerance::Always);
        assert!(!repairs.needs_guess(), "{repairs:?}");
        let mended = apply(source.as_bytes(), &repairs.splices());
        assert_eq!(String::from_utf8_lossy(&mended), source.replace("@g", "'@g'"));
    }

    #[test]
    fn guesses_about_templates_aliases_and_lists() {
        check("a: {{ snow }}\n", "quote:template?", "a: '{{ snow }}'\n");
        check("a: {% snow %}\n", "quote:template?", "a: '{% snow %}'\n");
        check("a: {{ snow }} falls\n", "quote:template?", "a: '{{ snow }} falls'\n");
        check("a: {{ snow }}: ice\n", "quote:template?", "a: '{{ snow }}: ice'\n");
        check("a: \"{{ f \"x\" }}\"\n", "quote:template?", "a: '{{ f \"x\" }}'\n");
        check("a: *snow\n", "quote:alias?", "a: '*snow'\n");
        check("<<: *snow\na: 1\n", "", "<<: *snow\na: 1\n");
        for value in ["[a, b]]", "[a, b], c", "- a"] {
            let mended = format!("tags: '{value}'\n");
            let kind = if value == "- a" { "quote:dash?" } else { "quote:flow-tail?" };
            check(&format!("tags: {value}\n"), kind, &mended);
        }
        check("tags: [a, 'b, c]\n", "quote:flow-tail?", "tags: '[a, ''b, c]'\n");
        check("tags: \"a\", \"b\"\n", "quote:quote-tail?", "tags: '\"a\", \"b\"'\n");
    }

    #[test]
    fn keeps_tags_names_and_comments_outside_of_quotes() {
        check("a: !!str y: z\n", "quote:colon", "a: !!str 'y: z'\n");
        check("a: &x y: z\nb: *x\n", "quote:colon", "a: &x 'y: z'\nb: *x\n");
        check("a: \"snow # c\nb: 1\n", "close:quote", "a: \"snow\" # c\nb: 1\n");
        check("a: [x #y, z]\n", "quote:hash", "a: ['x #y', z]\n");
        check("a: {@x: y}\n", "quote:reserved", "a: {'@x': y}\n");
    }

    #[test]
    fn comments_out_duplicates_in_their_column() {
        check("- c: 1\n", "", "- c: 1\n");
        let source = "a:\n  - c: 1\n    c: 2\n";
        check(source, "duplicate-key:last-wins?", "a:\n  - # c: 1\n    c: 2\n");
        check("a:\n  b: 1\n  'b': 2\n", "duplicate-key:last-wins?", "a:\n  # b: 1\n  'b': 2\n");
        check("\"\\x61\": 1\na: 2\n", "duplicate-key:last-wins?", "# \"\\x61\": 1\na: 2\n");
        check("tags\u{ff1a}\nb: 1\n", "replace:fullwidth-colon", "tags:\nb: 1\n");
    }

    #[test]
    fn leaves_what_is_fine_or_beyond_help() {
        for raw in [
            "a: 1\n",
            "a: &x y z\n",
            "<<<<<<< HEAD\na: 1\n=======\na: 2\n>>>>>>> other\n",
            "a: 1\n----\nb: 2\n",
            "a: 1\n\nBody\n\n",
            "a: 1\nwords without a key\n",
            "a: b: c\nwords without a key\n",
            "a: &x [*x]\n",
        ] {
            check(raw, "", raw);
        }
        check_file("---\na: \"b\n---\nc\"\n---\nX", Tolerance::Always, "", "---\na: \"b\n---\nc\"\n---\nX");
        check_file("---\na: \"b\n---\nX", Tolerance::Always, "close:quote", "---\na: \"b\"\n---\nX");
    }

    #[test]
    fn keeps_aliases_that_are_defined() {
        let expected = "a: &x 1\nb: *x\nc: [*x, y]\nd: 'e: f'\n";
        check("a: &x 1\nb: *x\nc: [*x, y]\nd: e: f\n", "quote:colon", expected);
    }

    #[test]
    fn takes_other_fences_only_always() {
        for (source, kinds, expected) in [
            ("\n \n---\ntitle: 1\n---\nX", "strip:leading-blank", "---\ntitle: 1\n---\nX"),
            ("\n---\nNote: x\n---\nX", "strip:leading-blank?", "---\nNote: x\n---\nX"),
            ("-----\nDate: b: c\n-----\nX", "fence:long quote:colon", "---\nDate: 'b: c'\n---\nX"),
            ("-----\nNote: x\n-----\nX", "fence:long?", "---\nNote: x\n---\nX"),
            ("----\na: 1\nb: 2\n---\nX", "fence:long", "---\na: 1\nb: 2\n---\nX"),
            ("---yaml\na: 1\n---\nX", "fence:lang?", "---\na: 1\n---\nX"),
            ("---toml\ntitle = 1\n---\nX", "fence:lang", "+++\ntitle = 1\n+++\nX"),
            ("---json\n{\"title\": 1}\n---\nX", "fence:lang", "{\"title\": 1}\nX"),
            ("---json\n\"tags\": 1\n---\nX", "fence:lang", ";;;\n\"tags\": 1\n;;;\nX"),
            ("---\na = 'x'\n---\nX", "format:toml-in-yaml-fence", "+++\na = 'x'\n+++\nX"),
            (
                "\n---yaml\ntitle: @b\n---\nX",
                "strip:leading-blank fence:lang quote:reserved",
                "---\ntitle: '@b'\n---\nX",
            ),
        ] {
            check_file(source, Tolerance::AfterError, "", source);
            check_file(source, Tolerance::Always, kinds, expected);
        }
        for source in
            ["\n\n---\n\nA sentence.\n\n---\n", "---\na: 1\n-----\nX", "---js\na: 1\n---\nX", "---\nA = b\n---\n"]
        {
            check_file(source, Tolerance::Always, "", source);
        }
        let (source, mended) = ("+++\na: 1\nb: 2\n+++\nX", "---\na: 1\nb: 2\n---\nX");
        check_file(source, Tolerance::AfterError, "format:yaml-in-other-fence", mended);
        let (source, mended) = ("+++\nNote: x\n+++\nX", "---\nNote: x\n---\nX");
        check_file(source, Tolerance::AfterError, "format:yaml-in-other-fence?", mended);
    }

    #[test]
    fn takes_toml_for_toml() {
        for source in ["+++\ntitle = Seed: a list\nsub = b: c\n+++\nX", "+++\na: b\ntitle = Seed\n+++\nX"] {
            check_file(source, Tolerance::Always, "", source);
        }
        let source = "---\na = \"b: c: d\"\ne = [1\n---\nX";
        check_file(source, Tolerance::Always, "", source);
        let (source, mended) = ("---\na = \"b: c\"\nd = \"e\"\n---\nX", "+++\na = \"b: c\"\nd = \"e\"\n+++\nX");
        check_file(source, Tolerance::AfterError, "format:toml-in-yaml-fence", mended);
    }

    #[test]
    fn saves_swallowed_words_only_always() {
        let source = "---\na: &co and more # c\nb: !new roads\nc: {d: &x 1, e: *x}\n---\nX";
        check_file(source, Tolerance::AfterError, "", source);
        let expected = "---\na: '&co and more' # c\nb: '!new roads'\nc: {d: &x 1, e: *x}\n---\nX";
        check_file(source, Tolerance::Always, "quote:anchor? quote:tag?", expected);
    }

    #[test]
    fn says_what_is_wrong_and_which_error_it_answers() {
        let repairs = repair(&FrontMatter::new(b"---\na: \"x\n---\n"), Tolerance::AfterError);
        assert_eq!(repairs.repairs[0].reason, "`\"` is never closed");
        assert_eq!(repairs.error.map(|it| it.kind), Some(ErrorKind::Syntax));
        assert!(repair(&FrontMatter::new(b"---\na: 1\n---\n"), Tolerance::Always).error.is_none());
    }
}
