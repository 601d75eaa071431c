//! Hostile texts.

use super::Row;

/// An ordinary post, which lies beside what is hostile.
pub(super) const POST: &str = "small.md";

const CLEAN: &str = "clean post.md --out out --no-config";
const CLEAN_PAGE: &str = "clean page.html --out out --no-config";
const CLEAN_WITH_PACK: &str = "clean small.md --rules pack.yaml --out out --no-config";

const MB: usize = 1_000_000;

/// An article of Markdown.
const fn post(name: &'static str, what: &'static str, n_bytes: usize, write: fn(usize) -> Vec<u8>) -> Row {
    Row { name, what, n_bytes, file: "post.md", args: CLEAN, exit: 0, write }
}

const fn page(name: &'static str, what: &'static str, n_bytes: usize, write: fn(usize) -> Vec<u8>) -> Row {
    Row { name, what, n_bytes, file: "page.html", args: CLEAN_PAGE, exit: 0, write }
}

const fn pack(name: &'static str, what: &'static str, n_bytes: usize, exit: i32, write: fn(usize) -> Vec<u8>) -> Row {
    Row { name, what, n_bytes, file: "pack.yaml", args: CLEAN_WITH_PACK, exit, write }
}

/// Sizes are such that all of them together take some minutes.
pub(super) const ROWS: &[Row] = &[
    // Size alone.
    Row {
        args: "clean post.md --out out --no-config --max-file-size 10k",
        exit: 2,
        ..post("too-large", "prose, 1 GB, and `--max-file-size 10k`", 1000 * MB, prose)
    },
    Row {
        args: "clean post.md --out out --no-config --max-file-size 2G",
        ..post("large", "prose, 1 GB, and `--max-file-size 2G`", 1000 * MB, prose)
    },
    post("prose", "prose in paragraphs", 100 * MB, prose),
    post("line", "prose in one line", 100 * MB, |n| repeated("The ferryman counts the ropes. ", n)),
    post("word", "one word", 100 * MB, |n| repeated("a", n)),
    // A line of a single sign.
    post("sign-[", "a line of `[`", 10 * MB, |n| repeated("[", n)),
    post("sign-]", "a line of `]`", 10 * MB, |n| repeated("]", n)),
    post("sign-(", "a line of `(`", 10 * MB, |n| repeated("(", n)),
    post("sign-!", "a line of `!`", 10 * MB, |n| repeated("!", n)),
    post("sign-*", "a line of `*`", 10 * MB, |n| repeated("*", n)),
    post("sign-_", "a line of `_`", 10 * MB, |n| repeated("_", n)),
    post("sign-~", "a line of `~`", 10 * MB, |n| repeated("~", n)),
    post("sign-backtick", "a line of backticks", 10 * MB, |n| repeated("`", n)),
    post("sign-$", "a line of `$`", 10 * MB, |n| repeated("$", n)),
    post("sign-<", "a line of `<`", 10 * MB, |n| repeated("<", n)),
    post("sign->", "a line of `>`: a million quotes in each other", MB, |n| repeated(">", n)),
    post("sign-#", "a line of `#`", 10 * MB, |n| repeated("#", n)),
    post("sign-pipe", "a line of pipes", 10 * MB, |n| repeated("|", n)),
    post("sign--", "a line of `-`", 10 * MB, |n| repeated("-", n)),
    post("sign-&", "a line of `&`", 10 * MB, |n| repeated("&", n)),
    post("sign-backslash", "a line of backslashes", 10 * MB, |n| repeated("\\", n)),
    post("sign-blank", "a line of blanks", 100 * MB, |n| repeated(" ", n)),
    post("sign-newline", "blank lines", 10 * MB, |n| repeated("\n", n)),
    post("sign-{", "a line of `{`", 10 * MB, |n| repeated("{", n)),
    // Marks that open and do not close, or close and were not open.
    post("open-emphasis", "`*a _b `", 10 * MB, |n| repeated("*a _b ", n)),
    post("open-links", "`[a](`", 10 * MB, |n| repeated("[a](", n)),
    post("open-images", "`![a][`", 10 * MB, |n| repeated("![a][", n)),
    post("open-tags", "`<a `", 10 * MB, |n| repeated("<a ", n)),
    post("open-comments", "`<!-- `", 10 * MB, |n| repeated("<!-- ", n)),
    post("open-code", "runs of backticks, each longer", MB, backticks),
    post("open-template-tags", "`{% a `", 10 * MB, |n| repeated("{% a ", n)),
    // Things in things, and many of them.
    post("quotes", "lines, each a quote deeper than the last", MB, |n| deeper("> ", n)),
    post("lists", "a million lists in each other, in a line", 2 * MB, |n| repeated("- ", n)),
    post("list-lines", "lines, each a list deeper than the last", MB, |n| deeper("  ", n)),
    post("items", "items of one list", 10 * MB, |n| counted(n, |it| format!("- The rope {it}\n"))),
    post("links", "a million links", 30 * MB, |n| {
        counted(n, |it| format!("[The rope {it}](https://example.com/{it}) "))
    }),
    post("definitions", "a million link definitions", 30 * MB, |n| {
        counted(n, |it| format!("[rope {it}]: https://example.com/{it}\n"))
    }),
    post("used-definitions", "links and their definitions", 10 * MB, |n| {
        counted(n, |it| format!("The [rope {it}] held.\n\n[rope {it}]: https://example.com/{it}\n\n"))
    }),
    post("footnotes", "footnotes", 10 * MB, |n| {
        counted(n, |it| format!("The rope[^{it}] held.\n\n[^{it}]: A rope.\n\n"))
    }),
    post("table", "a table of many rows", 20 * MB, |n| {
        let rows = counted(n, |it| format!("| rope {it} | pier four | 12 |\n"));
        [&b"| a | b | c |\n|---|---|---|\n"[..], &rows].concat()
    }),
    post("wide-table", "a table of many columns", 5 * MB, |n| {
        let row = |cell: &str| repeated(cell, n / 3);
        [&row("| a ")[..], b"|\n", &row("|---"), b"|\n", &row("| b "), b"|\n"].concat()
    }),
    post("entities", "entities", 10 * MB, |n| repeated("&amp;&#65;&NotEqualTilde;", n)),
    post("boilerplate", "a million lines of boilerplate", 32 * MB, |n| {
        counted(n, |it| {
            ["Share on Facebook\n\n", "[Read more »](/more)\n\n", "**Also read:** [Ropes](/ropes)\n\n"][it % 3]
                .to_string()
        })
    }),
    post("comments", "comments to this program", 10 * MB, |n| {
        counted(n, |_| "<!-- unchaff-disable-next-line share-bar -->\nShare on Facebook\n\n".to_string())
    }),
    // HTML, in Markdown and as pages.
    post("html-elements", "a million elements in each other, in Markdown", 5 * MB, |n| repeated("<div>", n)),
    post("html-attributes", "a tag with a million attributes, in Markdown", 4 * MB, |n| {
        [b"<a ", &repeated("a=b ", n)[..], b">\n"].concat()
    }),
    page("page-prose", "a page of paragraphs", 50 * MB, |n| {
        let text =
            counted(n, |it| format!("<p>The ferryman counts rope {it} again, and the choir went home early.</p>\n"));
        [b"<!DOCTYPE html>\n<title>Ropes</title>\n<article>", &text[..], b"</article>\n"].concat()
    }),
    page("page-elements", "a million elements in each other", 5 * MB, |n| repeated("<div>", n)),
    page("page-formatting", "a million `<b>` that do not end", 3 * MB, |n| repeated("<b>", n)),
    page("page-attributes", "a tag with a million attributes", 4 * MB, |n| {
        [b"<html><a ", &repeated("a=b ", n)[..], b">x</a>"].concat()
    }),
    page("page-tables", "a million tables in each other", 7 * MB, |n| repeated("<table>", n)),
    page("page-entities", "a page of entities", 10 * MB, |n| repeated("&amp;&#65;&NotEqualTilde;", n)),
    page("page-links", "a page of links", 10 * MB, |n| counted(n, |it| format!("<a href=/{it}>rope {it}</a>\n"))),
    // Headers.
    post("header-aliases", "front matter whose aliases expand to a billion values", 250_000, aliases),
    post("header-flow", "front matter of `[`", 250_000, |n| [b"---\na: ", &repeated("[", n)[..], b"\n---\n"].concat()),
    post("header-blocks", "front matter of `- `", 250_000, |n| {
        [b"---\na:\n ", &repeated("- ", n)[..], b"\n---\n"].concat()
    }),
    post("header-keys", "front matter of keys", 250_000, |n| {
        [b"---\n", &counted(n, |it| format!("rope{it}: {it}\n"))[..], b"---\n"].concat()
    }),
    post("header-defects", "front matter of values that have to be mended", 250_000, |n| {
        [b"---\n", &counted(n, |it| format!("rope{it}: a: b\n"))[..], b"---\n"].concat()
    }),
    post("header-quotes", "front matter of quotes that do not end", 250_000, |n| {
        [b"---\nrope: @x\n", &repeated("a: &n \"\n", n)[..], b"---\n"].concat()
    }),
    post("header-open", "front matter that does not end", 10 * MB, |n| {
        [b"---\n", &counted(n, |it| format!("rope{it}: \"{it}\n"))[..]].concat()
    }),
    post("header-json", "front matter of JSON, deeply nested", 250_000, |n| {
        [b"{\"a\": ", &repeated("[", n)[..]].concat()
    }),
    post("header-toml", "front matter of TOML, deeply nested", 250_000, |n| {
        [b"+++\na = ", &repeated("[", n)[..], b"\n+++\n"].concat()
    }),
    // Packs.
    pack("pack-flow", "a pack of `[` below a key", 100_000, 2, |n| {
        [b"unchaff-pack: 1\nrules: ", &repeated("[", n)[..]].concat()
    }),
    pack("pack-blocks", "a pack of `- `", MB, 2, |n| repeated("- ", n)),
    pack("pack-aliases", "a pack whose aliases expand to a billion values", 8 * MB, 2, pack_of_aliases),
    pack("pack-repetition", "a pack with an expression that would be gigabytes", 20_000, 2, |n| {
        rule(n, |_| "((a{100}){100}){100}".to_string())
    }),
    pack("pack-alternatives", "a pack with expressions that backtrack elsewhere", 200_000, 0, |n| {
        rule(n, |it| format!("(a+)+(b|b)*(c*)*d{it}"))
    }),
    pack("pack-brackets", "a pack with an expression of `(`", MB, 2, |n| {
        rule(1, |_| String::from_utf8_lossy(&repeated("(", n)).into_owned())
    }),
];

/// So often that there are about so many bytes.
fn repeated(part: &str, n_bytes: usize) -> Vec<u8> {
    part.as_bytes().repeat(n_bytes / part.len() + 1)
}

/// Parts that differ by their number, up to so many bytes.
fn counted(n_bytes: usize, part: impl Fn(usize) -> String) -> Vec<u8> {
    let mut text = Vec::with_capacity(n_bytes + 1024);
    for index in 0.. {
        if text.len() >= n_bytes {
            break;
        }
        text.extend_from_slice(part(index).as_bytes());
    }
    text
}

fn prose(n_bytes: usize) -> Vec<u8> {
    const SENTENCES: [&str; 5] = [
        "The ferryman counts the ropes before the rain. ",
        "Nobody had asked him to, and *nobody* minded. ",
        "A baker, who had seen it from the pier, told [the choir](https://example.com/choir). ",
        "It was late; the lanterns were lit, two of them at least. ",
        "Every gull on the roof knew that the timetable was an old one!",
    ];
    counted(n_bytes, |it| format!("{}\n\n", (0..4).map(|step| SENTENCES[(it + step * step) % 5]).collect::<String>()))
}

/// Lines, each with one mark more before its word than the last.
fn deeper(mark: &str, n_bytes: usize) -> Vec<u8> {
    // The sum of all lines is about the square of their number.
    let item = if mark.trim().is_empty() { "- a\n" } else { "a\n" };
    counted(n_bytes, |it| format!("{}{item}", mark.repeat(it)))
}

fn backticks(n_bytes: usize) -> Vec<u8> {
    counted(n_bytes, |it| format!("{} a ", "`".repeat(it + 1)))
}

/// Lists of ten aliases each, level on level, as often as there is room.
fn aliases(n_bytes: usize) -> Vec<u8> {
    let mut text = b"---\na0: &a0 [x, x, x, x, x, x, x, x, x, x]\n".to_vec();
    let level = |it: usize| format!("a{}: &a{} [{}]\n", it + 1, it + 1, vec![format!("*a{it}"); 10].join(", "));
    text.extend(counted(n_bytes, level));
    text.extend(b"---\n");
    text
}

/// A rule that could be used, with evidence that nobody could hold: the library allows a hundred aliases for each value.
fn pack_of_aliases(n_bytes: usize) -> Vec<u8> {
    let values = vec!["x"; 1000].join(", ");
    let aliases = vec!["*all"; 100].join(", ");
    let head = rule(1, |_| "b".to_string());
    let lists = counted(n_bytes, |it| format!("      more{it}: [{aliases}]\n"));
    [&head[..], format!("    evidence:\n      all: &all [{values}]\n").as_bytes(), &lists].concat()
}

/// A pack with rules that look for expressions.
fn rule(n_bytes: usize, expression: impl Fn(usize) -> String) -> Vec<u8> {
    let rules = counted(n_bytes, |it| {
        let expression = expression(it);
        format!("  - id: rope-{it}\n    match:\n      regex: '{expression}'\n    removes: [a]\n    keeps: [b]\n")
    });
    [b"unchaff-pack: 1\nname: hostile\nrules:\n", &rules[..]].concat()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn names_tell_inputs_apart() {
        let names: BTreeSet<&str> = ROWS.iter().map(|it| it.name).collect();
        assert_eq!(names.len(), ROWS.len());
    }

    #[test]
    fn inputs_have_about_the_size_that_is_asked_for() {
        for Row { name, write, .. } in ROWS {
            for n_bytes in [10_000, 40_000] {
                let n_written = write(n_bytes).len();
                assert!((n_bytes / 2..n_bytes * 2).contains(&n_written), "{name}: {n_written}, not {n_bytes}");
            }
        }
    }
}
