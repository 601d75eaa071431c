//! What a page without tags says about itself: on lines that a scraper put above it, and in its headings.

use unchaff_document::{Block, BlockKind, Document, InlineKind, Kind};
use url::Url;

use super::{Date, Found, Metadata, Origin, days, labels::Labels, names::plain, titles};
use crate::{Article, Form};

/// A paragraph has at least so many words; what stands before the first one may be the title.
const LEAST_WORDS: u32 = 18;

/// A heading that is not kept, and farther above what is, belongs to something else, if there are others.
const MOST_BLOCKS_BETWEEN: usize = 12;

/// So many words may stand in the article before the heading that it begins with.
const MOST_WORDS_BEFORE: u32 = 12;

impl Metadata {
    /// Reads what a text says that begins at `offset` of its file.
    pub(crate) fn of_text(text: &str, form: Form, offset: usize, article: &Article) -> Self {
        let mut metadata = Self::default();
        let labels = Labels::read(text);
        let told = labels.as_ref().map(|it| Found::new(plain(it.title), Origin::Label("Title")));
        let address = labels.as_ref().and_then(|it| Url::parse(it.address).ok());
        let heading = if form == Form::Markdown { heading(text, offset, article) } else { None };
        metadata.title = titles::of_lines(told.into_iter().collect(), heading, address.as_ref());
        metadata.canonical_url = address.map(|it| Found::new(it.into(), Origin::Label("URL Source")));
        let published = labels.and_then(|it| it.published);
        metadata.published = published.and_then(|written| {
            let day = days::day(written)?;
            Some(Found::new(Date { written: plain(written), day }, Origin::Label("Published Time")))
        });
        metadata
    }
}

/// A heading, and where it stands.
struct Heading {
    words: String,
    level: u8,
    is_link: bool,
    /// The number of the block of the page that it is.
    number: usize,
}

/// The heading that the article begins with, or stands under.
fn heading(text: &str, offset: usize, article: &Article) -> Option<String> {
    let document = Document::parse(text, 0, Kind::Markdown).ok()?;
    let headings = headings(&document, offset, article);
    let is_kept = |it: &&Heading| article.blocks.get(it.number).is_some_and(|it| it.is_kept);
    let first = article.blocks.iter().position(|it| it.is_kept && it.n_words > 0)?;
    let is_paragraph = |number: usize| {
        let is_heading = headings.binary_search_by_key(&number, |it| it.number).is_ok();
        article.blocks[number].n_words >= LEAST_WORDS && !is_heading
    };
    let paragraph = (first..article.blocks.len()).find(|it| article.blocks[*it].is_kept && is_paragraph(*it));
    let paragraph = paragraph.unwrap_or(first);
    let before: Vec<&Heading> = headings.iter().filter(|it| it.number <= paragraph).collect();
    // Some converters write the title of the page on the first line.
    let title = document.visible().next().filter(|it| it.kind.is_paragraph()).map(|it| words(&document, it));
    let is_title = |it: &&&Heading| title.as_ref().is_some_and(|title| begins_with(title, &it.words));
    let top = || before.iter().filter(|it| it.level == 1);
    let is_near = |it: &Heading| it.number + MOST_BLOCKS_BETWEEN >= first && !(it.number + 1..first).any(is_paragraph);
    let is_alone = headings.iter().filter(|it| it.level == 1).count() == 1;
    let n_words_before = |number: usize| -> u32 {
        // A heading without words may stand before the first words of the article.
        let before = article.blocks.get(first..number).unwrap_or_default();
        before.iter().filter(|it| it.is_kept).map(|it| it.n_words).sum()
    };
    let found = before.iter().rfind(is_title).or_else(|| top().find(|it| is_kept(it)));
    let found = found.or_else(|| top().rfind(|it| !it.is_link && (is_alone || is_near(it))));
    let begins = |it: &&&Heading| is_kept(it) && !it.is_link && n_words_before(it.number) <= MOST_WORDS_BEFORE;
    found.or_else(|| before.iter().find(begins)).map(|it| it.words.clone())
}

/// Whether a title is a heading of some words, perhaps with the name of the site behind it.
fn begins_with(title: &str, heading: &str) -> bool {
    let letters =
        |it: &str| it.chars().filter(|it| it.is_alphanumeric()).flat_map(char::to_lowercase).collect::<String>();
    heading.contains(' ') && letters(title).starts_with(&letters(heading))
}

/// The headings that say something.
fn headings(document: &Document<'_>, offset: usize, article: &Article) -> Vec<Heading> {
    let mut headings = Vec::new();
    for block in &document.blocks {
        let BlockKind::Heading(level) = block.kind else { continue };
        let words = words(document, block);
        let start = block.span.start as usize + offset;
        let number = article.blocks.partition_point(|it| it.span.is_none_or(|it| (it.end as usize) <= start));
        let is_link = document.inlines(block).iter().find(|it| !matches!(it.kind, InlineKind::EmphasisStart(_)));
        let is_link = is_link.is_some_and(|it| matches!(it.kind, InlineKind::LinkStart { .. }));
        if !words.is_empty() && number < article.blocks.len() {
            headings.push(Heading { words, level, is_link, number });
        }
    }
    headings
}

/// What a reader sees of a block.
fn words(document: &Document<'_>, block: &Block) -> String {
    let mut words = String::new();
    let mut n_pictures = 0;
    for inline in document.inlines(block) {
        match &inline.kind {
            InlineKind::ImageStart { .. } => n_pictures += 1,
            InlineKind::ImageEnd => n_pictures -= 1,
            InlineKind::Text(it) if n_pictures == 0 => words.push_str(it),
            InlineKind::Code => words.push_str(document.text(inline.span).trim_matches('`')),
            InlineKind::SoftBreak | InlineKind::HardBreak => words.push(' '),
            _ => {}
        }
    }
    titles::without_mark(&plain(&words))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Page, PageBlock};
    use unchaff_document::Span;

    const PROSE: &str = "The ferry to the island sailed for the last time on Sunday evening, and forty people came to \
        the pier to see it off.";

    /// The title of a Markdown page, of which the lines that `kept` tells are the article.
    #[track_caller]
    fn check(text: &str, kept: &[&str], expected: &str) {
        let mut at = 0;
        let mut blocks = Vec::new();
        for line in text.split_inclusive('\n') {
            let words = line.split_whitespace().count() as u32;
            if words > 0 {
                let is_kept = kept.iter().any(|it| line.contains(it));
                blocks.push(PageBlock {
                    span: Some(Span::of(at..at + line.len())),
                    is_kept,
                    score: 50,
                    n_words: words,
                });
            }
            at += line.len();
        }
        let metadata = Metadata::of_text(text, Form::Markdown, 0, &Article { blocks, quality: 90, is_index: false });
        let found = metadata.title.map(|it| format!("{} ({:?})", it.value, it.origin)).unwrap_or_default();
        assert_eq!(found, expected, "{text}");
    }

    #[test]
    fn a_heading_of_the_article_is_its_title() {
        let page = |above: &str| format!("* [Boats](/b)\n\n{above}\n\n{PROSE}\n\n## What it cost\n\n{PROSE}\n");
        check(&page("# The *last* ferry [¶](#x)"), &["last", "cost"], "The last ferry (Heading)");
        check(&page("# The last ferry"), &["Sunday", "cost"], "The last ferry (Heading)");
        check(&page("The last ferry\n==="), &["last"], "The last ferry (Heading)");
        check(&page("# Ferry &amp; pier\n\n## A farewell"), &["farewell", "Sunday"], "Ferry & pier (Heading)");
        check(&page("## A farewell"), &["farewell", "Sunday"], "A farewell (Heading)");
        let menu = "* Boats\n".repeat(20);
        check(&page(&format!("# The last ferry\n\n{menu}")), &["Sunday", "cost"], "The last ferry (Heading)");
        check(&page("# ![Logo](/l.png)\n\n## A farewell"), &["farewell", "Sunday"], "A farewell (Heading)");
    }

    #[test]
    fn a_heading_may_have_no_words() {
        let text = format!("## ???\n\n{PROSE}\n");
        let page = Page::read(text.as_bytes(), 0, Form::Markdown).expect("the page can be read");
        let mut article = page.article();
        article.keep_all();
        let title = page.metadata(&article, None).title;
        assert_eq!(title.map(|it| it.value).as_deref(), Some("???"));
    }

    #[test]
    fn the_first_line_tells_which_heading_it_is() {
        let page = format!("  The last ferry - Pier Post\n\n# Pier Post\n\n## The last ferry\n\n# News\n\n{PROSE}\n");
        check(&page, &["Sunday"], "The last ferry (Heading)");
        check(&page.replacen("The last ferry", "Skip", 1), &["Sunday"], "News (Heading)");
    }

    #[test]
    fn a_heading_elsewhere_is_no_title() {
        let page = |above: &str| format!("{above}\n\n{PROSE}\n\n## What it cost\n\n{PROSE}\n");
        check(&page("## Menu"), &["Sunday", "cost"], "");
        let prose = PROSE.replace("Sunday", "Monday");
        check(&page(&format!("# Pier Post\n\n# News\n\n{prose}")), &["Sunday"], "");
        let menu = "\n* Boats\n".repeat(20);
        check(&page(&format!("# Pier Post\n\n# News\n{menu}")), &["Sunday"], "");
        check(&page("## [Boats](/boats)"), &["Boats", "Sunday"], "");
        check(&page("```\n# make\n```"), &["make", "Sunday"], "");
    }

    #[test]
    fn labels_above_the_page_tell_more() {
        let above = "Title: The last ferry | Pier Post\n\nURL Source: https://pierpost.example/ferry\n\n\
            Published Time: 2024-05-01T09:00:00Z\n\nMarkdown Content:\n";
        let metadata = |page: &str, form| {
            let page = format!("{above}{page}");
            let metadata =
                Metadata::of_text(&page, form, 0, &Article { blocks: Vec::new(), quality: 90, is_index: false });
            metadata.front_matter()
        };
        let expected = "---\ntitle: \"The last ferry\"\ndate: 2024-05-01\n\
            canonical: \"https://pierpost.example/ferry\"\n---\n";
        assert_eq!(metadata(PROSE, Form::Text), expected);
        assert_eq!(metadata(PROSE, Form::Markdown), expected);
        let page = format!("{above}# The last ferry – Pier Post\n\n{PROSE}\n");
        check(&page, &["# The", "Sunday"], "The last ferry (Heading)");
    }
}
