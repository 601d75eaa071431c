//! Groups of duplicates, in the words of files.

use std::path::Path;

use unchaff_dedup::{Fingerprint, group};

use crate::{Input, files::path_bytes};

/// Groups of documents that say the same.
#[derive(Clone, Debug, Default)]
pub struct DuplicateGroups {
    /// The groups, each with two members or more, in the order of their first member.
    pub groups: Vec<Vec<GroupMember>>,
    /// Documents that had too many near neighbours to compare with all: they may have more duplicates.
    pub crowded: Vec<usize>,
}

/// A document in a group.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct GroupMember {
    /// Its index in the list of inputs.
    pub document: usize,
    /// Whether it is the one to keep.
    pub keep: bool,
    /// How similar it is to the kept one, from 0 to 1.
    pub similarity: f64,
}

/// Compares documents. `fingerprints` are those of documents that could be read, with their indices, in
/// the order of the inputs.
pub(crate) fn find_duplicates(fingerprints: Vec<(usize, Fingerprint)>) -> DuplicateGroups {
    let (indices, fingerprints): (Vec<usize>, Vec<Fingerprint>) = fingerprints.into_iter().unzip();
    let grouping = group(&fingerprints);
    let members = |group: &unchaff_dedup::Group| {
        let kept = group.kept;
        let member = |it: &unchaff_dedup::Member| GroupMember {
            document: indices[it.document],
            keep: it.document == kept,
            similarity: it.relation.similarity(),
        };
        group.members.iter().map(member).collect()
    };
    DuplicateGroups {
        groups: grouping.groups.iter().map(members).collect(),
        crowded: grouping.crowded.iter().map(|it| indices[it.document]).collect(),
    }
}

impl DuplicateGroups {
    /// The documents that are not kept, each with the one that is.
    pub fn left_out(&self) -> Vec<(usize, usize)> {
        let mut left_out = Vec::new();
        for group in &self.groups {
            let Some(kept) = group.iter().find(|it| it.keep) else { continue };
            left_out.extend(group.iter().filter(|it| !it.keep).map(|it| (it.document, kept.document)));
        }
        left_out.sort_unstable();
        left_out
    }

    /// `group<TAB>file<TAB>keep 0|1<TAB>similarity`, a line for each document in a group.
    pub fn to_tsv(&self, inputs: &[Input]) -> String {
        let mut tsv = String::new();
        for (number, group) in self.groups.iter().enumerate() {
            for it in group {
                let file = escape(&inputs[it.document].relative);
                tsv.push_str(&format!("{}\t{file}\t{}\t{:.4}\n", number + 1, u8::from(it.keep), it.similarity));
            }
        }
        tsv
    }

    /// The same as JSON lines: `{"id": file, "cluster": n, "keep": bool, "similarity": s}`.
    pub fn to_jsonl(&self, inputs: &[Input]) -> String {
        let mut lines = String::new();
        for (number, group) in self.groups.iter().enumerate() {
            for it in group {
                let id = String::from_utf8_lossy(&path_bytes(&inputs[it.document].relative)).into_owned();
                let similarity = (it.similarity * 10_000.0).round() / 10_000.0;
                let line =
                    serde_json::json!({"id": id, "cluster": number + 1, "keep": it.keep, "similarity": similarity});
                lines.push_str(&line.to_string());
                lines.push('\n');
            }
        }
        lines
    }
}

/// A file name that cannot break a line or a column.
fn escape(path: &Path) -> String {
    let name = String::from_utf8_lossy(&path_bytes(path)).into_owned();
    name.replace('\\', "\\\\").replace('\t', "\\t").replace('\n', "\\n").replace('\r', "\\r")
}
