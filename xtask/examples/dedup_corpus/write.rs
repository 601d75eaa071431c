//! A planned document is written out, with its labels.

use serde_json::json;

use crate::{
    edits::{Draft, Op},
    forms::{form, tiny},
    furniture::{Amount, Furniture, Site},
    plan::{Plan, Planned, What},
    prose::{Language, Prose},
    random::Random,
    similarity::{Similarity, similarity},
};

/// Below this similarity a copy counts as hard, as in `dev.jsonl.gz`: most of the page is not the article, or the
/// articles alone are less similar (half of the words are others), whatever both pages have around them.
const HARD: f64 = 0.25;

/// Characters. The first two sentences alone could be those of another article, with no word changed.
const SHORTEST_TEASER: usize = 400;

/// Makes documents.
pub(crate) struct Writer<'a> {
    pub(crate) prose: &'a Prose,
    pub(crate) plan: &'a Plan,
}

/// A document and what is known about it.
pub(crate) struct Labelled {
    pub(crate) text: String,
    id: usize,
    root: usize,
    cluster: u32,
    language: Language,
    /// `root`, `teaser`, or how it was copied.
    op: String,
    param: String,
    depth: usize,
    /// To its root; nothing for a root.
    similarity: Option<Similarity>,
    /// See [`HARD`].
    pub(crate) is_hard: bool,
    /// Clusters that it may or may not be counted to.
    grey: Vec<u32>,
    trap: Option<&'static str>,
}

impl Labelled {
    /// What it is, for the summary.
    pub(crate) fn kind(&self) -> String {
        self.trap.map_or_else(|| self.op.clone(), |it| format!("trap: {it}"))
    }

    /// The line of the corpus, with the keys of `dev.jsonl.gz` and one more: `j2`, the similarity in runs of two
    /// words. `j` counts runs of five, `j1` single words, and `c` is the containment of runs of five.
    pub(crate) fn line(&self) -> String {
        let id = |it: usize| format!("d{it:07}");
        let figure = |of: fn(&Similarity) -> f64| {
            self.similarity.as_ref().map_or(1.0, |it| (of(it) * 10_000.0).round() / 10_000.0)
        };
        json!({
            "id": id(self.id),
            "text": self.text,
            "lang": self.language.code(),
            "cluster": self.cluster,
            "root": id(self.root),
            "op": self.op,
            "param": self.param,
            "depth": self.depth,
            "j": figure(|it| it.fives),
            "c": figure(|it| it.containment),
            "j1": figure(|it| it.words),
            "j2": figure(|it| it.pairs),
            "hard": self.is_hard,
            "grey": self.grey,
            "trap": self.trap,
        })
        .to_string()
    }
}

impl Writer<'_> {
    /// The document at a place of the plan.
    pub(crate) fn document(&self, place: usize) -> Labelled {
        let planned = &self.plan.documents[place];
        let original = |text: String, language: Language, grey: &[u32], trap: Option<&'static str>| Labelled {
            text,
            id: place,
            root: place,
            cluster: planned.cluster,
            language,
            op: "root".to_string(),
            param: String::new(),
            depth: 0,
            similarity: None,
            is_hard: false,
            grey: grey.to_vec(),
            trap,
        };
        let language = self.prose.language(planned.cluster);
        match &planned.what {
            What::Article => original(self.original(planned), language, &[], None),
            What::Template => original(self.template(planned), language, &[], Some("template")),
            What::Quote { of } => {
                let (text, language) = self.quote(planned, *of);
                original(text, language, &[], Some("quote"))
            }
            What::Digest { of } => original(self.digest(of), self.prose.language(of[0]), of, Some("digest")),
            What::Form => original(self.form(planned), Language::English, &[], Some("form")),
            What::Tiny => original(tiny(place), Language::English, &[], Some("tiny")),
            What::Teaser { of } => self.teaser(place, *of),
            What::Copied { op, before } => self.copy(place, *op, *before),
        }
    }

    /// An article as its author published it: with a title and whatever its site puts around it.
    fn original(&self, planned: &Planned) -> String {
        page(&self.article(planned.cluster), &self.own_furniture(planned.cluster))
    }

    /// Title and paragraphs.
    fn article(&self, article: u32) -> Vec<String> {
        let mut paragraphs = self.prose.article(article);
        paragraphs.insert(0, format!("# {}", self.prose.title(article)));
        paragraphs
    }

    /// What stands around an article where it was published first.
    fn own_furniture(&self, article: u32) -> Furniture {
        let mut random = Random::of(&[0xf0, u64::from(article)]);
        let amount = match random.below(100) {
            0..=54 => Amount::None,
            55..=79 => Amount::Few,
            80..=94 => Amount::Many,
            _ => Amount::Most,
        };
        let site = Site::any(self.prose.language(article), &mut random);
        site.furniture(article, amount, self.prose, &mut random)
    }

    fn template(&self, planned: &Planned) -> String {
        let mut random = Random::of(&[planned.seed]);
        let n_sentences = random.between(3, 6);
        let paragraphs = self.prose.paragraphs(planned.cluster, n_sentences, &mut random);
        let site = Site::any(self.prose.language(planned.cluster), &mut random);
        page(&paragraphs, &site.furniture(planned.cluster, Amount::Most, self.prose, &mut random))
    }

    /// Half of them stand on the page of a site.
    fn form(&self, planned: &Planned) -> String {
        let mut random = Random::of(&[planned.seed]);
        let form = form(&mut random);
        let amount = *random.pick(&[Amount::None, Amount::None, Amount::Few, Amount::Many]);
        let site = Site::any(Language::English, &mut random);
        page(&[form], &site.furniture(planned.cluster, amount, self.prose, &mut random))
    }

    /// An article of its own, at least three times as long as the paragraph it quotes. Of an article in one paragraph
    /// that would be all, so it is the next longer one that is quoted.
    fn quote(&self, planned: &Planned, of: u32) -> (String, Language) {
        let mut random = Random::of(&[planned.seed]);
        let of = (of..).find(|it| self.prose.article(*it).len() >= 4).expect("some articles are long");
        let (quoted, language) = (random.pick(&self.prose.article(of)).clone(), self.prose.language(of));
        let mut paragraphs: Vec<String> = Vec::new();
        while paragraphs.iter().map(String::len).sum::<usize>() < quoted.len() * 3 {
            paragraphs.extend(self.prose.paragraphs_in(language, planned.cluster, 10, &mut random));
        }
        let place = random.between(0, paragraphs.len());
        paragraphs.insert(place, format!("> {quoted}"));
        (page(&paragraphs, &Furniture::default()), language)
    }

    /// Whole articles, one after another.
    fn digest(&self, of: &[u32]) -> String {
        of.iter().map(|it| self.article(*it).join("\n\n")).collect::<Vec<_>>().join("\n\n")
    }

    /// A tenth to two fifths of an article.
    fn teaser(&self, place: usize, of: u32) -> Labelled {
        let planned = &self.plan.documents[place];
        let mut random = Random::of(&[planned.seed]);
        let root = self.plan.roots[of as usize];
        let article = self.prose.article(of).join(" ");
        let n_all = article.chars().count();
        let percent = random.between(10, 40);
        let n = (n_all * percent / 100).max(SHORTEST_TEASER);
        let start: String = article.chars().take(n).collect();
        let (start, language) = (start.trim_end(), self.prose.language(of));
        let text = match language {
            Language::English => format!("{start} ... [Read the whole article]"),
            Language::Chinese => format!("{start}……阅读全文"),
        };
        let similarity = similarity(&text, &self.original(&self.plan.documents[root]));
        Labelled {
            text,
            id: place,
            root,
            cluster: planned.cluster,
            language,
            op: "teaser".to_string(),
            param: format!("0.{percent:02}"),
            depth: 1,
            similarity: Some(similarity),
            is_hard: false,
            grey: vec![of],
            trap: None,
        }
    }

    fn copy(&self, place: usize, op: Op, before: Option<Op>) -> Labelled {
        let planned = &self.plan.documents[place];
        let article = planned.cluster;
        let root = self.plan.roots[article as usize];
        let original = self.original(&self.plan.documents[root]);
        let mut random = Random::of(&[planned.seed]);
        let language = self.prose.language(article);
        let mut copy = Draft { prose: self.prose, article, language, paragraphs: self.article(article) };
        if let Some(before) = before {
            copy.edit(before, &mut random);
        }
        let param = copy.edit(op, &mut random);
        let text = match (op, before) {
            (Op::Exact, None) => original.clone(),
            _ => page(&copy.paragraphs, &self.furniture_of_copy(article, op, &mut random)),
        };
        let pages = similarity(&text, &original);
        let articles = similarity(&copy.paragraphs.join("\n"), &self.article(article).join("\n"));
        let depth = 1 + usize::from(before.is_some());
        Labelled {
            text,
            id: place,
            root,
            cluster: article,
            language,
            op: op.name(),
            param,
            depth,
            similarity: Some(pages),
            is_hard: pages.fives.min(articles.fives) < HARD,
            grey: Vec::new(),
            trap: None,
        }
    }

    /// A copy stands on the page of its original, on that of another site, or on an empty one.
    fn furniture_of_copy(&self, article: u32, op: Op, random: &mut Random) -> Furniture {
        let amount = match op {
            Op::Boiler | Op::Spun => [Amount::Few, Amount::Many, Amount::Many, Amount::Most][random.below(4)],
            _ => match random.below(100) {
                0..=49 => return self.own_furniture(article),
                50..=79 => Amount::None,
                80..=94 => Amount::Few,
                _ => Amount::Many,
            },
        };
        Site::any(self.prose.language(article), random).furniture(article, amount, self.prose, random)
    }
}

fn page(paragraphs: &[String], furniture: &Furniture) -> String {
    let all: Vec<&str> = furniture.above.iter().chain(paragraphs).chain(&furniture.below).map(String::as_str).collect();
    all.join("\n\n")
}
