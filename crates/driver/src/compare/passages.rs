//! Passages that duplicates share with the document that is kept.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs::File,
    io::{BufWriter, Write},
    path::Path,
};

use rayon::prelude::*;

use super::{Compare, record_position};
use crate::{
    DuplicateGroup, FileError, Format, GroupMember, Input, MemberPassage, Relation, explain_pair::Side,
    files::read_exact_at,
};

/// So many passages are told of each document.
const MOST_PASSAGES: usize = 3;

/// Reads the documents of groups once more and adds the passages that they share with the kept one. What cannot be
/// read any more has none.
pub(super) fn add(
    groups: &mut [DuplicateGroup],
    documents: &[Input],
    records: &[(usize, &Path)],
    compare: &Compare,
) -> Result<(), FileError> {
    let wanted: BTreeSet<u64> = groups.iter().flat_map(|it| &it.members).filter_map(|it| it.position).collect();
    let texts = Texts::read(documents, records, &wanted, compare)?;
    groups.par_iter_mut().for_each(|group| {
        let kept = group.kept().position.and_then(|it| texts.get(it));
        let Some(kept) = &kept else { return };
        let Some(kept) = kept.side(compare) else { return };
        for member in group.members.iter_mut().filter(|it| it.relation != Relation::Kept) {
            member.passages = passages(member, &kept, &texts, compare);
        }
    });
    Ok(())
}

fn passages(member: &GroupMember, kept: &Side<'_>, texts: &Texts<'_>, compare: &Compare) -> Vec<MemberPassage> {
    let Some(text) = member.position.and_then(|it| texts.get(it)) else { return Vec::new() };
    let Some(side) = text.side(compare) else { return Vec::new() };
    let found = side.passages(kept);
    let told = found.iter().take(MOST_PASSAGES).filter_map(|it| {
        let (bytes, kept_bytes) = (side.bytes(&it.one)?, kept.bytes(&it.other)?);
        Some(MemberPassage { n_tokens: it.n_tokens, bytes, kept_bytes })
    });
    told.collect()
}

/// The bytes of a document.
struct Text<'a> {
    bytes: Vec<u8>,
    format: Format,
    /// The file; nothing for a record.
    input: Option<&'a Input>,
}

impl Text<'_> {
    fn side(&self, compare: &Compare) -> Option<Side<'_>> {
        match self.input {
            Some(_) => Side::read(&self.bytes, self.format, &compare.reading(self.input)).ok(),
            None => Side::of_record(std::str::from_utf8(&self.bytes).ok()?, self.format, compare).ok(),
        }
    }
}

/// The documents of a run by their places in the input: files where they are, records in a file for this purpose.
struct Texts<'a> {
    documents: &'a [Input],
    file: File,
    /// Where the text of a record begins in the file, its length, and what it is.
    records: BTreeMap<u64, (u64, usize, Format)>,
}

impl<'a> Texts<'a> {
    fn read(
        documents: &'a [Input],
        records: &[(usize, &Path)],
        wanted: &BTreeSet<u64>,
        compare: &Compare,
    ) -> Result<Self, FileError> {
        let failed = |it: &std::io::Error| FileError::io(std::env::temp_dir(), "write a temporary file", it);
        let file = tempfile::tempfile().map_err(|it| failed(&it))?;
        let mut places = BTreeMap::new();
        let mut writer = BufWriter::new(&file);
        let mut at = 0;
        for (source, path) in records {
            // What is wrong with a file or with other records was told when they were read first.
            for record in (compare.formats.open)(path, &compare.fields).into_iter().flatten().flatten() {
                let position = record_position(*source, record.line);
                if wanted.contains(&position) {
                    writer.write_all(record.text.as_bytes()).map_err(|it| failed(&it))?;
                    places.insert(position, (at, record.text.len(), record.format));
                    at += record.text.len() as u64;
                }
            }
        }
        writer.flush().map_err(|it| failed(&it))?;
        drop(writer);
        Ok(Self { documents, file, records: places })
    }

    fn get(&self, position: u64) -> Option<Text<'a>> {
        let Some(&(offset, length, format)) = self.records.get(&position) else {
            let input = self.documents.get(position as usize)?;
            return Some(Text {
                bytes: std::fs::read(&input.path).ok()?,
                format: input.kind.into(),
                input: Some(input),
            });
        };
        let mut bytes = vec![0; length];
        read_exact_at(&self.file, &mut bytes, offset).ok()?;
        Some(Text { bytes, format, input: None })
    }
}
