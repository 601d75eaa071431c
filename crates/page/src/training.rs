//! What `cargo xtask train` needs of this crate; no part of its interface for others.

use crate::{
    Form,
    choose::choose,
    forest::{self, Forest},
    html::{self, HtmlPage},
    matrix::{self, Matrix, REACH},
    page::taste,
    source::Source,
    tagless,
};

/// A page to learn from.
#[derive(Clone, Debug, Default)]
pub struct Sample {
    /// The text of each block; of Markdown as it is written.
    pub texts: Vec<String>,
    matrix: Matrix,
    n_tokens: Vec<u32>,
}

impl Sample {
    /// Reads a page. One that is refused has no blocks.
    pub fn read(bytes: &[u8], form: Form) -> Self {
        match form {
            Form::Html => {
                let source = Source::read(bytes);
                let Ok(page) = HtmlPage::read(&source.text) else { return Self::default() };
                let blocks = &page.outline.blocks;
                Self {
                    texts: blocks.iter().map(|it| page.text(it)).collect(),
                    matrix: html::Features::of(&page.outline).matrix(0..blocks.len()),
                    n_tokens: blocks.iter().map(|it| it.words.n_tokens).collect(),
                }
            }
            Form::Markdown | Form::Text => {
                let text = String::from_utf8_lossy(bytes);
                let Some(page) = tagless::Page::read(&text, form) else { return Self::default() };
                Self {
                    texts: page.lines.iter().map(|it| text[it.range.clone()].to_owned()).collect(),
                    matrix: page.matrix(0..page.lines.len()),
                    n_tokens: page.lines.iter().map(|it| it.counts.words).collect(),
                }
            }
        }
    }

    /// The number of blocks.
    pub fn n_blocks(&self) -> usize {
        self.texts.len()
    }

    /// How many tokens each block has.
    pub fn n_tokens(&self) -> &[u32] {
        &self.n_tokens
    }

    /// The values of a block, a column after the other.
    pub fn row(&self, block: usize) -> Vec<f32> {
        self.matrix.row(block)
    }

    /// What a model says of each block: the log odds that it is kept.
    ///
    /// # Panics
    /// If it is no model.
    pub fn log_odds(&self, model: &str, form: Form) -> Vec<i32> {
        let forest = Forest::parse(model, &columns(form)).expect("a model that was just written can be read");
        forest.log_odds_of(&self.matrix)
    }

    /// What is kept of blocks with these log odds.
    pub fn choose(&self, log_odds: &[i32], form: Form) -> Vec<bool> {
        choose(log_odds, &self.n_tokens, taste(form)).is_kept
    }
}

/// The names of the columns of a form.
pub fn columns(form: Form) -> Vec<String> {
    match form {
        Form::Html => html::column_names(),
        Form::Markdown | Form::Text => tagless::NAMES.map(str::to_owned).to_vec(),
    }
}

/// The columns that are also taken from blocks before and behind.
pub fn neighbour_columns(form: Form) -> &'static [&'static str] {
    match form {
        Form::Html => &[
            "tokens",
            "links",
            "characters a token",
            "common",
            "ends sentence",
            "tag",
            "boiler",
            "same text",
            "depth",
            "commas",
            "bold",
        ],
        // Rows of lines have such columns of their own.
        Form::Markdown | Form::Text => &[],
    }
}

/// How far before and behind.
pub const NEIGHBOURS: usize = REACH;

/// What stands in columns of rows that there are none of.
pub const OUTSIDE: f32 = matrix::OUTSIDE;

/// What a leaf of 1.0 is written as.
pub const UNIT: f64 = forest::UNIT;
