use unchaff_document::{Document, Kind};
use unchaff_front_matter::FrontMatter;

use super::*;

/// A document as an article of a cluster.
fn article(cluster: usize, markdown: &str) -> Article {
    let front_matter = FrontMatter::new(markdown.as_bytes());
    let document = Document::parse(markdown, front_matter.body_offset(), Kind::Markdown).expect("small");
    Article { cluster, ..Article::read(&document, &front_matter) }
}

/// Documents of five clusters around the same lines. `{n}` in them is the number of the document.
fn five_articles(lines: &str) -> Vec<Article> {
    let subjects = ["The orchard", "A ferry", "Two bakeries", "The lighthouse", "Our hedge"];
    let write = |(n, subject): (usize, &&str)| {
        let around = lines.replace("{n}", &n.to_string());
        article(n, &format!("{subject} was quiet that day.\n\n{around}\n\nNobody saw {subject} again.\n"))
    };
    subjects.iter().enumerate().map(write).collect()
}

fn words(articles: &[Article]) -> Vec<String> {
    let mut words: Vec<String> = learn(articles).into_iter().map(|it| it.words).collect();
    words.sort();
    words
}

/// Lines that stand in five unrelated articles, and which of them are proposed.
fn check(lines: &str, expected: &[&str]) {
    assert_eq!(words(&five_articles(lines)), expected, "{lines}");
}

const RELATED: &str = "## From the pier\n\n* [Ten ferries to take](https://example.com/ten)\n\
    * [How a mill works](https://example.com/mill)\n";
const RELATED_WORDS: [&str; 3] = ["from the pier", "how a mill works", "ten ferries to take"];

#[test]
fn a_box_in_unrelated_articles_is_proposed() {
    check(RELATED, &RELATED_WORDS);
}

#[test]
fn an_article_that_was_copied_proposes_nothing() {
    let copy = article(7, &format!("The orchard was quiet.\n\n{RELATED}\n## Picking\n\nBegin at noon.\n"));
    assert_eq!(words(&vec![copy; 600]), [""; 0]);
}

#[test]
fn copies_count_once() {
    let mut articles = five_articles(RELATED);
    articles.extend(vec![articles[0].clone(); 20]);
    let proposal = &learn(&articles)[0];
    assert_eq!((proposal.n_documents, proposal.n_clusters, proposal.examples.len()), (25, 5, 3));
    let two = &five_articles(RELATED)[..2];
    assert_eq!(words(two), [""; 0], "two clusters are too few");
}

#[test]
fn the_order_of_documents_does_not_matter() {
    let mut articles = five_articles(RELATED);
    let without_examples = |articles: &[Article]| -> Vec<Proposal> {
        learn(articles).into_iter().map(|it| Proposal { examples: Vec::new(), ..it }).collect()
    };
    let forwards = without_examples(&articles);
    articles.reverse();
    assert_eq!(without_examples(&articles), forwards);
}

#[test]
fn a_proposal_says_where_it_stands() {
    let articles = five_articles(RELATED);
    let proposals = learn(&articles);
    let proposal = proposals.iter().find(|it| it.words == "ten ferries to take").expect("proposed");
    assert_eq!((proposal.place, proposal.link_share), (50, 100));
    assert_eq!(proposal.examples[0], Example { article: 0, block: 2, neighbour: Some(0) });
}

#[test]
fn a_sign_up_box_is_proposed_with_its_pitch() {
    check(
        "## Letters\n\nHarbour Post\n\nThe Harbour Post brings you tides and tickets.\n\nSign me up\n\n\
         [All our letters](https://example.com/letters)\n",
        &["all our letters", "harbour post", "letters", "sign me up", "the harbour post brings you tides and tickets"],
    );
}

#[test]
fn a_label_over_links_of_the_site_is_proposed() {
    check(
        "Also on the quay:\n\n[Ten ferries to take](https://example.com/ten)\n",
        &["also on the quay", "ten ferries to take"],
    );
}

#[test]
fn phrases_of_articles_stay() {
    for lines in [
        "## Conclusion\n\nArticle {n} ends here.\n",
        "1. Click OK.\n2. [Open the lid](https://example.com/lid)\n",
        "Thank you for reading.\n\nYours, the ferryman\n",
        "PORT MERROW (Reuters)\n",
        "> A boat that leaves on time is worth a tunnel.\n",
        "```\n[Ten ferries](https://example.com/ten)\n```\n",
        "Ask the [harbour office](https://example.com/office).\n",
        "![The quay](quay.jpg)\n",
        "[Ten ferries](#ten)\n",
    ] {
        check(lines, &[]);
    }
}

#[test]
fn links_that_the_author_chose_stay() {
    check("[The paper](https://example.com/paper-{n})\n\n[Slides](https://example.com/slides-{n})\n", &[]);
    check("## Sources\n\n* [The tide tables](https://example.com/tides)\n", &[]);
}

#[test]
fn words_that_are_a_heading_somewhere_stay() {
    let mut articles = five_articles("* [Harbour fees](https://example.com/fees)\n");
    assert_eq!(words(&articles), ["harbour fees"]);
    articles.push(article(9, "The quay is old.\n\n## Harbour fees\n\nThey rise every year.\n"));
    assert_eq!(words(&articles), [""; 0]);
}

#[test]
fn one_word_needs_more_articles() {
    let mut articles = five_articles("[Tides](https://example.com/tides)\n");
    assert_eq!(words(&articles), [""; 0]);
    articles.push(article(9, "The quay is old.\n\n[Tides](https://example.com/tides)\n\nIt leaks.\n"));
    assert_eq!(words(&articles), ["tides"]);
}

#[test]
fn the_title_of_an_article_stays() {
    let mut articles = five_articles("[Ten ferries to take](https://example.com/ten)\n");
    articles.push(article(9, "# [Ten ferries to take](https://example.com/ten)\n\nThe first one sank.\n"));
    assert_eq!(words(&articles), [""; 0]);
}

#[test]
fn the_last_words_before_a_box_stay() {
    check(&format!("See you on the quay\n\n{RELATED}"), &RELATED_WORDS);
    // Three articles end with the same heading, and the footer follows.
    let footer = "[Write to the harbour](https://example.com/write)\n";
    let mut articles = five_articles(footer);
    for n in 5..17 {
        let last = if n < 8 { "## The end\n\n" } else { "" };
        articles.push(article(n, &format!("Ferry number {n} sank.\n\n{last}{footer}")));
    }
    assert_eq!(words(&articles), ["write to the harbour"]);
}

#[test]
fn a_template_around_a_button_stays() {
    check(
        "## Step one\n\nOpen the gate of the lock.\n\n## Step two\n\nWait until the water is level.\n\n## Step three\n\n\
         Close the gate behind you.\n\n[Buy a lock key](https://example.com/key)\n",
        &["buy a lock key"],
    );
}

#[test]
fn words_of_a_closed_list_need_no_link() {
    check("Share this\n\nWas this article helpful?\n", &["share this", "was this article helpful"]);
    check("> This post contains affiliate links.\n", &["this post contains affiliate links"]);
}

#[test]
fn a_picture_parts_a_heading_from_the_links_below() {
    check(
        "## Views\n\n![](quay-{n}.jpg)\n\n[Write to the harbour](https://example.com/write)\n",
        &["write to the harbour"],
    );
}
