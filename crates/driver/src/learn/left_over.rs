//! What cleaning leaves of a document.

use unchaff_boilerplate::Article;
use unchaff_document::{Document as Parsed, EditSet, Kind};
use unchaff_front_matter::{Dialect, FrontMatter};

use crate::{Plan, clean, documents::Document};

/// What cleaning leaves of a document.
pub(super) struct LeftOver {
    text: String,
    kind: Kind,
    dialect: Dialect,
    /// What led here from the file.
    edits: EditSet,
}

/// What cleaning leaves of a document; `None` if it was not read at all, or is HTML, which no rule of a pack knows.
pub(super) fn left_over(document: &Document<'_>, plan: &Plan) -> Option<LeftOver> {
    let options = plan.of(document.input);
    let cleaned = clean(&document.source, document.input.kind.into(), options);
    let kind = cleaned.kind.filter(|it| *it != Kind::Html)?;
    let text = String::from_utf8(cleaned.output).ok()?;
    Some(LeftOver { text, kind, dialect: options.dialect, edits: cleaned.edits })
}

impl LeftOver {
    /// Reads it as an article; `None` if it is too large.
    pub(super) fn read<T>(&self, work: impl FnOnce(&Parsed<'_>, Article) -> T) -> Option<T> {
        let front_matter = FrontMatter::in_dialect(self.text.as_bytes(), self.dialect);
        let document = Parsed::parse(&self.text, front_matter.body_offset(), self.kind).ok()?;
        let article = Article::read(&document, &front_matter);
        Some(work(&document, article))
    }

    /// Where a byte of it stands in the file.
    pub(super) fn offset_in_file(&self, offset: u32) -> usize {
        let offset = offset as usize;
        let (mut in_file, mut here) = (0, 0);
        for edit in self.edits.edits() {
            let n_kept = edit.span.start as usize - in_file;
            if here + n_kept > offset {
                break;
            }
            here += n_kept + edit.insert.len();
            in_file = edit.span.end as usize;
        }
        in_file + offset.saturating_sub(here)
    }
}
