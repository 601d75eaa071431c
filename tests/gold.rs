//! What the labelled posts of the corpus say.

use std::{collections::BTreeMap, path::Path};

use unchaff_driver::{CleanOptions, Format, clean};

use crate::corpus;

fn cleaned(path: &Path) -> (String, String) {
    let source = std::fs::read(path).expect("a readable post");
    let output = clean(&source, Format::Markdown, &CleanOptions::default()).output;
    (String::from_utf8(source).expect("UTF-8"), String::from_utf8(output).expect("UTF-8"))
}

/// The lines of a text, without blanks at their ends.
fn lines(text: &str) -> Vec<&str> {
    text.split('\n').map(str::trim_end).collect()
}

#[test]
fn labelled_posts_lose_adverts_and_not_a_line_of_the_article() {
    let (Some(posts), Some(gold)) = (corpus::corpus("hexo/dev"), corpus::corpus("hexo/dev-gold")) else { return };
    let mut n_kept = 0;
    let mut n_adverts = 0;
    for entry in std::fs::read_dir(gold).expect("the folder of labels") {
        let labels = entry.expect("a readable folder").path();
        let post = posts.join(labels.with_extension("md").file_name().expect("a name"));
        if !post.exists() {
            continue; // the labels of the front matter
        }
        let (source, output) = cleaned(&post);
        let source = lines(&source);
        let table = std::fs::read_to_string(&labels).expect("readable labels");
        let labelled = |wanted: &str| -> Vec<&str> {
            let rows = table.lines().map(|it| it.split('\t').collect::<Vec<_>>());
            let wanted: Vec<&str> = wanted.split(' ').collect();
            let rows = rows.filter(|it| it.len() > 1 && it[0].parse::<usize>().is_ok() && it[1..].starts_with(&wanted));
            rows.map(|it| source[it[0].parse::<usize>().expect("a number") - 1]).collect()
        };

        // In order and as often as they stood there.
        let kept = labelled("K");
        let mut rest = lines(&output).into_iter();
        for line in &kept {
            assert!(rest.any(|it| it == *line), "{}: lost or moved: {line:?}", post.display());
        }
        let mut left: BTreeMap<&str, usize> = BTreeMap::new();
        lines(&output).into_iter().for_each(|it| *left.entry(it).or_default() += 1);
        for line in labelled("R ad") {
            let in_article = kept.iter().filter(|it| **it == line).count();
            assert!(left.get(line).copied().unwrap_or(0) <= in_article, "{}: left: {line:?}", post.display());
            n_adverts += 1;
        }
        n_kept += kept.len();
    }
    assert!(n_kept > 1000 && n_adverts > 1000, "the labels were read: {n_kept} kept, {n_adverts} adverts");
}

#[test]
fn posts_without_boilerplate_lose_nothing_but_blanks() {
    let Some(controls) = corpus::corpus("controls/dev") else { return };
    let posts = corpus::documents(&controls);
    assert!(posts.len() > 50);
    for post in posts {
        let (source, output) = cleaned(&post);
        // Line by line, so that nothing but blanks at their ends can be missing.
        let blanks = [' ', '\t', '\u{a0}', '\r'];
        let trim = |text: &str| -> Vec<String> {
            text.split('\n').map(|it| it.trim_end_matches(blanks).to_string()).collect()
        };
        assert_eq!(trim(&output), trim(&source), "{}", post.display());
    }
}
