//! Why two documents are duplicates, or are not: scores, thresholds, and the words they share.

use std::{fmt, ops::Range};

use serde_json::{Value, json};
use unchaff_dedup::{Fingerprint, MIN_TOKENS, Overlap, Parameters, Passage, Verdict, passages};

use crate::{
    CleanOptions, Compare, EditSet, Format, Lines, Note, Record,
    clean::clean_taken,
    taken::{Taken, take},
    text::PlainText,
};

/// Shorter passages than this, in words, are found in texts that have nothing to do with each other.
const SHORTEST_PASSAGE: usize = 8;

/// So many passages are shown.
const MOST_PASSAGES: usize = 10;

/// Why two documents are duplicates, or are not.
#[derive(Clone, Debug, PartialEq)]
pub struct PairExplanation {
    /// What the first document is to the second.
    pub verdict: Verdict,
    /// The score that decided, and the threshold it met or missed, in words.
    pub reason: String,
    /// Words and CJK characters of each document.
    pub n_tokens: [usize; 2],
    /// What the first ([`own`](Overlap::own)) shares with the second, counted in runs of words.
    pub overlap: Overlap,
    /// The longest passages that stand in both, the longest first.
    pub passages: Vec<SharedPassage>,
    /// How many passages there are.
    pub n_passages: usize,
}

/// A passage that stands in two documents.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SharedPassage {
    /// Its words and CJK characters.
    pub n_tokens: usize,
    /// Where it stands in each document.
    pub places: [PassagePlace; 2],
}

/// Where a passage stands in a file, and what it looks like there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PassagePlace {
    /// Bytes of the original file, from the first to the last word.
    pub bytes: Range<usize>,
    /// The line of the first word, counted from 1.
    pub line: usize,
    /// The column of the first word, counted from 1, in characters.
    pub column: usize,
    /// What stands in the original file: with marks, addresses, and whatever cleaning removes between the words.
    pub text: String,
}

/// A document that cannot be compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotComparable {
    /// Which of the two: 0 or 1.
    pub document: usize,
    /// The first byte that is no text.
    pub offset: usize,
}

impl fmt::Display for NotComparable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { offset, .. } = self;
        write!(f, "not UTF-8 at byte {offset}: cannot be compared (convert it first, for example with iconv)")
    }
}

impl std::error::Error for NotComparable {}

/// Compares two documents after cleaning them, and tells what decides.
///
/// It is the comparison that finds duplicates, with one difference: which lines are frequent among many documents cannot
/// be told from two, so none is left out.
///
/// # Errors
/// If a document is no UTF-8.
pub fn explain_pair(
    sources: [&[u8]; 2],
    formats: [Format; 2],
    options: [&CleanOptions; 2],
    parameters: &Parameters,
) -> Result<PairExplanation, NotComparable> {
    let one = Side::read(sources[0], formats[0], options[0]).map_err(|offset| NotComparable { document: 0, offset })?;
    let other =
        Side::read(sources[1], formats[1], options[1]).map_err(|offset| NotComparable { document: 1, offset })?;
    Ok(explain_sides(&one, &other, parameters))
}

/// The same for two records, which are read as [`compare`](crate::compare) reads them.
///
/// # Errors
/// If the text of one cannot be read.
pub fn explain_records(records: [&Record; 2], compare: &Compare) -> Result<PairExplanation, NotComparable> {
    let side = |document: usize| {
        let Record { text, format, .. } = records[document];
        Side::of_record(text, *format, compare).map_err(|offset| NotComparable { document, offset })
    };
    Ok(explain_sides(&side(0)?, &side(1)?, &compare.options.parameters))
}

fn explain_sides(one: &Side<'_>, other: &Side<'_>, parameters: &Parameters) -> PairExplanation {
    let fingerprints = [one, other].map(|it| Fingerprint::new(&it.plain.text, parameters));
    let (verdict, reason) = judge(&fingerprints, parameters);

    let found = one.passages(other);
    let shown = |it: &Passage| {
        Some(SharedPassage { n_tokens: it.n_tokens, places: [one.place(&it.one)?, other.place(&it.other)?] })
    };
    PairExplanation {
        verdict,
        reason,
        n_tokens: [fingerprints[0].n_tokens, fingerprints[1].n_tokens],
        overlap: fingerprints[0].overlap(&fingerprints[1]),
        passages: found.iter().take(MOST_PASSAGES).filter_map(shown).collect(),
        n_passages: found.len(),
    }
}

/// A document, and the way back from its words to its bytes.
pub(crate) struct Side<'a> {
    source: &'a [u8],
    lines: Lines<'a>,
    edits: EditSet,
    plain: PlainText,
}

impl<'a> Side<'a> {
    /// Cleans a document. The error is the first byte that is no UTF-8.
    pub(crate) fn read(source: &'a [u8], format: Format, options: &CleanOptions) -> Result<Self, usize> {
        let taken = take(source, format, options);
        if let Taken::HtmlPage(whole) = &taken {
            let plain = PlainText::of_page(whole);
            return Ok(Self { source, lines: Lines::new(source), edits: EditSet::default(), plain });
        }
        let cleaned = clean_taken(source, &taken, options);
        let offset = cleaned.notes.iter().find(|it| matches!(it, Note::NotUtf8 { .. })).map_or(0, Note::offset);
        let kind = cleaned.kind.ok_or(offset)?;
        let output = std::str::from_utf8(&cleaned.output).map_err(|it| it.valid_up_to())?;
        let plain = PlainText::of(output, kind, options.dialect);
        Ok(Self { source, lines: Lines::new(source), edits: cleaned.edits, plain })
    }

    /// Reads the text of a record. The error is as for [`read`](Self::read).
    pub(crate) fn of_record(text: &'a str, format: Format, compare: &Compare) -> Result<Self, usize> {
        let source = text.as_bytes();
        if !compare.takes_as_is(format) {
            return Self::read(source, format, &compare.reading(None));
        }
        let edits = EditSet::default();
        Ok(Self { source, lines: Lines::new(source), edits, plain: PlainText::verbatim(text) })
    }

    /// The passages that both share, the longest first, as ranges of the plain texts.
    pub(crate) fn passages(&self, other: &Side<'_>) -> Vec<Passage> {
        passages(&self.plain.text, &other.plain.text, SHORTEST_PASSAGE)
    }

    /// The bytes of the original that say a range of the plain text. `None` for what was put in, which the body has
    /// none of.
    pub(crate) fn bytes(&self, range: &Range<usize>) -> Option<Range<usize>> {
        self.original(&self.plain.source_of(range)?)
    }

    fn place(&self, range: &Range<usize>) -> Option<PassagePlace> {
        let bytes = self.bytes(range)?;
        let (line, column) = self.lines.place(bytes.start);
        let text = String::from_utf8_lossy(&self.source[bytes.clone()]).into_owned();
        Some(PassagePlace { bytes, line, column, text })
    }

    /// The smallest range of the original that holds a range of the output.
    fn original(&self, output: &Range<usize>) -> Option<Range<usize>> {
        if self.edits.is_empty() {
            return Some(output.clone());
        }
        let last = output.end.checked_sub(1)?;
        let places = [u32::try_from(output.start).ok()?, u32::try_from(last).ok()?];
        match self.edits.origins(&places)[..] {
            [Some(first), Some(last)] => Some(first as usize..last as usize + 1),
            _ => None,
        }
    }
}

/// What the first document is to the second, and which number said so.
fn judge(fingerprints: &[Fingerprint; 2], parameters: &Parameters) -> (Verdict, String) {
    let [one, other] = fingerprints;
    let overlap = one.overlap(other);
    let similarity = || {
        let jaccard = percent(overlap.shared, overlap.either());
        format!("the Jaccard similarity is {jaccard}; {}", needed(fingerprints, parameters))
    };
    let contained = |overlap: Overlap, inner: &str, outer: &str| {
        let (part, needed) = (percent(overlap.shared, overlap.own), parameters.contained);
        format!("{part} of the {inner} stands in the {outer}, which is longer; {needed} % is needed")
    };
    let shorter = one.n_tokens.min(other.n_tokens);
    let verdict = one.compare(other, parameters);
    let reason = match verdict {
        Verdict::Exact => "the same words in the same order".to_string(),
        Verdict::Near => similarity(),
        Verdict::IsContained => contained(overlap, "first", "second"),
        Verdict::Contains => contained(overlap.reversed(), "second", "first"),
        Verdict::Different if shorter == 0 => {
            let which = if one.n_tokens == 0 { "first" } else { "second" };
            format!("the {which} has no words, and without words there are no duplicates")
        }
        Verdict::Different if shorter < MIN_TOKENS => {
            format!("one has {shorter} words, and below {MIN_TOKENS} only the same words are duplicates")
        }
        Verdict::Different => similarity(),
    };
    (verdict, reason)
}

/// What would have made two documents near duplicates.
fn needed([one, other]: &[Fingerprint; 2], parameters: &Parameters) -> String {
    if one.shingles.n_distinct().min(other.shingles.n_distinct()) < parameters.short {
        return format!("{} % is needed where one is as short as here", parameters.near_if_short);
    }
    let near = parameters.near;
    let share = |(touched, all): (usize, usize)| percent(touched, all);
    match &parameters.rewritten {
        None => format!("{near} % is needed"),
        Some(it) => {
            let spread = one.shingles.spread(&other.shingles);
            format!(
                "{near} % is needed, or {} % with something in common in {} % of the parts of both (here in {} and {})",
                it.near,
                it.spread,
                share(spread.own),
                share(spread.other)
            )
        }
    }
}

/// Rounded down, so that what misses a threshold does not seem to meet it.
fn percent(part: usize, whole: usize) -> String {
    let tenths = if whole == 0 { 0 } else { part as u128 * 1000 / whole as u128 };
    format!("{}.{} %", tenths / 10, tenths % 10)
}

impl PairExplanation {
    /// One JSON object; `names` are those of the two files.
    pub fn to_json(&self, names: [&str; 2]) -> Value {
        let Self { overlap, .. } = self;
        let document = |at: usize, asked: &Overlap| {
            json!({
                "file": names[at],
                "words": self.n_tokens[at],
                "shingles": asked.own,
                "containment": rounded(asked.containment()),
            })
        };
        let place = |it: &PassagePlace| {
            json!({
                "start": it.bytes.start,
                "end": it.bytes.end,
                "line": it.line,
                "column": it.column,
                "text": it.text,
            })
        };
        let passage = |it: &SharedPassage| json!({"words": it.n_tokens, "places": it.places.iter().map(place).collect::<Vec<_>>()});
        json!({
            "verdict": self.verdict.to_string(),
            "reason": self.reason,
            "jaccard": rounded(overlap.jaccard()),
            "shared_shingles": overlap.shared,
            "documents": [document(0, overlap), document(1, &overlap.reversed())],
            "n_passages": self.n_passages,
            "passages": self.passages.iter().map(passage).collect::<Vec<_>>(),
        })
    }

    /// How many percent of each document stand in the other one.
    pub fn contained_percents(&self) -> [String; 2] {
        [self.overlap, self.overlap.reversed()].map(|it| percent(it.shared, it.own))
    }
}

/// Four digits are enough for people, and more differ where nothing does.
fn rounded(score: f64) -> f64 {
    (score * 10_000.0).round() / 10_000.0
}

#[cfg(test)]
mod tests {
    use unchaff_dedup::{Parameters, Rewritten, Verdict};

    use super::explain_pair;
    use crate::{CleanOptions, Format};

    /// Ninety different words from one on.
    fn words(range: std::ops::Range<usize>) -> String {
        range.map(|it| format!("word{it} ")).collect()
    }

    fn check(one: &str, other: &str, verdict: Verdict, reason: &str) {
        let parameters = Parameters {
            shingle_width: 2,
            near: 55,
            rewritten: Some(Rewritten { near: 33, spread: 80 }),
            short: 80,
            near_if_short: 60,
            contained: 80,
            ..Parameters::ARTICLES
        };
        let pair = [one.as_bytes(), other.as_bytes()];
        let found =
            explain_pair(pair, [Format::Markdown; 2], [&CleanOptions::default(); 2], &parameters).expect("text");
        assert_eq!(found.verdict, verdict, "{}", found.reason);
        assert!(found.reason.contains(reason), "{:?} is missing in {:?}", reason, found.reason);
    }

    #[test]
    fn each_verdict_names_what_decided() {
        let story = words(0..300);
        check(&story, &story.to_uppercase(), Verdict::Exact, "the same words");
        check(&story, &words(30..300), Verdict::Near, "is 89.9 %; 55 % is needed");
        check(&words(100..200), &story, Verdict::IsContained, "100.0 % of the first stands in the second");
        check(&story, &words(100..200), Verdict::Contains, "100.0 % of the second stands in the first");
        check(&story, &words(300..600), Verdict::Different, "is 0.0 %; 55 % is needed, or 33 % with");
        check(&words(0..50), &words(20..70), Verdict::Different, "60 % is needed where one is as short");
        check("Salt and bread", "Salt, no bread", Verdict::Different, "one has 3 words, and below 12");
        check(&story, "---\n", Verdict::Different, "the second has no words");
    }

    #[test]
    fn what_cannot_be_read_is_named() {
        let formats = [Format::Markdown; 2];
        let explain = |pair| explain_pair(pair, formats, [&CleanOptions::default(); 2], &Parameters::ARTICLES);
        let error = explain([b"text", b"no\xFFtext"]).expect_err("no UTF-8");
        assert_eq!((error.document, error.offset), (1, 2));
    }
}
