//! Words that come again and again tell what an article is about.

use super::line::Line;
use super::place::Place;
use super::scan::Lines;

/// Notes how many words of each line stand in the core too, and returns that share for the core itself.
pub(super) fn find(found: &Lines, (start, end): (usize, usize), places: &mut [Place]) -> f32 {
    let words = |line: &Line| &found.words[line.words.start as usize..line.words.end as usize];
    let mut seen = Seen::default();
    for line in found.lines[start..end].iter().filter(|it| !it.is_link()) {
        words(line).iter().for_each(|&it| seen.add(it));
    }
    let (mut repeated, mut all) = (0, 0);
    for (index, line) in found.lines.iter().enumerate() {
        let in_core = (start..end).contains(&index) && !line.is_link();
        let place = &mut places[index];
        place.own_words = words(line).len() as u32;
        place.topic_words = words(line).iter().filter(|&&it| seen.count(it) > u8::from(in_core)).count() as u32;
        if in_core {
            repeated += place.topic_words;
            all += place.own_words;
        }
    }
    repeated as f32 / all.max(1) as f32
}

/// How often words were seen, by a part of their hash: a rare mistake does no harm.
struct Seen(Vec<u8>);

impl Default for Seen {
    fn default() -> Self {
        Self(vec![0; 1 << 13])
    }
}

impl Seen {
    fn slot(word: u32) -> usize {
        (word.wrapping_mul(0x9e37_79b1) >> (32 - 13)) as usize
    }

    fn add(&mut self, word: u32) {
        let count = &mut self.0[Self::slot(word)];
        *count = count.saturating_add(1);
    }

    fn count(&self, word: u32) -> u8 {
        self.0[Self::slot(word)]
    }
}
