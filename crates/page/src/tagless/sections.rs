//! Headings, and what stands under them.

use super::lexicon::{Hint, Hints};
use super::line::{Edge, Kind, Line};
use super::place::Place;
use crate::Form;

/// Notes headings, and short lines that stand where a heading would.
pub(super) fn find_headings(lines: &[Line], form: Form, places: &mut [Place]) {
    for (line, place) in lines.iter().zip(places) {
        let counts = &line.counts;
        let alone = line.blanks > 0
            && line.kind == Kind::Prose
            && (1..=12).contains(&counts.words)
            && !matches!(counts.last, Edge::Stop | Edge::Comma);
        let bold = counts.bold == counts.words && counts.linked == 0;
        place.is_heading = if form == Form::Text {
            alone
        } else {
            counts.words > 0 && (line.kind == Kind::Heading || (alone && bold))
        };
    }
}

/// The title: the first heading of the first level that is no link, else the last heading before the core.
pub(super) fn title(lines: &[Line], places: &[Place], core_start: usize) -> Option<usize> {
    let could_be = |line: &Line| (2..=40).contains(&line.counts.words) && !line.is_link();
    let first = lines.iter().position(|it| it.kind == Kind::Heading && it.level == 1 && could_be(it));
    first.or_else(|| {
        // Further away it would be the title of something else.
        let near = core_start.saturating_sub(60)..core_start;
        near.filter(|&it| places[it].is_heading && could_be(&lines[it]))
            .max_by_key(|&it| (lines[it].counts.words >= 4, lines[it].kind == Kind::Heading, it))
    })
}

/// Notes the section of each line, the heading above it, the last label and the last picture. Headings must be known.
pub(super) fn find_sections(lines: &[Line], places: &mut [Place]) {
    let mut start = 0;
    for index in 1..=lines.len() {
        if index == lines.len() || places[index].is_heading {
            places[start..index].iter_mut().for_each(|it| it.section = (start as u32, index as u32));
            start = index;
        }
    }
    let mut heading = None;
    let mut label = None;
    let mut image = None;
    for (index, line) in lines.iter().enumerate() {
        if places[index].is_heading {
            heading = Some(line);
        }
        if is_label(line) {
            label = Some(index as u32);
        }
        let place = &mut places[index];
        place.label = label;
        place.image = image;
        if line.images > 0 {
            image = Some(index as u32);
        }
        place.has_heading = heading.is_some();
        place.heading_hints = heading.map_or(Hints::default(), |it| it.counts.seen);
        place.heading_level = match heading {
            Some(it) if it.kind == Kind::Heading => it.level.clamp(1, 6),
            Some(_) => 7,
            None => 9,
        };
    }
}

/// Whether a line is short and names what no article holds.
pub(super) fn is_label(line: &Line) -> bool {
    (1..=6).contains(&line.counts.words) && line.kind != Kind::Bullet && line.counts.seen.any_of(LABELS)
}

const LABELS: Hints =
    Hints::of(&[Hint::Related, Hint::Comments, Hint::Share, Hint::Newsletter, Hint::Topics, Hint::Advert]);
