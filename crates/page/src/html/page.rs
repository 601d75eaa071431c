//! A page of HTML, read.

use super::{
    bytes::{ParsedHtml, Refusal, parse},
    known::known,
    outline::{HtmlBlock, Outline, outline},
};

/// A page that was read.
pub(crate) struct HtmlPage {
    pub(crate) parsed: ParsedHtml,
    pub(crate) outline: Outline,
}

/// A page with fewer tokens may be one that scripts fill.
const FEW_TOKENS: u32 = 200;

impl HtmlPage {
    /// Reads a page as a browser does, or as one without scripts does if there is more to see.
    pub(crate) fn read(text: &str) -> Result<Self, Refusal> {
        let page = Self::read_as(text, false)?;
        if page.n_tokens() >= FEW_TOKENS || memchr::memmem::find(text.as_bytes(), b"<noscript").is_none() {
            return Ok(page);
        }
        let without_scripts = Self::read_as(text, true)?;
        Ok(if without_scripts.n_tokens() > 2 * page.n_tokens() { without_scripts } else { page })
    }

    fn read_as(text: &str, is_without_scripts: bool) -> Result<Self, Refusal> {
        let parsed = parse(text, is_without_scripts)?;
        let outline = outline(&parsed, &known(&parsed.html));
        Ok(Self { parsed, outline })
    }

    /// The text of a block, with single blanks.
    pub(crate) fn text(&self, block: &HtmlBlock) -> String {
        let mut text = String::new();
        for id in self.outline.texts_of(block) {
            let node = self.parsed.html.tree.get(*id).and_then(|it| it.value().as_text());
            text.push_str(node.map_or(" ", |it| it));
        }
        text.split_whitespace().collect::<Vec<_>>().join(" ")
    }

    fn n_tokens(&self) -> u32 {
        self.outline.blocks.iter().map(|it| it.words.n_tokens).sum()
    }
}
