//! Addresses of duplicates, in the front matter of what is kept.

use crate::cli::{Case, Folder, PLAIN, Run, check};

/// An article. With a line more it is kept, for it is longer.
const STORY: &str = "\
The orchard above the ferry landing has forty trees, and each of them carries a number on a small zinc plate. The \
baker buys the plums of the trees from one to twelve, because they ripen first and he likes to be early.

From the trees with higher numbers the school makes jam. The children label the jars with the numbers, so that in \
winter everybody can tell at breakfast under which tree the plums were picked.

Once a plate was lost, and for a whole season the jam of tree thirty was labelled as a mystery. It was the first to \
be eaten.
";

fn post(header: &str) -> String {
    format!("{header}{STORY}")
}

fn longer_post(header: &str) -> String {
    format!("{header}{STORY}\nThe plate was found in spring, below the tree.\n")
}

/// A site with a post that is kept, a shorter one, and a third that points to both.
fn site(files: &[(&str, &str)], kept: (&str, &str), dropped: (&str, &str), other: (&str, &str)) -> Folder {
    let folder = Folder::with(files);
    folder.write(kept.0, longer_post(kept.1));
    folder.write(dropped.0, post(dropped.1));
    folder.write(other.0, other.1);
    folder
}

#[test]
fn hugo_gets_aliases() {
    let folder = site(
        &[("hugo.toml", "baseURL = 'https://example.com/blog/'\n[permalinks]\nposts = '/:year/:slug/'\n")],
        ("content/posts/kept.md", "+++\ntitle = 'The Orchard' # ours\ndate = 2024-03-01\naliases = ['/plums/']\n+++\n"),
        (
            "content/posts/Old Copy.md",
            "---\ntitle: The Old Orchard!\ndate: 2023-05-06\naliases: [/older/, near]\n---\n",
        ),
        (
            "content/notes/other.md",
            "---\ntitle: x\n---\nSee [a](/blog/2023/the-old-orchard/#jam), [b](https://example.com/blog/2023/the-old-orchard)\nand [c]({{< ref \"posts/old-copy.md\" >}}), [d](../posts/Old%20Copy.md), [e](/blog/2024/the-orchard/).\n",
        ),
    );
    let before = folder.files();
    folder.run(&Run {
        args: "dedup content --aliases hugo",
        stdout: &[
            "content/posts/kept.md\n",
            "+ │ aliases = ['/plums/', \"/2023/the-old-orchard/\", \"/older/\", \"/2023/near\"]",
            "duplicate-alias",
            "content/notes/other.md:4:9: /blog/2023/the-old-orchard/#jam -> /blog/2024/the-orchard/#jam\n",
            "content/notes/other.md:4:47: https://example.com/blog/2023/the-old-orchard -> https://example.com/blog/2024/the-orchard/\n",
            "content/notes/other.md:5:18: posts/old-copy.md -> /posts/kept.md\n",
            "content/notes/other.md:5:47: ../posts/Old%20Copy.md -> ../posts/kept.md\n",
        ],
        stderr: &["aliases for 1 post (`--write` writes them), 4 links to rewrite"],
        ..Run::default()
    });
    assert_eq!(folder.files(), before, "nothing is written without --write");
    folder.run(&Run {
        args: "dedup content --aliases hugo --write",
        stderr: &["aliases written to 1 post, 4 links to rewrite", "once the posts that are not kept are gone"],
        ..Run::default()
    });
    let header = "+++\ntitle = 'The Orchard' # ours\ndate = 2024-03-01\naliases = ['/plums/', \"/2023/the-old-orchard/\", \"/older/\", \"/2023/near\"]\n+++\n";
    assert_eq!(String::from_utf8_lossy(&folder.read("content/posts/kept.md")), longer_post(header));
    let again = Run { args: "dedup content --aliases hugo --write", stderr: &["no alias to write"], ..Run::default() };
    folder.run(&again);
    folder.run(&Run { args: "restore content", stderr: &["restored 1 file"], ..Run::default() });
    assert_eq!(folder.documents_in(""), before);
}

#[test]
fn jekyll_gets_redirect_from() {
    let folder = site(
        &[("_config.yml", "url: https://example.com\nbaseurl: /blog\n")],
        ("_posts/2024-03-01-orchard.md", "---\ntitle: The orchard\nredirect_from: /plums/ # old\n---\n"),
        ("_posts/2023-05-06-Old copy.md", "---\ncategories: [Jam, Zinc plates]\nredirect_from:\n- /older.html\n---\n"),
        (
            "_posts/2024-04-01-other.md",
            "---\ntitle: x\n---\n[a]({{ site.baseurl }}/jam/zinc%20plates/2023/05/06/Old-copy.html) [b]({% post_url 2024-03-01-orchard %})\n<a href=\"/blog/jam/zinc%20plates/2023/05/06/Old-copy\">c</a>\n",
        ),
    );
    let before = folder.files();
    folder.run(&Run {
        args: "dedup _posts --aliases jekyll --write",
        stdout: &[
            "_posts/2024-04-01-other.md:4:23: /jam/zinc%20plates/2023/05/06/Old-copy.html -> /2024/03/01/orchard.html\n",
            "_posts/2024-04-01-other.md:5:10: /blog/jam/zinc%20plates/2023/05/06/Old-copy -> /blog/2024/03/01/orchard.html\n",
        ],
        stderr: &["aliases written to 1 post, 2 links to rewrite", "the plugin jekyll-redirect-from is not named in _config.yml"],
        ..Run::default()
    });
    let header = "---\ntitle: The orchard\nredirect_from: [/plums/, /jam/zinc%20plates/2023/05/06/Old-copy.html, /older.html] # old\n---\n";
    assert_eq!(String::from_utf8_lossy(&folder.read("_posts/2024-03-01-orchard.md")), longer_post(header));
    folder.run(&Run { args: "restore _posts --rule duplicate-alias", stderr: &["restored 1 file"], ..Run::default() });
    assert_eq!(folder.documents_in(""), before);
}

#[test]
fn hexo_gets_alias() {
    let folder = site(
        &[
            ("_config.yml", "url: https://example.com\nroot: /\npermalink: :category/:year/:title/\n"),
            ("package.json", "{\"dependencies\": {\"hexo-generator-alias\": \"^1.0.0\"}}\n"),
        ],
        ("source/_posts/orchard.md", "title: The orchard\r\ndate: 2024-03-01 10:00:00\r\n---\r\n"),
        ("source/_posts/2023/old.md", "---\ndate: 2023-05-06 10:00:00\ncategories: Zinc Plates\n---\n"),
        (
            "source/_posts/other.md",
            "---\ndate: 2024-04-01\n---\n[a](/Zinc-Plates/2023/2023/old/index.html) {% post_link 2023/old Jam %}\n",
        ),
    );
    let before = folder.files();
    folder.run(&Run {
        args: "dedup source --aliases hexo --write",
        stdout: &[
            "source/_posts/other.md:4:5: /Zinc-Plates/2023/2023/old/index.html -> /uncategorized/2024/orchard/\n",
            "source/_posts/other.md:4:57: 2023/old -> orchard\n",
        ],
        stderr: &["aliases written to 1 post, 2 links to rewrite"],
        ..Run::default()
    });
    let header =
        "title: The orchard\r\ndate: 2024-03-01 10:00:00\r\nalias: [Zinc-Plates/2023/2023/old/index.html]\r\n---\r\n";
    assert_eq!(String::from_utf8_lossy(&folder.read("source/_posts/orchard.md")), longer_post(header));
    folder.run(&Run { args: "restore source", stderr: &["restored 1 file"], ..Run::default() });
    assert_eq!(folder.documents_in(""), before);
}

/// The run fails, says why, and changes nothing.
fn check_refusal(generator: &str, config: (&str, &str), kept: (&str, &str), dropped: (&str, &str), said: &[&str]) {
    let folder = site(&[config], kept, dropped, ("plain.md", PLAIN));
    let before = folder.files();
    folder.run(&Run {
        args: &format!("dedup . --aliases {generator} --write"),
        exit: 2,
        stderr: said,
        ..Run::default()
    });
    assert_eq!(folder.files(), before);
}

#[test]
fn an_address_is_never_guessed() {
    let kept = ("content/a.md", "---\ntitle: a\n---\n");
    check_refusal(
        "hugo",
        ("hugo.yaml", "permalinks: {posts: '/:year/:slug/'}\n"),
        kept,
        ("content/posts/b.md", "---\ntitle: b\n---\n"),
        &["content/posts/b.md: its address is not known: no `date` in its front matter"],
    );
    check_refusal(
        "hexo",
        ("_config.yml", "permalink: :hash/\n"),
        ("source/_posts/a.md", "---\ndate: 2024-01-02\n---\n"),
        ("source/_posts/b.md", "---\ndate: 2024-01-02\n---\n"),
        &["b.md: its address is not known: `:hash` in the permalinks of the site"],
    );
    check_refusal(
        "jekyll",
        ("_config.yml", "title: x\n"),
        ("_posts/2024-01-02-a.md", "---\ntitle: a\n---\n"),
        ("_posts/2024-01-02-b.md", "---\ndate: 2024-01-02 23:30:00 -0800\n---\n"),
        &["`/2024/01/02/b.html` or `/2024/01/03/b.html`, which depends on the time zone"],
    );
    check_refusal("hugo", ("x.toml", ""), kept, ("content/b.md", "---\ntitle: b\n---\n"), &["expected the hugo.toml"]);
    check_refusal(
        "hugo",
        ("hugo.toml", "a = \n"),
        kept,
        ("content/b.md", "---\ntitle: b\n---\n"),
        &["hugo.toml: line 1: cannot be read"],
    );
}

#[test]
fn a_header_that_cannot_take_an_alias_is_left_alone() {
    let dropped = ("content/b.md", "---\ntitle: b\n---\n");
    for (header, said) in [
        ("", "content/a.md: it has no front matter in which an alias could stand"),
        ("---\ntitle: a: b\n---\n", "content/a.md: the front matter cannot be read: 2:"),
        ("---\ndraft: true\n---\n", "content/a.md: is not published, and nothing could lead to it"),
    ] {
        check_refusal("hugo", ("hugo.toml", ""), ("content/a.md", header), dropped, &[said]);
    }
}

#[test]
fn a_new_key_is_a_new_line() {
    let folder = site(
        &[("hugo.toml", "")],
        ("content/a.md", "---\ntitle: a\n---\n"),
        ("content/b.md", "---\ntitle: b\n---\n"),
        ("content/c.md", PLAIN),
    );
    let stdout = &["  │ title: a\n+ │ aliases: [/b/]\n  │ ---\n"];
    folder.run(&Run { args: "dedup content --aliases hugo", stdout, ..Run::default() });
}

#[test]
fn drafts_need_no_alias() {
    let folder = site(
        &[("hugo.toml", "")],
        ("content/a.md", "---\ntitle: a\n---\n"),
        ("content/b.md", "---\ndraft: true\n---\n"),
        ("content/c.md", PLAIN),
    );
    folder.run(&Run {
        args: "dedup content --aliases hugo",
        stderr: &["content/b.md: is not published: no address of it gets lost", "no alias to write"],
        ..Run::default()
    });
}

#[test]
fn posts_outside_of_any_site_are_counted() {
    let folder = Folder::with(&[("c.md", STORY), ("d.md", STORY), ("in/e.md", STORY)]);
    let stderr = folder.run(&Run { args: "dedup . --aliases hexo", exit: 2, ..Run::default() }).stderr;
    let said = "d.md: expected the _config.yml of a site of Hexo in a folder above it; so it is for 2 more\n";
    assert!(stderr.contains(said) && stderr.matches("_config.yml").count() == 1, "{stderr}");
}

#[test]
fn flags_that_do_not_fit_are_refused() {
    for args in ["dedup . --write", "dedup . --aliases hugo --format jsonl", "dedup . --aliases gatsby"] {
        check(&Case { runs: &[Run { args, exit: 2, ..Run::default() }], ..Case::default() });
    }
}
