//! Where a value stands: `title`, `extra.image`, `tags[1]`.

use std::fmt;
use std::str::FromStr;

/// One step from a collection to what it holds.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Step {
    /// The value of a key in a mapping.
    Key(String),
    /// An item of a list, from 0.
    Index(usize),
}

impl Step {
    /// The key, where the step is one.
    pub fn key(&self) -> Option<&str> {
        match self {
            Step::Key(key) => Some(key),
            Step::Index(_) => None,
        }
    }
}

impl From<&str> for Step {
    fn from(key: &str) -> Step {
        Step::Key(key.to_owned())
    }
}

impl From<usize> for Step {
    fn from(index: usize) -> Step {
        Step::Index(index)
    }
}

/// The steps from the top of a header to one value.
///
/// A string is one top-level key, whatever it contains; [`Path::from_str`] reads dots and brackets.
///
/// ```
/// use unchaff_front_matter::{Path, Step};
///
/// let path: Path = "extra.images[2].'a.b'".parse()?;
/// assert_eq!(path.steps(), ["extra".into(), "images".into(), Step::Index(2), "a.b".into()]);
/// assert_eq!(Path::from("a.b").steps(), ["a.b".into()]);
/// assert_eq!(path.to_string(), "extra.images[2].'a.b'");
/// # Ok::<(), unchaff_front_matter::PathError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Path(Vec<Step>);

impl Path {
    /// The steps, from the top.
    pub fn steps(&self) -> &[Step] {
        &self.0
    }

    /// The path of the collection a value lies in, and the last step; nothing for the empty path.
    pub fn split_last(&self) -> Option<(Path, &Step)> {
        let (last, steps) = self.0.split_last()?;
        Some((Path(steps.to_vec()), last))
    }

    /// The path with another last step.
    pub(crate) fn beside(&self, step: impl Into<Step>) -> Path {
        let (_, parents) = self.0.split_last().unwrap_or((&Step::Index(0), &[]));
        Path(parents.to_vec()).join(step)
    }

    /// The path one step further.
    #[must_use]
    pub fn join(&self, step: impl Into<Step>) -> Path {
        let mut steps = self.0.clone();
        steps.push(step.into());
        Path(steps)
    }
}

impl From<&str> for Path {
    fn from(key: &str) -> Path {
        Path(vec![Step::from(key)])
    }
}

impl From<Vec<Step>> for Path {
    fn from(steps: Vec<Step>) -> Path {
        Path(steps)
    }
}

impl From<&Path> for Path {
    fn from(path: &Path) -> Path {
        path.clone()
    }
}

impl<S: Into<Step>, const N: usize> From<[S; N]> for Path {
    fn from(steps: [S; N]) -> Path {
        Path(steps.into_iter().map(Into::into).collect())
    }
}

impl fmt::Display for Path {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (n_before, step) in self.0.iter().enumerate() {
            match step {
                Step::Index(index) => write!(f, "[{index}]")?,
                Step::Key(key) => {
                    if n_before > 0 {
                        f.write_str(".")?;
                    }
                    if key.is_empty() || key.contains(['.', '[', ']', '\'', '"']) {
                        write!(f, "'{}'", key.replace('\'', "''"))?;
                    } else {
                        f.write_str(key)?;
                    }
                }
            }
        }
        Ok(())
    }
}

/// Why text is no path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PathError {
    /// The byte of the text where reading stopped.
    pub offset: usize,
    expected: &'static str,
}

impl fmt::Display for PathError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "expected {} at byte {} of the path", self.expected, self.offset)
    }
}

impl std::error::Error for PathError {}

impl FromStr for Path {
    type Err = PathError;

    /// Reads `key`, `key.key`, `key[index]`; a key with dots or brackets stands in quotes, and a quote
    /// of that kind inside is doubled.
    fn from_str(text: &str) -> Result<Path, PathError> {
        let mut steps = Vec::new();
        let mut rest = text;
        loop {
            if !(steps.is_empty() && rest.starts_with('[')) {
                let (key, after) = key(text, rest)?;
                steps.push(Step::Key(key));
                rest = after;
            }
            while let Some(inside) = rest.strip_prefix('[') {
                let error = |expected| PathError { offset: text.len() - rest.len(), expected };
                let (digits, after) = inside.split_once(']').ok_or_else(|| error("`]` for the bracket"))?;
                let is_number = digits.bytes().all(|it| it.is_ascii_digit());
                let index = digits.parse().ok().filter(|_| is_number);
                steps.push(Step::Index(index.ok_or_else(|| error("a number in the brackets"))?));
                rest = after;
            }
            let Some(after) = rest.strip_prefix('.') else { break };
            rest = after;
        }
        if rest.is_empty() {
            return Ok(Path(steps));
        }
        Err(PathError { offset: text.len() - rest.len(), expected: "`.` or `[`" })
    }
}

/// The key at the start of `rest`, and what stands behind it.
fn key<'t>(text: &'t str, rest: &'t str) -> Result<(String, &'t str), PathError> {
    let error = |expected| PathError { offset: text.len() - rest.len(), expected };
    let Some(quote @ ('\'' | '"')) = rest.chars().next() else {
        let (key, after) = rest.split_at(rest.find(['.', '[']).unwrap_or(rest.len()));
        return if key.is_empty() { Err(error("a key")) } else { Ok((key.to_owned(), after)) };
    };
    let mut key = String::new();
    let mut after = &rest[1..];
    loop {
        let (part, behind) = after.split_once(quote).ok_or_else(|| error("a closing quote for the one"))?;
        key.push_str(part);
        let Some(further) = behind.strip_prefix(quote) else { return Ok((key, behind)) };
        key.push(quote);
        after = further;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_what_it_writes() {
        for text in ["title", "a.b", "a[0][12].b", "'a.b'.c", "'it''s \"so\"'[1]", "og:image", "''", "[0].a"] {
            let path: Path = text.parse().unwrap_or_else(|error| panic!("{text}: {error}"));
            assert_eq!(path.to_string(), text);
        }
    }

    #[test]
    fn says_where_text_is_no_path() {
        let offset = |text: &str| text.parse::<Path>().map_err(|error| error.offset);
        assert_eq!(offset(""), Err(0));
        assert_eq!(offset("a."), Err(2));
        assert_eq!(offset("a[x]"), Err(1));
        assert_eq!(offset("a[+1]"), Err(1));
        assert_eq!(offset("a[1]b"), Err(4));
        assert_eq!(offset("[1"), Err(0));
        assert_eq!(offset("'a"), Err(0));
    }
}
