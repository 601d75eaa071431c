//! The lines of a page in their surroundings.

use super::line::{Kind, Line};
use super::place::Place;
use super::scan::Lines;
use super::sums::Sums;
use super::{prose, sections, shape, topic};
use crate::Form;

/// A page without tags, and what is known of its lines.
#[derive(Debug)]
pub(crate) struct Page {
    /// All lines that are not blank.
    pub(crate) lines: Vec<Line>,
    pub(super) places: Vec<Place>,
    pub(super) sums: Vec<Sums>,
    pub(super) total: Sums,
    pub(super) title: Option<usize>,
    /// The stretch with most prose, if few other lines are forgiven.
    pub(super) core: (usize, usize),
    /// The same if many are forgiven.
    pub(super) wide_core: (usize, usize),
    /// The sums over the core.
    pub(super) in_core: Sums,
    /// The usual indentation of prose.
    pub(super) prose_indent: u32,
    /// The share of words in the core that stand there more than once.
    pub(super) core_topic: f32,
    pub(super) n_headings: u32,
    /// What stands before the first and after the last line.
    pub(super) nothing: Line,
}

impl Page {
    pub(super) fn new(found: Lines, form: Form) -> Self {
        let lines = &found.lines;
        let alone = |it: &Line| Place { long_prose: it.is_long_prose(), shape: shape::of(it), ..Place::default() };
        let mut places: Vec<Place> = lines.iter().map(alone).collect();
        let sums = Sums::over(lines, &places);
        let core = prose::heaviest_stretch(lines, &places, 12);
        let wide_core = prose::heaviest_stretch(lines, &places, 3);
        sections::find_headings(lines, form, &mut places);
        sections::find_sections(lines, &mut places);
        shape::find_blocks_and_runs(lines, &mut places);
        shape::find_alike(lines, &mut places);
        shape::find_repeats(lines, &mut places);
        prose::find_neighbours(&mut places);
        for scale in 0..prose::GAPS.len() {
            prose::find_groups(lines, scale, &mut places);
        }
        let core_topic = topic::find(&found, core, &mut places);
        Page {
            title: sections::title(lines, &places, core.0),
            n_headings: places.iter().map(|it| u32::from(it.is_heading)).sum(),
            prose_indent: prose::indent(lines, &places),
            total: sums[lines.len()],
            in_core: sums[core.1].since(sums[core.0]),
            nothing: Line { kind: Kind::Mark, ..Line::default() },
            lines: found.lines,
            places,
            sums,
            core,
            wide_core,
            core_topic,
        }
    }

    /// The sums over the lines from one to another, without the latter.
    #[inline(always)] // of most sums only some counts are used: the others are not computed then
    pub(super) fn between(&self, (start, end): (usize, usize)) -> Sums {
        self.sums[end].since(self.sums[start])
    }
}
