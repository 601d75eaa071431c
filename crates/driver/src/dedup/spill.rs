//! Tokens of documents that wait, in memory or on the disk, until the frequent lines are known.

use std::{
    fs::File,
    io::{BufWriter, Write},
    ops::Range,
    path::{Path, PathBuf},
};

use tempfile::{SpooledData, SpooledTempFile};
use unchaff_dedup::{Components, FrequentLines, Provisional, Templates, Tokens, pairs};

use super::{
    segment::{StoredDocument, to_bytes},
    sorter::{Entry, Sorter},
};
use crate::{FileError, files::read_exact_at};

/// Documents that were read and not signed yet: the last in memory, all before on the disk.
pub(super) struct Spill {
    path: PathBuf,
    /// None as long as nothing had to go there.
    file: Option<BufWriter<File>>,
    held: Held,
    /// So many bytes are held.
    most: usize,
    /// Slots of provisional signatures.
    signatures: SpooledTempFile,
    signatures_path: PathBuf,
    /// Keys of provisional signatures, the start of the hash of the tokens (so that the order of the input cannot
    /// show), and the number of the document here.
    keys: Sorter<3>,
    /// Lines, and the number of a document that has them.
    lines: Sorter<2>,
    /// For each document the start of the hash of its tokens.
    sequences: Vec<u64>,
    /// Where each document begins that was written, and the end of the last.
    starts: Vec<u64>,
    n_bytes: u64,
}

impl Spill {
    pub(super) fn new(folder: &Path, memory: usize) -> Result<Spill, FileError> {
        Ok(Spill {
            path: folder.join("tokens"),
            file: None,
            held: Held::default(),
            most: memory / 3,
            signatures: SpooledTempFile::new_in(memory / 16, folder),
            signatures_path: folder.join("provisional"),
            keys: Sorter::new(folder, "keys", memory / 8),
            lines: Sorter::new(folder, "lines", memory / 8),
            sequences: Vec::new(),
            starts: vec![0],
            n_bytes: 0,
        })
    }

    pub(super) fn push(&mut self, document: StoredDocument, tokens: &Tokens, marks: &Marks) -> Result<(), FileError> {
        let (number, sequence) = (self.sequences.len() as u64, (document.sequence >> 64) as u64);
        self.sequences.push(sequence);
        for &line in &marks.lines {
            self.lines.push([line, number])?;
        }
        for key in marks.provisional.iter().flat_map(Provisional::keys) {
            self.keys.push([key, sequence, number])?;
        }
        let mut bytes = [0; SIGNATURE];
        if let Some(provisional) = &marks.provisional {
            for (place, slot) in bytes.as_chunks_mut().0.iter_mut().zip(provisional.slots()) {
                *place = slot.to_le_bytes();
            }
        }
        self.signatures.write_all(&bytes).map_err(|it| FileError::io(&self.signatures_path, "write", &it))?;

        self.held.push(document, tokens);
        if self.held.n_bytes() > self.most { self.write_held() } else { Ok(()) }
    }

    fn write_held(&mut self) -> Result<(), FileError> {
        let failed = |it| FileError::io(&self.path, "write", &it);
        let mut file = match self.file.take() {
            Some(file) => file,
            None => BufWriter::with_capacity(1 << 20, File::create(&self.path).map_err(failed)?),
        };
        for (document, hashes, line_ends) in self.held.iter() {
            let json = serde_json::to_vec(document).expect("text and numbers can be written as JSON");
            let mut bytes = [json.len(), hashes.len()].map(|it| (it as u32).to_le_bytes()).concat();
            bytes.extend_from_slice(&json);
            bytes.extend_from_slice(&to_bytes(hashes));
            line_ends.iter().for_each(|it| bytes.extend_from_slice(&it.to_le_bytes()));
            file.write_all(&bytes).map_err(failed)?;
            self.n_bytes += bytes.len() as u64;
            self.starts.push(self.n_bytes);
        }
        self.held.clear();
        self.file = Some(file);
        Ok(())
    }

    /// Counts lines once for each cluster of provisional near-copies, and gives the documents back.
    pub(super) fn finish(mut self) -> Result<(FrequentLines, Spilled), FileError> {
        let mut clusters = near_copies(&self.signatures_path, self.signatures, self.keys, self.sequences.len())?;
        if let Some(file) = &mut self.file {
            file.flush().map_err(|it| FileError::io(&self.path, "write", &it))?;
        }
        let is_written = self.file.take().is_some();
        let file = is_written.then(|| File::open(&self.path)).transpose();
        let file = file.map_err(|it| FileError::io(&self.path, "read", &it))?;
        let spilled = Spilled { path: self.path, file, starts: self.starts, held: self.held, next: 0 };
        let templates = Templates::find(&mut clusters, &self.sequences, |one, other| {
            Ok::<bool, FileError>(spilled.tokens(one)?.is_other_page(&spilled.tokens(other)?))
        })?;
        let frequent = frequent(self.lines, &mut clusters, &templates)?;
        Ok((frequent, spilled))
    }
}

/// What is counted of a document before it is signed.
pub(super) struct Marks {
    lines: Vec<u64>,
    provisional: Option<Provisional>,
}

impl Marks {
    pub(super) fn new(tokens: &Tokens) -> Marks {
        Marks { lines: tokens.line_hashes(), provisional: Provisional::sign(tokens) }
    }
}

/// Documents with their tokens, all in one piece of memory: one for each document takes more time than signing it.
#[derive(Default)]
struct Held {
    documents: Vec<StoredDocument>,
    hashes: Vec<u64>,
    line_ends: Vec<u32>,
    /// Where the hashes and the line ends of each document end.
    ends: Vec<(usize, usize)>,
    n_bytes_of_documents: usize,
}

impl Held {
    fn push(&mut self, document: StoredDocument, tokens: &Tokens) {
        self.hashes.extend_from_slice(tokens.hashes());
        self.line_ends.extend_from_slice(tokens.line_ends());
        self.ends.push((self.hashes.len(), self.line_ends.len()));
        self.n_bytes_of_documents += document.n_bytes();
        self.documents.push(document);
    }

    /// Forgets all, and keeps the memory.
    fn clear(&mut self) {
        self.documents.clear();
        self.hashes.clear();
        self.line_ends.clear();
        self.ends.clear();
        self.n_bytes_of_documents = 0;
    }

    /// About how much memory they take.
    fn n_bytes(&self) -> usize {
        8 * self.hashes.len() + 4 * self.line_ends.len() + self.n_bytes_of_documents
    }

    /// A document with its hashes and line ends.
    fn get(&self, number: usize) -> Option<(&StoredDocument, &[u64], &[u32])> {
        let document = self.documents.get(number)?;
        let (hashes, lines) = if number == 0 { (0, 0) } else { self.ends[number - 1] };
        let end = self.ends[number];
        Some((document, &self.hashes[hashes..end.0], &self.line_ends[lines..end.1]))
    }

    fn iter(&self) -> impl Iterator<Item = (&StoredDocument, &[u64], &[u32])> {
        (0..).map_while(|number| self.get(number))
    }
}

/// Bytes of a provisional signature.
const SIGNATURE: usize = 4 * Provisional::SLOTS;

/// Clusters of documents whose provisional signatures agree.
fn near_copies(
    path: &Path,
    signatures: SpooledTempFile,
    keys: Sorter<3>,
    n_documents: usize,
) -> Result<Components, FileError> {
    let signatures = signatures.into_inner();
    let signature = |document: u32| {
        let start = document as usize * SIGNATURE;
        let mut bytes = [0; SIGNATURE];
        match &signatures {
            SpooledData::InMemory(it) => bytes.copy_from_slice(&it.get_ref()[start..start + SIGNATURE]),
            SpooledData::OnDisk(file) => {
                let read = read_exact_at(file, &mut bytes, start as u64);
                read.map_err(|it| FileError::io(path, "read", &it))?;
            }
        }
        let slots = bytes.as_chunks::<4>().0.iter().map(|it| u32::from_le_bytes(*it)).collect();
        Ok(Provisional::from_slots(slots))
    };
    let mut clusters = Components::new(n_documents);
    let mut join = |bucket: &mut Vec<Entry<3>>| {
        let documents: Vec<u32> = bucket.iter().map(|it| it[2] as u32).collect();
        bucket.clear();
        let places: Vec<u32> = (0..documents.len() as u32).collect();
        let mut failed = None;
        pairs(&places, |a, b| {
            let (a, b) = (documents[a as usize], documents[b as usize]);
            if failed.is_some() || clusters.first(a) == clusters.first(b) {
                return;
            }
            match signature(a).and_then(|a| Ok(a.is_near_copy(&signature(b)?))) {
                Ok(true) => clusters.join(a, b),
                Ok(false) => {}
                Err(error) => failed = Some(error),
            }
        });
        failed.map_or(Ok(()), Err)
    };
    let mut bucket: Vec<Entry<3>> = Vec::new();
    for entry in keys.finish()? {
        let entry = entry?;
        if bucket.first().is_some_and(|it| it[0] != entry[0]) {
            join(&mut bucket)?;
        }
        bucket.push(entry);
    }
    join(&mut bucket)?;
    Ok(clusters)
}

/// The lines that many clusters share, or many pages of one site.
fn frequent(lines: Sorter<2>, clusters: &mut Components, templates: &Templates) -> Result<FrequentLines, FileError> {
    let mut frequent = Vec::new();
    let mut holders: Vec<u32> = Vec::new();
    let mut last = 0;
    for entry in lines.finish()? {
        let [line, document] = entry?;
        if line != last {
            frequent.extend(templates.is_frequent(clusters, &holders).then_some(last));
            holders.clear();
            last = line;
        }
        holders.push(document as u32);
    }
    frequent.extend(templates.is_frequent(clusters, &holders).then_some(last));
    Ok(frequent.into_iter().collect())
}

/// Documents that come back, in the order in which they went.
pub(super) struct Spilled {
    path: PathBuf,
    file: Option<File>,
    /// Where each document of the file begins, and the end of the last.
    starts: Vec<u64>,
    held: Held,
    /// The first that was not given back.
    next: usize,
}

impl Spilled {
    fn n_written(&self) -> usize {
        self.starts.len() - 1
    }

    /// The numbers of the next documents, so many that their tokens take about `memory` bytes; none at the end.
    pub(super) fn batch(&mut self, memory: usize) -> Range<usize> {
        let start = self.next;
        let mut n_bytes = 0;
        while n_bytes < memory && self.next < self.n_written() + self.held.documents.len() {
            n_bytes += 300 + self.n_bytes_of(self.next);
            self.next += 1;
        }
        start..self.next
    }

    fn n_bytes_of(&self, number: usize) -> usize {
        match self.starts.get(number + 1) {
            Some(end) => (end - self.starts[number]) as usize,
            None => self.held.get(number - self.n_written()).map_or(0, |it| size_of_val(it.1)),
        }
    }

    /// A document with its tokens.
    pub(super) fn document(&self, number: usize) -> Result<(StoredDocument, Tokens), FileError> {
        let (Some(file), Some(&end)) = (&self.file, self.starts.get(number + 1)) else {
            let (document, hashes, line_ends) = self.held.get(number - self.n_written()).expect("it was pushed");
            return Ok((document.clone(), Tokens::new(hashes.to_vec(), line_ends.to_vec())));
        };
        let start = self.starts[number];
        let mut bytes = vec![0; (end - start) as usize];
        read_exact_at(file, &mut bytes, start).map_err(|it| FileError::io(&self.path, "read", &it))?;
        Ok(parse(&bytes))
    }

    fn tokens(&self, number: u32) -> Result<Tokens, FileError> {
        Ok(self.document(number as usize)?.1)
    }
}

/// Reads what [`Spill::write_held`] wrote of a document.
fn parse(bytes: &[u8]) -> (StoredDocument, Tokens) {
    // All was written by this run, and nobody else knows the file.
    let (lengths, rest) = bytes.split_at(8);
    let [json, tokens] = [0, 1].map(|it| u32::from_le_bytes(lengths.as_chunks().0[it]) as usize);
    let (json, rest) = rest.split_at(json);
    let (hashes, line_ends) = rest.split_at(8 * tokens);
    let document = serde_json::from_slice(json).expect("what was written can be read");
    let hashes = hashes.as_chunks::<8>().0.iter().map(|it| u64::from_le_bytes(*it)).collect();
    let line_ends = line_ends.as_chunks::<4>().0.iter().map(|it| u32::from_le_bytes(*it)).collect();
    (document, Tokens::new(hashes, line_ends))
}

#[cfg(test)]
mod tests {
    use unchaff_dedup::{FrequentLines, Tokens};

    use super::Spill;
    use crate::dedup::tests::{article, stored};

    /// Spills documents, compares the frequent lines with those counted in memory, and gets all back.
    fn check(texts: &[String], memory: usize, n_frequent: usize) {
        let folder = tempfile::tempdir().expect("a folder for temporary files");
        let mut spill = Spill::new(folder.path(), memory).expect("room");
        let tokens: Vec<Tokens> = texts.iter().map(|it| Tokens::read(it)).collect();
        for (text, tokens) in texts.iter().zip(&tokens) {
            spill.push(stored(text, text), tokens, &super::Marks::new(tokens)).expect("room");
        }
        let (frequent, mut spilled) = spill.finish().expect("readable");
        assert_eq!(frequent, FrequentLines::among(&tokens));
        assert_eq!(frequent.len(), n_frequent);
        let mut back = Vec::new();
        loop {
            let batch = spilled.batch(memory.max(1));
            if batch.is_empty() {
                break;
            }
            back.extend(batch.map(|it| spilled.document(it).expect("readable")));
        }
        assert_eq!(back.len(), texts.len());
        for ((document, tokens), text) in back.iter().zip(texts) {
            assert_eq!((document, tokens), (&stored(text, text), &Tokens::read(text)));
        }
        assert!(spilled.batch(1).is_empty(), "the end");
    }

    #[test]
    fn nothing_and_documents_without_words() {
        check(&[], 1000, 0);
        check(&[String::new(), "--\n".to_string(), "!".to_string()], 0, 0);
    }

    #[test]
    fn lines_count_once_for_each_cluster() {
        let page = |number: usize, furniture: &str| format!("{}\n{furniture}\n", article(number, 60));
        let mut texts: Vec<String> = (0..FrequentLines::CLUSTERS).map(|it| page(it, "Load more")).collect();
        texts.extend((0..40).map(|it| format!("{}extra{it}\n", page(99, "Read on"))));
        for memory in [2000, 1 << 20] {
            check(&texts, memory, 1);
            check(&texts[1..], memory, 0);
        }
    }

    /// They are asked where they are: on the disk, in memory, or some here and some there.
    #[test]
    fn furniture_of_a_site_is_frequent_though_its_pages_are_near_copies() {
        let menu: String = (0..60).map(|it| article(1000 + it, 5) + "\n").collect();
        let pages: Vec<String> = (0..30).map(|it| format!("{menu}{}\n", article(it, 60))).collect();
        for memory in [2000, 300_000, 1 << 20] {
            check(&pages, memory, 60);
        }
        let copies: Vec<String> = (0..30).map(|it| format!("{menu}{}edit{it}\n", article(0, 60))).collect();
        check(&copies, 2000, 0);
    }

    #[test]
    fn a_line_in_short_documents_counts_too() {
        let texts: Vec<String> = (0..20).map(|it| format!("Number {it}\nShare\n")).collect();
        check(&texts, 100, 1);
    }

    #[test]
    fn a_giant_among_others_comes_back() {
        check(&[article(1, 5), article(2, 20_000), String::new(), article(3, 5)], 5000, 0);
    }
}
