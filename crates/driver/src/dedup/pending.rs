//! Signed documents in memory.

use std::{path::Path, sync::Arc};

use rayon::prelude::*;
use unchaff_dedup::Shingles;

use super::{
    segment::{Segment, SegmentWriter, StoredDocument},
    sorter::Entry,
};
use crate::FileError;

/// Documents that were signed and not written. No two have one name.
#[derive(Default)]
pub(super) struct Pending {
    documents: Vec<PendingDocument>,
    /// Keys, and which document has them.
    bands: Vec<Entry<2>>,
    n_bytes: usize,
}

struct PendingDocument {
    document: StoredDocument,
    shingles: Arc<Shingles>,
    /// As the bands know it.
    number: u32,
}

impl Pending {
    pub(super) fn push(&mut self, mut document: StoredDocument, shingles: Shingles, keys: Vec<u64>) {
        document.shingles = (0, shingles.n_distinct());
        self.n_bytes += 8 * shingles.n_distinct() + size_of::<Entry<2>>() * keys.len() + document.n_bytes();
        let number = self.documents.len() as u32;
        self.bands.extend(keys.into_iter().map(|key| [key, u64::from(number)]));
        self.documents.push(PendingDocument { document, shingles: Arc::new(shingles), number });
    }

    /// About how much memory they take.
    pub(super) fn n_bytes(&self) -> usize {
        self.n_bytes
    }

    pub(super) fn is_empty(&self) -> bool {
        self.documents.is_empty()
    }

    pub(super) fn len(&self) -> usize {
        self.documents.len()
    }

    /// Sorts documents by their names, and keys.
    pub(super) fn sort(&mut self) {
        self.documents.sort_unstable_by(|a, b| a.document.key().cmp(&b.document.key()));
        let mut places = vec![0; self.documents.len()];
        for (place, document) in (0u32..).zip(&mut self.documents) {
            places[document.number as usize] = u64::from(place);
            document.number = place;
        }
        self.bands.iter_mut().for_each(|it| it[1] = places[it[1] as usize]);
        self.bands.par_sort_unstable();
    }

    /// Writes all into a new folder and forgets them.
    pub(super) fn write(&mut self, folder: &Path) -> Result<Segment, FileError> {
        let mut written = std::mem::take(self);
        written.sort();
        let mut segment = SegmentWriter::new(folder)?;
        for PendingDocument { document, shingles, .. } in written.documents {
            segment.add(document, &shingles)?;
        }
        written.bands.iter().try_for_each(|it| segment.add_key(it))?;
        segment.finish()
    }

    pub(super) fn document(&self, number: usize) -> &StoredDocument {
        &self.documents[number].document
    }

    pub(super) fn shingles(&self, number: usize) -> &Arc<Shingles> {
        &self.documents[number].shingles
    }

    /// Keys and numbers of documents.
    pub(super) fn bands(&self) -> &[Entry<2>] {
        &self.bands
    }
}

#[cfg(test)]
mod tests {
    use unchaff_dedup::Fingerprint;

    use super::Pending;
    use crate::dedup::{
        segment::StoredDocument,
        tests::{sign, stored, unsorted},
    };

    #[test]
    fn names_are_sorted_and_spaces_keep_them_apart() {
        let mut pending = Pending::default();
        assert!(pending.is_empty());
        for (id, space, text) in [("x", "a", "Three"), ("x", "", "Two"), ("a", "b", "Four")] {
            let Fingerprint { shingles, keys, .. } = sign(text);
            pending.push(StoredDocument { space: space.to_string(), ..stored(id, text) }, shingles, keys);
        }
        assert!(pending.n_bytes() > 0);
        pending.sort();
        let folder = tempfile::tempdir().expect("a folder for temporary files");
        let held: Vec<StoredDocument> = (0..pending.len()).map(|it| pending.document(it).clone()).collect();
        let segment = pending.write(&folder.path().join("new")).expect("room");
        assert!(pending.is_empty() && pending.n_bytes() == 0);
        let written: Vec<StoredDocument> =
            segment.documents().expect("a file").map(|it| it.expect("a document").0).collect();
        for documents in [&held, &written] {
            let found: Vec<_> = documents.iter().map(|it| (it.key(), it.sequence)).collect();
            let [two, three, four] = ["Two", "Three", "Four"].map(|it| sign(it).sequence);
            assert_eq!(found, [(("a", "b"), four), (("x", ""), two), (("x", "a"), three)]);
        }
    }

    #[test]
    fn keys_follow_their_documents() {
        let text = |first: char| (b'a'..=b'z').map(|it| format!("{first}{} ", it as char)).collect::<String>();
        let [a, b, c] = ['a', 'b', 'c'].map(text);
        let mut pending = unsorted(&[("c", &*c), ("a", &*a), ("b", &*b)]);
        for _ in 0..2 {
            pending.sort(); // a second time changes nothing
            assert!(pending.bands().is_sorted());
            for (number, it) in ['a', 'b', 'c'].into_iter().enumerate() {
                let own = pending.bands().iter().filter(|it| it[1] == number as u64).map(|it| it[0]);
                let mut expected = sign(&text(it)).keys;
                expected.sort_unstable();
                assert_eq!(own.collect::<Vec<u64>>(), expected);
                assert_eq!(*pending.shingles(number).as_ref(), sign(&text(it)).shingles);
            }
        }
    }
}
