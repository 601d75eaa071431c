//! Which documents are one article: copies, edits, and forms of one template.

use std::{
    collections::{BTreeMap, HashMap},
    hash::{DefaultHasher, Hash, Hasher},
};

use unchaff_boilerplate::Article;
use unchaff_dedup::{Fingerprint, MIN_TOKENS, Parameters, group};

/// What documents are compared by before anything is learned.
pub(super) struct Prose {
    /// Of the sentences alone: lists of links are what is to be learned, and must not make articles alike.
    fingerprint: Fingerprint,
    /// Hashes of the long paragraphs and their words; none twice.
    paragraphs: Vec<(u64, usize)>,
}

/// Two documents with so many long paragraphs in common have one origin, if that is a part of the whole.
/// A bio and a notice of the house make two.
const FEWEST_PARAGRAPHS: usize = 3;

/// The part of its long paragraphs, by words, that a document has to share: one in so many.
const SHARED_PART: usize = 4;

/// A paragraph in so many clusters is no evidence of an origin any more. Bounds the work, too.
const MOST_CLUSTERS: usize = 100;

impl Prose {
    pub(super) fn of(article: &Article) -> Self {
        let mut text = String::new();
        for block in article.blocks.iter().filter(|it| it.is_prose()) {
            text.push_str(&block.words);
            text.push('\n');
        }
        let mut fingerprint = Fingerprint::new(&text, &Parameters::ARTICLES);
        if fingerprint.n_tokens < MIN_TOKENS {
            let words: Vec<&str> = article.blocks.iter().map(|it| it.words.as_str()).collect();
            fingerprint = Fingerprint::new(&words.join("\n"), &Parameters::ARTICLES);
        }
        let long = article.blocks.iter().filter(|it| it.is_long_prose());
        let mut paragraphs: Vec<(u64, usize)> = long.map(|it| (digest(&it.words), it.n_words)).collect();
        paragraphs.sort_unstable();
        paragraphs.dedup();
        Self { fingerprint, paragraphs }
    }
}

/// The number of the cluster of each document.
///
/// Groups of duplicates first. Then the document that a group keeps joins an earlier, longer one with which it
/// shares several long paragraphs: two forms of one template differ in too many words to be duplicates. There are
/// no chains.
pub(super) fn cluster(proses: Vec<Prose>) -> Vec<usize> {
    let (fingerprints, paragraphs): (Vec<Fingerprint>, Vec<Vec<(u64, usize)>>) =
        proses.into_iter().map(|it| (it.fingerprint, it.paragraphs)).unzip();
    let mut cluster_of: Vec<usize> = (0..fingerprints.len()).collect();
    for group in group(&fingerprints, &Parameters::ARTICLES).groups {
        for member in group.members {
            cluster_of[member.document] = group.kept;
        }
    }
    let n_words = |it: usize| paragraphs[it].iter().map(|(_, words)| words).sum::<usize>();
    let mut kept: Vec<usize> = (0..cluster_of.len()).filter(|it| cluster_of[*it] == *it).collect();
    kept.sort_by_key(|it| (std::cmp::Reverse(n_words(*it)), *it));

    let mut joined: Vec<usize> = (0..cluster_of.len()).collect();
    let mut leaders_with: HashMap<u64, Vec<usize>> = HashMap::new();
    for document in kept {
        let mut shared: BTreeMap<usize, (usize, usize)> = BTreeMap::new();
        for (paragraph, words) in &paragraphs[document] {
            let leaders = leaders_with.get(paragraph).filter(|it| it.len() < MOST_CLUSTERS);
            for leader in leaders.into_iter().flatten() {
                let (n, n_words) = shared.entry(*leader).or_default();
                *n += 1;
                *n_words += words;
            }
        }
        let least = n_words(document).div_ceil(SHARED_PART);
        let is_origin = |(leader, (n, words)): (&usize, &(usize, usize))| {
            (*n >= FEWEST_PARAGRAPHS && *words >= least).then_some((std::cmp::Reverse(*words), *leader))
        };
        match shared.iter().filter_map(is_origin).min() {
            Some((_, leader)) => joined[document] = leader,
            None => {
                for (paragraph, _) in &paragraphs[document] {
                    leaders_with.entry(*paragraph).or_default().push(document);
                }
            }
        }
    }
    cluster_of.into_iter().map(|it| joined[it]).collect()
}

fn digest(words: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    words.hash(&mut hasher);
    hasher.finish()
}

#[cfg(test)]
mod tests {
    use unchaff_document::{Document, Kind};
    use unchaff_front_matter::FrontMatter;

    use super::*;

    fn prose(markdown: &str) -> Prose {
        let front_matter = FrontMatter::new(markdown.as_bytes());
        let document = Document::parse(markdown, 0, Kind::Markdown).expect("small");
        Prose::of(&Article::read(&document, &front_matter))
    }

    /// The clusters of some documents, each by the index of its first one.
    fn check(documents: &[String], expected: &[usize]) {
        let clusters = cluster(documents.iter().map(|it| prose(it)).collect());
        let first = |it: &usize| clusters.iter().position(|other| other == it).expect("it stands there itself");
        assert_eq!(clusters.iter().map(first).collect::<Vec<_>>(), expected);
    }

    /// A paragraph of thirty words that stand in no other.
    fn paragraph(name: &str) -> String {
        (0..30).map(|it| format!("{name}{it}")).collect::<Vec<_>>().join(" ") + ".\n\n"
    }

    fn paragraphs(names: &[&str]) -> String {
        names.iter().map(|it| paragraph(it)).collect()
    }

    #[test]
    fn copies_and_edits_are_one_article() {
        let article = paragraphs(&["a", "b", "c"]);
        check(&[article.clone(), paragraphs(&["x", "y"]), article.replace("b7", "seven"), article], &[0, 1, 0, 0]);
    }

    #[test]
    fn forms_of_a_template_are_one_article() {
        let form = |own: [&str; 5]| paragraphs(&["a", "b", "c"]) + &paragraphs(&own);
        let other = paragraphs(&["z"]);
        check(
            &[form(["d", "e", "f", "g", "h"]), other, form(["i", "j", "k", "l", "m"]), form(["n", "o", "p", "q", "r"])],
            &[0, 1, 0, 0],
        );
    }

    #[test]
    fn articles_with_the_same_notices_stay_apart() {
        let with_notices = |own: [&str; 3]| paragraphs(&own) + &paragraphs(&["bio", "notice"]);
        check(&[with_notices(["a", "b", "c"]), with_notices(["d", "e", "f"])], &[0, 1]);
    }

    #[test]
    fn articles_with_the_same_links_stay_apart() {
        let links: String =
            (0..40).map(|it| format!("* [Ferry number {it} of many](https://example.com/{it})\n")).collect();
        check(&[paragraph("a") + &links, paragraph("b") + &links], &[0, 1]);
    }

    #[test]
    fn documents_without_prose_are_compared_by_all_they_say() {
        let links = "* [Ten ferries](https://example.com/ten)\n".to_string();
        check(&[links.clone(), "* [Twelve mills](https://example.com/mills)\n".to_string(), links], &[0, 1, 0]);
        check(&[String::new(), String::new()], &[0, 1]);
    }
}
