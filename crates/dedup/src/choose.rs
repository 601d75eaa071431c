//! Which document of a group is kept: the one that comes first in an order of preference.

/// What makes a document the one to keep.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Keep {
    /// Most tokens.
    #[default]
    Longest,
    /// The earliest date; documents without one come after all others.
    Earliest,
    /// The shortest URL, in characters; documents without one come after all others.
    ShortestUrl,
    /// The first in the input. The only preference for which the order of the input matters.
    First,
    /// The smallest value of a field: numbers before text, nothing last.
    Smallest,
    /// The largest value of a field: text before numbers, nothing last.
    Largest,
}

/// What preferences look at.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Candidate<'a> {
    /// Words and CJK characters.
    pub n_tokens: usize,
    /// Seconds since 1970, if there is a date.
    pub date: Option<i64>,
    /// The address under which the document was published.
    pub url: Option<&'a str>,
    /// The value of the field, for [`Keep::Smallest`] and [`Keep::Largest`].
    pub field: Option<&'a str>,
    /// Its place in the input.
    pub position: u64,
}

/// Bytes of a [`preference`](Keep::preference); of a text that is compared, the first 23 count.
pub const PREFERENCE_LENGTH: usize = 24;

impl Keep {
    /// Gives bytes by which documents are sorted, the one to keep first. Equal bytes are no preference: then
    /// the order of the documents decides.
    pub fn preference(self, candidate: &Candidate<'_>) -> [u8; PREFERENCE_LENGTH] {
        const NUMBER: u8 = 1;
        const TEXT: u8 = 2;
        const NOTHING: u8 = u8::MAX;
        let with = |tag: u8, value: &[u8]| {
            let mut bytes = [0; PREFERENCE_LENGTH];
            bytes[0] = tag;
            let length = value.len().min(PREFERENCE_LENGTH - 1);
            bytes[1..=length].copy_from_slice(&value[..length]);
            bytes
        };
        let number = |it: u64| with(NUMBER, &it.to_be_bytes());
        let field = |it: &str| match it.trim().parse::<f64>() {
            Ok(value) if !value.is_nan() => number(ordered(value)),
            _ => with(TEXT, it.as_bytes()),
        };
        let nothing = || with(NOTHING, &[]);
        match self {
            Keep::Longest => number(u64::MAX - candidate.n_tokens as u64),
            Keep::First => number(candidate.position),
            Keep::Earliest => candidate.date.map_or_else(nothing, |it| number((it as u64) ^ (1 << 63))),
            Keep::ShortestUrl => candidate.url.map_or_else(nothing, |it| number(it.chars().count() as u64)),
            Keep::Smallest => candidate.field.map_or_else(nothing, field),
            Keep::Largest => candidate.field.map_or_else(nothing, |it| field(it).map(|byte| u8::MAX - byte)),
        }
    }
}

/// Bits that are ordered as the numbers are.
fn ordered(value: f64) -> u64 {
    let bits = (value + 0.0).to_bits(); // one zero
    if bits >> 63 == 0 { bits | 1 << 63 } else { !bits }
}

#[cfg(test)]
mod tests {
    use super::{Candidate, Keep};

    /// Sorts candidates, given from the most to the least preferred.
    fn check(keep: Keep, candidates: &[Candidate<'_>]) {
        let preferences: Vec<_> = candidates.iter().map(|it| keep.preference(it)).collect();
        assert!(preferences.is_sorted_by(|a, b| a < b), "{preferences:?}");
    }

    fn with_field(field: &str) -> Candidate<'_> {
        Candidate { field: Some(field), ..Candidate::default() }
    }

    #[test]
    fn longest_and_first() {
        check(Keep::Longest, &[900, 12, 0].map(|n_tokens| Candidate { n_tokens, ..Candidate::default() }));
        check(Keep::First, &[0, 1, 256].map(|position| Candidate { position, ..Candidate::default() }));
    }

    #[test]
    fn earliest_also_before_1970_and_nothing_last() {
        let dates = [Some(-5), Some(0), Some(1 << 40), None];
        check(Keep::Earliest, &dates.map(|date| Candidate { date, ..Candidate::default() }));
    }

    #[test]
    fn shortest_url_in_characters() {
        let urls = [Some("/é"), Some("/abc"), None];
        check(Keep::ShortestUrl, &urls.map(|url| Candidate { url, ..Candidate::default() }));
    }

    #[test]
    fn fields_are_numbers_or_text() {
        let mut candidates = ["-2.5", "0", "9", "10", "1e3", "2019-01-01", "2019-03-02T10:00", "draft"].map(with_field);
        check(Keep::Smallest, &candidates);
        candidates.reverse();
        check(Keep::Largest, &candidates);
        let nothing = Candidate::default();
        check(Keep::Smallest, &[with_field("x"), nothing]);
        check(Keep::Largest, &[with_field("0"), nothing]);
    }
}
