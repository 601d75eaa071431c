//! What configurations say of headers alone.

use std::path::{Path, PathBuf};

use unchaff_driver::{Dialect, Input};

use crate::{
    args::{ConfigFlags, DialectChoice},
    config::{
        configured::{is_left_alone, is_output, without_links},
        find::ConfigFiles,
        layer::Layer,
    },
    failure::Failure,
};

/// The dialects of headers. Rules are not looked at, and packs need not be there.
pub(crate) struct HeaderConfigs {
    files: ConfigFiles,
    /// What the command line says: it counts for all.
    given: Option<DialectChoice>,
}

impl HeaderConfigs {
    pub(crate) fn new(flags: &ConfigFlags, given: Option<DialectChoice>) -> Result<Self, Failure> {
        Ok(Self { files: ConfigFiles::new(flags)?, given })
    }

    /// The dialect of a file; without a path, of what lies in the working folder without a name.
    pub(crate) fn dialect(&mut self, path: Option<&Path>) -> Result<Dialect, Failure> {
        // Whoever asks for the header of a file is told what Hexo reads, certain or not.
        Ok(match self.choice(path)? {
            DialectChoice::Strict => Dialect::Strict,
            DialectChoice::Hexo => Dialect::Hexo,
        })
    }

    fn choice(&mut self, path: Option<&Path>) -> Result<DialectChoice, Failure> {
        if let Some(given) = self.given {
            return Ok(given);
        }
        let file = without_links(path.unwrap_or(Path::new("-")));
        let number = self.files.of(&file)?;
        let Some(config) = self.files.file(number) else { return Ok(DialectChoice::Strict) };
        let overrides = path.map_or_else(Vec::new, |_| config.overrides_of(&file));
        let said = Layer::of(config, &overrides).iter().rev().find_map(|it| it.dialect);
        Ok(said.unwrap_or(DialectChoice::Strict))
    }

    /// Whether the configuration of a document leaves it alone.
    pub(crate) fn leave_alone(&mut self, input: &Input, places: &[PathBuf]) -> Result<bool, Failure> {
        let config = self.files.of(&input.file)?;
        let Some(config) = self.files.file(config) else { return Ok(false) };
        let outputs: Vec<PathBuf> = config.out().into_iter().collect();
        Ok(is_output(&input.file, &outputs, places) || is_left_alone(config, &input.file, false))
    }
}
