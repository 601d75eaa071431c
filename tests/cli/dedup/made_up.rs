//! Documents that nobody wrote, some of them copies of others with edits. The same on every machine.

/// Concrete things and what they do: few enough that every text uses them all, many enough that two texts have
/// few pairs of neighbours in common.
const WORDS: &[&str] = &[
    "ferry", "orchard", "bakery", "harbour", "ladder", "barrel", "lantern", "apple", "dough", "rope", "gull", "oven",
    "pear", "mast", "flour", "cart", "shed", "bell", "hedge", "bucket", "tide", "crust", "plum", "anchor", "basket",
    "kettle", "fence", "sail", "yeast", "bridge", "goat", "pump", "wharf", "sieve", "branch", "crane", "tray", "wasp",
    "buoy", "cellar", "leans", "waits", "rolls", "drips", "turns", "hangs", "creaks", "cools", "drifts", "leaks",
    "shines", "rests", "swings", "grows", "sinks", "steams", "rusts", "bends", "fills", "falls", "slowly", "again",
    "twice", "seldom", "inside", "below", "behind", "before", "under", "over", "every", "another", "no", "some",
    "seven", "red", "grey", "wooden", "narrow", "late", "wet", "old", "empty", "round", "salted", "broken",
];

/// Numbers without order, but always the same.
pub(super) struct Random(pub(super) u64);

impl Random {
    /// A number below `n`; splitmix64.
    pub(super) fn below(&mut self, n: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((mixed ^ (mixed >> 31)) % n as u64) as usize
    }
}

/// A text of its own, in lines of ten words.
pub(in crate::cli) fn prose(seed: u64, n_words: usize) -> String {
    let mut random = Random(seed.wrapping_mul(0x1000_0001));
    let words: Vec<&str> = (0..n_words).map(|_| WORDS[random.below(WORDS.len())]).collect();
    words.chunks(10).map(|it| it.join(" ") + ".\n").collect()
}

/// The same text with so many words replaced.
pub(super) fn edited(text: &str, seed: u64, n_edits: usize) -> String {
    let mut random = Random(seed.wrapping_mul(0x2000_0003));
    let mut lines: Vec<Vec<String>> = text.lines().map(|it| it.split(' ').map(str::to_string).collect()).collect();
    for _ in 0..n_edits {
        let n_lines = lines.len();
        let line = &mut lines[random.below(n_lines)];
        let at = random.below(line.len());
        line[at] = WORDS[random.below(WORDS.len())].to_string();
    }
    lines.iter().map(|it| it.join(" ") + "\n").collect()
}

/// Names and texts: of ten documents five are of their own, two are equal to earlier ones, three are edits of such.
pub(super) fn corpus(n: usize) -> Vec<(String, String)> {
    let mut documents: Vec<(String, String)> = Vec::with_capacity(n);
    let mut random = Random(5);
    for number in 0..n {
        let earlier = documents.get(random.below(number.max(1))).map(|it| it.1.clone());
        let text = match (number % 10, earlier) {
            (5 | 6, Some(text)) => text,
            (7..=9, Some(text)) => edited(&text, number as u64, 1 + random.below(6)),
            _ => prose(number as u64, 60 + random.below(120)),
        };
        documents.push((format!("page-{number:04}"), text));
    }
    documents
}

/// Documents as JSON Lines.
pub(super) fn jsonl<I: AsRef<str>, T: AsRef<str>>(documents: &[(I, T)]) -> String {
    let line = |it: &(I, T)| format!("{}\n", serde_json::json!({"id": it.0.as_ref(), "text": it.1.as_ref()}));
    documents.iter().map(line).collect()
}
