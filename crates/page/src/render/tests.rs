use std::path::Path;

use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};
use scraper::{Html, Node};
use url::Url;

use super::{markdown, text};

/// Renders with everything kept but texts that hold "DROP", and compares the words of both renderings.
#[track_caller]
fn check(html: &str, expected_markdown: &str, expected_text: &str) {
    let page = Html::parse_document(html);
    let is_kept = |id| match page.tree.get(id).map(|it| it.value()) {
        Some(Node::Text(text)) => !text.contains("DROP"),
        _ => true,
    };
    let base = Url::parse("https://example.com/notes/ferry.html").ok();
    let as_markdown = markdown(&page, false, &is_kept, base.as_ref());
    assert_eq!(as_markdown.trim_end_matches('\n'), expected_markdown);
    let as_text = text(&page, false, is_kept);
    assert_eq!(as_text.trim_end_matches('\n'), expected_text);
    assert_eq!(words(&text_of_markdown(&as_markdown)), words(&as_text), "{as_markdown}");
}

/// The same, for elements that look alike in plain text.
#[track_caller]
fn check_markdown(html: &str, expected: &str) {
    let page = Html::parse_document(html);
    let as_markdown = markdown(&page, false, &|_| true, None);
    assert_eq!(as_markdown.trim_end_matches('\n'), expected);
    assert_eq!(words(&text_of_markdown(&as_markdown)), words(&text(&page, false, |_| true)), "{as_markdown}");
}

fn words(text: &str) -> Vec<&str> {
    text.split(|it: char| !it.is_alphanumeric() && it != '_').filter(|it| !it.is_empty()).collect()
}

/// What a Markdown parser reads: the text, numbers of lists, and the text in HTML.
fn text_of_markdown(markdown: &str) -> String {
    let mut out = String::new();
    let mut html = String::new();
    let mut pictures = 0;
    let mut items = Vec::new();
    let options = Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH;
    for (event, range) in Parser::new_ext(markdown, options).into_offset_iter() {
        match event {
            Event::Start(Tag::Image { .. }) => pictures += 1,
            Event::End(TagEnd::Image) => pictures -= 1,
            Event::Text(text) | Event::Code(text) if pictures == 0 => out.push_str(&text),
            Event::Start(Tag::Item) => {
                out.push(' ');
                let marker = out.len();
                // As it is written: an item without text is left out, and parsers would count on.
                out.extend(markdown[range.start..].trim_start_matches(' ').chars().take_while(char::is_ascii_digit));
                out.push(' ');
                items.push((marker, out.len()));
            }
            // An item that is a picture alone has no number in plain text.
            Event::End(TagEnd::Item) => {
                let (marker, text) = items.pop().unwrap_or_default();
                if out.trim_end_matches(' ').len() < text {
                    out.truncate(marker);
                }
                out.push(' ');
            }
            Event::SoftBreak | Event::HardBreak | Event::Rule => out.push(' '),
            Event::InlineHtml(tag) if &*tag == "<br>" => out.push(' '),
            Event::Html(text) => html.push_str(&text),
            Event::End(TagEnd::HtmlBlock) => {
                let page = Html::parse_fragment(&std::mem::take(&mut html));
                out.push_str(&text(&page, false, |_| true));
                out.push(' ');
            }
            Event::End(
                TagEnd::Emphasis | TagEnd::Strong | TagEnd::Strikethrough | TagEnd::Link | TagEnd::Subscript,
            ) => {}
            Event::End(_) => out.push(' '),
            _ => {}
        }
    }
    out
}

#[test]
fn paragraphs_and_headings() {
    check(
        "<h1>The  ferry</h1><p>Two\n boats a day.<p>None at night.<h6>Fares</h6>Four <b>euro</b>.",
        "# The ferry\n\nTwo boats a day.\n\nNone at night.\n\n###### Fares\n\nFour **euro**.",
        "The ferry\n\nTwo boats a day.\n\nNone at night.\n\nFares\n\nFour euro.",
    );
    check("<h2><div>Old</div><div>pier</div></h2>", "## Old pier", "Old\n\npier");
    check("<h2><p>Old</p><p>pier</p></h2>", "## Old\n\npier", "Old\n\npier");
    check("<h3>In C#</h3><h3>a<br>b</h3>", "### In C\\#\n\n### a b", "In C#\n\na\nb");
}

#[test]
fn boxes_in_a_line_do_not_touch_their_neighbours() {
    check(
        "<p>Ask<button>Ada Pier</button>at the\n<label>船</label>\n船.<p><button>Go</button>",
        "Ask Ada Pier at the 船 船.\n\nGo",
        "Ask Ada Pier at the 船 船.\n\nGo",
    );
    check(
        "<h2><button>Fares</button></h2><pre>a<button>Copy</button></pre>",
        "## Fares\n\n```\na\nCopy\n```",
        "Fares\n\na\nCopy",
    );
    check("<select><option>one<option>two</select><textarea>three</textarea>a", "a", "a");
}

#[test]
fn dropped_text_leaves_nothing_behind() {
    check("<h2>DROP</h2><p>a <a href=x>DROP</a><b>DROP</b></p><ul><li>DROP</ul>", "a", "a");
    check("<ul><li>a<li>DROP<li>b</ul><blockquote>DROP</blockquote>", "- a\n- b", "- a\n- b");
    check(
        "<table><tr><th>a<th>b<tr><td>DROP<td>DROP<tr><td>c<td>DROP</table>",
        "| a | b |\n| --- | --- |\n| c | |",
        "a\tb\nc",
    );
    check("<pre>DROP</pre><q>DROP</q>", "", "");
}

#[test]
fn formats_hold_no_blanks_at_their_ends() {
    check_markdown("a<b> b </b>c", "a **b** c");
    check_markdown("<b>a</b><b>b</b> <b>c</b>", "**ab c**");
    check_markdown("a<b> </b>b<i></i>c<a href=u> </a>", "a bc");
    check_markdown("<i>a<br></i>b", "*a*  \nb");
    check_markdown("<b><br>a</b><br>", "**a**");
    check_markdown("<b><i>a</i> b</b> <i>c<b>d</b></i>", "***a* b** *c<strong>d</strong>*");
    check_markdown("<b><b>a</b> b</b>", "**a b**");
    check_markdown("<em>a<p>b</p>c</em>", "*a*\n\n*b*\n\n*c*");
    check_markdown("a<b>&nbsp;b&nbsp;</b>c <i><a href=u>d&nbsp;</a></i>", "a\u{a0}**b**\u{a0}c *[d](u)*\u{a0}");
    check_markdown("<b>&nbsp;</b>a", "<strong>\u{a0}</strong>a");
    check_markdown("<s>a</s> <del>b</del>", "~~a b~~");
}

#[test]
fn emphasis_that_markdown_would_not_see_is_html() {
    check_markdown("un<b>break</b>able", "un**break**able");
    check_markdown("a<b>\"b\"</b>c", "a<strong>\"b\"</strong>c");
    check_markdown("他说<b>“早”</b>了", "他说<strong>“早”</strong>了");
    check_markdown("他说，<b>“早”</b>。", "他说，**“早”**。");
    check_markdown("<b>a</b><i>b</i>", "**a**<em>b</em>");
    check_markdown("<i><b>a</b> b<b>c</b></i>", "***a** b<strong>c</strong>*");
    check_markdown("<i>a<b>b</b>c</i>", "*a<strong>b</strong>c*");
    check_markdown("<b><code>a</code></b>b", "<strong>`a`</strong>b");
    check_markdown("H<sub>2</sub>O, m<sup>2</sup>, <kbd>Ctrl</kbd>", "H<sub>2</sub>O, m<sup>2</sup>, <kbd>Ctrl</kbd>");
}

#[test]
fn text_becomes_no_markup() {
    for (html, expected) in [
        ("* a _b_ `c` snake_case", "\\* a \\_b\\_ \\`c\\` snake_case"),
        ("[a](b) ![c] x]", "\\[a\\](b) !\\[c\\] x\\]"),
        ("a &lt;b> 3 &lt; 4 &amp;copy; AT&amp;T R&amp;D;", "a \\<b> 3 < 4 \\&copy; AT&T R\\&D;"),
        ("a\\b ~c~", "a\\\\b \\~c\\~"),
        ("# a", "\\# a"),
        ("#a", "#a"),
        ("> a", "\\> a"),
        ("- a", "\\- a"),
        ("-a", "-a"),
        ("---", "\\---"),
        ("+ a", "\\+ a"),
        ("1. a", "1\\. a"),
        ("1986) a", "1986\\) a"),
        ("1.5 a", "1.5 a"),
        ("a<br>===", "a  \n\\==="),
        ("a | b<br>|---|", "a | b  \n\\|---|"),
        ("a<br>- b<br>2. c", "a  \n\\- b  \n2\\. c"),
        ("1. <b>a</b>", "1\\. **a**"),
        ("- <code>a</code>", "\\- `a`"),
        ("wow!<a href=x>y</a>", "wow\\![y](x)"),
        ("[x]: y", "\\[x\\]: y"),
    ] {
        check_markdown(html, expected);
    }
}

#[test]
fn line_breaks_side_by_side_end_a_paragraph() {
    check("a<br>b<br><br><b>c<br><br>d</b><br>", "a  \nb\n\n**c**\n\n**d**", "a\nb\n\nc\n\nd");
}

#[test]
fn lists() {
    check("<ul><li>a<li>b</ul>c", "- a\n- b\n\nc", "- a\n- b\n\nc");
    check("<ol start=9><li>a<li>b</ol>", "9. a\n10. b", "9. a\n10. b");
    check("<ul><li>a<ul><li>b<li>c</ul><li>d</ul>", "- a\n  - b\n  - c\n- d", "- a\n- b\n- c\n- d");
    check("<ul><li>a</li><ul><li>b</li></ul><li>c</li></ul>", "- a\n  - b\n- c", "- a\n- b\n- c");
    check_markdown("<ul><li>a<ol start=3><li>b</ol></ul>", "- a\n\n  3. b");
    check_markdown("<ul><li><p>a<p>b<li><p>c</ul>", "- a\n\n  b\n\n- c");
    check_markdown("<ul><li>a<pre>b\n\nc</pre>d</ul>", "- a\n\n  ```\n  b\n\n  c\n  ```\n\n  d");
    check_markdown("<ul><li>a</ul><ul><li>b</ul><ol><li>c</ol>", "- a\n\n* b\n\n1. c");
    check_markdown("<ol><li>a</ol><ol><li>b</ol>", "1. a\n\n1) b");
    check_markdown("<ul><li><h3>a</h3>b</ul>", "- ### a\n\n  b");
    check_markdown("<ul><div><li>a</div><li><ul><li>b</ul></ul>", "- a\n- - b");
    check_markdown("<li>a</li><li>b</li>c", "- a\n\n- b\n\nc");
    check_markdown("<ol><li value=4>a<li>b</ol>", "4. a\n5. b");
}

#[test]
fn quotations() {
    check("<blockquote><p>a<p>b</blockquote>c", "> a\n>\n> b\n\nc", "a\n\nb\n\nc");
    check_markdown("<blockquote>a<blockquote>b</blockquote></blockquote>", "> a\n>\n> > b");
    check_markdown("<blockquote>a</blockquote><blockquote>b</blockquote>", "> a\n\n> b");
    check_markdown("<blockquote><ul><li>a<br>b</ul><pre>c\n\nd</pre>", "> - a  \n>   b\n>\n> ```\n> c\n>\n> d\n> ```");
    check("a <q>b</q> c", "a \"b\" c", "a \"b\" c");
}

#[test]
fn definitions() {
    check(
        "<dl><dt>ebb<dd>falling tide<dt>flood<dd>a<p>b</dl>",
        "**ebb**\n\nfalling tide\n\n**flood**\n\na\n\nb",
        "ebb\n\nfalling tide\n\nflood\n\na\n\nb",
    );
}

#[test]
fn code() {
    check(
        "<pre><code class=\"language-rust\">fn a() {\n\n    b *c*\n}\n</code></pre>",
        "```rust\nfn a() {\n\n    b *c*\n}\n```",
        "fn a() {\n\n    b *c*\n}",
    );
    check_markdown("<pre>a\n```\nb</pre>", "````\na\n```\nb\n````");
    check_markdown("<div class=highlight-python><pre>a<br>b</pre></div>", "```python\na\nb\n```");
    check_markdown("<figure class=\"highlight js\"><pre><div>a</div><div>b</div></pre></figure>", "```js\na\nb\n```");
    check_markdown("a<code>`b`</code> <code>c ``d</code> <code> </code>.", "a`` `b` `` `c ``d` .");
    check_markdown("<code>a <a href=u>b</a> <em>c</em></code>", "`a` [`b`](u) `c`");
    check_markdown("<code>\n*a*  b\n</code>", "`*a* b`");
    check_markdown("<pre>\n\n  indented\n</pre>", "```\n  indented\n```");
}

#[test]
fn links() {
    check(
        "<a href=\"/a b(c\" title=\"d &quot;e&quot;\">f</a>",
        "[f](https://example.com/a%20b%28c \"d \\\"e\\\"\")",
        "f",
    );
    check("<a href=\"#top\">a</a> <a href='#'>b</a> <a href=\"javascript:c()\">d</a>", "[a](#top) b d", "a b d");
    check(
        "<a href=../x><div>a</div><div>b</div></a>",
        "[a](https://example.com/x)\n\n[b](https://example.com/x)",
        "a\n\nb",
    );
    check("<a href=x><h2>a</h2></a>", "## [a](https://example.com/notes/x)", "a");
    check_markdown("<a href=\"a?b=1&amp;lt;=2&amp;c=3\">[x]</a>", "[\\[x\\]](a?b=1&amp;lt;=2&c=3)");
    check_markdown("<a href=Rust_(tool)>b</a><a href=c>d</a>", "[b](Rust_(tool))[d](c)");
    check_markdown("<a href=a><img src=b.png alt=\"c*\"></a>d", "[![c\\*](b.png)](a)d");
    check_markdown("<a href=a><code>b]: c</code></a>", "[<code>b\\]: c</code>](a)");
    check_markdown("<a href=a>b<table><tr><td><a href=c>d</a>e</table></a>", "[b](a)\n\n[d](c)[e](a)");
}

#[test]
fn tables() {
    check(
        "<table><caption>Fares</caption><thead><tr><th>To<th>Fare</thead><tr><td>the <b>isle</b><td>4|5<br>6</table>",
        "Fares\n\n| To | Fare |\n| --- | --- |\n| the **isle** | 4\\|5<br>6 |",
        "Fares\n\nTo\tFare\nthe isle\t4|5\n6",
    );
    check("<table><tr><td>a<td>b<tr><td>c<td>d</table>", "| | |\n| --- | --- |\n| a | b |\n| c | d |", "a\tb\nc\td");
    check(
        "<table><tr><th colspan=2>a<th>b<tr><td rowspan=2>c<td>d<td>e<tr><td>f<td>g</table>",
        "| a | | b |\n| --- | --- | --- |\n| c | d | e |\n| | f | g |",
        "a\tb\nc\td\te\nf\tg",
    );
    check(
        "<table><tr><th>a<th>b<tr><td><p>c<td><ul><li>d<li>e</ul><tr><td><code>f|g</code><td></table>",
        "| a | b |\n| --- | --- |\n| c | - d<br>- e |\n| `f\\|g` | |",
        "a\tb\nc\t- d\n- e\nf|g",
    );
    check("<table><tr><td><pre>1</pre><td><pre>a</pre></table>", "```\n1\n```\n\n```\na\n```", "1\ta");
    check(
        "<table><tr><td><table><tr><td>a<td>b<tr><td>c<td>d</table><td>e</table>",
        "| | |\n| --- | --- |\n| a | b |\n| c | d |\n\ne",
        "a\tb\nc\td\n\ne",
    );
    check("<table><tr><td><p>a<p>b<td>c</table>", "a\n\nb\n\nc", "a\n\nb\tc");
    check(
        "<ul><li>x<table><tr><th>a<th>b<tr><td>c<td>d</table></ul>",
        "- x\n\n  | a | b |\n  | --- | --- |\n  | c | d |",
        "- x\na\tb\nc\td",
    );
}

#[test]
fn media_stay_where_text_around_them_stays() {
    check("<p>a</p><img src=b.png alt=c><p>d</p>", "a\n\n![c](https://example.com/notes/b.png)\n\nd", "a\n\nd");
    check("<p>a</p><img src=b.png><p>DROP</p>", "a", "a");
    check("<p>DROP</p><p><img src=b.png> c</p>", "![](https://example.com/notes/b.png) c", "c");
    check(
        "<p>DROP</p><figure><img src=b.png><figcaption>c</figcaption></figure><p>DROP",
        "![](https://example.com/notes/b.png)\n\nc",
        "c",
    );
    check("<p>a</p><hr><p>b<hr>DROP", "a\n\n* * *\n\nb", "a\n\nb");
    check(
        "<p>a</p><iframe src=\"//v.example/1\">x</iframe><p>b",
        "a\n\n<iframe src=\"https://v.example/1\"></iframe>\n\nb",
        "a\n\nb",
    );
    check_markdown(
        "<img src=\"data:image/gif;base64,R0\" data-src=\"a b.jpg\"><noscript><img src=c></noscript>",
        "![](a%20b.jpg)",
    );
    check_markdown(
        "a <img src='data:image/svg+xml,<svg/>' alt=b><noscript><img src=c.png alt=d></noscript>",
        "a ![d](c.png)",
    );
    check_markdown("a <img src='data:image/gif;base64,R0'><img alt=b>", "a");
}

#[test]
fn blanks_that_are_text_stay() {
    check("<p>&nbsp;a&nbsp;b so&shy;ft</p>", "\u{a0}a\u{a0}b so\u{ad}ft", "\u{a0}a\u{a0}b so\u{ad}ft");
    check("<p>港\n口 a\nb<p dir=rtl>שלום <b>עולם</b>", "港口 a b\n\nשלום **עולם**", "港口 a b\n\nשלום עולם");
}

#[test]
fn what_is_never_shown_is_left_out() {
    check(
        "<title>a</title><script>b</script><style>c</style><noscript>d</noscript><svg><text>e</text></svg>f<!-- g -->",
        "f",
        "f",
    );
}

#[test]
fn deep_nesting_needs_no_stack_and_no_room() {
    for element in ["div", "blockquote", "ul><li", "b", "span", "q", "a href=x"] {
        let html = format!("{}x{}", format!("<{element}>").repeat(400), "<p>y<br>z".repeat(200));
        let page = Html::parse_document(&html);
        let as_markdown = markdown(&page, false, &|_| true, None);
        assert_eq!(words(&text_of_markdown(&as_markdown)), words(&text(&page, false, |_| true)), "{element}");
        assert!(as_markdown.len() < 100 * html.len(), "{element}: {}", as_markdown.len());
    }
}

#[test]
fn a_tree_of_any_depth_is_walked() {
    let page = Html::parse_fragment(&("<div>".repeat(4_000) + "x"));
    assert_eq!(text(&page, false, |_| true), "x\n");
    assert_eq!(markdown(&page, false, &|_| true, None), "x\n");
}

/// All pages with everything kept: both renderings have the same words in the same order.
#[test]
#[expect(clippy::print_stderr, reason = "a skipped measurement must be seen")]
fn pages_of_the_corpus_keep_their_words() {
    let pages = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/corpus/html/dev/pages");
    let Ok(entries) = std::fs::read_dir(&pages) else {
        eprintln!("SKIPPED: no corpus at {}", pages.display());
        return;
    };
    let mut paths: Vec<_> = entries.filter_map(|it| Some(it.ok()?.path())).collect();
    paths.sort();
    let mut differing = Vec::new();
    for path in &paths {
        let bytes = std::fs::read(path).expect("a readable page");
        let page = Html::parse_document(&String::from_utf8_lossy(&bytes));
        let as_markdown = markdown(&page, false, &|_| true, None);
        let of_markdown = text_of_markdown(&as_markdown);
        let as_text = text(&page, false, |_| true);
        let (of_markdown, of_text) = (words(&of_markdown), words(&as_text));
        if of_markdown != of_text {
            let at = of_markdown.iter().zip(&of_text).take_while(|(a, b)| a == b).count();
            let near = |words: &[&str]| words[at.saturating_sub(4)..words.len().min(at + 5)].join(" ");
            differing.push(format!("{}: {} / {}", path.display(), near(&of_markdown), near(&of_text)));
        }
    }
    assert!(differing.is_empty(), "{} of {} pages differ:\n{}", differing.len(), paths.len(), differing.join("\n"));
}

/// Numbers that are the same on every machine.
struct Random(u64);

impl Random {
    fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 >> 33).unwrap_or(0) % end
    }
}

#[test]
fn made_pages_keep_their_words() {
    const ELEMENTS: [&str; 32] = [
        "p",
        "div",
        "b",
        "i",
        "em",
        "s",
        "code",
        "a href='x y'",
        "a href=z",
        "ul",
        "ol",
        "li",
        "li",
        "blockquote",
        "h2",
        "pre",
        "table",
        "tr",
        "td",
        "td",
        "th",
        "sub",
        "kbd",
        "span",
        "q",
        "dl",
        "dt",
        "dd",
        "figure",
        "strong",
        "ol start=7",
        "section",
    ];
    const TEXTS: [&str; 52] = [
        "*",
        "**",
        "_",
        "__",
        "`",
        "``",
        "```",
        "[",
        "]",
        "](u)",
        "![",
        "&lt;b>",
        "&lt;",
        "&amp;amp;",
        "&amp;",
        "#",
        "##",
        "1.",
        "12)",
        "-",
        "+",
        "> ",
        "|",
        "\\",
        "!",
        "~",
        "~~",
        "---",
        "===",
        "| a |",
        "|---|",
        "港口",
        "“a”",
        "&nbsp;",
        " ",
        "\n",
        "\n\n",
        "  x",
        "y ",
        ":-",
        "https://e.example/a_b",
        "<br>",
        "<br><br>",
        "w <hr> w",
        "w<img src=i alt='q*'>",
        "a_b",
        "été",
        "😀",
        "[^1]",
        "&lt;!--",
        "$x$",
        "&amp;#42;",
    ];
    let mut random = Random(0x2545_f491_4f6c_dd1d);
    for _ in 0..4_000 {
        let mut html = String::new();
        let mut open: Vec<&str> = Vec::new();
        for n in 0..random.below(60) {
            match random.below(10) {
                0..=2 => {
                    let element = ELEMENTS[random.below(ELEMENTS.len())];
                    html.push_str(&format!("<{element}>"));
                    open.push(element.split(' ').next().unwrap_or(element));
                }
                3..=4 => {
                    if let Some(element) = open.pop() {
                        html.push_str(&format!("</{element}>"));
                    }
                }
                5..=7 => html.push_str(TEXTS[random.below(TEXTS.len())]),
                _ => html.push_str(&format!("w{n}")),
            }
        }
        let page = Html::parse_document(&html);
        let leaves_out = ["", "w3"][random.below(2)];
        let is_kept = |id| {
            let text = page.tree.get(id).and_then(|it| it.value().as_text());
            text.is_none_or(|it| leaves_out.is_empty() || !it.contains(leaves_out))
        };
        let as_markdown = markdown(&page, false, &is_kept, None);
        let as_text = text(&page, false, is_kept);
        assert_eq!(words(&text_of_markdown(&as_markdown)), words(&as_text), "{html}\n\n{as_markdown}");
    }
}
