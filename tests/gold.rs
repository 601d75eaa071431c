//! What the labelled posts of the corpus say.

use std::{collections::BTreeMap, path::Path};

use unchaff_driver::{CleanOptions, Format, clean};

use crate::corpus;

fn cleaned(path: &Path, with_unsafe: bool) -> (String, String) {
    let source = std::fs::read(path).expect("a readable post");
    let options = CleanOptions { with_unsafe, ..CleanOptions::default() };
    let output = clean(&source, Format::Markdown, &options).output;
    (String::from_utf8(source).expect("UTF-8"), String::from_utf8(output).expect("UTF-8"))
}

/// The lines of a text, without blanks at their ends.
fn lines(text: &str) -> Vec<&str> {
    text.split('\n').map(str::trim_end).collect()
}

#[test]
fn labelled_posts_lose_adverts_and_not_a_line_of_the_article() {
    check_labelled_posts(false);
}

/// Also with findings that rest on wording or position.
#[test]
fn labelled_posts_lose_not_a_line_of_the_article_to_unsafe_findings() {
    check_labelled_posts(true);
}

fn check_labelled_posts(with_unsafe: bool) {
    let (Some(posts), Some(gold)) = (corpus::corpus("hexo/dev"), corpus::corpus("hexo/dev-gold")) else { return };
    let mut n_kept = 0;
    let mut n_adverts = 0;
    for entry in std::fs::read_dir(gold).expect("the folder of labels") {
        let labels = entry.expect("a readable folder").path();
        let post = posts.join(labels.with_extension("md").file_name().expect("a name"));
        if !post.exists() {
            continue; // the labels of the front matter
        }
        let (source, output) = cleaned(&post, with_unsafe);
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
            // The mark of an item stands before its first line, and that may be another one now.
            let is_kept = |it: &str| it == *line || with_unsafe && it.strip_prefix("* ") == Some(line.trim_start());
            assert!(rest.any(is_kept), "{}: lost or moved: {line:?}", post.display());
        }
        let mut left: BTreeMap<&str, usize> = BTreeMap::new();
        lines(&output).into_iter().for_each(|it| *left.entry(it).or_default() += 1);
        for line in labelled("R ad").into_iter().chain(labelled("R also-read")) {
            let in_article = kept.iter().filter(|it| **it == line).count();
            assert!(left.get(line).copied().unwrap_or(0) <= in_article, "{}: left: {line:?}", post.display());
            n_adverts += 1;
        }
        n_kept += kept.len();
    }
    assert!(n_kept > 1000 && n_adverts > 1500, "the labels were read: {n_kept} kept, {n_adverts} adverts");
}

#[test]
fn posts_without_boilerplate_lose_nothing_but_blanks() {
    let (lost, _) = lines_lost_by_controls(false);
    assert!(lost.is_empty(), "{lost:#?}");
}

#[test]
fn posts_without_boilerplate_lose_hardly_a_line_to_unsafe_findings() {
    let (lost, n_lines) = lines_lost_by_controls(true);
    assert!(lost.len() * 2000 <= n_lines, "{lost:#?} of {n_lines} lines");
}

/// The lines of posts without boilerplate that do not come out as they went in, but for blanks at their ends, and
/// how many lines there are.
fn lines_lost_by_controls(with_unsafe: bool) -> (Vec<String>, usize) {
    let Some(controls) = corpus::corpus("controls/dev") else { return (Vec::new(), 0) };
    let posts = corpus::documents(&controls);
    assert!(posts.len() > 50);
    let blanks = [' ', '\t', '\u{a0}', '\r'];
    let (mut lost, mut n_lines) = (Vec::new(), 0);
    for post in posts {
        let (source, output) = cleaned(&post, with_unsafe);
        let mut left = output.split('\n').map(|it| it.trim_end_matches(blanks)).peekable();
        for line in source.split('\n').map(|it| it.trim_end_matches(blanks)) {
            n_lines += 1;
            if left.next_if_eq(&line).is_none() {
                lost.push(format!("{}: {line}", post.display()));
            }
        }
        assert_eq!(left.next(), None, "{}: a line that was not there", post.display());
    }
    (lost, n_lines)
}
