//! The numbers that describe a line, each beside its name: training and choosing cannot disagree about their order.

use super::lexicon::{Hint, Hints};
use super::line::{Edge, Kind, Line};
use super::page::Page;
use super::place::Place;
use super::sums::Sums;
use crate::matrix::Columns;

/// A distance that means "there is none", and the largest that is told.
const FAR: f32 = 99.0;

/// A number of words that means the same.
const FAR_WORDS: f32 = 9999.0;

/// A line, and all that the expressions below speak of.
struct Row<'a> {
    page: &'a Page,
    index: usize,
    line: &'a Line,
    place: &'a Place,
    /// All lines before it.
    before: Sums,
    block: Sums,
    run: Sums,
    section: Sums,
    /// So many lines before and after it.
    near: Sums,
    wide: Sums,
    above: Sums,
    below: Sums,
    to_core: Sums,
    to_wide_core: Sums,
}

/// Writes the names and the function that fills a row from one list.
macro_rules! columns {
    (|$row:ident| $($name:ident: $value:expr,)*) => {
        /// The names of all columns.
        pub(crate) const NAMES: [&str; N_COLUMNS] = [$(stringify!($name)),*];

        /// How many columns there are.
        pub(crate) const N_COLUMNS: usize = [$(stringify!($name)),*].len();

        fn put_all($row: &Row<'_>, columns: &mut impl Columns) {
            $(columns.put(stringify!($name), Number::number($value));)*
        }
    };
}

impl Page {
    /// Describes one of its lines.
    pub(crate) fn row(&self, index: usize, columns: &mut impl Columns) {
        let place = &self.places[index];
        let stretch = |(start, end): (u32, u32)| self.between((start as usize, end as usize));
        let n = self.lines.len();
        let around = |reach: usize| self.between((index.saturating_sub(reach), (index + reach + 1).min(n)));
        let row = Row {
            page: self,
            index,
            line: &self.lines[index],
            place,
            before: self.sums[index],
            block: stretch(place.block),
            run: stretch(place.run),
            section: stretch(place.section),
            near: around(4),
            wide: around(15),
            above: self.between((index.saturating_sub(6), index)),
            below: self.between((index + 1, (index + 7).min(n))),
            to_core: self.on_the_way(index, self.core),
            to_wide_core: self.on_the_way(index, self.wide_core),
        };
        put_all(&row, columns);
    }

    /// What lies between a line and a stretch of lines.
    fn on_the_way(&self, index: usize, (start, end): (usize, usize)) -> Sums {
        if index < start {
            self.between((index, start))
        } else if index >= end {
            self.between((end, index + 1))
        } else {
            Sums::default()
        }
    }
}

impl Row<'_> {
    fn per_word(&self, count: u32) -> f32 {
        share(count, self.line.counts.words)
    }

    /// The line so many lines before or after, or an empty one.
    fn other(&self, distance: isize) -> &Line {
        let other = self.index.checked_add_signed(distance).and_then(|it| self.page.lines.get(it));
        other.unwrap_or(&self.page.nothing)
    }

    /// How much further another line is indented.
    fn indent_of(&self, distance: isize) -> f32 {
        self.other(distance).indent as f32 - self.line.indent as f32
    }

    /// How far a line before or after this one is.
    fn distance(&self, other: Option<u32>) -> f32 {
        other.map_or(FAR, |it| (self.index.abs_diff(it as usize) as f32).min(FAR))
    }

    /// The words between this line and another, without both.
    fn words_between(&self, other: Option<u32>) -> f32 {
        let Some(other) = other else { return FAR_WORDS };
        let (first, last) = (self.index.min(other as usize), self.index.max(other as usize));
        if first == last {
            // A line that is its own label.
            return 0.0;
        }
        (self.page.sums[last].words - self.page.sums[first + 1].words) as f32
    }

    /// How far outside of a stretch the line is: negative before it, 0 inside.
    fn outside(&self, (start, end): (usize, usize)) -> f32 {
        if start == end {
            FAR
        } else if self.index < start {
            -((start - self.index) as f32)
        } else if self.index >= end {
            (self.index + 1 - end) as f32
        } else {
            0.0
        }
    }

    /// How much more of a kind of words stands around the line than in the core.
    fn more_than_core(&self, count: impl Fn(&Sums) -> u32) -> f32 {
        share(count(&self.wide), self.wide.words) - share(count(&self.page.in_core), self.page.in_core.words)
    }
}

fn share(part: u32, whole: u32) -> f32 {
    part as f32 / whole.max(1) as f32
}

fn mean_paragraph(sums: &Sums) -> f32 {
    share(sums.prose, sums.paragraphs).max(1.0)
}

/// What can be a number of a row.
trait Number {
    fn number(self) -> f32;
}

impl Number for f32 {
    fn number(self) -> f32 {
        self
    }
}

impl Number for u32 {
    fn number(self) -> f32 {
        self as f32
    }
}

impl Number for u8 {
    fn number(self) -> f32 {
        f32::from(self)
    }
}

impl Number for bool {
    fn number(self) -> f32 {
        f32::from(u8::from(self))
    }
}

impl Number for Kind {
    fn number(self) -> f32 {
        f32::from(self as u8)
    }
}

impl Number for Edge {
    fn number(self) -> f32 {
        f32::from(self as u8)
    }
}

/// "Read more", "see also".
const INVITING: Hints = Hints::of(&[Hint::Related, Hint::Action]);

const BOILERPLATE: Hints = Hints::of(&[
    Hint::Related,
    Hint::Comments,
    Hint::Share,
    Hint::Newsletter,
    Hint::Account,
    Hint::Legal,
    Hint::Menu,
    Hint::Advert,
]);

columns! { |row|
    // The line itself.
    words: row.line.counts.words,
    letters_per_word: row.per_word(row.line.counts.letters),
    linked: row.per_word(row.line.counts.linked),
    words_per_link: share(row.line.counts.words, row.line.links),
    kind: row.line.kind,
    level: row.line.level,
    indent: row.line.indent,
    indent_to_prose: row.line.indent as f32 - row.page.prose_indent as f32,
    last: row.line.counts.last,
    capitals: row.per_word(row.line.counts.capitals),
    numbers: row.per_word(row.line.counts.numbers),
    words_per_stop: share(row.line.counts.words, row.line.counts.stops),
    blanks_before: row.line.blanks,
    repeats: row.place.repeats,
    // Its words.
    stop_words: row.per_word(row.line.counts.stop_words),
    hinted: row.line.counts.hinted,
    hinted_share: row.per_word(row.line.counts.hinted),
    legal: row.line.counts.legal,
    pictures: row.line.counts.pictures,
    before_colon: row.line.counts.before_colon,
    invites: row.line.counts.seen.any_of(INVITING),
    images: row.line.images,
    image_first: row.line.image_first,
    after_image: row.distance(row.place.image),
    topic_of_own: share(row.place.topic_words, row.place.own_words),
    // Its place.
    lines_before: row.before.lines,
    lines_after: row.page.total.lines - row.before.lines,
    position: share(row.before.words, row.page.total.words),
    words_before: row.before.words,
    words_after: row.page.total.words - row.before.words - row.line.counts.words,
    prose_before: share(row.before.prose, row.page.total.prose),
    after_title: row.page.title.map_or(-999.0, |it| row.index as f32 - it as f32),
    outside_core: row.outside(row.page.core),
    outside_wide_core: row.outside(row.page.wide_core),
    previous_prose: row.distance(row.place.previous_prose),
    next_prose: row.distance(row.place.next_prose),
    words_to_previous_prose: row.words_between(row.place.previous_prose),
    words_to_next_prose: row.words_between(row.place.next_prose),
    // The groups of paragraphs around.
    group_above: share(row.place.groups[0].above, row.page.total.prose),
    group_below: share(row.place.groups[0].below, row.page.total.prose),
    group_inside: row.place.groups[0].inside,
    group_words: row.place.groups[0].above.max(row.place.groups[0].below),
    wide_group_above: share(row.place.groups[1].above, row.page.total.prose),
    wide_group_below: share(row.place.groups[1].below, row.page.total.prose),
    wide_group_inside: row.place.groups[1].inside,
    wide_group_largest: f32::from(row.place.groups[1].largest),
    wide_group_words: row.place.groups[1].above.max(row.place.groups[1].below),
    // Lines of its shape.
    alike: row.place.alike.lines,
    alike_words: share(row.place.alike.words, row.place.alike.lines),
    alike_of_page: share(row.place.alike.words, row.page.total.words),
    run_words: row.run.words,
    run_linked: share(row.run.linked, row.run.words),
    // Its block.
    block_lines: row.block.lines,
    block_words: row.block.words,
    block_linked: share(row.block.linked, row.block.words),
    block_sentences: share(row.block.sentences, row.block.lines),
    in_block: row.index as f32 - row.place.block.0 as f32,
    // The heading above.
    is_heading: row.place.is_heading,
    heading_level: row.place.heading_level,
    after_heading: if row.place.has_heading { row.index as f32 - row.place.section.0 as f32 } else { FAR },
    heading_boilerplate: row.place.heading_hints.any_of(BOILERPLATE),
    after_label: row.distance(row.place.label),
    words_after_label: row.words_between(row.place.label),
    // Its section.
    section_lines: row.section.lines,
    section_words: row.section.words,
    section_linked: share(row.section.linked, row.section.words),
    section_prose: share(row.section.prose, row.section.words),
    section_link_lines: share(row.section.link_lines, row.section.lines),
    section_images: row.section.images,
    section_stop_words: share(row.section.stop_words, row.section.words),
    // The lines around.
    near_words: row.near.words,
    near_linked: share(row.near.linked, row.near.words),
    near_prose: share(row.near.prose, row.near.words),
    near_sentences: share(row.near.sentences, row.near.lines),
    near_hinted: share(row.near.hinted, row.near.words),
    wide_words: row.wide.words,
    wide_linked: share(row.wide.linked, row.wide.words),
    wide_hinted: share(row.wide.hinted, row.wide.words),
    wide_images: row.wide.images,
    wide_items: share(row.wide.items, row.wide.lines),
    above_words: row.above.words,
    below_words: row.below.words,
    below_linked: share(row.below.linked, row.below.words),
    wide_dates: share(row.wide.dates, row.wide.lines),
    wide_we: share(row.wide.we, row.wide.words),
    // What lies between the line and the core of the page.
    to_core_words: row.to_core.words,
    to_core_linked: row.to_core.linked,
    to_core_links: row.to_core.links,
    to_core_hinted: row.to_core.hinted,
    to_core_labels: row.to_core.labels,
    to_core_images: row.to_core.images,
    to_wide_core_linked: row.to_wide_core.linked,
    to_wide_core_labels: row.to_wide_core.labels,
    to_wide_core_hinted: row.to_wide_core.hinted,
    talk_before: row.before.talk,
    labels_before: row.before.labels,
    linked_before: share(row.before.linked, row.page.total.linked),
    to_mean_paragraph: row.line.weight() as f32 / mean_paragraph(&row.page.in_core),
    topic_to_core: share(row.place.topic_words, row.place.own_words) / row.page.core_topic.max(0.01),
    we_to_core: row.more_than_core(|it| it.we),
    // The nearest lines.
    previous_words: row.other(-1).counts.words,
    previous_last: row.other(-1).counts.last,
    previous_indent: row.indent_of(-1),
    previous_images: row.other(-1).images,
    next_images: row.other(1).images,
    next_words: row.other(1).counts.words,
    next_kind: row.other(1).kind,
    next_last: row.other(1).counts.last,
    next_hinted: share(row.other(1).counts.hinted, row.other(1).counts.words),
    next_indent: row.indent_of(1),
    previous2_last: row.other(-2).counts.last,
    next2_last: row.other(2).counts.last,
    next2_indent: row.indent_of(2),
    // The page.
    page_lines: row.page.total.lines,
    page_words: row.page.total.words,
    page_linked: share(row.page.total.linked, row.page.total.words),
    page_prose: share(row.page.total.prose, row.page.total.words),
    page_paragraphs: row.page.total.paragraphs,
    page_items: share(row.page.total.items, row.page.total.lines),
    page_images: row.page.total.images,
    page_headings: share(row.page.n_headings, row.page.total.lines),
    page_stop_words: share(row.page.total.stop_words, row.page.total.words),
    page_we: share(row.page.total.we, row.page.total.words),
    page_you: share(row.page.total.you, row.page.total.words),
    page_me: share(row.page.total.me, row.page.total.words),
    page_talk: share(row.page.total.talk, row.page.total.words),
    core_prose: row.page.in_core.prose,
    core_of_prose: share(row.page.in_core.prose, row.page.total.prose),
    wide_core_lines: row.page.wide_core.1 as f32 - row.page.wide_core.0 as f32,
}
