//! Which of the documents that an index has are still there.

use std::{
    collections::{BTreeSet, HashMap},
    path::Path,
};

use super::{
    index::Source,
    segment::StoredDocument,
    short_hash,
    table::{ELSEWHERE, Presence},
};
use crate::FileError;

/// What is known of a document by where it is.
#[derive(Clone, Copy)]
pub(super) struct Known {
    pub(super) content: u128,
    /// Its source, as an index into all sources.
    pub(super) source: u32,
    /// Its place in the input of this run, or [`ELSEWHERE`].
    pub(super) position: u64,
}

/// Looks up documents that are stored.
pub(super) struct Presences<'a> {
    sources: &'a [Source],
    /// Sources of which all was read, or whose documents are to leave.
    whole: Vec<u32>,
    known: HashMap<u128, Known>,
    n_left: usize,
    /// Sources of documents that did not come and stay.
    staying: BTreeSet<u32>,
}

impl<'a> Presences<'a> {
    pub(super) fn new(sources: &'a [Source], whole: Vec<u32>, known: HashMap<u128, Known>) -> Presences<'a> {
        Presences { sources, whole, known, n_left: 0, staying: BTreeSet::new() }
    }

    pub(super) fn of(&mut self, document: &StoredDocument) -> Presence {
        let Some(source) = self.sources.get(document.source as usize) else {
            return Presence::Gone; // no run wrote this
        };
        match self.known.get(&place(source, &document.id)) {
            Some(&Known { content, position, .. }) if position != ELSEWHERE => {
                // Else it is what stood there before, when the document was found by way of another folder.
                if content == document.content { Presence::Here(position) } else { Presence::Gone }
            }
            _ if self.is_expected(document.source, &document.id) => {
                self.n_left += 1;
                Presence::Gone
            }
            _ => {
                self.staying.insert(document.source);
                Presence::Elsewhere
            }
        }
    }

    fn is_expected(&self, source: u32, id: &str) -> bool {
        if self.whole.contains(&source) {
            return true;
        }
        // It was found by way of another folder; a folder around that may pass over it, if it is hidden.
        let source = &self.sources[source as usize];
        let path = path_in(source, id);
        let is_below = |it: &Source| !it.is_records && Path::new(&path).starts_with(&it.path);
        let is_around = self.whole.iter().any(|&it| is_below(&self.sources[it as usize]));
        !source.is_records && is_around && !Path::new(&path).exists()
    }

    /// How many documents left, and what to say of folders that only the index has: to drop a document in favour of
    /// one of theirs would be a loss. `given` are the sources of this run.
    pub(super) fn finish(self, given: &[u32]) -> (usize, Vec<FileError>) {
        let sources = self.staying.iter().filter(|it| !given.contains(it)).map(|&it| &self.sources[it as usize]);
        let missing = sources.filter(|it| !it.is_records && !Path::new(&it.path).exists());
        let note = |it: &Source| {
            let message = format!("not there any more, but the index has its documents: `--forget {}`?", it.name);
            FileError::new(&it.path, message)
        };
        (self.n_left, missing.map(note).collect())
    }
}

/// A number for where a document is: its path, by way of whatever folder it was found; its id, in whatever file of
/// records it stands.
pub(super) fn place(source: &Source, id: &str) -> u128 {
    let mut hasher = blake3::Hasher::new();
    match source.is_records {
        true => hasher.update(b"record ").update(id.as_bytes()),
        false => hasher.update(path_in(source, id).as_bytes()),
    };
    short_hash(&hasher)
}

/// The path of a document in a folder.
fn path_in(source: &Source, id: &str) -> String {
    format!("{}/{id}", source.path.trim_end_matches('/'))
}
