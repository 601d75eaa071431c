//! Which documents there are, over all segments.

use std::{
    borrow::Cow,
    cmp::Ordering,
    collections::{BinaryHeap, HashMap},
    sync::{Arc, Mutex, PoisonError},
};

use unchaff_dedup::{Keep, Overlap, Shingles};

use super::{
    pending::Pending,
    segment::{Segment, StoredDocument},
    sorter::Run,
};
use crate::FileError;

/// A document of a segment that does not count any more, or is no candidate.
const NOBODY: u32 = u32::MAX;

/// Documents in the order of their names, each a number from 0.
///
/// This is all that is held in memory for every document: about 50 bytes, and as many
/// while the table is made.
pub(super) struct Table<'a> {
    segments: &'a [(Segment, Vec<u32>)],
    /// What was not written: counts as the last segment.
    pending: &'a Pending,
    places: Vec<Place>,
    /// Their places in the input of this run; [`ELSEWHERE`] for those that only the index has.
    positions: Vec<u64>,
    /// For each segment, the numbers of its documents in this table.
    numbers: Vec<Vec<u32>>,
    /// The documents from the most to the least preferred.
    pub(super) order: Vec<u32>,
    /// For each document, by rank in `order`, the rank of the first with the same tokens: its own, if there is
    /// none before.
    pub(super) firsts: Vec<u32>,
    read: Mutex<Cache>,
}

/// No place in the input of this run.
pub(super) const ELSEWHERE: u64 = u64::MAX;

/// Whether a document of a segment still counts.
pub(super) enum Presence {
    /// It came in this run, at this place of the input.
    Here(u64),
    /// It did not come, and was not expected to.
    Elsewhere,
    /// It did not come, and should have.
    Gone,
}

/// Where a document is.
#[derive(Clone, Copy)]
struct Place {
    segment: u32,
    n_shingles: u32,
    /// Offset of its line; its number, if it is pending.
    line: u64,
    /// Its first shingle.
    shingles: u64,
}

impl<'a> Table<'a> {
    /// Reads the names of all documents in segments, which come with the documents in them that do not count any more,
    /// and of those that are pending. Of those with one name the one in the latest segment counts, if it is not gone.
    /// Shingles that were read stay in up to `memory` bytes.
    pub(super) fn read(
        segments: &'a [(Segment, Vec<u32>)],
        pending: &'a Pending,
        keep: Keep,
        memory: usize,
        mut presence: impl FnMut(&StoredDocument) -> Presence,
    ) -> Result<Table<'a>, FileError> {
        let mut places = Vec::new();
        let mut positions = Vec::new();
        let mut numbers = vec![Vec::new(); segments.len() + 1];
        let mut sequences = Vec::new();
        let mut preferences = Vec::new();
        each_version(segments, pending, |version| {
            let Version { segment, document, line, is_latest } = version;
            let number = places.len() as u32;
            let gone = segments.get(segment).map_or(&[][..], |it| &it.1);
            let is_gone = gone.binary_search(&(numbers[segment].len() as u32)).is_ok();
            let presence = if is_latest && !is_gone { presence(document) } else { Presence::Gone };
            let position = match presence {
                Presence::Here(it) => Some(it),
                Presence::Elsewhere => None,
                Presence::Gone => return numbers[segment].push(NOBODY),
            };
            numbers[segment].push(number);
            let (shingles, n_shingles) = document.shingles;
            places.push(Place { segment: segment as u32, n_shingles: n_shingles as u32, line, shingles });
            sequences.push((document.sequence, document.n_tokens > 0));
            preferences.push(keep.preference(&document.candidate(position)));
            positions.push(position.unwrap_or(ELSEWHERE));
        })?;
        let mut order: Vec<u32> = (0..places.len() as u32).collect();
        order.sort_by_key(|&it| preferences[it as usize]); // stable: then by name
        drop(preferences);
        let firsts = first_equals(&order, &sequences);
        let read = Mutex::new(Cache { most: memory / 2, ..Cache::default() });
        Ok(Table { segments, pending, places, positions, numbers, order, firsts, read })
    }

    pub(super) fn len(&self) -> usize {
        self.places.len()
    }

    /// Its place in the input of this run, if it came.
    pub(super) fn position(&self, number: u32) -> Option<u64> {
        Some(self.positions[number as usize]).filter(|&it| it != ELSEWHERE)
    }

    pub(super) fn document(&self, number: u32) -> Result<Cow<'a, StoredDocument>, FileError> {
        let place = self.places[number as usize];
        match self.segments.get(place.segment as usize) {
            Some((segment, _)) => Ok(Cow::Owned(segment.document(place.line)?)),
            None => Ok(Cow::Borrowed(self.pending.document(place.line as usize))),
        }
    }

    /// What two documents have in common, if they share so many shingles.
    pub(super) fn overlap(&self, number: u32, other: u32, shared: u32) -> Overlap {
        let [own, other] = [number, other].map(|it| self.places[it as usize].n_shingles as usize);
        Overlap { shared: shared as usize, own, other }
    }

    pub(super) fn shingles(&self, number: u32) -> Result<Arc<Shingles>, FileError> {
        let place = self.places[number as usize];
        let Some((segment, _)) = self.segments.get(place.segment as usize) else {
            return Ok(Arc::clone(self.pending.shingles(place.line as usize)));
        };
        let cache = || self.read.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(shingles) = cache().get(number) {
            return Ok(shingles);
        }
        let shingles = Arc::new(segment.shingles((place.shingles, place.n_shingles as usize))?);
        cache().put(number, Arc::clone(&shingles));
        Ok(shingles)
    }

    /// The number of a document of a segment; nothing if it does not count any more.
    pub(super) fn number(&self, segment: usize, document: u64) -> Option<u32> {
        self.numbers[segment].get(document as usize).copied().filter(|&it| it != NOBODY)
    }

    /// For each segment its documents that do not count any more, ascending.
    pub(super) fn gone(&self) -> Vec<Vec<u32>> {
        let gone = |numbers: &Vec<u32>| (0u32..).zip(numbers).filter(|it| *it.1 == NOBODY).map(|it| it.0).collect();
        self.numbers.iter().map(gone).collect()
    }

    /// The keys of all documents, those that do not count too, and which document of its segment has them.
    pub(super) fn bands(&self) -> Result<Vec<Run<'a, 2>>, FileError> {
        let n_runs = self.segments.len();
        let stored = self.segments.iter().map(|it| it.0.bands(n_runs));
        stored.chain([Ok(Run::held(self.pending.bands().iter().copied()))]).collect()
    }
}

/// Shingles that were asked for lately, in two generations: when the younger one has grown up, the elder goes.
#[derive(Default)]
struct Cache {
    young: HashMap<u32, Arc<Shingles>>,
    old: HashMap<u32, Arc<Shingles>>,
    /// Bytes of the younger generation, and how many it may have.
    n_bytes: usize,
    most: usize,
}

impl Cache {
    fn get(&mut self, number: u32) -> Option<Arc<Shingles>> {
        if let Some(shingles) = self.young.get(&number) {
            return Some(Arc::clone(shingles));
        }
        let shingles = self.old.remove(&number)?;
        self.put(number, Arc::clone(&shingles));
        Some(shingles)
    }

    fn put(&mut self, number: u32, shingles: Arc<Shingles>) {
        self.n_bytes += 8 * shingles.n_distinct() + 100;
        if self.n_bytes > self.most {
            self.n_bytes = 8 * shingles.n_distinct() + 100;
            self.old = std::mem::take(&mut self.young);
        }
        self.young.insert(number, shingles);
    }
}

/// A document as a segment knows it.
struct Version<'a> {
    segment: usize,
    document: &'a StoredDocument,
    line: u64,
    /// Whether no later segment has a document of this name.
    is_latest: bool,
}

/// Shows all documents of all segments, in the order of their names; of those with one name the latest comes first.
fn each_version<'a>(
    segments: &'a [(Segment, Vec<u32>)],
    pending: &'a Pending,
    mut visit: impl FnMut(Version<'_>),
) -> Result<(), FileError> {
    let mut readers: Vec<Documents<'a>> = Vec::with_capacity(segments.len() + 1);
    for (segment, _) in segments {
        readers.push(Box::new(segment.documents()?.map(|it| it.map(|(it, line)| (Cow::Owned(it), line)))));
    }
    readers.push(Box::new((0..pending.len()).map(|it| Ok((Cow::Borrowed(pending.document(it)), it as u64)))));
    let mut heads = BinaryHeap::new();
    let mut advance = |segment: usize, heads: &mut BinaryHeap<Head<'a>>| {
        if let Some(next) = readers[segment].next() {
            let (document, line) = next?;
            heads.push(Head { document, line, segment });
        }
        Ok::<(), FileError>(())
    };
    for segment in 0..=segments.len() {
        advance(segment, &mut heads)?;
    }
    let mut last: Option<Cow<'a, StoredDocument>> = None;
    while let Some(Head { document, line, segment }) = heads.pop() {
        let is_latest = last.is_none_or(|it| it.key() != document.key());
        visit(Version { segment, document: &document, line, is_latest });
        last = Some(document);
        advance(segment, &mut heads)?;
    }
    Ok(())
}

/// Documents of a segment, each with its line.
type Documents<'a> = Box<dyn Iterator<Item = Result<(Cow<'a, StoredDocument>, u64), FileError>> + 'a>;

/// The next document of a segment. The greatest is the one to show first.
struct Head<'a> {
    document: Cow<'a, StoredDocument>,
    line: u64,
    segment: usize,
}

impl Ord for Head<'_> {
    fn cmp(&self, other: &Self) -> Ordering {
        // Names ascend, segments descend.
        other.document.key().cmp(&self.document.key()).then(self.segment.cmp(&other.segment))
    }
}

impl PartialOrd for Head<'_> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Head<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}

impl Eq for Head<'_> {}

/// Gives for each rank the first rank with the same tokens.
fn first_equals(order: &[u32], sequences: &[(u128, bool)]) -> Vec<u32> {
    let sequence = |rank: u32| sequences[order[rank as usize] as usize];
    let mut ranks: Vec<u32> = (0..order.len() as u32).collect();
    ranks.sort_by_key(|&it| sequence(it)); // stable: the first stays first
    let mut firsts: Vec<u32> = (0..order.len() as u32).collect();
    for run in ranks.chunk_by(|&a, &b| sequence(a) == sequence(b) && sequence(a).1) {
        run.iter().for_each(|&it| firsts[it as usize] = run[0]);
    }
    firsts
}

#[cfg(test)]
mod tests {
    use unchaff_dedup::Keep;

    use super::{Presence, Table};
    use crate::dedup::{
        segment::Segment,
        tests::{article, parts, pending},
    };

    /// Writes segments, and reads which of their documents count: `id@segment`, the kept ones of `gone` apart. The last
    /// segment may as well be pending.
    fn check(given: &[(&[&str], &[u32])], not_there: &[&str], expected: &[&str], gone: &[&[u32]]) {
        let all = |(ids, _): &(&[&str], &[u32])| pending(&ids.iter().map(|it| (*it, "Some words")).collect::<Vec<_>>());
        for n_written in given.len() - usize::from(given.last().is_some_and(|it| it.1.is_empty()))..=given.len() {
            let folder = tempfile::tempdir().expect("a folder for temporary files");
            let write = |(at, it): (usize, &(&[&str], &[u32]))| {
                (all(it).write(&folder.path().join(at.to_string())).expect("room"), it.1.to_vec())
            };
            let segments: Vec<(Segment, Vec<u32>)> = given[..n_written].iter().enumerate().map(write).collect();
            let pending = given.get(n_written).map(all).unwrap_or_default();
            let presence = |it: &super::StoredDocument| match not_there.contains(&it.id.as_str()) {
                true => Presence::Gone,
                false => Presence::Elsewhere,
            };
            let table = Table::read(&segments, &pending, Keep::Longest, 1 << 20, presence).expect("readable");
            let found: Vec<String> = (0..table.len() as u32)
                .map(|it| format!("{}@{}", table.document(it).expect("readable").id, table.places[it as usize].segment))
                .collect();
            assert_eq!(found, expected);
            assert_eq!(table.gone()[..given.len()], *gone);
            for (at, (ids, _)) in given.iter().enumerate() {
                for number in 0..ids.len() as u64 {
                    let is_gone = gone[at].contains(&(number as u32));
                    assert_eq!(table.number(at, number).is_none(), is_gone);
                }
                assert_eq!(table.number(at, ids.len() as u64), None);
            }
        }
    }

    #[test]
    fn documents_of_all_segments_in_the_order_of_names() {
        check(&[], &[], &[], &[]);
        check(&[(&[], &[]), (&[], &[])], &[], &[], &[&[], &[]]);
        check(
            &[(&["b", "d"], &[]), (&[], &[]), (&["a", "c"], &[])],
            &[],
            &["a@2", "b@0", "c@2", "d@0"],
            &[&[], &[], &[]],
        );
    }

    #[test]
    fn of_all_versions_of_a_name_the_latest_counts() {
        let versions: &[(&[&str], &[u32])] = &[(&["a", "b", "c"], &[]), (&["b"], &[]), (&["b", "c"], &[])];
        check(versions, &[], &["a@0", "b@2", "c@2"], &[&[1, 2], &[0], &[]]);
        // Not there: then none of them.
        check(versions, &["b"], &["a@0", "c@2"], &[&[1, 2], &[0], &[0]]);
        check(versions, &["a", "b", "c"], &[], &[&[0, 1, 2], &[0], &[0, 1]]);
    }

    #[test]
    fn who_is_gone_stays_away() {
        check(&[(&["a", "b"], &[0])], &[], &["b@0"], &[&[0]]);
        // The latest version is gone: the older ones do not come back.
        check(&[(&["a"], &[]), (&["a"], &[0])], &[], &[], &[&[0], &[0]]);
        // Until it is written again.
        check(&[(&["a"], &[0]), (&["a"], &[0]), (&["a"], &[])], &[], &["a@2"], &[&[0], &[0], &[]]);
    }

    #[test]
    fn equal_documents_point_to_the_preferred_one_and_those_without_words_to_none() {
        let folder = tempfile::tempdir().expect("a folder for temporary files");
        let (one, two) = (article(1, 20), article(2, 30));
        let documents = [("a", &*one), ("b", ""), ("c", &*two), ("d", "--"), ("e", &*one), ("f", &*two)];
        let (segments, pending) = parts(folder.path(), &documents, 4);
        let table =
            Table::read(&segments, &pending, Keep::Longest, 1 << 20, |_| Presence::Elsewhere).expect("readable");
        assert_eq!(table.order, [2, 5, 0, 4, 1, 3]);
        assert_eq!(table.firsts, [0, 0, 2, 2, 4, 5]);
        assert_eq!(table.shingles(2).expect("readable").n_distinct(), 29);
        assert_eq!(table.shingles(1).expect("readable").n_distinct(), 0);
    }
}
