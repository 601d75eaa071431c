//! Lines that look alike: menus and lists of teasers repeat a shape, and forms repeat their words.

use super::line::Line;
use super::place::{Alike, Place};

/// Notes the lines around each line without a blank line between, and those of one shape.
pub(super) fn find_blocks_and_runs(lines: &[Line], places: &mut [Place]) {
    let mut block = 0;
    let mut run = 0;
    for index in 1..=lines.len() {
        let next = lines.get(index);
        if next.is_none_or(|it| it.blanks > 0) {
            places[block..index].iter_mut().for_each(|it| it.block = (block as u32, index as u32));
            block = index;
        }
        if places.get(index).is_none_or(|it| it.shape != places[run].shape) {
            places[run..index].iter_mut().for_each(|it| it.run = (run as u32, index as u32));
            run = index;
        }
    }
}

/// Notes how many lines of the page have the shape of each line.
pub(super) fn find_alike(lines: &[Line], places: &mut [Place]) {
    let mut shapes = [Alike::default(); N_SHAPES];
    for (line, place) in lines.iter().zip(&*places) {
        let alike = &mut shapes[usize::from(place.shape)];
        alike.lines += 1;
        alike.words += line.counts.words;
    }
    for place in places {
        place.alike = shapes[usize::from(place.shape)];
    }
}

/// Notes how often each line stands on the page.
pub(super) fn find_repeats(lines: &[Line], places: &mut [Place]) {
    let mut hashes: Vec<(u32, u32)> = lines.iter().enumerate().map(|(index, it)| (it.hash, index as u32)).collect();
    hashes.sort_unstable();
    for same in hashes.chunk_by(|a, b| a.0 == b.0) {
        for &(_, index) in same {
            places[index as usize].repeats = same.len() as u32;
        }
    }
}

const N_SHAPES: usize = 8 * 4 * 4 * 8;

/// Kind, indentation, share of links and length, roughly.
pub(super) fn of(line: &Line) -> u16 {
    let counts = &line.counts;
    let links = match counts.linked {
        0 => 0,
        it if it == counts.words => 3,
        it if it * 2 > counts.words => 2,
        _ => 1,
    };
    let length = match counts.words {
        0 => 0,
        1..=3 => 1,
        4..=8 => 2,
        9..=18 => 3,
        19..=40 => 4,
        _ => 5,
    };
    let indent = (line.indent / 2 % 4) as u16;
    ((line.kind as u16 * 4 + indent) * 4 + links) * 8 + length
}
