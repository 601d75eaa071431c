//! What is asked for.

use std::collections::{BTreeMap, HashMap};

use unchaff_driver::{CleanOptions, Conversion, RecordFields, StopFlag};

/// A record of more bytes is put aside, if nobody says anything else.
pub(crate) const LARGEST: usize = 100 << 20;

/// What records get besides their clean text. What stands under such a key already is replaced.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Added {
    /// `unchaff_edits`: a list of objects with `start`, `end` (bytes of the text as it was, in UTF-8), `rule`,
    /// `applicability` (`safe` or `unsafe`), `evidence`, and `insert` where something stands there instead: the repair of a
    /// header.
    pub edits: bool,
    /// `unchaff_kind`: what the text was read as (`markdown`, `mdx`, `html` or `text`), `null` if it was not.
    pub kind: bool,
    /// `duplicate_of`: the name of the record that says the same and is kept, else `null`.
    pub duplicate_of: bool,
}

impl Added {
    /// The keys of what is added.
    pub(crate) fn keys(self) -> [Option<&'static str>; 3] {
        let Self { edits, kind, duplicate_of } = self;
        [edits.then_some(Self::EDITS), kind.then_some(Self::KIND), duplicate_of.then_some(Self::DUPLICATE_OF)]
    }

    pub(crate) const EDITS: &str = "unchaff_edits";
    pub(crate) const KIND: &str = "unchaff_kind";
    pub(crate) const DUPLICATE_OF: &str = "duplicate_of";
}

/// How the records of a file are cleaned.
#[derive(Clone, Debug)]
pub struct RecordOptions {
    /// How texts are cleaned.
    pub clean: CleanOptions,
    /// The form that texts get; nothing: their own. A text of which there is no conversion is put aside.
    pub conversion: Option<Conversion>,
    /// Where records keep what. A record must have a text, but `null` stays as it is; it needs a name only where duplicates
    /// count. From its address links of a [conversion](Self::conversion) lead somewhere.
    pub fields: RecordFields,
    /// What records get besides.
    pub added: Added,
    /// Records that are left out or named in [`Added::duplicate_of`]: their number (of the line, row, or record of an archive,
    /// from 1), and the name of the record that is kept. [`duplicates_of`](crate::duplicates_of) finds them.
    pub duplicates: HashMap<u64, String>,
    /// Whether these are left out.
    pub drops_duplicates: bool,
    /// A record of more bytes is put aside, and so is a page of an archive that has more when it is decompressed.
    pub largest: usize,
    /// Whether a run that was interrupted goes on where it ended. It must have had the same input and settings.
    pub resume: bool,
    /// What the outcome depends on besides, in words: an interrupted run with others cannot go on.
    pub settings: BTreeMap<String, String>,
    /// Ends the run before its end.
    pub stop: StopFlag,
}

impl RecordOptions {
    /// A key under which something is to be added, and where records have their text, name or address.
    pub(crate) fn key_for_two(&self) -> Option<&'static str> {
        let RecordFields { text, id, url, .. } = &self.fields;
        self.added.keys().into_iter().flatten().find(|it| [text, id, url].iter().any(|own| own == it))
    }

    /// What an interrupted run has to agree on.
    pub(crate) fn remembered(&self) -> BTreeMap<String, String> {
        let Self { fields, added, conversion, drops_duplicates, largest, .. } = self;
        let said = [
            ("fields", format!("{}, {}, {}", fields.text, fields.id, fields.url)),
            ("date-field", fields.date.clone()),
            ("added", format!("{added:?}")),
            ("form", format!("{conversion:?}")),
            ("drops-duplicates", drops_duplicates.to_string()),
            ("largest", largest.to_string()),
        ];
        let said = said.map(|(key, value)| (key.to_string(), value));
        self.settings.clone().into_iter().chain(said).collect()
    }
}

impl Default for RecordOptions {
    fn default() -> Self {
        Self {
            clean: CleanOptions::default(),
            conversion: None,
            fields: RecordFields::default(),
            added: Added::default(),
            duplicates: HashMap::new(),
            drops_duplicates: false,
            largest: LARGEST,
            resume: false,
            settings: BTreeMap::new(),
            stop: StopFlag::default(),
        }
    }
}
