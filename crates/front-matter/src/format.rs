//! The languages a header is written in.

/// The language of a header.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Format {
    /// No header: the whole file is body.
    None,
    /// Between `---` and `---` or `...`.
    Yaml,
    /// Between `+++` and `+++`.
    Toml,
    /// An object `{...}` that opens the file, or members without braces between `;;;` and `;;;`.
    Json,
}

impl Format {
    /// The lower-case name: `none`, `yaml`, `toml` or `json`.
    pub fn name(self) -> &'static str {
        match self {
            Format::None => "none",
            Format::Yaml => "yaml",
            Format::Toml => "toml",
            Format::Json => "json",
        }
    }
}
