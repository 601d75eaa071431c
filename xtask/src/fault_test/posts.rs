//! Posts that are made up, and the numbers that choose.

use std::{collections::BTreeMap, path::PathBuf};

/// Numbers that seem to be random: the same for the same seed (SplitMix64).
pub(super) struct Random(pub(super) u64);

impl Random {
    pub(super) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    /// A number below `end`.
    pub(super) fn below(&mut self, end: usize) -> usize {
        (self.next() % end.max(1) as u64) as usize
    }

    fn word(&mut self, words: &[&'static str]) -> &'static str {
        words[self.below(words.len())]
    }
}

const WHO: &[&str] = &[
    "The ferryman",
    "A baker",
    "Her uncle",
    "The choir",
    "Nobody",
    "The night watch",
    "Our neighbour",
    "The tailor",
    "A clerk",
    "The orchestra",
    "Every gull",
    "The schoolmaster",
];
const DOES: &[&str] = &[
    "counts",
    "repairs",
    "paints",
    "forgets",
    "weighs",
    "sells",
    "carries home",
    "writes down",
    "measures",
    "admires",
    "hides",
    "borrows",
];
const WHAT: &[&str] = &[
    "the ropes",
    "two lanterns",
    "a map of the harbour",
    "the last loaves",
    "an old timetable",
    "the church bell",
    "seven buttons",
    "a crate of apples",
    "the tide",
    "a letter without a stamp",
    "the ladder",
    "somebody's umbrella",
];
const WHEN: &[&str] = &[
    "before the first frost",
    "on Thursdays",
    "when the mail is late",
    "in the shade of the pier",
    "after supper",
    "without a word",
    "as soon as the fog lifts",
    "twice a year",
    "behind the station",
    "for no money at all",
];

/// So many posts by name: most have something to remove, every tenth has nothing, some are long.
pub(super) fn posts(n_posts: usize, random: &mut Random) -> BTreeMap<PathBuf, Vec<u8>> {
    (0..n_posts)
        .map(|number| {
            (PathBuf::from(format!("{}/post-{number:04}.md", 2010 + number % 7)), post(number, random).into_bytes())
        })
        .collect()
}

fn post(number: usize, random: &mut Random) -> String {
    let mut text = format!("---\ntitle: Letter {number} from the harbour\n---\n");
    let n_paragraphs = if number % 250 == 3 { 100 } else { 3 + random.below(4) };
    for paragraph in 0..n_paragraphs {
        if paragraph == 2 && number % 10 != 7 {
            text.push_str(&format!("\n**Also: [Letter {number}](https://example.com/{number})**\n"));
        }
        text.push('\n');
        for _ in 0..4 {
            let (who, does) = (random.word(WHO), random.word(DOES));
            text.push_str(&format!("{who} {does} {} {}.", random.word(WHAT), random.word(WHEN)));
            text.push_str(if number % 10 != 7 && random.below(3) == 0 { " \n" } else { "\n" });
        }
    }
    text
}
