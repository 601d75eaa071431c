use jiff::civil::date;
use scraper::Html;
use url::Url;

use super::{Found, Metadata, Origin};

fn read(html: &str) -> Metadata {
    let address = Url::parse("https://www.pierpost.example/news/ferry").ok();
    Metadata::read(&Html::parse_document(html), address.as_ref())
}

/// Compares a value and where it comes from.
#[track_caller]
fn check(found: Option<&Found<String>>, expected: &str) {
    let found = found.map(|it| format!("{} ({:?})", it.value, it.origin)).unwrap_or_default();
    assert_eq!(found, expected);
}

#[track_caller]
fn check_title(html: &str, expected: &str) {
    check(read(html).title.as_ref(), expected);
}

/// Compares all authors.
#[track_caller]
fn check_authors(html: &str, expected: &[&str]) {
    let authors = read(html).authors;
    assert_eq!(authors.iter().map(|it| it.value.as_str()).collect::<Vec<_>>(), expected, "{authors:?}");
}

/// Compares the days of publication and change.
#[track_caller]
fn check_dates(html: &str, expected: &str) {
    let it = read(html);
    let day = |it: Option<Found<super::Date>>| it.map(|it| it.value.day.to_string()).unwrap_or_default();
    assert_eq!(format!("{} {}", day(it.published), day(it.modified)), expected);
}

#[test]
fn titles_come_without_the_site() {
    check_title("<title>Ferry fares rise | Harbour News</title>", "Ferry fares rise (Title)");
    check_title("<title>Ferry fares rise - Pier Post</title>", "Ferry fares rise (Title)");
    check_title("<title>Pier Post: Ferry - a boat</title>", "Pier Post: Ferry - a boat (Title)");
    check_title("<title>The Pier Post » Ferry fares</title>", "Ferry fares (Title)");
    check_title(
        "<meta property=og:site_name content='Tide'><meta property=og:title content='Fares &amp;amp; boats – Tide'>",
        "Fares & boats (Meta(\"og:title\"))",
    );
    check_title(
        "<title>Ferry fares rise - Pier and Other Shores Trust</title>",
        "Ferry fares rise - Pier and Other Shores Trust (Title)",
    );
    check_title(
        "<link rel=canonical href=https://past.example/a><title>Ferry fares | Pier and Shore Trust</title>",
        "Ferry fares | Pier and Shore Trust (Title)",
    );
    check_title(
        "<link rel=canonical href=https://pst.example/a><title>Ferry fares | Pier and Shore Trust</title>",
        "Ferry fares (Title)",
    );
    check_title("<title></title>", "");
}

#[test]
fn headings_are_titles_if_something_repeats_them() {
    check_title(
        "<title>Ferry fares - Isles</title><h1>Pier Post</h1><h1>Ferry\n fares ¶</h1>",
        "Ferry fares (Heading)",
    );
    check_title(
        "<title>The ferry is dearer</title><h1>Why the ferry is dearer</h1>",
        "Why the ferry is dearer (Heading)",
    );
    check_title("<title>Ferry fares - Pier Post Forums</title><h1>Pier Post Forums</h1>", "Ferry fares (Title)");
    check_title(
        "<title>Ferry fares — Isles 2.0 Guide</title><h1>Isles 2.0 Guide</h1><h1>Ferry fares</h1>",
        "Ferry fares (Heading)",
    );
    check_title("<title>Ferry fares | Pier Post</title><h1>Sign up</h1>", "Ferry fares (Title)");
    check_title(
        "<meta property=og:title content='How do boats float?'><h1>Thread: How do boats float?</h1>",
        "How do boats float? (Meta(\"og:title\"))",
    );
}

#[test]
fn authors_are_people_and_stand_alone() {
    check_authors("<meta name=author content='By Ada Pier and Bo Quay'>", &["Ada Pier", "Bo Quay"]);
    check_authors("<meta name=author content='Ada Pier, Bo Quay & Cy Mole'>", &["Ada Pier", "Bo Quay", "Cy Mole"]);
    check_authors("<h1>x</h1><p class=author>Post by <b>pier_ada</b> » Sat Feb 24, 2024</p>", &["pier_ada"]);
    check_authors("<meta name=author content='Ada Pier, MD'>", &["Ada Pier, MD"]);
    check_authors("<meta name=author content=admin><span class=author-name>Ada Pier</span>", &["Ada Pier"]);
    check_authors("<meta name=author content=admin>", &[]);
    check_authors(
        "<meta property=article:author content=https://example.com/ada><a rel=author href=x>Ada Pier</a>",
        &["Ada Pier"],
    );
    check_authors(
        "<meta property=og:site_name content='Pier Post'><meta name=author content='Pier Post'><h1>x</h1><p>By Ada Pier</p>",
        &["Ada Pier"],
    );
    check_authors(
        "<meta property=og:site_name content='Pier Post'><meta name=author content='Pier Post'>",
        &["Pier Post"],
    );
    check_authors(
        "<meta name=twitter:label1 content='Written by'><meta name=twitter:data1 content='Ada Pier'>",
        &["Ada Pier"],
    );
    check_authors(
        "<meta name=citation_author content='Ada Pier'><meta name=citation_author content='Bo Quay'>",
        &["Ada Pier", "Bo Quay"],
    );
    check_authors("<div itemprop=author><span itemprop=name>ada</span> 14 posts</div>", &["ada"]);
    check_authors("<h1>x</h1><div class=byline>Written by Ada Pier | May 1, 2024</div>", &["Ada Pier"]);
    check_authors(
        r#"<script type="application/ld+json">{"@type":"Article","author":[{"@type":"Organization","name":"Harbour Ltd"},{"name":"Ada Pier"}]}</script>"#,
        &["Ada Pier"],
    );
}

#[test]
fn prose_and_lists_of_articles_have_no_author() {
    check_authors("<h1>x</h1><p>by monitoring the tide</p><div class=authorized-dealer>Bo Quay</div>", &[]);
    let teasers: String =
        ["Ada Pier", "Bo Quay", "Cy Mole", "Di Reed", "Ed Buoy"].map(|it| format!("<a rel=author>{it}</a>")).concat();
    check_authors(&teasers, &[]);
    check_authors("<p class=comment-author>Bo Quay</p><p class=author>View all posts</p>", &[]);
}

#[test]
fn days_come_from_the_surest_place() {
    check_dates(
        "<meta property=article:published_time content=2024-05-01T23:10:00-05:00><time datetime=2024-06-01>",
        "2024-05-01 ",
    );
    check_dates("<h1>x</h1><time datetime=2024-05-01>today</time>", "2024-05-01 ");
    check_dates("<time datetime=2020-01-01></time><h1>x</h1><p class=post-date>May 1, 2024</p>", "2024-05-01 ");
    check_dates(
        "<h1>x</h1><p>Last updated: <time>May 2, 2024</time></p><p>May 1, 2024 by Ada",
        "2024-05-01 2024-05-02",
    );
    check_dates("<link rel=canonical href=/2024/05/01/ferry/><h1>x</h1><p class=date>July 2, 2025</p>", "2024-05-01 ");
    check_dates(
        "<p>On May 1, 2024 the ferry sank, and with it all that a town had put its hopes in for many years.",
        " ",
    );
    check_dates("<meta name=last-modified content=2024-05-02><h1>x</h1><p class=date>June 9, 2024</p>", " 2024-05-02");
    check_dates(
        r#"<script type="application/ld+json">{"@type":"WebPage","datePublished":"2024-05-01","dateModified":"2024-05-03"}</script>"#,
        "2024-05-01 2024-05-03",
    );
}

#[test]
fn other_values() {
    let it = read(
        "<html lang=pt_BR><link rel=canonical href='/ferry?a=1'><meta property=og:image content='/i/pier.jpg'>\
         <meta name=description content=' Fares\n rise '><meta name=keywords content='ferry, fares,,Ferry'>\
         <meta property=og:site_name content='Pier Post'>",
    );
    check(it.language.as_ref(), "pt-BR (Language)");
    check(it.canonical_url.as_ref(), "https://www.pierpost.example/ferry?a=1 (Link(\"canonical\"))");
    check(it.picture.as_ref(), "https://www.pierpost.example/i/pier.jpg (Meta(\"og:image\"))");
    check(it.description.as_ref(), "Fares rise (Meta(\"description\"))");
    check(it.site_name.as_ref(), "Pier Post (Meta(\"og:site_name\"))");
    assert_eq!(it.keywords.iter().map(|it| it.value.as_str()).collect::<Vec<_>>(), ["ferry", "fares"]);
    check(read("<html lang='no language'>").language.as_ref(), "");
    check(read("<link rel=canonical href='javascript:x'>").canonical_url.as_ref(), "");
}

#[test]
fn a_page_without_anything_says_nothing() {
    assert_eq!(Metadata::read(&Html::parse_document(""), None), Metadata::default());
    assert_eq!(Metadata::default().front_matter(), "---\n---\n");
}

#[test]
fn front_matter_is_what_its_owners_expect() {
    let it = read(
        "<html lang=en><meta name=author content='Ada Pier'><title>Ferry: \"dear\"</title><link rel=canonical href=/a>\
         <meta name=date content='1 May 2024'><meta property=article:tag content=boats>",
    );
    let expected = "---\ntitle: \"Ferry: \\\"dear\\\"\"\ndate: 2024-05-01\nauthor: \"Ada Pier\"\nlang: \"en\"\n\
        canonical: \"https://www.pierpost.example/a\"\ntags:\n  - \"boats\"\n---\n";
    assert_eq!(it.front_matter(), expected);
    assert_eq!(it.published.map(|it| it.value.day), Some(date(2024, 5, 1)));
}

#[test]
fn front_matter_reads_back_whatever_the_text() {
    for text in [
        "plain",
        "a: b # c",
        "'\"\\",
        "---",
        "- x",
        "{{ x }}",
        "yes",
        "2024-05-01",
        "\u{85}\u{2028}\u{2029}\u{feff}",
        "\u{0}\u{7}\u{1b}\u{7f}\u{9f}",
        "line\nline\r\n\ttab",
        "😀 שלום 港口",
        "\u{fffe}\u{ffff}\u{10ffff}",
        "%YAML",
        "",
    ] {
        let found = || Found { value: text.to_owned(), origin: Origin::Title };
        let it = Metadata {
            title: Some(found()),
            authors: vec![found(), found()],
            keywords: vec![found()],
            ..Metadata::default()
        };
        let front_matter = it.front_matter();
        let yaml = front_matter.trim_start_matches("---\n").trim_end_matches("---\n");
        let value: serde_yaml::Value = serde_yaml::from_str(yaml).unwrap_or_else(|it| panic!("{text:?}: {it}"));
        assert_eq!(value["title"].as_str(), Some(text));
        assert_eq!(value["author"][1].as_str(), Some(text));
        assert_eq!(value["tags"][0].as_str(), Some(text));
        assert!(yaml.lines().all(|it| !it.starts_with("---")), "{front_matter}");
    }
}

#[test]
fn what_was_escaped_twice_is_read_as_it_was_meant() {
    let keywords = |json: &str| {
        let page = format!("<script type=application/ld+json>{{\"@type\":\"Article\",\"keywords\":{json}}}</script>");
        read(&page).keywords.into_iter().map(|it| it.value).collect::<Vec<_>>()
    };
    assert_eq!(
        keywords("[\"&amp;quot;old pier&amp;quot;\", \"captain&amp;#39;s tea\"]"),
        ["\"old pier\"", "captain's tea"]
    );
    assert_eq!(keywords("\"ropes &amp;amp; sails, ropes &amp; nets\""), ["ropes & sails", "ropes & nets"]);
    // Not all of it is escaped: it is about how to escape.
    assert_eq!(keywords("\"&amp;lt; is not &lt;\""), ["&lt; is not <"]);
    check_title("<title>The captain&amp;amp;#039;s tea</title>", "The captain's tea (Title)");
}

#[test]
fn separators_behind_which_nothing_stands_go() {
    let site = |name: &str| read(&format!("<meta property=og:site_name content='{name}'>")).site_name;
    check(site("Pier Post -").as_ref(), "Pier Post (Meta(\"og:site_name\"))");
    check(site("Pier Post | ").as_ref(), "Pier Post (Meta(\"og:site_name\"))");
    check(site("Pier · Post ·").as_ref(), "Pier · Post (Meta(\"og:site_name\"))");
    check(site("Pier Post-").as_ref(), "Pier Post- (Meta(\"og:site_name\"))");
    check(site("-").as_ref(), "- (Meta(\"og:site_name\"))");
    check_title("<title>Ferry fares | </title>", "Ferry fares (Title)");
}

#[test]
fn pictures_that_stand_in_for_others_are_the_last_choice() {
    check(
        read("<meta property=og:image content=data:image/gif;base64,R0><meta name=twitter:image content=/pier.jpg>")
            .picture
            .as_ref(),
        "https://www.pierpost.example/pier.jpg (Meta(\"twitter:image\"))",
    );
    check(
        read("<meta property=og:image content=/i/blank.gif><link rel=image_src href=/pier.jpg>").picture.as_ref(),
        "https://www.pierpost.example/pier.jpg (Link(\"image_src\"))",
    );
    check(
        read("<meta property=og:image content=/i/blank.gif>").picture.as_ref(),
        "https://www.pierpost.example/i/blank.gif (Meta(\"og:image\"))",
    );
    check(read("<meta property=og:image content=data:image/gif;base64,R0>").picture.as_ref(), "");
}
