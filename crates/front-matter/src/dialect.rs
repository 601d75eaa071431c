//! Whose rules decide what a header is.

use crate::split::{self, Split};
use crate::{hexo, hexo_posts};

/// Whose rules decide what a header is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Dialect {
    /// What most tools agree on: see [`split`](crate::split()).
    #[default]
    Strict,
    /// What hexo-front-matter 5, the reader of the site generator Hexo, takes.
    ///
    /// - Line 1 is a run of three or more `-` (YAML) or `;` (members of a JSON object), not even a
    ///   blank behind it. The next line but one, or a later one, that *starts* with the same run
    ///   closes the header; what follows the run is body.
    /// - Without such a line 1, the first later line that starts with a run closes a header that
    ///   was never opened: `title: Snow`, `---`. Its first line that is not blank has to be an
    ///   entry or `---`, and it has at most [`MAX_BYTES`](crate::MAX_BYTES). (Hexo also tries prose
    ///   there, and stops with an error.)
    /// - There is no TOML, no `...`, and no object in braces. YAML that says nothing and JSON that
    ///   is none are body. Lines end at LF and CRLF.
    /// - Each tab that leads a line of YAML, the header's first aside, is read as two spaces.
    Hexo,
    /// For those who look at text and would rather miss a header than take text for one: what strict
    /// reading takes, and what only [`Hexo`](Self::Hexo) takes if it certainly is a header.
    ///
    /// That has a key of posts (`title`, `date`, `tags` and the like). If it cannot be read, each line has to
    /// look like one of a header, two of them begin with a key, and every repair is a guess. For reading: an edit may take
    /// away what makes it certain, so who edits takes [`Hexo`](Self::Hexo).
    HexoPosts,
}

impl Dialect {
    /// The name by which people choose it.
    pub fn name(self) -> &'static str {
        match self {
            Dialect::Strict => "strict",
            Dialect::Hexo | Dialect::HexoPosts => "hexo",
        }
    }

    /// Finds the header of a file: never fails, whatever the bytes.
    ///
    /// ```
    /// use unchaff_front_matter::{Dialect, Format};
    ///
    /// let source = b"title: Snow on the pass\n---\nThe road is closed.\n";
    /// assert_eq!(Dialect::Strict.split(source).format, Format::None);
    /// let parts = Dialect::Hexo.split(source);
    /// assert_eq!(&source[parts.raw], b"title: Snow on the pass\n");
    /// assert_eq!(&source[parts.body..], b"The road is closed.\n");
    ///
    /// let text = b"The road: closed, and nobody knows why.\n\n---\n\nThe pass: open.\n";
    /// assert_eq!(Dialect::Hexo.split(text).format, Format::Yaml);
    /// assert_eq!(Dialect::HexoPosts.split(text).format, Format::None);
    /// ```
    pub fn split(self, source: &[u8]) -> Split {
        match self {
            Dialect::Strict => split::split(source),
            Dialect::Hexo => hexo::split(source),
            Dialect::HexoPosts => hexo_posts::split(source),
        }
    }

    /// Whether tabs that lead a line of YAML are spaces.
    pub(crate) fn spaces_tabs(self) -> bool {
        self != Dialect::Strict
    }
}
