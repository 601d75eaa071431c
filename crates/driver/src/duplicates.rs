//! Groups of duplicates, in the words of files.

use serde_json::json;

use crate::{CompareSummary, DuplicateGroup, FileError, GroupMember, MemberPassage, Relation};

/// All that was found, for runs that need it in memory.
#[derive(Clone, Debug, Default)]
pub struct Duplicates {
    /// Documents that say the same.
    pub groups: Vec<DuplicateGroup>,
    /// What was found besides.
    pub summary: CompareSummary,
}

impl Duplicates {
    /// Holds the groups that `find` shows, also if it fails then, and the summary that it gives.
    pub(crate) fn collect(
        &mut self,
        find: impl FnOnce(&mut dyn FnMut(DuplicateGroup) -> Result<(), FileError>) -> Result<CompareSummary, FileError>,
    ) -> Result<(), FileError> {
        let groups = &mut self.groups;
        self.summary = find(&mut |it| {
            groups.push(it);
            Ok(())
        })?;
        Ok(())
    }

    /// The places in the input of documents that are not kept, each with that of the one that is.
    pub fn left_out(&self) -> Vec<(usize, usize)> {
        let mut left_out: Vec<(usize, usize)> = self.groups.iter().flat_map(DuplicateGroup::left_out).collect();
        left_out.sort_unstable();
        left_out
    }
}

/// How a document is told of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RowFormat {
    /// Name, group, keep (1 or 0), relation, similarity, containment, reason; separated by tabs.
    Tsv,
    /// The same as JSON, with the name of the kept document, and passages.
    Jsonl,
}

/// A line for each document of a group. The one that is kept has a reason.
pub fn rows(group: &DuplicateGroup, format: RowFormat) -> String {
    let kept = group.kept();
    let row = |it: &GroupMember| {
        let reason = if it.relation == Relation::Kept { group.reason.as_str() } else { "" };
        row(it, group.number, &kept.id, reason, None, format)
    };
    group.members.iter().map(row).collect()
}

/// A line for each document that another one contains; it is a group of its own, and is kept. Those that
/// have a line already, as `is_member` tells, get none.
pub fn contained_rows(summary: &CompareSummary, is_member: impl Fn(&str) -> bool, format: RowFormat) -> String {
    let others = summary.contained.iter().filter(|it| !is_member(&it.0.id));
    let row = |((member, other), number): (&(GroupMember, String), usize)| {
        row(member, number, &member.id, &format!("in {other}"), Some(other), format)
    };
    others.zip(summary.n_groups + 1..).map(row).collect()
}

fn row(
    member: &GroupMember,
    group: usize,
    kept: &str,
    reason: &str,
    container: Option<&str>,
    format: RowFormat,
) -> String {
    let (id, relation) = (&member.id, member.relation);
    // Not by names: a file and a record may have the same.
    let keep = matches!(relation, Relation::Kept | Relation::Contained(_));
    let (similarity, containment) = (relation.similarity(), relation.containment());
    match format {
        RowFormat::Tsv => {
            let (id, reason, name, keep) = (escape(id), escape(reason), relation.name(), u8::from(keep));
            format!("{id}\t{group}\t{keep}\t{name}\t{similarity:.4}\t{containment:.4}\t{reason}\n")
        }
        RowFormat::Jsonl => {
            let mut row = json!({
                "id": id,
                "cluster": group,
                "keep": keep,
                "kept": kept,
                "relation": relation.name(),
                "similarity": rounded(similarity),
                "containment": rounded(containment),
            });
            if !reason.is_empty() {
                row["reason"] = reason.into();
            }
            if let Some(container) = container {
                row["container"] = container.into();
            }
            if !member.passages.is_empty() {
                let passage = |MemberPassage { n_tokens, bytes, kept_bytes }: &MemberPassage| {
                    let [bytes, kept_bytes] = [bytes, kept_bytes].map(|it| [it.start, it.end]);
                    json!({"words": n_tokens, "bytes": bytes, "kept_bytes": kept_bytes})
                };
                row["passages"] = member.passages.iter().map(passage).collect();
            }
            // JSON allows some of them as they are, terminals do not.
            format!("{}\n", without_controls(&row.to_string()))
        }
    }
}

/// Four digits are enough for people.
fn rounded(score: f64) -> f64 {
    (score * 10_000.0).round() / 10_000.0
}

/// A name that cannot break a line or a column.
fn escape(name: &str) -> String {
    let name = name.replace('\\', "\\\\").replace('\t', "\\t").replace('\n', "\\n").replace('\r', "\\r");
    without_controls(&name)
}

/// Writes control characters as JSON does: what they do to a terminal is nobody's wish.
fn without_controls(text: &str) -> String {
    let mut written = String::with_capacity(text.len());
    for it in text.chars() {
        match it.is_control() {
            true => written.push_str(&format!("\\u{:04x}", u32::from(it))),
            false => written.push(it),
        }
    }
    written
}
