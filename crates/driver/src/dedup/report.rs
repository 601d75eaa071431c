//! Groups in the words of documents: what people and programs get to see.

use std::ops::Range;

use unchaff_dedup::{Keep, Overlap};

use super::{CompareOptions, groups::Groups, index::Source, pairs::Crowding, segment::StoredDocument, table::Table};
use crate::{FileError, dates};

/// Documents that say the same.
#[derive(Clone, Debug, PartialEq)]
pub struct DuplicateGroup {
    /// From 1, in the order of the first members.
    pub number: usize,
    /// At least two, in the order of their names; one is kept.
    pub members: Vec<GroupMember>,
    /// Why that one is kept: `longest: 812 words`.
    pub reason: String,
}

/// A document of a group, or one that another one contains.
#[derive(Clone, Debug, PartialEq)]
pub struct GroupMember {
    /// Its name: its path, or the id of its record.
    pub id: String,
    /// Its place in the input, if it came in this run: for files the index into [`Inputs::documents`].
    ///
    /// [`Inputs::documents`]: crate::Inputs::documents
    pub position: Option<u64>,
    /// What it is to the kept document.
    pub relation: Relation,
    /// The longest passages that it shares with the kept document, if they were asked for and both came in this run.
    pub passages: Vec<MemberPassage>,
}

/// A passage that stands in a document and in the one that is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MemberPassage {
    /// Words and CJK characters.
    pub n_tokens: usize,
    /// Bytes of the document: of its file as it was read, or of its text.
    pub bytes: Range<usize>,
    /// Bytes of the kept document.
    pub kept_bytes: Range<usize>,
}

/// What a document is to another one.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Relation {
    /// It is the one that is kept.
    Kept,
    /// The same words in the same order.
    Exact,
    /// A near duplicate, with what it shares.
    Near(Overlap),
    /// Nearly all of it stands in the other one, which says more. Both are kept.
    Contained(Overlap),
}

/// What [`compare`](crate::compare) found besides groups.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct CompareSummary {
    /// Documents that were compared, those of the index too.
    pub n_documents: usize,
    /// Groups of two and more.
    pub n_groups: usize,
    /// Documents that are not kept.
    pub n_left_out: usize,
    /// Documents that stand nearly whole in longer ones, each with the name of one of those. In the order of their
    /// names.
    pub contained: Vec<(GroupMember, String)>,
    /// Lines that so many unrelated documents share that they do not count.
    pub n_frequent_lines: usize,
    /// What comparing left out.
    pub crowding: Crowding,
    /// What the run changed in its index, if it has one.
    pub index: Option<IndexChanges>,
    /// Whether it was [stopped](CompareOptions::stop): nothing else here counts then.
    pub is_stopped: bool,
    /// Documents that are no text and were left out, and folders that only the index has. Nothing failed.
    pub notes: Vec<FileError>,
}

/// What a run changed in an index.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct IndexChanges {
    /// Documents that were signed: new ones, and changed ones.
    pub n_signed: usize,
    /// Documents that left.
    pub n_left: usize,
}

impl DuplicateGroup {
    /// The document that is kept.
    pub fn kept(&self) -> &GroupMember {
        self.members.iter().find(|it| it.relation == Relation::Kept).expect("every group has one that is kept")
    }

    /// The places in the input of the documents that are not kept, each with that of the one that is.
    pub fn left_out(&self) -> impl Iterator<Item = (usize, usize)> {
        let kept = self.kept();
        let others = self.members.iter().filter(|it| it.relation != Relation::Kept);
        others.filter_map(|it| Some((it.position? as usize, kept.position? as usize)))
    }
}

impl Relation {
    /// Its name in reports.
    pub fn name(&self) -> &'static str {
        match self {
            Relation::Kept => "kept",
            Relation::Exact => "exact",
            Relation::Near(_) => "near",
            Relation::Contained(_) => "contained",
        }
    }

    /// The Jaccard similarity to the other document, from 0 to 1.
    pub fn similarity(&self) -> f64 {
        match self {
            Relation::Kept | Relation::Exact => 1.0,
            Relation::Near(it) | Relation::Contained(it) => it.jaccard(),
        }
    }

    /// How much of the document the other one holds, from 0 to 1.
    pub fn containment(&self) -> f64 {
        match self {
            Relation::Kept | Relation::Exact => 1.0,
            Relation::Near(it) | Relation::Contained(it) => it.containment(),
        }
    }
}

/// Shows groups in the words of documents.
pub(super) fn report(
    table: &Table<'_>,
    options: &CompareOptions,
    groups: &Groups,
    sources: &[Source],
    visit: &mut impl FnMut(DuplicateGroup) -> Result<(), FileError>,
) -> Result<CompareSummary, FileError> {
    let mut summary = CompareSummary {
        n_documents: table.len(),
        n_groups: groups.groups.len(),
        crowding: groups.crowding,
        ..CompareSummary::default()
    };
    for (number, group) in groups.groups.iter().enumerate() {
        let kept = groups.kept[group[0] as usize].0;
        let kept_document = table.document(kept)?;
        let mut members = Vec::with_capacity(group.len());
        for &member in group {
            let document = table.document(member)?;
            let is_exact = document.sequence == kept_document.sequence && document.n_tokens > 0;
            let relation = match (member == kept, is_exact) {
                (true, _) => Relation::Kept,
                (_, true) => Relation::Exact,
                _ => Relation::Near(groups.overlap(table, member)?),
            };
            members.push(GroupMember {
                id: name(&document, sources),
                position: table.position(member),
                relation,
                passages: Vec::new(),
            });
        }
        summary.n_left_out += members.len() - 1;
        if options.stop.is_raised() {
            return Ok(CompareSummary { is_stopped: true, ..summary });
        }
        visit(DuplicateGroup { number: number + 1, members, reason: reason(&kept_document, options) })?;
    }
    for &[one, other, shared] in &groups.contained {
        let document = table.document(one)?;
        let relation = Relation::Contained(table.overlap(one, other, shared));
        let (id, position) = (name(&document, sources), table.position(one));
        let member = GroupMember { id, position, relation, passages: Vec::new() };
        summary.contained.push((member, name(&*table.document(other)?, sources)));
    }
    summary.contained.sort_by(|a, b| (&a.0.id, &a.1).cmp(&(&b.0.id, &b.1)));
    Ok(summary)
}

/// A document's name; with its folder, if there are several.
fn name(document: &StoredDocument, sources: &[Source]) -> String {
    let is_alone = document.space.is_empty() || sources.len() == 1;
    match is_alone {
        true => document.id.clone(),
        false => format!("{}/{}", document.space.trim_end_matches('/'), document.id),
    }
}

fn reason(kept: &StoredDocument, options: &CompareOptions) -> String {
    let field = options.field.as_deref().unwrap_or_default();
    let with = |choice: &str, what: &str, value: Option<&str>| match value {
        Some(value) => format!("{choice}: {value}"),
        None => format!("no document has a {what}: first by name"),
    };
    match options.keep {
        Keep::Longest => format!("longest: {} words", kept.n_tokens),
        Keep::Earliest => with("earliest", "date", kept.date.map(dates::to_text).as_deref()),
        Keep::ShortestUrl => with("shortest url", "url", kept.url.as_deref()),
        Keep::First => "first in the input".to_string(),
        Keep::Smallest => with(&format!("smallest {field}"), &format!("field `{field}`"), kept.field.as_deref()),
        Keep::Largest => with(&format!("largest {field}"), &format!("field `{field}`"), kept.field.as_deref()),
    }
}
