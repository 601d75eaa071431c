//! Where prose stands, and what lies between.

use super::line::Line;
use super::place::{Group, Place};

/// How much may stand between two paragraphs of a group: links count by their words.
pub(super) const GAPS: [u32; 2] = [12, 45];

/// The lines whose prose outweighs what stands between, each other line costing so many words.
pub(super) fn heaviest_stretch(lines: &[Line], places: &[Place], cost: i64) -> (usize, usize) {
    let mut best = (0, (0, 0));
    let mut sum = 0;
    let mut start = 0;
    for (index, line) in lines.iter().enumerate() {
        sum += if places[index].long_prose { i64::from(line.weight()) } else { -cost - i64::from(line.counts.linked) };
        if sum <= 0 {
            sum = 0;
            start = index + 1;
        } else if sum > best.0 {
            best = (sum, (start, index + 1));
        }
    }
    best.1
}

/// The indentation under which most words of prose stand.
pub(super) fn indent(lines: &[Line], places: &[Place]) -> u32 {
    let mut words = [0_u64; 64];
    for (line, _) in lines.iter().zip(places).filter(|it| it.1.long_prose) {
        words[line.indent.min(63) as usize] += u64::from(line.weight());
    }
    let most = words.iter().copied().max().unwrap_or_default();
    words.iter().position(|&it| it == most).unwrap_or_default() as u32
}

/// Notes the long paragraphs before and after each line.
pub(super) fn find_neighbours(places: &mut [Place]) {
    let mut last = None;
    for (index, place) in places.iter_mut().enumerate() {
        place.previous_prose = last;
        if place.long_prose {
            last = Some(index as u32);
        }
    }
    let mut next = None;
    for (index, place) in places.iter_mut().enumerate().rev() {
        place.next_prose = next;
        if place.long_prose {
            next = Some(index as u32);
        }
    }
}

/// Notes the groups of paragraphs around each line; a container of the page was such a group once.
///
/// The neighbours must be known.
pub(super) fn find_groups(lines: &[Line], scale: usize, places: &mut [Place]) {
    // Groups count from 1: line by line the last group so far, and the prose words of each.
    let mut last = Vec::with_capacity(lines.len());
    let mut words = vec![0];
    let mut between = 0;
    for (line, place) in lines.iter().zip(&*places) {
        if place.long_prose {
            if words.len() == 1 || between > GAPS[scale] {
                words.push(0);
            }
            let group = words.len() - 1;
            words[group] += line.weight();
            between = 0;
        } else {
            between += 2 + line.counts.linked;
        }
        last.push(words.len() - 1);
    }
    // What comes after the last paragraph belongs to no group.
    words.push(0);
    let nowhere = words.len() - 1;
    let largest = (1..nowhere).max_by_key(|&it| words[it]).unwrap_or_default();
    for (place, above) in places.iter_mut().zip(last.iter().copied()) {
        let below = match place.next_prose {
            _ if place.long_prose => above,
            Some(next) => last[next as usize],
            None => nowhere,
        };
        place.groups[scale] = Group {
            above: words[above],
            below: words[below],
            inside: above == below,
            largest: if largest < above {
                -1
            } else if largest <= below {
                0
            } else {
                1
            },
        };
    }
}
