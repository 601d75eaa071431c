//! Which documents there are, and what each is made of.

use crate::{edits::Op, random::Random};

/// A document before it is written.
#[derive(Clone, Debug)]
pub(crate) struct Planned {
    /// Its cluster; also the number of the article, if it is one.
    pub(crate) cluster: u32,
    pub(crate) what: What,
    /// What is drawn for this document and no other.
    pub(crate) seed: u64,
}

/// What a document is.
#[derive(Clone, Debug)]
pub(crate) enum What {
    Article,
    /// An article and not much of it, on a page with more around it than in it.
    Template,
    /// An article with a paragraph of another in it.
    Quote {
        of: u32,
    },
    /// Several whole articles.
    Digest {
        of: Vec<u32>,
    },
    Form,
    Tiny,
    /// The start of an article.
    Teaser {
        of: u32,
    },
    /// Copied in this way, and before in the other.
    Copied {
        op: Op,
        before: Option<Op>,
    },
}

/// Documents of a thousand.
const DIGESTS: usize = 8;
const TEASERS: usize = 20;
const TEMPLATES: usize = 20;
const QUOTES: usize = 6;
const FORMS: usize = 10;
const TINY: usize = 3;

/// One article in a corpus of 80,000 documents or more was copied so often; in a smaller one less.
const LARGEST_CLUSTER: usize = 1250;

/// Documents in the order in which they are written, and where the root of each cluster stands.
pub(crate) struct Plan {
    pub(crate) documents: Vec<Planned>,
    /// By the number of the cluster.
    pub(crate) roots: Vec<usize>,
}

/// Plans so many documents.
pub(crate) fn plan(n_documents: usize) -> Plan {
    let mut random = Random::of(&[0x91a7]);
    let mut documents = Vec::with_capacity(n_documents);
    let share = |permille: usize| n_documents * permille / 1000;
    let n_specials: usize = [DIGESTS, TEASERS, TEMPLATES, QUOTES, FORMS, TINY].into_iter().map(share).sum();

    let n_largest = (n_documents / 64).min(LARGEST_CLUSTER);
    let mut n_clusters = 0;
    while documents.len() < n_documents - n_specials {
        let room = n_documents - n_specials - documents.len();
        let size = if n_clusters == 0 { n_largest.max(1) } else { cluster_size(&mut random) }.min(room);
        for place in 0..size {
            let what = match (place, n_clusters) {
                (0, _) => What::Article,
                (_, 0) => What::Copied { op: Op::light(&mut random), before: None },
                _ => copied(&mut random),
            };
            documents.push(Planned { cluster: n_clusters, what, seed: random.number() });
        }
        n_clusters += 1;
    }

    let n_articles = n_clusters as usize;
    let article = |random: &mut Random| random.below(n_articles) as u32;
    let mut special = |what: What, random: &mut Random| {
        documents.push(Planned { cluster: n_clusters, what, seed: random.number() });
        n_clusters += 1;
    };
    for _ in 0..share(DIGESTS) {
        let mut of: Vec<u32> = (0..random.between(3, 5)).map(|_| article(&mut random)).collect();
        of.sort_unstable();
        of.dedup();
        special(What::Digest { of }, &mut random);
    }
    for _ in 0..share(TEASERS) {
        let of = article(&mut random);
        special(What::Teaser { of }, &mut random);
    }
    for _ in 0..share(QUOTES) {
        let of = article(&mut random);
        special(What::Quote { of }, &mut random);
    }
    for (permille, what) in [(TEMPLATES, What::Template), (FORMS, What::Form), (TINY, What::Tiny)] {
        for _ in 0..share(permille) {
            special(what.clone(), &mut random);
        }
    }

    random.shuffle(&mut documents);
    let mut roots = vec![0; n_clusters as usize];
    for (place, document) in documents.iter().enumerate() {
        if !matches!(document.what, What::Copied { .. }) {
            roots[document.cluster as usize] = place;
        }
    }
    // The scorer keeps the first of a cluster: an article comes before its copies as often as they come before it.
    Plan { documents, roots }
}

/// Most articles stand alone, few were copied often.
fn cluster_size(random: &mut Random) -> usize {
    match random.below(1000) {
        0..=659 => 1,
        660..=819 => 2,
        820..=899 => 3,
        900..=939 => 4,
        940..=979 => random.between(5, 9),
        980..=995 => random.between(10, 29),
        _ => random.between(30, 60),
    }
}

fn copied(random: &mut Random) -> What {
    let before = random.percent(15).then(|| Op::light(random));
    What::Copied { op: Op::any(random), before }
}
