//! How each of many documents is cleaned.

use std::{
    collections::HashMap,
    path::{Path, PathBuf},
};

use crate::{CleanOptions, Input};

/// How each of many documents is cleaned: most of them alike, some in their own way.
#[derive(Clone, Debug)]
pub struct Plan {
    /// At least one; the first counts where nothing else is said.
    options: Vec<CleanOptions>,
    /// Which others count, by [`Input::path`].
    of: HashMap<PathBuf, usize>,
}

impl Default for Plan {
    fn default() -> Self {
        CleanOptions::default().into()
    }
}

impl From<CleanOptions> for Plan {
    /// All documents alike.
    fn from(options: CleanOptions) -> Self {
        Self { options: vec![options], of: HashMap::new() }
    }
}

impl Plan {
    /// Adds a way of cleaning; [`assign`](Self::assign) takes the number that comes back.
    pub fn add(&mut self, options: CleanOptions) -> usize {
        self.options.push(options);
        self.options.len() - 1
    }

    /// Says how the document at a path ([`Input::path`]) is cleaned. A number that [`add`](Self::add) never gave is that
    /// of the options for all.
    pub fn assign(&mut self, path: &Path, number: usize) {
        self.of.insert(path.to_path_buf(), number);
    }

    /// How a document is cleaned.
    pub fn of(&self, input: &Input) -> &CleanOptions {
        &self.options[self.number_of(input)]
    }

    /// The number of the way a document is cleaned; 0 is for all of which nothing else is said.
    pub(crate) fn number_of(&self, input: &Input) -> usize {
        let own = self.of.get(&input.path).copied().filter(|it| *it < self.options.len());
        own.unwrap_or(0)
    }

    /// How documents are cleaned of which nothing else is said, and those that have no path.
    pub fn for_others(&self) -> &CleanOptions {
        &self.options[0]
    }

    /// All ways of cleaning.
    pub(crate) fn all(&self) -> impl Iterator<Item = &CleanOptions> {
        self.options.iter()
    }

    /// The same with other options.
    pub fn map(mut self, change: impl FnMut(&mut CleanOptions)) -> Self {
        self.options.iter_mut().for_each(change);
        self
    }
}
