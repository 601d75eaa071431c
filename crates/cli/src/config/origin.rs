//! Where a setting comes from.

use std::fmt;

use crate::config::entry::Profile;

/// Where a setting comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Origin {
    /// The program.
    Default,
    /// What a profile stands for.
    Profile(Profile),
    /// A line of a configuration.
    File(Place),
    /// A flag.
    CommandLine,
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Default => f.write_str("default"),
            Self::Profile(it) => write!(f, "profile {}", it.name()),
            Self::File(it) => write!(f, "{}:{}", it.path, it.line),
            Self::CommandLine => f.write_str("command line"),
        }
    }
}

/// A place in a configuration; line and column are counted from 1, the column in characters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Place {
    /// The path as messages name it.
    pub(crate) path: String,
    pub(crate) line: usize,
    pub(crate) column: usize,
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}:{}", self.path, self.line, self.column)
    }
}

/// A value, and where it comes from.
#[derive(Clone, Debug)]
pub(crate) struct Setting<T> {
    pub(crate) value: T,
    pub(crate) origin: Origin,
}

impl<T> Setting<T> {
    pub(crate) fn default(value: T) -> Self {
        Self { value, origin: Origin::Default }
    }

    /// Takes what a later layer says, if it says something.
    pub(crate) fn replace(&mut self, value: Option<T>, origin: impl FnOnce() -> Origin) {
        if let Some(value) = value {
            *self = Self { value, origin: origin() };
        }
    }
}

/// The name of a rule, category or pack.
#[derive(Clone, Debug)]
pub(crate) struct Named {
    pub(crate) name: String,
    pub(crate) origin: Origin,
    /// The number of the layer that says it; a larger one counts for more.
    pub(crate) layer: usize,
}
