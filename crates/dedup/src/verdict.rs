//! What two documents are to each other.

use std::fmt;

use crate::{Fingerprint, Likeness, Parameters};

/// What one document is to another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// The same words in the same order.
    Exact,
    /// They say the same.
    Near,
    /// The first contains the second, which is no duplicate of it.
    Contains,
    /// The second contains the first.
    IsContained,
    /// They are no duplicates.
    Different,
}

impl Fingerprint {
    /// What this document is to `other`.
    ///
    /// Nothing but exact equality counts where one of them has no keys: it has too few words besides frequent lines.
    pub fn compare(&self, other: &Fingerprint, parameters: &Parameters) -> Verdict {
        if self.is_exact(other) {
            Verdict::Exact
        } else if self.keys.is_empty() || other.keys.is_empty() {
            Verdict::Different
        } else {
            match parameters.likeness(&self.shingles, &other.shingles) {
                Some((Likeness::Near, _)) => Verdict::Near,
                Some((Likeness::Contains, _)) => Verdict::Contains,
                Some((Likeness::Contained, _)) => Verdict::IsContained,
                None => Verdict::Different,
            }
        }
    }
}

impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Verdict::Exact => "exact",
            Verdict::Near => "near",
            Verdict::Contains => "contains",
            Verdict::IsContained => "is-contained",
            Verdict::Different => "different",
        })
    }
}

#[cfg(test)]
mod tests {
    use std::ops::Range;

    use crate::{Fingerprint, Parameters};

    fn words(range: Range<usize>) -> String {
        range.map(|it| format!("word{it} ")).collect()
    }

    fn check(one: &str, other: &str, expected: &str) {
        let [one, other] = [one, other].map(|it| Fingerprint::new(it, &Parameters::ARTICLES));
        assert_eq!(one.compare(&other, &Parameters::ARTICLES).to_string(), expected);
    }

    #[test]
    fn two_documents_are_one_thing_to_each_other() {
        let story = words(0..300);
        check(&story, &story.to_uppercase(), "exact");
        check(&story, &words(30..300), "near");
        check(&story, &words(100..200), "contains");
        check(&words(100..200), &story, "is-contained");
        check(&story, &words(300..600), "different");
    }

    #[test]
    fn few_words_have_to_be_equal() {
        check("Salt and bread", "salt AND bread", "exact");
        check("Salt and bread", "Salt and bread, again", "different");
        check("", "", "different");
    }
}
