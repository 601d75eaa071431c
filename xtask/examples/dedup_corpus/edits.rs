//! What happens to an article when somebody copies it.

use crate::{
    prose::{Language, Prose},
    random::Random,
};

/// A way to copy.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Op {
    /// Every byte.
    Exact,
    /// Case, blanks, width, marks, emphasis.
    Norm,
    /// On a page with much around it.
    Boiler,
    ParaInsert,
    ParaDrop,
    ParaShuffle,
    /// The end is missing.
    Trunc,
    /// So many words of a thousand are others, missing, more or in another place.
    Tok(usize),
    /// So many characters of a thousand are what a scanner takes them for.
    Ocr(usize),
    /// Words replaced, sentences moved, and on a page with much around it.
    Spun,
}

/// How often a way is taken, of a hundred copies.
const OPS: &[(Op, usize)] = &[
    (Op::Exact, 9),
    (Op::Norm, 11),
    (Op::Boiler, 15),
    (Op::ParaInsert, 8),
    (Op::ParaDrop, 6),
    (Op::ParaShuffle, 4),
    (Op::Trunc, 6),
    (Op::Tok(10), 4),
    (Op::Tok(20), 5),
    (Op::Tok(50), 7),
    (Op::Tok(100), 5),
    (Op::Tok(150), 3),
    (Op::Tok(200), 2),
    (Op::Tok(300), 2),
    (Op::Ocr(10), 4),
    (Op::Ocr(30), 3),
    (Op::Ocr(60), 1),
    (Op::Spun, 5),
];

/// The ways that leave most as it was.
const LIGHT: &[Op] = &[Op::Norm, Op::Boiler, Op::Tok(10), Op::Tok(20), Op::Ocr(10), Op::ParaShuffle];

impl Op {
    pub(crate) fn any(random: &mut Random) -> Op {
        let mut left = random.below(OPS.iter().map(|(_, share)| share).sum());
        for (op, share) in OPS {
            if left < *share {
                return *op;
            }
            left -= share;
        }
        unreachable!("the number is smaller than the sum of all shares")
    }

    pub(crate) fn light(random: &mut Random) -> Op {
        *random.pick(LIGHT)
    }

    /// Its name in the labels.
    pub(crate) fn name(self) -> String {
        match self {
            Op::Exact => "exact".to_string(),
            Op::Norm => "norm".to_string(),
            Op::Boiler => "boiler".to_string(),
            Op::ParaInsert => "para_insert".to_string(),
            Op::ParaDrop => "para_drop".to_string(),
            Op::ParaShuffle => "para_shuffle".to_string(),
            Op::Trunc => "trunc".to_string(),
            Op::Tok(permille) => format!("tok{}", permille / 10),
            Op::Ocr(permille) => format!("ocr{}", permille / 10),
            Op::Spun => "spun".to_string(),
        }
    }
}

/// An article on its way from one copy to the next.
#[derive(Clone, Debug)]
pub(crate) struct Draft<'a> {
    pub(crate) prose: &'a Prose,
    pub(crate) article: u32,
    pub(crate) language: Language,
    pub(crate) paragraphs: Vec<String>,
}

impl Draft<'_> {
    /// Edits the paragraphs; what stands around them is not looked at. Says how much, in the words of the labels.
    pub(crate) fn edit(&mut self, op: Op, random: &mut Random) -> String {
        match op {
            Op::Exact | Op::Boiler => String::new(),
            Op::Norm => self.normalise(random),
            Op::ParaInsert => self.insert_paragraphs(random),
            Op::ParaDrop => self.drop_paragraphs(random),
            Op::ParaShuffle => self.move_paragraphs(random),
            Op::Trunc => self.cut_the_end(random),
            Op::Tok(permille) => self.change_words(permille, random),
            Op::Ocr(permille) => self.scan(permille, random),
            Op::Spun => {
                self.move_sentences(random);
                self.change_words(60, random)
            }
        }
    }

    fn normalise(&mut self, random: &mut Random) -> String {
        let mut done = Vec::new();
        for (name, change) in [
            ("wide", wide as fn(&str) -> String),
            ("lower", str::to_lowercase),
            ("upper", |it| it.to_uppercase()),
            ("quotes", |it| it.replace('"', "\u{201d}").replace('\'', "\u{2019}")),
            ("bold", |it| format!("**{it}**")),
            ("blanks", |it| it.replace(' ', "\u{a0} ")),
            ("zero-width", |it| it.replace("e", "e\u{200b}")),
            ("lines", |it| it.replace(". ", ".\n")),
        ] {
            if random.percent(25) {
                done.push(name);
                self.paragraphs.iter_mut().for_each(|it| *it = change(it));
            }
        }
        done.join("+")
    }

    /// One to three paragraphs, new ones or those of another article, but little beside what is there.
    fn insert_paragraphs(&mut self, random: &mut Random) -> String {
        let n = random.between(1, 3);
        let mut room = self.paragraphs.iter().map(String::len).sum::<usize>() * 3 / 5;
        let mut others = match random.percent(50) {
            true => self.prose.paragraphs(self.article, 3 * n, random),
            false => self.paragraphs_of_another(n, random),
        };
        others.truncate(n);
        let mut n_inserted = 0;
        for other in others.into_iter().filter(|it| !it.is_empty()) {
            if other.len() > room {
                break;
            }
            room -= other.len();
            self.paragraphs.insert(random.between(0, self.paragraphs.len()), other);
            n_inserted += 1;
        }
        n_inserted.to_string()
    }

    /// Some in a row, out of an article that has many more.
    fn paragraphs_of_another(&self, n: usize, random: &mut Random) -> Vec<String> {
        let start = self.article ^ (1 + random.below(63) as u32);
        let is_like_ours = |it: &u32| *it != self.article && self.prose.language(*it) == self.language;
        let articles = (start..).filter(is_like_ours).map(|it| self.prose.article(it));
        let other = articles.into_iter().find(|it| it.len() >= 4 * n).expect("some articles are long");
        let place = random.below(other.len() - n);
        other[place..place + n].to_vec()
    }

    /// At most two fifths; none of an article in one paragraph, the title being another.
    fn drop_paragraphs(&mut self, random: &mut Random) -> String {
        let n_before = self.paragraphs.len();
        let most = n_before * 2 / 5;
        let n = random.between(most.min(1), most);
        for _ in 0..n {
            let place = random.below(self.paragraphs.len());
            self.paragraphs.remove(place);
        }
        format!("{n}/{n_before}")
    }

    fn move_paragraphs(&mut self, random: &mut Random) -> String {
        random.shuffle(&mut self.paragraphs);
        String::new()
    }

    /// Half of it stays, or more.
    fn cut_the_end(&mut self, random: &mut Random) -> String {
        let kept = random.between(50, 95);
        let n_all: usize = self.paragraphs.iter().map(|it| it.chars().count()).sum();
        let mut left = n_all * kept / 100;
        let mut kept_paragraphs = Vec::new();
        for paragraph in &self.paragraphs {
            let part: String = paragraph.chars().take(left).collect();
            left -= part.chars().count();
            kept_paragraphs.extend((!part.trim().is_empty()).then_some(part));
        }
        self.paragraphs = kept_paragraphs;
        format!("0.{kept}")
    }

    fn change_words(&mut self, permille: usize, random: &mut Random) -> String {
        for paragraph in &mut self.paragraphs {
            let mut changed = Vec::new();
            for word in self.language.words(paragraph) {
                if !random.permille(permille) {
                    changed.push(word);
                    continue;
                }
                let other = self.prose.word(self.language, random).to_string();
                match random.below(10) {
                    0 => {}
                    1 => changed.extend([word, other]),
                    2 => changed.insert(changed.len().saturating_sub(1), word),
                    _ => changed.push(other),
                }
            }
            *paragraph = self.language.paragraph(&changed);
        }
        format!("0.{permille:03}")
    }

    fn scan(&mut self, permille: usize, random: &mut Random) -> String {
        const MISTAKEN: [(char, &str); 14] = [
            ('l', "1"),
            ('o', "0"),
            ('e', "c"),
            ('m', "rn"),
            ('h', "b"),
            ('i', "j"),
            ('s', "5"),
            ('u', "ii"),
            ('t', "f"),
            ('a', "o"),
            ('n', "ri"),
            ('r', ""),
            ('c', "e"),
            ('d', "cl"),
        ];
        for paragraph in &mut self.paragraphs {
            let mut scanned = String::with_capacity(paragraph.len());
            for character in paragraph.chars() {
                if !random.permille(permille) {
                    scanned.push(character);
                    continue;
                }
                match MISTAKEN.iter().find(|(it, _)| *it == character) {
                    Some((_, other)) => scanned.push_str(other),
                    None if crate::prose::is_chinese(character) => {
                        scanned.push_str(self.prose.word(self.language, random));
                    }
                    None => scanned.push(character),
                }
            }
            *paragraph = scanned;
        }
        format!("0.{permille:03}")
    }

    /// In every other paragraph the first sentence goes to the end.
    fn move_sentences(&mut self, random: &mut Random) {
        for paragraph in &mut self.paragraphs {
            let end = if self.language == Language::Chinese { "。" } else { ". " };
            let Some((first, rest)) = paragraph.split_once(end).filter(|_| random.percent(50)) else { continue };
            *paragraph = format!("{rest}{}{first}{}", if rest.ends_with('.') { " " } else { "" }, end.trim_end());
        }
    }
}

/// The wide forms of ASCII, as an old input method writes digits and marks.
fn wide(text: &str) -> String {
    let wide = |it: char| match it {
        '0'..='9' | '!' | '?' | ',' => char::from_u32(it as u32 + 0xfee0).unwrap_or(it),
        _ => it,
    };
    text.chars().map(wide).collect()
}
