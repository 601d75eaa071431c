//! Descriptions that only repeat the title.

use std::sync::LazyLock;

use crate::front_matter::FrontMatter;
use crate::remove::remove;
use crate::repair::{Repair, RepairKind};

/// Every proof reads the header again; the time for more of them would grow with its square.
const MOST_FINDINGS: usize = 16;

/// Keys that should say more than the title.
const DESCRIPTION_KEYS: &[&str] = &[
    "abstract",
    "desc",
    "description",
    "excerpt",
    "meta_description",
    "og_description",
    "seo_description",
    "subtitle",
    "summary",
];

/// What generators put before a title, and after it: a subject and a verb of one language.
struct Lead {
    subjects: &'static [&'static str],
    verbs: &'static [&'static str],
    /// Where the verb, or a part of it, comes last.
    ends: &'static [&'static str],
}

const LEADS: &[Lead] = &[
    Lead {
        subjects: &[
            "this article",
            "this blog",
            "this blog post",
            "this guide",
            "this page",
            "this post",
            "this tutorial",
            "in this article we",
            "in this post we",
            "the article",
            "the post",
            "article",
            "post",
        ],
        verbs: &[
            "about",
            "covers",
            "describe",
            "describes",
            "discuss",
            "discusses",
            "explain",
            "explains",
            "explores",
            "introduces",
            "is about",
            "is describing",
            "presents",
            "shows",
            "talks about",
        ],
        ends: &[""],
    },
    Lead {
        subjects: &["dieser artikel", "dieser beitrag", "diese seite", "der artikel", "der beitrag"],
        verbs: &["behandelt", "beschreibt", "erklärt", "handelt von", "zeigt"],
        ends: &[""],
    },
    Lead { subjects: &["in diesem artikel", "in diesem beitrag"], verbs: &["geht es um"], ends: &[""] },
    Lead {
        subjects: &["cet article", "ce billet", "cette page"],
        verbs: &["décrit", "explique", "parle de", "présente", "traite de"],
        ends: &[""],
    },
    Lead {
        subjects: &["este artículo", "esta entrada", "esta página", "este post", "en este artículo"],
        verbs: &["describe", "explica", "habla de", "trata de", "trata sobre", "se describe"],
        ends: &[""],
    },
    Lead {
        subjects: &["este artigo", "esta página", "este post"],
        verbs: &["aborda", "descreve", "explica", "fala de", "fala sobre", "trata de"],
        ends: &[""],
    },
    Lead {
        subjects: &["questo articolo", "questo post", "questa pagina"],
        verbs: &["descrive", "illustra", "parla di", "spiega", "tratta di"],
        ends: &[""],
    },
    Lead {
        subjects: &["эта статья", "эта запись", "в этой статье", "статья"],
        verbs: &["описывает", "описывается", "о", "рассказывает о", "рассматривается"],
        ends: &[""],
    },
    Lead {
        subjects: &["本文", "这篇文章", "本篇文章", "該文", "這篇文章"],
        verbs: &["介绍", "介绍了", "介紹", "描述", "描述了", "讲述", "讲述了", "主要介绍"],
        ends: &["", "的内容"],
    },
    Lead {
        subjects: &["この記事では", "この記事は", "本記事では"],
        verbs: &[""],
        ends: &["について", "について説明します", "について解説します", "を紹介します", "を説明します"],
    },
    Lead {
        subjects: &["이 글은", "이 글에서는", "이 기사는", "이 포스트는"],
        verbs: &[""],
        ends: &["에 대해 설명합니다", "에 대한 글입니다", "를 설명합니다", "을 설명합니다"],
    },
];

/// Marks before a name that titles carry behind them and descriptions often do not.
const SUFFIX_MARKS: &[&str] = &[" | ", " - ", " – ", " — ", " :: ", "｜"];

/// Finds descriptions that only repeat the title, with or without a phrase such as "this article describes".
/// All are guesses: they go where nobody minds.
pub fn repair_placeholders(front: &FrontMatter<'_>) -> Vec<Repair> {
    let Some(title) = front.get_str("title") else { return Vec::new() };
    let whole = letters(title);
    // A word or two may well be all there is to say.
    if whole.chars().count() < 4 {
        return Vec::new();
    }
    let cut = SUFFIX_MARKS.iter().filter_map(|mark| title.rsplit_once(mark)).map(|(name, _)| letters(name));
    let titles: Vec<String> = std::iter::once(whole).chain(cut.filter(|it| it.chars().count() >= 4)).collect();
    let entries = front.entries();
    let found = entries.iter().filter_map(|entry| {
        let key = entry.key().filter(|it| is_description_key(it))?;
        let said = letters(front.get_str(key)?);
        titles.iter().find_map(|title| lead(&said, title)).map(|lead| (key, lead))
    });
    let repairs = found.take(MOST_FINDINGS).filter_map(|(key, lead)| {
        let splices = remove(front, key).ok()?.narrowed(front.source());
        let reason = match lead {
            "" => format!("{key}: repeats the title"),
            lead => format!("{key}: \"{lead}\" and the title"),
        };
        Some(Repair { kind: RepairKind::Placeholder, splices, is_guess: true, reason })
    });
    repairs.collect()
}

fn is_description_key(key: &str) -> bool {
    DESCRIPTION_KEYS.contains(&&*key.to_lowercase().replace('-', "_"))
}

/// A [`Lead`] in letters alone, as it is compared; verbs and ends beside the words they come from.
struct Spelled {
    subjects: Vec<String>,
    verbs: Vec<(&'static str, String)>,
    ends: Vec<(&'static str, String)>,
}

static SPELLED: LazyLock<Vec<Spelled>> = LazyLock::new(|| {
    let with_letters = |words: &'static [&'static str]| words.iter().map(|it| (*it, letters(it))).collect();
    let spelled = |lead: &Lead| Spelled {
        subjects: lead.subjects.iter().map(|it| letters(it)).collect(),
        verbs: with_letters(lead.verbs),
        ends: with_letters(lead.ends),
    };
    LEADS.iter().map(spelled).collect()
});

/// The verb around a repeated title, or the end where there is none; nothing if there is more to the text.
fn lead(said: &str, title: &str) -> Option<&'static str> {
    // A search prepares for the whole title, however short the text is.
    if said.len() < title.len() {
        return None;
    }
    let (before, after) = said.split_once(title)?;
    if before.is_empty() && after.is_empty() {
        return Some("");
    }
    SPELLED.iter().find_map(|lead| {
        let (end, _) = lead.ends.iter().find(|it| it.1 == after)?;
        let mut rests = lead.subjects.iter().filter_map(|it| before.strip_prefix(&**it));
        let (verb, _) = rests.find_map(|rest| lead.verbs.iter().find(|it| it.1 == rest))?;
        Some(if verb.is_empty() { *end } else { *verb })
    })
}

/// Letters and digits alone, in lower case.
fn letters(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::splice::apply;

    fn outcome(title: &str, description: &str) -> bool {
        let source = format!("---\ntitle: '{title}'\ndescription: '{description}'\nz: 1\n---\n");
        let repairs = repair_placeholders(&FrontMatter::new(source.as_bytes()));
        for repair in &repairs {
            assert!(repair.is_guess);
            assert_eq!(
                apply(source.as_bytes(), &repair.splices),
                format!("---\ntitle: '{title}'\nz: 1\n---\n").as_bytes()
            );
        }
        !repairs.is_empty()
    }

    #[test]
    fn finds_titles_behind_a_stock_phrase() {
        assert!(outcome("Snow on the Pass", "This article describes Snow on the Pass"));
        assert!(outcome("Snow on the Pass | Alpine Club", "This Post Is About: Snow On The Pass."));
        assert!(outcome("Snow on the Pass", "snow on the pass"));
        assert!(outcome("Schnee am Pass", "Dieser Artikel beschreibt \"Schnee am Pass\""));
        assert!(outcome("山口的雪景", "本文介绍山口的雪景"));
        assert!(outcome("峠の雪について考える", "この記事では「峠の雪について考える」について説明します。"));
    }

    #[test]
    fn leaves_descriptions_that_say_more() {
        assert!(!outcome("Snow on the Pass", "This article describes Snow on the Pass and how to drive there"));
        assert!(!outcome("Snow on the Pass", "Driving over Snow on the Pass"));
        assert!(!outcome("Snow on the Pass", "This article describes another pass"));
        assert!(!outcome("Ice", "Ice"));
    }

    #[test]
    fn spellings_of_one_key_are_judged_at_once() {
        let key = |n: u32| -> String {
            let letters = "meta_description".chars().enumerate();
            letters.map(|(at, it)| if n >> at & 1 == 1 { it.to_ascii_uppercase() } else { it }).collect()
        };
        // Bit 4 is the underscore, which has one spelling.
        let keys = (0..6000).filter(|n| n & 1 << 4 == 0);
        let lines: String = keys.map(|n| format!("{}: snow on the pass\n", key(n))).collect();
        let source = format!("---\ntitle: Snow on the Pass\n{lines}---\n");
        let begin = std::time::Instant::now();
        let repairs = repair_placeholders(&FrontMatter::new(source.as_bytes()));
        assert_eq!(repairs.len(), MOST_FINDINGS);
        assert!(begin.elapsed().as_secs() < 5, "{:?}", begin.elapsed());
    }
}
