//! What stands above stored signatures, so that nobody mixes those that cannot be compared.

use std::fmt;

use crate::{FrequentLines, Parameters};

/// Says on one line what fingerprints depend on besides their texts: [`Parameters::header`], and the frequent lines.
pub fn header(parameters: &Parameters, frequent: &FrequentLines) -> String {
    format!("{} frequent={}:{:016x}", parameters.header(), frequent.len(), frequent.digest())
}

/// Checks that fingerprints under the header `found` may be compared with those under `expected`.
///
/// ```
/// use unchaff_dedup::{FrequentLines, Parameters, check_header, header};
///
/// let [articles, strict] = [Parameters::ARTICLES, Parameters::STRICT].map(|it| header(&it, &FrequentLines::default()));
/// assert!(check_header(&articles, &articles).is_ok());
/// assert!(check_header(&articles, &strict).is_err());
/// ```
///
/// # Errors
/// If they were made in another way: nothing that they have in common would mean anything.
pub fn check_header(expected: &str, found: &str) -> Result<(), OtherHeader> {
    match expected == found {
        true => Ok(()),
        false => Err(OtherHeader { expected: expected.to_string(), found: found.to_string() }),
    }
}

/// Signatures that cannot be compared with others.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OtherHeader {
    /// The header of those.
    pub expected: String,
    /// Their own.
    pub found: String,
}

impl fmt::Display for OtherHeader {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { expected, found } = self;
        write!(f, "signatures that cannot be compared: made with `{found}`, expected `{expected}`")
    }
}

impl std::error::Error for OtherHeader {}

#[cfg(test)]
mod tests {
    use super::{check_header, header};
    use crate::{FrequentLines, Parameters};

    fn check(parameters: Parameters, lines: &[u64], expected: &str) {
        let header = header(&parameters, &lines.iter().copied().collect());
        assert_eq!(header.strip_prefix(&parameters.header()).expect("parameters come first"), expected);
    }

    #[test]
    fn frequent_lines_are_part_of_a_header() {
        check(Parameters::ARTICLES, &[], " frequent=0:13b84a7695949c58");
        check(Parameters::STRICT, &[5, 3, 5], " frequent=2:9d9bdf8aecedcb01");
    }

    #[test]
    fn other_frequent_lines_are_an_error() {
        let other: FrequentLines = [1, 2].into_iter().collect();
        let [none, some] = [FrequentLines::default(), other].map(|it| header(&Parameters::ARTICLES, &it));
        let error = check_header(&none, &some).expect_err("other lines");
        assert!(error.to_string().starts_with("signatures that cannot be compared: made with `unchaff-dedup 1 "));
    }
}
