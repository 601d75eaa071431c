//! Configuration: what `unchaff.toml` says, and what it comes to, with the command line, for each document.
//!
//! Defaults, the profile, the file, its overrides and the command line are layers; a later one counts for more.

mod configured;
mod entry;
mod file;
mod find;
mod headers;
mod layer;
mod origin;
mod output;
mod settings;
mod show;

pub(crate) use configured::{Configured, Flags};
#[cfg(test)]
pub(crate) use entry::ConfigEntry;
#[cfg(feature = "schemars")]
pub(crate) use entry::schema;
pub(crate) use find::FILE_NAME;
pub(crate) use headers::HeaderConfigs;
pub(crate) use origin::{Named, Origin, Setting};
pub(crate) use output::{Output, Target};
pub(crate) use settings::Settings;
pub(crate) use show::show;
