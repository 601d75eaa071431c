//! `cargo xtask generate-posts`

use std::{
    collections::BTreeSet,
    ffi::OsString,
    fs,
    path::{Path, PathBuf},
    process::ExitCode,
};

use anyhow::{Context, bail, ensure};

use crate::workspace;

/// As many posts as a large site has, and as long ones.
pub(crate) const SITE: Amount = Amount { n_files: 20_000, n_megabytes: 250 };

/// How long posts are, as shares of the average; each as often as the others. The median of a site is 11 kB, some posts
/// have 2 kB, and one in twenty has 60.
const LENGTHS: [f64; 20] = [
    0.16, 0.16, 0.24, 0.32, 0.4, 0.48, 0.56, 0.64, 0.76, 0.86, 0.9, 0.92, 0.96, 1.04, 1.12, 1.2, 1.28, 1.44, 1.76, 4.8,
];

/// So many files lie in one folder, and so many of these in another.
const FOLDER_FILES: usize = 250;
const FOLDER_FOLDERS: usize = 16;

/// Of ten posts, so many have nothing but prose.
const CLEAN_IN_TEN: usize = 2;

/// One post in so many is an earlier one with a paragraph more.
const COPY_IN: usize = 25;

/// Of three words that may be another one, one is.
const EXCHANGED_IN: usize = 3;

/// How much is made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Amount {
    pub(crate) n_files: usize,
    pub(crate) n_megabytes: usize,
}

/// Writes posts into a folder that is not there yet.
pub(crate) fn run(args: &[OsString]) -> anyhow::Result<ExitCode> {
    let (folder, amount) = read(args)?;
    ensure!(!folder.exists(), "{} exists already: name another folder", folder.display());
    let n_bytes = write(&folder, amount)?;
    println!("{} posts, {:.1} MB, in {}", amount.n_files, n_bytes as f64 / 1e6, folder.display());
    Ok(ExitCode::SUCCESS)
}

fn read(args: &[OsString]) -> anyhow::Result<(PathBuf, Amount)> {
    let (mut folder, mut amount) = (None, SITE);
    let mut args = args.iter();
    while let Some(arg) = args.next() {
        let number = match arg.to_str() {
            Some("--files") => &mut amount.n_files,
            Some("--megabytes") => &mut amount.n_megabytes,
            Some(it) if it.starts_with('-') => bail!("generate-posts knows no `{it}`, only --files and --megabytes"),
            _ if folder.is_some() => bail!("generate-posts takes one folder"),
            _ => {
                folder = Some(PathBuf::from(arg));
                continue;
            }
        };
        let value = args.next().and_then(|it| it.to_str()).unwrap_or_default();
        *number =
            value.parse().ok().filter(|it| *it > 0).with_context(|| {
                format!("expected a number greater than 0 after `{}`, not `{value}`", arg.display())
            })?;
    }
    Ok((folder.context("expected a folder to write")?, amount))
}

/// Writes posts below a folder and tells how many bytes they have. The same amount gives the same bytes.
pub(crate) fn write(folder: &Path, amount: Amount) -> anyhow::Result<usize> {
    let seeds = Seeds::read()?;
    let mut n_bytes = 0;
    for number in 0..amount.n_files {
        let post = seeds.post(number, amount);
        let of_files = number / FOLDER_FILES;
        let place = folder.join(format!("{:02}/{of_files:03}", of_files / FOLDER_FOLDERS));
        if number % FOLDER_FILES == 0 {
            fs::create_dir_all(&place).with_context(|| format!("cannot create {}", place.display()))?;
        }
        let file = place.join(format!("{number:05}.md"));
        fs::write(&file, &post).with_context(|| format!("cannot write {}", file.display()))?;
        n_bytes += post.len();
    }
    Ok(n_bytes)
}

/// What posts are put together from.
struct Seeds {
    /// Headers, with their fences.
    headers: Vec<String>,
    /// Bodies in which a rule finds something.
    bodies: Vec<String>,
    /// Paragraphs of articles, as words.
    prose: Vec<Vec<String>>,
    /// Words of these that may stand in one another's place.
    words: Vec<String>,
}

impl Seeds {
    fn read() -> anyhow::Result<Seeds> {
        let seeds = workspace::root().join("seeds");
        let (mut headers, mut bodies) = (Vec::new(), Vec::new());
        for folder in files(&seeds.join("rules"))? {
            for file in files(&folder)? {
                let name = file.file_name().unwrap_or_default().to_string_lossy();
                if !name.starts_with("removes-") || !name.ends_with(".md") {
                    continue;
                }
                let seed = fs::read_to_string(&file)?.replace("\r\n", "\n");
                if !stands_among_others(&seed) {
                    continue;
                }
                let (header, body) = split(&seed);
                headers.extend(header.map(str::to_string));
                bodies.push(body.trim().to_string());
            }
        }
        let mut prose: Vec<Vec<String>> = Vec::new();
        for file in files(&seeds.join("posts"))? {
            let post = fs::read_to_string(&file)?;
            let (header, body) = split(&post);
            headers.extend(header.map(str::to_string));
            prose.extend(
                body.split("\n\n")
                    .filter(|it| is_prose(it))
                    .map(|it| it.split_whitespace().map(str::to_string).collect()),
            );
        }
        let words: BTreeSet<&String> = prose.iter().flatten().filter(|it| may_be_another(it)).collect();
        let words = words.into_iter().cloned().collect();
        bodies.retain(|it| !it.is_empty());
        ensure!(!headers.is_empty() && !bodies.is_empty() && !prose.is_empty(), "the seeds are missing");
        Ok(Seeds { headers, bodies, prose, words })
    }

    /// The post of a number.
    fn post(&self, number: usize, amount: Amount) -> String {
        // Copies stand apart, and a copy is none of another copy.
        let is_copy = number % COPY_IN == COPY_IN - 1;
        let original = if is_copy { number - COPY_IN / 2 } else { number };
        let mut chance = Chance(original as u64);
        let average = (amount.n_megabytes * 1_000_000) as f64 / amount.n_files as f64;
        // Seven and twenty have no common factor: neighbours differ, and each length comes as often as the others.
        let length = (average * LENGTHS[original * 7 % LENGTHS.len()]) as usize;
        let is_clean = chance.below(10) < CLEAN_IN_TEN;

        let mut post = format!("{}\n", chance.one(&self.headers));
        loop {
            let is_prose = is_clean || chance.below(4) > 0;
            let part = if is_prose { self.paragraph(&mut chance) } else { chance.one(&self.bodies).clone() };
            // Parts are of about five hundred bytes: half of the last one stands beyond the length, or is missing.
            if post.len() + part.len() / 2 > length {
                break;
            }
            post.push('\n');
            post.push_str(&part);
            post.push('\n');
        }
        if is_copy {
            post.push_str(&format!("\n{}\n", self.paragraph(&mut Chance(!number as u64))));
        }
        post
    }

    /// A paragraph with other words here and there, so that hardly two are alike.
    fn paragraph(&self, chance: &mut Chance) -> String {
        let mut paragraph = String::new();
        for word in chance.one(&self.prose) {
            let is_exchanged = may_be_another(word) && chance.below(EXCHANGED_IN) == 0;
            paragraph.push_str(if is_exchanged { chance.one::<String>(&self.words) } else { word });
            paragraph.push(' ');
        }
        paragraph.pop();
        paragraph
    }
}

/// What lies in a folder, in order.
fn files(folder: &Path) -> anyhow::Result<Vec<PathBuf>> {
    let entries = fs::read_dir(folder).with_context(|| format!("cannot read {}", folder.display()))?;
    let mut files: Vec<PathBuf> = entries.map(|it| Ok(it?.path())).collect::<std::io::Result<_>>()?;
    files.sort();
    Ok(files)
}

/// Whether a seed leaves what follows it alone: no comment and no code is open at its end, and it switches nothing off.
fn stands_among_others(seed: &str) -> bool {
    let is_even = |mark: &str| seed.matches(mark).count().is_multiple_of(2);
    let is_closed = seed.matches("<!--").count() == seed.matches("-->").count();
    is_closed && is_even("```") && is_even("~~~") && !seed.contains("unchaff")
}

/// The header with its fences, if there is one, and the body.
fn split(seed: &str) -> (Option<&str>, &str) {
    let end = seed.strip_prefix("---\n").and_then(|it| it.find("\n---\n"));
    end.map_or((None, seed), |it| {
        let (header, body) = seed.split_at("---\n".len() + it + "\n---".len());
        (Some(header), body)
    })
}

/// Whether a paragraph is an author's: not short, and no link, list or heading of its own.
fn is_prose(paragraph: &str) -> bool {
    paragraph.split_whitespace().count() >= 20 && paragraph.starts_with(|it: char| it.is_alphabetic() || it == '"')
}

/// Whether another word may stand in a word's place: no mark of Markdown, no name, nothing that holds a sentence.
fn may_be_another(word: &str) -> bool {
    word.len() > 3 && word.bytes().all(|it| it.is_ascii_lowercase())
}

/// Numbers that look like chance and are the same always (SplitMix64).
struct Chance(u64);

impl Chance {
    fn below(&mut self, n: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut bits = self.0;
        bits = (bits ^ (bits >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        bits = (bits ^ (bits >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((bits ^ (bits >> 31)) % n as u64) as usize
    }

    fn one<'t, T>(&mut self, of: &'t [T]) -> &'t T {
        &of[self.below(of.len())]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const AMOUNT: Amount = Amount { n_files: 500, n_megabytes: 6 };

    fn posts() -> Vec<String> {
        let seeds = Seeds::read().expect("the seeds can be read");
        (0..AMOUNT.n_files).map(|it| seeds.post(it, AMOUNT)).collect()
    }

    #[test]
    fn posts_are_the_same_always_and_differ_from_one_another() {
        let all = posts();
        assert_eq!(all, posts());
        assert_eq!(all.iter().collect::<BTreeSet<_>>().len(), all.len());
    }

    #[test]
    fn posts_are_as_long_as_those_of_a_site() {
        let mut lengths: Vec<usize> = posts().iter().map(String::len).collect();
        lengths.sort_unstable();
        let n_bytes: usize = lengths.iter().sum();
        assert!((5_700_000..6_300_000).contains(&n_bytes), "{n_bytes}");
        assert!((9_500..11_500).contains(&lengths[250]), "median {}", lengths[250]);
        assert!(lengths[20] < 3_000 && lengths[480] > 50_000, "{} and {}", lengths[20], lengths[480]);
    }

    #[test]
    fn a_copy_begins_with_a_whole_earlier_post() {
        let all = posts();
        let copies =
            all.iter().enumerate().filter(|(index, it)| all[..*index].iter().any(|earlier| it.starts_with(&**earlier)));
        assert_eq!(copies.count(), AMOUNT.n_files / COPY_IN);
    }

    #[test]
    fn some_posts_have_nothing_but_prose() {
        let seeds = Seeds::read().expect("the seeds can be read");
        let is_clean = |it: &String| !seeds.bodies.iter().any(|body| body.len() > 20 && it.contains(&**body));
        let n_clean = posts().iter().filter(|it| is_clean(it)).count();
        assert!((50..200).contains(&n_clean), "{n_clean}");
    }

    #[test]
    fn arguments_say_where_and_how_much() {
        let read = |line: &str| read(&line.split_whitespace().map(OsString::from).collect::<Vec<_>>());
        assert_eq!(read("here").expect("a folder"), (PathBuf::from("here"), SITE));
        let few = Amount { n_files: 7, n_megabytes: 1 };
        assert_eq!(read("--files 7 here --megabytes 1").expect("a folder"), (PathBuf::from("here"), few));
        for wrong in ["", "here there", "here --files", "here --files 0", "here --bytes 9"] {
            assert!(read(wrong).is_err(), "{wrong}");
        }
    }
}
