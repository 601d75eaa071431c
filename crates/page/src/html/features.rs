//! What is known of the blocks of an HTML page, as numbers.

mod body;
mod sums;

use std::{ops::Range, sync::LazyLock};

use ego_tree::Tree;

use self::{
    body::{Body, beside, levels_to, mark_around},
    sums::Sums,
};
use super::{
    names::GROUPS,
    outline::{ANCESTORS, Element, FAR, HtmlBlock, Outline},
    tag::Tag,
};
use crate::{
    hash::{FoldMap, fold},
    matrix::{Columns, Matrix, share},
    words::Words,
};

/// What is known of the blocks of a page.
pub(crate) struct Features<'o> {
    page: Page<'o>,
}

impl<'o> Features<'o> {
    pub(crate) fn of(outline: &'o Outline) -> Self {
        Self { page: Page::of(outline) }
    }

    /// A row for each of some blocks.
    pub(crate) fn matrix(&self, blocks: Range<usize>) -> Matrix {
        let n_blocks = self.page.outline.blocks.len();
        Matrix::of_rows(*N_COLUMNS, blocks, n_blocks, |number, row| self.page.row(number, row))
    }

    /// The blocks of the page.
    pub(super) fn blocks(&self) -> &'o [HtmlBlock] {
        &self.page.outline.blocks
    }

    /// Whether a block is a heading.
    pub(super) fn is_heading(&self, block: usize) -> bool {
        self.page.outline.is_heading(&self.blocks()[block])
    }

    /// The part of the page around a block that has siblings of its kind, three at least.
    pub(super) fn unit_of(&self, block: usize) -> Option<usize> {
        let (unit, _) = self.page.around[self.blocks()[block].element].unit?;
        (self.page.around[unit].alike.n_units > 3).then_some(unit)
    }
}

static N_COLUMNS: LazyLock<usize> = LazyLock::new(|| column_names().len());

/// The names of the columns.
pub(crate) fn column_names() -> Vec<String> {
    let block = HtmlBlock { element: 0, words: Words::default(), n_links: 0, texts: 0..0, bytes: None };
    let root = Element::root(Tree::new(()).root().id());
    let outline = Outline { elements: vec![root], blocks: vec![block], texts: Vec::new() };
    let mut names = Vec::new();
    Page::of(&outline).row(0, &mut names);
    names
}

/// What is known of each element, beside what stands in the outline.
#[derive(Clone, Copy, Default)]
struct Around {
    sums: Sums,
    /// The nearest element that has siblings of its kind, and how many levels up it is.
    unit: Option<(usize, u8)>,
    /// How many levels up an element holds these shares of the page's prose: [`SHARES`].
    share_levels: [u8; SHARES.len()],
    /// The nearest element that holds most of the prose.
    main: usize,
    /// The nearest table and the nearest list, 0 if there is none.
    table: usize,
    list: usize,
    /// Blocks inside that are one link.
    n_linked: u32,
    /// Of it and its siblings of its kind.
    alike: Alike,
}

/// What is known of elements of one kind that stand beside each other.
#[derive(Clone, Copy, Default)]
struct Alike {
    n_units: u32,
    n_tokens: u32,
    n_prose: u32,
    /// How many of them hold a block that is one link.
    n_linked: u32,
    /// How many of them hold pictures or text at all.
    n_filled: u32,
}

/// Shares of a page's prose, in percent.
const SHARES: [u32; 4] = [30, 50, 60, 80];

/// Which of [`SHARES`] makes the main part of a page.
const MAIN: usize = 2;

/// The groups of names that speak of content.
static CONTENT_NAMES: LazyLock<u64> = LazyLock::new(|| groups(&["article", "content", "entry", "prose", "main"]));

/// Some groups of names, a bit each.
fn groups(names: &[&str]) -> u64 {
    let is_one = |place: &usize| names.contains(&GROUPS[*place].0);
    (0..GROUPS.len()).filter(is_one).fold(0, |mask, place| mask | 1 << place)
}

struct Page<'o> {
    outline: &'o Outline,
    around: Vec<Around>,
    total: Sums,
    /// The innermost element that holds most of the prose.
    main: usize,
    first_heading: Option<usize>,
    body: Body,
    /// Whether an element stands beside the article by its tags and names.
    beside: Vec<bool>,
    rows: Vec<InPage>,
    /// How often each text occurs.
    texts: FoldMap<u64, u32>,
    /// Blocks in elements of one kind.
    groups: FoldMap<u64, Group>,
    /// How many tokens of a group stand in an element, a number for each level up: the paragraphs of an article lie in
    /// one element, those of teasers each in its own.
    shares_of_groups: FoldMap<u64, u32>,
    /// Of all blocks before each one, and of all.
    before: Vec<Sums>,
}

/// Blocks in elements of one kind.
#[derive(Clone, Copy, Default)]
struct Group {
    sums: Sums,
    /// Elements right around them.
    n_parents: u32,
}

/// What is known of a block by what stands before and behind it.
#[derive(Clone, Copy, Default)]
struct InPage {
    group: u64,
    /// The last heading before it, and how many levels up the two meet.
    heading: Option<(usize, u8)>,
    since_prose: u32,
    until_prose: u32,
    /// How many levels up an element holds prose that stands before.
    to_prose_before: u8,
    /// How many levels up an element holds prose that stands behind.
    to_prose_behind: u8,
    /// How many blocks before say the same.
    n_copies_before: u32,
}

const P: u8 = Tag::number("p");
const LI: u8 = Tag::number("li");
const BLOCKQUOTE: u8 = Tag::number("blockquote");
const H1: u8 = Tag::number("h1");
const TABLE: u8 = Tag::number("table");
const LISTS: [u8; 3] = [Tag::number("ul"), Tag::number("ol"), Tag::number("dl")];
/// Parts of a table or a line are not what a page repeats.
const NO_UNITS: [u8; 4] = [P, Tag::number("span"), Tag::number("td"), Tag::number("tr")];

impl<'o> Page<'o> {
    fn of(outline: &'o Outline) -> Self {
        let (elements, blocks) = (&outline.elements, &outline.blocks);
        let first_heading = blocks.iter().position(|it| elements[it.element].tag.number == H1);
        let beside = beside(outline, first_heading);
        let mut around = vec![Around::default(); elements.len()];
        let mut total = Sums::default();
        let mut before = Vec::with_capacity(blocks.len() + 1);
        let mut texts: FoldMap<u64, u32> = FoldMap::default();
        for block in blocks {
            before.push(total);
            let is_paragraph = [P, LI, BLOCKQUOTE].contains(&elements[block.element].tag.number);
            let sums = Sums::of(&block.words, is_paragraph, beside[block.element]);
            around[block.element].sums.add(sums);
            let is_linked = block.words.n_tokens >= 2 && block.words.n_link_tokens * 10 >= block.words.n_tokens * 9;
            around[block.element].n_linked += u32::from(is_linked);
            total.add(sums);
            *texts.entry(block.words.hash).or_default() += 1;
        }
        before.push(total);
        for number in (1..elements.len()).rev() {
            let sums = around[number].sums;
            around[elements[number].parent].sums.add(sums);
            let n_linked = around[number].n_linked;
            around[elements[number].parent].n_linked += n_linked;
        }
        let alike = |it: &Element| fold(it.kind, it.parent as u64);
        let mut all_alike: FoldMap<u64, Alike> = FoldMap::default();
        for (element, around) in elements.iter().zip(&around) {
            let it = all_alike.entry(alike(element)).or_default();
            it.n_units += 1;
            it.n_tokens += around.sums.n_tokens;
            it.n_prose += around.sums.n_prose;
            it.n_linked += u32::from(around.n_linked > 0);
            it.n_filled += u32::from(around.sums.n_blocks > 0);
        }
        let mut main = 0;
        for (number, element) in elements.iter().enumerate() {
            let parent = around[element.parent];
            let it = &mut around[number];
            it.alike = all_alike[&alike(element)];
            it.unit = if it.alike.n_units >= 3 && !NO_UNITS.contains(&element.tag.number) && number > 0 {
                Some((number, 0))
            } else {
                parent.unit.map(|(unit, level)| (unit, level.saturating_add(1))).filter(|(_, level)| *level < 8)
            };
            for (place, percent) in SHARES.iter().enumerate() {
                let holds = u64::from(it.sums.n_own_prose) * 100 >= u64::from(total.n_own_prose) * u64::from(*percent);
                it.share_levels[place] = if holds || number == 0 { 0 } else { parent.share_levels[place] + 1 }.min(FAR);
            }
            it.main = if it.share_levels[MAIN] == 0 { number } else { parent.main };
            it.table = if element.tag.number == TABLE { number } else { parent.table };
            it.list = if LISTS.contains(&element.tag.number) { number } else { parent.list };
            // Those that hold that much lie in each other, so the last is the innermost.
            if around[number].share_levels[MAIN] == 0 && total.n_own_prose > 0 {
                main = number;
            }
        }
        let mut page = Self {
            outline,
            around,
            total,
            main,
            first_heading,
            body: Body::of(outline, &beside),
            beside,
            rows: Vec::new(),
            texts,
            groups: FoldMap::default(),
            shares_of_groups: FoldMap::default(),
            before,
        };
        page.look_around();
        page
    }

    /// Fills in what depends on other blocks.
    fn look_around(&mut self) {
        let (elements, blocks) = (&self.outline.elements, &self.outline.blocks);
        let mut rows = vec![InPage::default(); blocks.len()];
        let mut heading: Option<usize> = None;
        // For each element the last heading inside.
        let mut heading_inside = vec![usize::MAX; elements.len()];
        let mut last_prose: Option<usize> = None;
        let mut holds_prose = vec![false; elements.len()];
        let mut copies: FoldMap<u64, u32> = FoldMap::default();
        for (number, block) in blocks.iter().enumerate() {
            let row = &mut rows[number];
            let element = &elements[block.element];
            let parent = &elements[element.parent];
            row.group = fold(fold(element.kind, parent.kind), elements[parent.parent].kind);
            let own = self.window(number, 0);
            let group = self.groups.entry(row.group).or_default();
            group.sums.add(own);
            for (level, ancestor) in ancestors(elements, block.element) {
                let share = self.shares_of_groups.entry(share_of_group(row.group, ancestor, level)).or_default();
                group.n_parents += u32::from(level == 1 && *share == 0);
                *share += block.words.n_tokens + 1;
            }
            if self.outline.is_heading(block) || block.words.n_tokens <= 6 && block.words.n_pointer > 0 {
                heading = Some(number);
                let mut at = block.element;
                loop {
                    heading_inside[at] = number;
                    if at == 0 {
                        break;
                    }
                    at = elements[at].parent;
                }
            }
            row.heading = heading.map(|heading| {
                let (mut at, mut level) = (block.element, 0u8);
                while heading_inside[at] != heading && at != 0 {
                    at = elements[at].parent;
                    level = level.saturating_add(1);
                }
                (heading, level)
            });
            row.since_prose = last_prose.map_or(50, |it| (number - it).min(50) as u32);
            row.to_prose_before = levels_to(elements, block.element, &holds_prose);
            if block.words.is_prose() {
                last_prose = Some(number);
                mark_around(elements, block.element, &mut holds_prose);
            }
            let n_copies = copies.entry(block.words.hash).or_default();
            row.n_copies_before = *n_copies;
            *n_copies += 1;
        }
        holds_prose.fill(false);
        let mut next_prose: Option<usize> = None;
        for (number, block) in blocks.iter().enumerate().rev() {
            rows[number].until_prose = next_prose.map_or(50, |it| (it - number).min(50) as u32);
            rows[number].to_prose_behind = levels_to(elements, block.element, &holds_prose);
            if block.words.is_prose() {
                next_prose = Some(number);
                mark_around(elements, block.element, &mut holds_prose);
            }
        }
        self.rows = rows;
    }

    fn window(&self, number: usize, reach: usize) -> Sums {
        let end = (number + reach + 1).min(self.outline.blocks.len());
        self.before[end].since(self.before[number.saturating_sub(reach)])
    }

    fn row(&self, number: usize, row: &mut impl Columns) {
        let block = &self.outline.blocks[number];
        let element = &self.outline.elements[block.element];
        let (words, total) = (&block.words, &self.total);
        let before = self.before[number].n_tokens;
        self.place(number, before, row);
        text(words, block.n_links, row);
        row.put("same text", self.texts[&words.hash] as f32);
        row.put("of title", share(words.n_of_title, words.n_tokens));
        row.put("of description", share(words.n_of_description, words.n_tokens));
        row.put("of body", share(words.n_of_body, words.n_tokens));
        row.put("tag", f32::from(element.tag.number));
        let parent = &self.outline.elements[element.parent];
        row.put("tag 1 up", f32::from(parent.tag.number));
        row.put("tag 2 up", f32::from(self.outline.elements[parent.parent].tag.number));
        row.put("depth", f32::from(element.depth));
        row.put("hidden", f32::from(element.is_hidden));
        row.put("beside", f32::from(self.beside[block.element]));
        row.put("article body", f32::from(element.is_article_body));
        row.put_all("in", ANCESTORS.into_iter().zip(element.tag_levels.map(f32::from)));
        row.put_all("named", GROUPS.iter().map(|it| it.0).zip(element.name_levels.map(f32::from)));
        let mut at = block.element;
        for (level, levels_up) in [("1 up", 1), ("2 up", 1), ("3 up", 1), ("4 up", 1), ("5 up", 1), ("7 up", 2)] {
            for _ in 0..levels_up {
                at = self.outline.elements[at].parent;
            }
            let it = self.around[at].sums;
            row.put_all(
                level,
                [
                    ("share", share(it.n_tokens, total.n_tokens)),
                    ("links", share(it.n_link_tokens, it.n_tokens)),
                    ("tokens a block", share(it.n_tokens, it.n_blocks)),
                    ("prose", share(it.n_prose, it.n_tokens)),
                    ("own prose", share(it.n_own_prose, total.n_own_prose)),
                    ("sentences", share(it.n_sentences, it.n_blocks)),
                ],
            );
        }
        let around = &self.around[block.element];
        for (name, element) in [("table", around.table), ("list", around.list)] {
            let it = if element == 0 { Sums::default() } else { self.around[element].sums };
            row.put_all(
                name,
                [
                    ("share", share(it.n_tokens, total.n_tokens)),
                    ("links", share(it.n_link_tokens, it.n_tokens)),
                    ("blocks", it.n_blocks as f32),
                    ("tokens a block", share(it.n_tokens, it.n_blocks)),
                    ("prose", share(it.n_prose, it.n_tokens)),
                ],
            );
        }
        row.put("box share", share(around.sums.n_tokens, total.n_tokens));
        let is_in_main = around.main == self.main;
        row.put("in main", f32::from(is_in_main));
        row.put("levels in main", if is_in_main { f32::from(around.share_levels[MAIN]) } else { 99.0 });
        row.put("main share", share(self.around[self.main].sums.n_tokens, total.n_tokens));
        row.put_all("levels to", ["30", "50", "60", "80"].into_iter().zip(around.share_levels.map(f32::from)));
        self.unit(block, row);
        self.heading(number, row);
        let place = &self.rows[number];
        row.put("since prose", place.since_prose as f32);
        row.put("until prose", place.until_prose as f32);
        row.put("to prose before", f32::from(place.to_prose_before));
        row.put("to prose behind", f32::from(place.to_prose_behind));
        row.put("copies before", place.n_copies_before as f32);
        self.named(block.element, row);
        self.group(block.element, place.group, row);
        self.body(number, row);
        for (name, reach) in [("window 5", 5), ("window 15", 15)] {
            let it = self.window(number, reach);
            row.put_all(
                name,
                [
                    ("tokens", it.n_tokens as f32),
                    ("links", share(it.n_link_tokens, it.n_tokens)),
                    ("sentences", share(it.n_sentences, it.n_blocks)),
                    ("long", it.n_long as f32),
                ],
            );
        }
    }

    fn place(&self, number: usize, before: u32, row: &mut impl Columns) {
        let n_blocks = self.outline.blocks.len();
        let words = &self.outline.blocks[number].words;
        let (total, behind) = (self.total.n_tokens, self.total.n_tokens - before - words.n_tokens);
        row.put("block place", number as f32 / n_blocks as f32);
        row.put("token place", share(before, total));
        row.put("share behind", share(behind, total));
        row.put("blocks before", number as f32);
        row.put("blocks behind", (n_blocks - number) as f32);
        row.put("page blocks", n_blocks as f32);
        row.put("page tokens", total as f32);
        row.put("page links", share(self.total.n_link_tokens, total));
        row.put("page own prose", self.total.n_own_prose as f32);
        row.put("page prose", share(self.total.n_prose, total));
        row.put("page sentences", share(self.total.n_sentences, self.total.n_blocks));
        row.put("page long", self.total.n_long as f32);
        row.put("since h1", self.first_heading.map_or(-999.0, |it| number as f32 - it as f32));
    }

    /// What is known of the part of the page that has siblings of its kind: a teaser, an item, a comment.
    fn unit(&self, block: &HtmlBlock, row: &mut impl Columns) {
        let (unit, level) = self.around[block.element].unit.unwrap_or((0, 99));
        let (around, element) = (&self.around[unit], &self.outline.elements[unit]);
        let is_some = level != 99;
        row.put("unit level", f32::from(level));
        row.put("unit alike", if is_some { around.alike.n_units as f32 } else { 0.0 });
        row.put("unit tokens", if is_some { around.sums.n_tokens as f32 } else { 0.0 });
        row.put("unit links", if is_some { share(around.sums.n_link_tokens, around.sums.n_tokens) } else { 0.0 });
        row.put("unit blocks", if is_some { around.sums.n_blocks as f32 } else { 0.0 });
        let alike = if is_some { around.alike } else { Alike::default() };
        row.put("unit linked", if is_some { around.n_linked as f32 } else { 0.0 });
        row.put("units linked", share(alike.n_linked, alike.n_filled));
        row.put("units tokens", share(alike.n_tokens, alike.n_filled));
        row.put("units prose", share(alike.n_prose, alike.n_tokens));
        row.put("units share", share(alike.n_tokens, self.total.n_tokens));
        row.put("unit tag", if is_some { f32::from(element.tag.number) } else { 0.0 });
        let mut at = block.element;
        for name in ["alike to 2 up", "alike to 5 up"] {
            let mut most = 0;
            for _ in 0..3 {
                most = most.max(self.around[at].alike.n_units);
                at = self.outline.elements[at].parent;
            }
            row.put(name, most as f32);
        }
    }

    /// What is known of the nearest element of which the name speaks of content.
    fn named(&self, from: usize, row: &mut impl Columns) {
        let mut at = from;
        let mut level = 0;
        while at != 0 && self.outline.elements[at].names & *CONTENT_NAMES == 0 {
            at = self.outline.elements[at].parent;
            level += 1;
        }
        let it = self.around[at].sums;
        row.put("named content levels", if at == 0 { 99.0 } else { level as f32 });
        row.put("named content share", share(it.n_tokens, self.total.n_tokens));
        row.put("named content links", share(it.n_link_tokens, it.n_tokens));
        row.put("named content prose", share(it.n_prose, self.total.n_prose));
    }

    /// What is known of the blocks in elements of one kind.
    fn group(&self, element: usize, group: u64, row: &mut impl Columns) {
        let Group { sums, n_parents } = self.groups.get(&group).copied().unwrap_or_default();
        row.put("group blocks", sums.n_blocks as f32);
        row.put("group share", share(sums.n_tokens, self.total.n_tokens));
        row.put("group tokens a block", share(sums.n_tokens, sums.n_blocks));
        row.put("group links", share(sums.n_link_tokens, sums.n_tokens));
        row.put("group own prose", share(sums.n_own_prose, self.total.n_own_prose));
        row.put("group parents", n_parents as f32);
        let names = ["group 1 up", "group 2 up", "group 3 up"];
        for (name, (level, ancestor)) in names.into_iter().zip(ancestors(&self.outline.elements, element)) {
            let inside =
                self.shares_of_groups.get(&share_of_group(group, ancestor, level)).copied().unwrap_or_default();
            row.put(name, share(inside, sums.n_tokens + sums.n_blocks));
        }
    }

    /// How near a block is to the element that holds the most prose.
    fn body(&self, number: usize, row: &mut impl Columns) {
        let elements = &self.outline.elements;
        let mut at = self.outline.blocks[number].element;
        row.put("levels to body", f32::from(levels_to(elements, at, &self.body.is_around)));
        for name in ["body 0 up", "body 1 up", "body 2 up", "body 3 up"] {
            row.put(name, share(self.body.weights[at], self.body.weight()));
            at = elements[at].parent;
        }
        let blocks = self.body.element.map_or(0..0, |it| elements[it].blocks.clone());
        row.put("since body begins", number as f32 - blocks.start as f32);
        row.put("until body ends", blocks.end as f32 - number as f32);
        row.put("body prose", self.body.weight() as f32);
        row.put("body share of prose", share(self.body.weight(), self.body.n_prose));
    }

    fn heading(&self, number: usize, row: &mut impl Columns) {
        let Some((heading, level)) = self.rows[number].heading else {
            row.put("since heading", 999.0);
            row.put("heading points", 0.0);
            row.put("heading links", 0.0);
            row.put("heading up", 99.0);
            row.put("heading level", 9.0);
            return;
        };
        let block = &self.outline.blocks[heading];
        let tag = self.outline.elements[block.element].tag;
        row.put("since heading", (number - heading) as f32);
        row.put("heading points", block.words.n_pointer as f32);
        row.put("heading links", share(block.words.n_link_tokens, block.words.n_tokens));
        row.put("heading up", f32::from(level));
        row.put("heading level", f32::from(tag.heading_level().unwrap_or(9)));
    }
}

/// The elements around one, and how many levels up they are.
fn ancestors(elements: &[Element], from: usize) -> impl Iterator<Item = (u64, usize)> {
    let around = std::iter::successors(Some(elements[from].parent), |it| Some(elements[*it].parent));
    (1..=3).zip(around)
}

/// The key of the part of a group that stands in an element.
fn share_of_group(group: u64, element: usize, level: u64) -> u64 {
    fold(fold(group, element as u64), level)
}

/// What is known of a block by its text alone.
fn text(words: &Words, n_links: u32, row: &mut impl Columns) {
    let tokens = words.n_tokens;
    let characters = words.n_characters;
    row.put("tokens", tokens as f32);
    row.put("characters", characters as f32);
    row.put("links", share(words.n_link_tokens, tokens));
    row.put("bold", share(words.n_bold_tokens, tokens));
    row.put("n links", n_links as f32);
    row.put("characters a token", share(characters, tokens));
    row.put("common", share(words.n_common, tokens));
    row.put("boiler", words.n_boiler as f32);
    row.put("boiler share", share(words.n_boiler, tokens));
    row.put("pointer", words.n_pointer as f32);
    row.put("capitalised", share(words.n_capitalised, tokens));
    row.put("commas", share(words.n_commas, tokens));
    row.put("stops", share(words.n_stops, tokens));
    row.put("separators", words.n_separators as f32);
    row.put("code marks", share(words.n_code_marks, characters));
    row.put("digits", share(words.n_digits, characters));
    row.put("upper", share(words.n_upper, characters));
    row.put("ends sentence", f32::from(words.ends_sentence()));
    row.put("ends colon", f32::from(matches!(words.last, Some(':' | '：'))));
    row.put("ends question", f32::from(matches!(words.last, Some('?' | '？'))));
    row.put("begins upper", f32::from(words.first.is_some_and(char::is_uppercase)));
    row.put("copyright", f32::from(words.has_copyright));
    row.put("year", f32::from(words.has_year));
    row.put("at", f32::from(words.has_at));
}
