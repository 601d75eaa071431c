//! What is counted over blocks.

use crate::words::Words;

/// Sums over the blocks of a page or a part of it.
#[derive(Clone, Copy, Default)]
pub(super) struct Sums {
    pub(super) n_blocks: u32,
    pub(super) n_tokens: u32,
    pub(super) n_link_tokens: u32,
    /// Tokens in paragraphs and items of lists that are hardly linked.
    pub(super) n_prose: u32,
    /// The same, but for what stands beside the article by its tags and names.
    pub(super) n_own_prose: u32,
    pub(super) n_sentences: u32,
    pub(super) n_long: u32,
}

impl Sums {
    pub(super) fn of(words: &Words, is_paragraph: bool, is_beside: bool) -> Self {
        let is_prose = is_paragraph && words.n_link_tokens * 2 < words.n_tokens;
        Self {
            n_blocks: 1,
            n_tokens: words.n_tokens,
            n_link_tokens: words.n_link_tokens,
            n_prose: if is_prose { words.n_tokens } else { 0 },
            n_own_prose: if is_prose && !is_beside { words.n_tokens } else { 0 },
            n_sentences: u32::from(words.ends_sentence()),
            n_long: u32::from(words.n_tokens >= 15),
        }
    }

    pub(super) fn add(&mut self, other: Self) {
        self.n_blocks += other.n_blocks;
        self.n_tokens += other.n_tokens;
        self.n_link_tokens += other.n_link_tokens;
        self.n_prose += other.n_prose;
        self.n_own_prose += other.n_own_prose;
        self.n_sentences += other.n_sentences;
        self.n_long += other.n_long;
    }

    /// What was added since an earlier place.
    pub(super) fn since(self, start: Self) -> Self {
        Self {
            n_blocks: self.n_blocks - start.n_blocks,
            n_tokens: self.n_tokens - start.n_tokens,
            n_link_tokens: self.n_link_tokens - start.n_link_tokens,
            n_prose: self.n_prose - start.n_prose,
            n_own_prose: self.n_own_prose - start.n_own_prose,
            n_sentences: self.n_sentences - start.n_sentences,
            n_long: self.n_long - start.n_long,
        }
    }
}
