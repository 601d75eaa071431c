//! What one layer says of documents.

use std::collections::BTreeMap;

use unchaff_driver::{Applicability, KeepList};

use crate::{
    args::{DialectChoice, KindChoice},
    config::{
        entry::{ConfigEntry, OverrideEntry},
        file::{ConfigFile, Step},
    },
};

/// What a configuration, or one of its overrides, says of documents.
pub(crate) struct Layer<'a> {
    pub(crate) file: &'a ConfigFile,
    /// From the top of the file to this layer.
    pub(crate) steps: Vec<Step<'a>>,
    pub(crate) select: Option<&'a [String]>,
    pub(crate) extend_select: &'a [String],
    pub(crate) ignore: &'a [String],
    pub(crate) with_unsafe: Option<bool>,
    pub(crate) kind: Option<KindChoice>,
    pub(crate) dialect: Option<DialectChoice>,
    pub(crate) budget: Option<u8>,
    pub(crate) applicability: &'a BTreeMap<String, Applicability>,
    pub(crate) keep: &'a KeepList,
}

impl<'a> Layer<'a> {
    /// The file as a whole, and those of its overrides that count.
    pub(crate) fn of(file: &'a ConfigFile, overrides: &[usize]) -> Vec<Self> {
        let mut layers = vec![Self::of_file(file)];
        layers.extend(overrides.iter().map(|it| Self::of_override(file, *it)));
        layers
    }

    fn of_file(file: &'a ConfigFile) -> Self {
        let ConfigEntry { select, extend_select, ignore, applicability, keep, .. } = &file.entry;
        let ConfigEntry { with_unsafe, kind, dialect, budget, .. } = file.entry;
        let (steps, select) = (Vec::new(), select.as_deref());
        Self { file, steps, select, extend_select, ignore, with_unsafe, kind, dialect, budget, applicability, keep }
    }

    fn of_override(file: &'a ConfigFile, index: usize) -> Self {
        let OverrideEntry { files: _, select, extend_select, ignore, applicability, keep, .. } =
            &file.entry.overrides[index];
        let OverrideEntry { with_unsafe, kind, dialect, budget, .. } = file.entry.overrides[index];
        let (steps, select) = (vec![Step::Key("overrides"), Step::Item(index)], select.as_deref());
        Self { file, steps, select, extend_select, ignore, with_unsafe, kind, dialect, budget, applicability, keep }
    }
}
