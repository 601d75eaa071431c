//! Giving a key another name.

use crate::entries::Layout;
use crate::error::SpliceError;
use crate::front_matter::FrontMatter;
use crate::path::{Path, Step};
use crate::set::{known, parent};
use crate::splice::Splice;
use crate::verify::{Change, proved_one};
use crate::write;

/// Renames a key; its value, its place and its quotes stay.
///
/// ```
/// use unchaff_front_matter::{FrontMatter, apply, rename};
///
/// let source = b"---\nthumbnail: pass.jpg # ours\n---\n";
/// let splice = rename(&FrontMatter::new(source), "thumbnail", "cover")?;
/// assert_eq!(apply(source, &[splice]), b"---\ncover: pass.jpg # ours\n---\n");
/// # Ok::<(), unchaff_front_matter::SpliceError>(())
/// ```
///
/// # Errors
///
/// As for [`remove`](crate::remove()); also if the mapping has the new key already, or the path leads to an
/// item of a list.
pub fn rename(front: &FrontMatter<'_>, path: impl Into<Path>, new_key: &str) -> Result<Splice, SpliceError> {
    let path = path.into();
    let (collection, last) = parent(front, &path)?;
    let entry = known(front, &collection, &path)?;
    if last.key().is_none() {
        return Err(SpliceError::NoSuchKey(path));
    }
    let step = Step::from(new_key);
    if step != entry.step && front.value(path.beside(new_key)).is_some() {
        return Err(SpliceError::KeyExists(new_key.to_owned()));
    }
    let in_brackets = matches!(collection.layout, Layout::Flow { .. });
    let old = front.bytes(entry.key_span.clone());
    let bytes = if step == entry.step {
        old.to_vec()
    } else {
        write::key(front.format(), old, in_brackets, new_key).into_bytes()
    };
    proved_one(front, Splice { range: entry.key_span.clone(), bytes }, &path, Change::Rename(new_key))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::splice::apply;

    fn check(source: &str, path: &str, new_key: &str, expected: &str) {
        let path: Path = path.parse().expect("the test has a path");
        let splice = rename(&FrontMatter::new(source.as_bytes()), path, new_key);
        let edited = splice.map(|splice| apply(source.as_bytes(), &[splice]));
        assert_eq!(edited.as_deref(), Ok(expected.as_bytes()));
    }

    #[test]
    fn changes_the_key_alone() {
        check("---\na: 1\nk : |\n  x\nz: 2\n---\n", "k", "og:image", "---\na: 1\nog:image : |\n  x\nz: 2\n---\n");
        check("---\n'k': 1\n---\n", "k", "it's", "---\n'it''s': 1\n---\n");
        check("---\nk: {a: 1}\n---\n", "k.a", "b, c", "---\nk: {'b, c': 1}\n---\n");
        check("+++\n[t]\nk = 1\n+++\n", "t.k", "a b", "+++\n[t]\n\"a b\" = 1\n+++\n");
        check("{\"k\": 1}\n", "k", "a\"b", "{\"a\\\"b\": 1}\n");
    }

    #[test]
    fn refuses_a_name_that_is_taken() {
        let front = FrontMatter::new(b"---\na: 1\nb: 2\n---\n");
        assert_eq!(rename(&front, "a", "b"), Err(SpliceError::KeyExists("b".into())));
        assert_eq!(rename(&front, "c", "d"), Err(SpliceError::NoSuchKey("c".into())));
    }
}
