//! Tables and lists of definitions that stay whole.

use super::{
    outline::{Element, Outline},
    tag::Tag,
};

const DL: u8 = Tag::number("dl");
const TABLE: u8 = Tag::number("table");

/// Elements with which somebody lays out a page.
const FRAMES: [u8; 6] = [
    TABLE,
    Tag::number("form"),
    Tag::number("nav"),
    Tag::number("aside"),
    Tag::number("article"),
    Tag::number("section"),
];

/// The longest cell of a table of data, in words.
const MOST_WORDS: u32 = 60;

/// Keeps all of a table, or of a list of definitions, of which a part is kept: a row without its last cell says something
/// else. Not of a table that is the page's layout.
pub(crate) fn keep_tables(outline: &Outline, is_kept: &mut [bool]) {
    for (number, table) in outline.elements.iter().enumerate() {
        let is_whole = [DL, TABLE].contains(&table.tag.number) && !table.blocks.is_empty();
        let any_kept = || is_kept[table.blocks.clone()].contains(&true);
        if is_whole && any_kept() && !is_layout(outline, number, table) {
            is_kept[table.blocks.clone()].fill(true);
        }
    }
}

fn is_layout(outline: &Outline, number: usize, table: &Element) -> bool {
    let inside = outline.elements[number + 1..].iter().take_while(|it| it.depth > table.depth);
    let has_frames = inside.into_iter().any(|it| FRAMES.contains(&it.tag.number));
    has_frames || outline.blocks[table.blocks.clone()].iter().any(|it| it.words.n_tokens > MOST_WORDS)
}
