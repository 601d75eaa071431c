//! `unchaff.toml`: which one counts, for which documents, and what is wrong with it.

use crate::{
    cli::{BLANKS, CLEANED, Case, DIRTY, Folder, NO_BLANKS, PLAIN, Run, TITLED, UNTITLED, check},
    corpus,
};

const LEDGER: &str = "posts/.unchaff/ledger/000001.jsonl";

/// A pack with one Safe rule.
const PACK: &str = "\
unchaff-pack: 1
name: quay
rules:
  - id: notice
    applicability: safe
    match: {text: [Tickets are sold at the kiosk.]}
    removes: [\"It leaves.\\n\\n*Tickets are sold at the kiosk.*\\n\"]
    keeps: [Tickets are sold at the kiosk and on the boat.]
";
const NOTICE: &str = "Tickets are sold at the kiosk.\n\nIt leaves at six.\n";
const NO_NOTICE: &str = "It leaves at six.\n";

/// Cleans `posts` in place, with a configuration beside it.
fn check_cleaned(config: &str, flags: &str, after: &[(&str, &str)]) {
    let posts = [("posts/a.md", DIRTY), ("posts/b.md", BLANKS), ("posts/c.md", TITLED)];
    check(&Case {
        files: &[&posts[..], &[("unchaff.toml", config)]].concat(),
        runs: &[Run { args: &format!("clean posts --write {flags}"), ..Run::default() }],
        after,
        state: if after.is_empty() { &[] } else { &[LEDGER] },
    });
}

const A: (&str, &str) = ("posts/a.md", CLEANED);
const B: (&str, &str) = ("posts/b.md", NO_BLANKS);
const C: (&str, &str) = ("posts/c.md", UNTITLED);

#[test]
fn the_command_line_counts_for_more_than_the_file() {
    for (config, flags, after) in [
        ("", "", &[A, B][..]),
        ("ignore = ['also-link']", "", &[B]),
        ("ignore = ['also-link']", "--no-config", &[A, B]),
        ("ignore = ['also-link']", "--ignore whitespace", &[]),
        ("ignore = ['also-link']", "--select also-link", &[A]),
        ("ignore = ['also-link']", "--select related", &[]), // a category is less exact
        ("ignore = ['related']", "--extend-select related", &[A, B]),
        ("ignore = ['related']", "--extend-select also-link", &[A, B]),
        ("select = ['whitespace']", "", &[B]),
        ("select = ['whitespace']", "--extend-select related", &[A, B]),
        ("select = ['whitespace']", "--select related", &[A]),
        ("select = ['whitespace']\nextend-select = ['related']", "", &[A, B]),
        ("select = ['whitespace']\nextend-select = ['related']", "--select repetition", &[]),
        ("select = ['none']", "", &[]),
        ("duplicates = 'drop'", "--duplicates ignore", &[A, B]),
        ("unsafe = true", "", &[A, B, C]),
        ("unsafe = true", "--no-unsafe", &[A, B]),
        ("unsafe = false", "--unsafe", &[A, B, C]),
        ("exclude = ['posts/a.md']", "", &[B]),
        ("exclude = ['posts/a.md']", "--exclude b.md", &[]),
        ("exclude = ['a.md']", "", &[B]),     // a name, wherever it stands
        ("exclude = ['/a.md']", "", &[A, B]), // paths begin at the file
        ("exclude = ['*/*.md']", "", &[]),
        ("exclude = ['/*.md']", "", &[A, B]), // `*` stays in one folder
        ("exclude = ['/*']", "", &[]),        // but it may be a folder
        ("exclude = ['posts/']", "", &[]),
        ("exclude = ['./posts']", "", &[]),
        ("exclude = ['b.md/']", "", &[A, B]), // no folder
        ("include = ['./posts/a.md', 'c.*']", "", &[A]),
        ("include = ['posts/a*']", "", &[A]),
        ("include = ['posts/a*']", "--include b.md", &[B]),
    ] {
        check_cleaned(config, flags, after);
    }
}

#[test]
fn findings_can_be_promoted_and_demoted() {
    for (config, flags, after) in [
        ("duplicate-title = 'safe'", "", &[A, B, C][..]),
        ("repetition = 'safe'", "", &[A, B, C]),
        ("repetition = 'safe'\nduplicate-title = 'unsafe'", "", &[A, B]),
        ("duplicate-title = 'safe'\nrepetition = 'unsafe'", "", &[A, B, C]),
        ("also-link = 'unsafe'", "", &[B]),
        ("also-link = 'unsafe'", "--unsafe", &[A, B, C]),
        ("also-link = 'unsafe'\n[[overrides]]\nfiles = ['posts/a*']\napplicability = {related = 'safe'}", "", &[A, B]),
    ] {
        check_cleaned(&format!("[applicability]\n{config}\n"), flags, after);
    }
}

#[test]
fn overrides_are_about_some_documents_and_later_ones_win() {
    for (config, flags, after) in [
        ("[[overrides]]\nfiles = ['posts/a.md']\nselect = ['none']", "", &[B][..]),
        ("[[overrides]]\nfiles = ['a.md']\nselect = ['none']", "", &[B]),
        ("[[overrides]]\nfiles = ['./a.md']\nselect = ['none']", "", &[A, B]),
        ("[[overrides]]\nfiles = ['*']\nselect = ['none']", "", &[]),
        ("[[overrides]]\nfiles = ['./*.md']\nselect = ['none']", "", &[A, B]),
        ("[[overrides]]\nfiles = ['posts']\nselect = ['none']", "", &[]),
        ("[[overrides]]\nfiles = ['**/a.md']\nignore = ['related']", "", &[B]),
        ("[[overrides]]\nfiles = ['**/a.md']\nignore = ['related']", "--extend-select related", &[A, B]),
        ("[[overrides]]\nfiles = ['**/c.md']\nunsafe = true", "", &[A, B, C]),
        ("[[overrides]]\nfiles = ['**/c.md']\nunsafe = true", "--no-unsafe", &[A, B]),
        (
            "[[overrides]]\nfiles = ['**']\nunsafe = true\n[[overrides]]\nfiles = ['**/c.md']\nunsafe = false",
            "",
            &[A, B],
        ),
        ("ignore = ['also-link']\n[[overrides]]\nfiles = ['**']\nextend-select = ['also-link']", "", &[A, B]),
        ("[[overrides]]\nfiles = ['**/a*']\nkeep = [{phrase = ['ten ferries']}]", "", &[B]),
        ("[[overrides]]\nfiles = ['**/b*']\nkeep = [{phrase = ['ten ferries']}]", "", &[A, B]),
    ] {
        check_cleaned(config, flags, after);
    }
}

#[test]
fn what_a_configuration_keeps_no_rule_removes() {
    for keep in ["phrase = ['ten ferries']", "text = ['Also: Ten ferries']", "regex = 'Ten f'"] {
        check_cleaned(&format!("keep = [{{{keep}}}]"), "", &[B]);
    }
    check_cleaned("keep = [{phrase = ['nine ferries']}]", "", &[A, B]);
}

#[test]
fn the_nearest_configuration_counts_as_a_whole() {
    let manifest = |section: &str| format!("[package]\nname = 'x'\n[{section}.metadata.unchaff]\nselect = ['none']\n");
    let (workspace, package) = (manifest("workspace"), manifest("package"));
    let files = |extra: &[(&'static str, &str)]| -> Vec<(&'static str, String)> {
        let all = [&[("posts/a.md", DIRTY), ("posts/deep/d.md", DIRTY)], extra].concat();
        all.into_iter().map(|(name, content)| (name, content.to_string())).collect()
    };
    let (top, deep) = (("posts/a.md", CLEANED), ("posts/deep/d.md", CLEANED));
    let none = "select = ['none']";
    for (extra, after) in [
        (&[("unchaff.toml", none), ("posts/deep/unchaff.toml", "")][..], &[deep][..]),
        (&[("unchaff.toml", ""), ("posts/deep/unchaff.toml", none)], &[top]),
        (&[("posts/unchaff.toml", "exclude = ['deep/*']")], &[top]),
        (&[("Cargo.toml", &workspace)], &[]),
        (&[("posts/Cargo.toml", &package), ("posts/deep/unchaff.toml", "")], &[deep]),
        (&[("Cargo.toml", &package), ("unchaff.toml", "")], &[top, deep]),
        (&[("Cargo.toml", "[package]\nname = 'x'\n"), ("posts/Cargo.toml", "[broken")], &[top, deep]),
    ] {
        let files = files(extra);
        let files: Vec<(&str, &str)> = files.iter().map(|it| (it.0, it.1.as_str())).collect();
        let run = Run { args: "clean posts --write --no-duplicates", ..Run::default() };
        check(&Case { files: &files, runs: &[run], after, state: if after.is_empty() { &[] } else { &[LEDGER] } });
    }
}

#[test]
fn one_configuration_can_be_named_for_all() {
    let files = &[("posts/a.md", DIRTY), ("posts/unchaff.toml", "select = ['none']"), ("more/other.toml", "")];
    check(&Case {
        files,
        runs: &[Run { args: "clean posts --write --config more/other.toml", ..Run::default() }],
        after: &[A],
        state: &[LEDGER],
    });
}

#[test]
fn paths_in_a_configuration_begin_at_its_folder() {
    let config = "packs = ['rules/quay.yaml']\nout = '../clean'\nexclude = ['rules/*']";
    check(&Case {
        files: &[("posts/a.md", NOTICE), ("posts/unchaff.toml", config), ("posts/rules/quay.yaml", PACK)],
        runs: &[
            Run { args: "check posts", exit: 1, stdout: &["posts/a.md:1:1: quay/notice (safe)"], ..Run::default() },
            Run { args: "clean posts", ..Run::default() },
        ],
        after: &[("clean/a.md", NO_NOTICE)],
        state: &["clean/.unchaff/ledger/000001.jsonl"],
    });
    // A folder inside of what is read is not read again.
    check(&Case {
        files: &[
            ("a.md", DIRTY),
            ("unchaff.toml", "out = 'clean'\nignore = ['quay']\npacks = ['quay.yaml']"),
            ("quay.yaml", PACK),
        ],
        runs: &[
            Run { args: "check .", exit: 1, stdout: &["also-link"], ..Run::default() },
            Run { args: "explain quay/notice", stdout: &["notice"], ..Run::default() },
        ],
        ..Case::default()
    });
}

#[test]
fn profiles_have_defaults_of_their_own() {
    let credit = "The ferry leaves at six.\n\n![A boat](boat.jpg)\n\nPhoto: Ann Lee\n\nIt returns at eight.\n";
    let files =
        |config| [("posts/a.md", DIRTY), ("posts/b.md", credit), ("posts/c.md", credit), ("unchaff.toml", config)];
    check(&Case {
        files: &files("profile = 'site'"),
        runs: &[Run { args: "clean posts", ..Run::default() }],
        after: &[A],
        state: &[LEDGER, "posts/.unchaff/duplicates.tsv"],
    });
    let folder = check(&Case { files: &files("profile = 'corpus'"), ..Case::default() });
    folder.run(&Run {
        args: "clean posts",
        exit: 2,
        stderr: &["the profile `corpus` writes elsewhere"],
        ..Run::default()
    });
    let message = "`to` (profile corpus) needs --out";
    folder.run(&Run { args: "clean posts --write", exit: 2, stderr: &[message], ..Run::default() });
    folder.run(&Run { args: "clean posts --out out", ..Run::default() });
    assert!(folder.path("out/a.txt").is_file() && folder.path("out/b.txt").is_file());
    assert!(!folder.path("out/c.txt").exists(), "a duplicate");
}

#[test]
fn documents_of_a_run_go_one_way() {
    for (one, other, args, part) in [
        (
            "to = 'text'",
            "to = 'markdown'",
            "clean a b --out out",
            "`to` is \"text\" (a/unchaff.toml:1) in a/unchaff.toml",
        ),
        ("duplicates = 'drop'", "", "clean a b --out out", "`duplicates` is \"drop\""),
        ("out = 'x'", "out = 'x'", "clean a b", "in b/unchaff.toml"),
        ("profile = 'site'", "", "clean a b", "`out` is in place (profile site)"),
        ("base-url = 'https://example.com/'", "front-matter = true", "clean a b --out out --to markdown", "`base-url`"),
    ] {
        let config = ("b/unchaff.toml", other);
        check(&Case {
            files: &[("a/a.md", DIRTY), ("a/unchaff.toml", one), ("b/b.md", BLANKS), config],
            runs: &[Run { args, exit: 2, stderr: &[part], ..Run::default() }],
            ..Case::default()
        });
    }
    // What the command line says is the same for all.
    let folder = check(&Case {
        files: &[("a/a.md", DIRTY), ("a/unchaff.toml", "to = 'text'"), ("b/b.md", BLANKS), ("b/unchaff.toml", "")],
        ..Case::default()
    });
    folder.run(&Run { args: "clean a b --out out --to text", ..Run::default() });
}

#[test]
fn standard_input_has_the_settings_of_its_name() {
    let config = "[[overrides]]\nfiles = ['drafts/*']\nselect = ['none']\n";
    let stdin = DIRTY.as_bytes();
    let finding = "drafts/x.md:5:1: duplicate-title";
    check(&Case {
        files: &[("unchaff.toml", "unsafe = true\n"), ("site/unchaff.toml", config)],
        runs: &[
            Run { args: "check -", stdin: TITLED.as_bytes(), exit: 1, ..Run::default() },
            Run { args: "check - --no-config", stdin: TITLED.as_bytes(), ..Run::default() },
            Run { args: "clean - --stdin-filename site/a.md", stdin, stdout: &[CLEANED], ..Run::default() },
            Run { args: "clean - --stdin-filename site/drafts/a.md", stdin, stdout: &[DIRTY], ..Run::default() },
            Run {
                args: "check - --stdin-filename drafts/x.md",
                stdin: TITLED.as_bytes(),
                exit: 1,
                stdout: &[finding],
                ..Run::default()
            },
            // HTML by its name.
            Run {
                args: "check - --kind post --stdin-filename a.html",
                stdin: b"It leaves at six.\n",
                stdout: &["a.html:1:1: note"],
                ..Run::default()
            },
        ],
        ..Case::default()
    });
}

#[test]
fn one_file_is_explained_with_its_settings() {
    check(&Case {
        files: &[
            ("posts/c.md", TITLED),
            ("posts/d.md", TITLED),
            ("unchaff.toml", "[[overrides]]\nfiles = ['posts/d*']\nunsafe = true\n"),
        ],
        runs: &[
            Run { args: "explain posts/c.md:5", stdout: &["duplicate-title (unsafe, not applied)"], ..Run::default() },
            Run { args: "explain posts/d.md:5", stdout: &["duplicate-title (unsafe):"], ..Run::default() },
            Run { args: "dedup --clean --explain posts/c.md posts/d.md", stdout: &["no duplicates"], ..Run::default() },
            Run { args: "learn posts", ..Run::default() },
            Run { args: "dedup posts --clean", ..Run::default() },
        ],
        ..Case::default()
    });
}

#[test]
fn ledgers_remember_the_configuration() {
    let folder = check(&Case {
        files: &[
            ("posts/a.md", DIRTY),
            ("posts/b.md", PLAIN),
            ("unchaff.toml", "budget = 50\n[[overrides]]\nfiles = ['**/b.md']\nbudget = 60\n"),
        ],
        runs: &[Run { args: "clean posts --write --extend-select related", ..Run::default() }],
        after: &[A],
        state: &[LEDGER],
    });
    let ledger = String::from_utf8(folder.read(LEDGER)).expect("JSON");
    let settings = &ledger.lines().next().expect("a header");
    for part in
        [r#""budget":"50 | 60""#, r#""config":"unchaff.toml="#, r#""extend-select":"related""#, r#""unsafe":"false""#]
    {
        assert!(settings.contains(part), "{part} is missing in {settings}");
    }
}

#[test]
fn settings_are_shown_with_their_origins() {
    let config = "profile = 'site'\nignore = ['byline']\nbudget = 50\nkeep = [{text = ['x']}]\n\
                  [applicability]\nrelated = 'unsafe'\n[[overrides]]\nfiles = ['**/b.md']\nkind = 'post'\ndialect = 'hexo'\n";
    let folder = check(&Case {
        files: &[("posts/a.md", DIRTY), ("posts/b.md", BLANKS), ("unchaff.toml", config)],
        runs: &[Run {
            args: "clean posts --show-settings --ignore also-link --to markdown",
            stdout: &[
                "# posts/a.md\n# configuration = unchaff.toml\nprofile = \"site\" # unchaff.toml:1\nselect = all # default\n",
                "ignore = [\"credit\", \"byline\", \"also-link\"] # profile site, unchaff.toml:2, command line\n",
                "unsafe = false # default\nkind = \"auto\" # default\ndialect = \"strict\" # default\nbudget = 50 # unchaff.toml:3\n",
                "applicability.\"related\" = \"unsafe\" # unchaff.toml:6\nkeep = 1 of them # unchaff.toml:4\n",
                "out = in place # profile site\nto = \"markdown\" # command line\n",
                "# posts/b.md\n# configuration = unchaff.toml\n",
                "kind = \"post\" # unchaff.toml:9\ndialect = \"hexo\" # unchaff.toml:10\n",
            ],
            ..Run::default()
        }],
        ..Case::default()
    });
    for args in ["check posts --show-settings", "diff posts --show-settings", "check - --show-settings"] {
        let said = folder.run(&Run { args, stdout: &["budget = 50 # unchaff.toml:3"], ..Run::default() });
        assert!(!String::from_utf8_lossy(&said.stdout).contains("\nout = "), "{args} writes nothing");
    }
    let none = "# configuration = none\nselect = all";
    folder.run(&Run { args: "check posts --show-settings --no-config", stdout: &[none], ..Run::default() });
}

#[test]
fn what_is_wrong_has_a_line_and_a_column() {
    for (config, message) in [
        ("\nslect = ['a']", "unchaff.toml:2:1: no setting is named `slect`: did you mean `select`?"),
        ("colour = 1", "unchaff.toml:1:1: no setting is named `colour`: expected one of `profile`"),
        ("profile = 'sit'", "unchaff.toml:1:11: unknown value `sit`: did you mean `site`?"),
        ("kind = 'book'", "unchaff.toml:1:8: unknown value `book`: expected one of `post`, `page`, `auto`"),
        ("duplicates = 'dropp'", "unchaff.toml:1:14: unknown value `dropp`: did you mean `drop`?"),
        ("to = 'html'", "unchaff.toml:1:6: unknown value `html`"),
        ("budget = 120", "unchaff.toml:1:10: `120` is no percentage: expected 0 to 100"),
        ("budget = 'x'", "unchaff.toml:1:10: string \"x\" stands there: expected a number"),
        ("unsafe = 1", "unchaff.toml:1:10: integer `1` stands there: expected true or false"),
        ("ignore = 'a'", "unchaff.toml:1:10: string \"a\" stands there: expected a list"),
        ("select = []", "unchaff.toml:1:10: the list is empty"),
        ("base-url = 'example'", "unchaff.toml:1:12: `example` is no address: expected an address like https"),
        (
            "select = ['advert',\n  'also-lnk']",
            "unchaff.toml:2:3: no rule is named `also-lnk`: did you mean `also-link`?",
        ),
        ("ignore = ['cookies']", "unchaff.toml:1:11: no rule is named `cookies`: see `unchaff rules`"),
        ("extend-select = ['quay']", "unchaff.toml:1:18: no rule is named `quay`"),
        ("ignore = ['']", "unchaff.toml:1:11: no rule is named ``: is there a comma too many?"),
        ("[applicability]\nbylin = 'safe'", "unchaff.toml:2:1: no rule is named `bylin`: did you mean `byline`?"),
        ("[applicability]\nbyline = 'saf'", "unchaff.toml:2:10: unknown value `saf`: did you mean `safe`?"),
        (
            "[applicability]\npage-chrome = 'safe'",
            "unchaff.toml:2:1: `page-chrome` has no applicability: name it in `ignore`",
        ),
        (
            "[applicability]\nrepetition = 'safe'\nforeign-title = 'safe'",
            "unchaff.toml:3:1: `foreign-title` only reports, nothing of it is applied: name it in `ignore`",
        ),
        (
            "[[overrides]]\nfiles = ['**']\napplicability = {damage = 'safe'}",
            "unchaff.toml:3:18: `damage` only reports",
        ),
        ("[applicability]\nbyline = true", "unchaff.toml:2:10: expected text in quotes"),
        (
            "applicability = 'safe'",
            "unchaff.toml:1:17: string \"safe\" stands there: expected a table such as {also-link",
        ),
        (
            "[overrides]\nfiles = ['a']",
            "unchaff.toml:1:1: a table stands there: expected a list, and a table in a list is",
        ),
        ("out = 1", "unchaff.toml:1:7: integer `1` stands there: expected text in quotes"),
        ("packs = ['no.yaml']", "unchaff.toml:1:10: no.yaml: cannot read"),
        ("include = []", "unchaff.toml:1:11: the list is empty: leave it away for all documents"),
        ("exclude = ['!a']", "unchaff.toml:1:12: `!a` is no glob: `!` turns nothing around here"),
        ("exclude = ['../a']", "unchaff.toml:1:12: `../a` is no glob: `..` leads out"),
        ("exclude = ['a', 'b[']", "unchaff.toml:1:17: `b[` is no glob: unclosed character class"),
        ("include = ['a{']", "unchaff.toml:1:12: `a{` is no glob"),
        ("keep = [{phras = ['a']}]", "unchaff.toml:1:9: no setting is named `phras`: did you mean `phrase`?"),
        ("keep = [{regex = '('}]", "unchaff.toml:1:18: `(` is no regular expression: unclosed group"),
        ("[[overrides]]\nignore = ['byline']", "unchaff.toml:1:1: `files` is missing: say which documents"),
        ("[[overrides]]\nfiles = ['*']\nprofile = 'site'", "unchaff.toml:3:1: no setting is named `profile`"),
        ("[[overrides]]\nfiles = ['[']", "unchaff.toml:2:10: `[` is no glob"),
        ("[[overrides]]\nfiles = ['**']\nignore = ['x-x']", "unchaff.toml:3:11: no rule is named `x-x`"),
        ("unsafe = ", "unchaff.toml:1:10: no TOML: "),
        ("unsafe = true\nunsafe = false", "unchaff.toml:2:1: no TOML: duplicate key"),
    ] {
        // Nothing is written, not even a new folder.
        check(&Case {
            files: &[("posts/a.md", DIRTY), ("unchaff.toml", config)],
            runs: &[
                Run { args: "clean posts --out out", exit: 2, stderr: &[message], ..Run::default() },
                Run { args: "check posts --no-config", exit: 1, ..Run::default() },
            ],
            ..Case::default()
        });
    }
}

#[test]
fn flags_that_cannot_be_followed_are_refused() {
    let both = "[workspace.metadata.unchaff]\nunsafe = true\n[package.metadata.unchaff]\nunsafe = true\n";
    let files =
        &[("a.md", PLAIN), ("Cargo.toml", "[package]\nname = 'x'\n"), ("b/Cargo.toml", both), ("b/b.md", PLAIN)];
    for (args, message) in [
        ("check a.md --config no.toml", "no.toml: cannot read"),
        ("check a.md --config b", "b: a folder: name the file, such as b/unchaff.toml"),
        (
            "check a.md --config Cargo.toml",
            "Cargo.toml: holds no settings: expected a table [workspace.metadata.unchaff]",
        ),
        ("check b", "b/Cargo.toml:3:1: the workspace has settings too: keep one of the two tables"),
        ("check a.md --config x.toml --no-config", "cannot be used with"),
        ("check a.md --stdin-filename b.md", "--stdin-filename is for standard input (`-`)"),
        ("clean a.md --write --stdin-filename b.md", "--stdin-filename is for standard input (`-`)"),
    ] {
        check(&Case { files, runs: &[Run { args, exit: 2, stderr: &[message], ..Run::default() }], ..Case::default() });
    }
}

/// What `init` writes, and what the program reads, must fit the schema that editors have.
#[track_caller]
fn assert_fits_the_schema(text: &str) {
    let schema = std::fs::read(corpus::workspace().join("docs/unchaff.schema.json")).expect("the schema");
    let schema: serde_json::Value = serde_json::from_slice(&schema).expect("JSON");
    let validator = jsonschema::validator_for(&schema).expect("a schema");
    let value: serde_json::Value = toml_edit::de::from_str(text).expect("TOML");
    let errors: Vec<String> = validator.iter_errors(&value).map(|it| it.to_string()).collect();
    assert!(errors.is_empty(), "{errors:?} in {text}");
}

#[test]
fn init_writes_what_fits_the_folder() {
    for (files, words, parts) in [
        (
            &[("_config.yml", ""), ("source/_posts/a.md", DIRTY)][..],
            "a site of Hexo",
            &["include = [\"/source/\"]", "\ndialect = \"hexo\"\n"][..],
        ),
        (&[("hugo.toml", ""), ("content/a.md", DIRTY)], "a site of Hugo", &["include = [\"/content/\"]", "layouts"]),
        (
            &[("config.toml", ""), ("content/a.md", DIRTY)],
            "a site of Hugo",
            &["profile = \"site\"", "\n# dialect = \"hexo\"\n"],
        ),
        (&[("_config.yml", ""), ("_posts/a.md", DIRTY)], "a site of Jekyll", &["\"/_posts/\"", "\"/_site/\""]),
        (&[("a.md", DIRTY)], "a folder of documents", &["# profile = \"site\"", "\"node_modules/\""]),
    ] {
        let folder = Folder::with(files);
        folder.write("node_modules/x/readme.md", DIRTY);
        folder.run(&Run { args: "init", stderr: &["wrote ./unchaff.toml", words, "unchaff diff ."], ..Run::default() });
        let text = String::from_utf8(folder.read("unchaff.toml")).expect("text");
        assert!(text.starts_with("#:schema https://"), "{text}");
        assert!(parts.iter().all(|it| text.contains(it)), "{parts:?} in {text}");
        assert_fits_the_schema(&text);
        let run = Run {
            args: "check .",
            exit: 1,
            stderr: &["1 document checked", "1 document left alone"],
            ..Run::default()
        };
        folder.run(&run);
        folder.run(&Run {
            args: "init",
            exit: 2,
            stderr: &["unchaff.toml: exists already: edit it"],
            ..Run::default()
        });
        assert_eq!(folder.read("unchaff.toml"), text.as_bytes());
    }
    Folder::with(&[]).run(&Run { args: "init nowhere", exit: 2, stderr: &["nowhere: no folder"], ..Run::default() });
}

#[test]
fn the_example_can_be_used() {
    let docs = corpus::workspace().join("docs");
    let read = |name: &str| std::fs::read_to_string(docs.join(name)).expect("a file in docs");
    let (example, pack) = (read("example-unchaff.toml"), read("example-pack.yaml"));
    assert_fits_the_schema(&example);
    check(&Case {
        files: &[("posts/a.md", DIRTY), ("unchaff.toml", &example), ("example-pack.yaml", &pack)],
        runs: &[Run {
            args: "clean . --show-settings",
            stdout: &["packs = [\"example-pack.yaml\"]", "profile = \"corpus\"", "out = \"clean\""],
            ..Run::default()
        }],
        ..Case::default()
    });
}

#[test]
fn a_manifest_is_read_for_its_settings_only() {
    for (manifest, exit, said) in [
        ("[dependencies]\nunchaff-driver = \"1\"\n[workspace]\nmetadata = 3\n", 1, "1 document checked"),
        ("[workspace.metadata]\nunchaff = 3\n", 2, "Cargo.toml:2:11: expected a table of settings"),
        (
            "[workspace.metadata.unchaff]\nignor = [\"also-link\"]\n",
            2,
            "no setting is named `ignor`: did you mean `ignore`?",
        ),
        ("[package.metadata.unchaff]\nignore = [\"also-link\"]\n", 0, "1 document checked, 0 would change"),
    ] {
        check(&Case {
            files: &[("posts/a.md", DIRTY), ("Cargo.toml", manifest)],
            runs: &[Run { args: "check posts", exit, stderr: &[said], ..Run::default() }],
            ..Case::default()
        });
    }
}

#[test]
fn globs_of_a_named_configuration_count_from_the_working_folder() {
    let toml = "exclude = [\"posts/b.md\"]\n[[overrides]]\nfiles = [\"posts/c.md\"]\nignore = [\"also-link\"]\n";
    let files = &[("posts/a.md", DIRTY), ("posts/b.md", DIRTY), ("posts/c.md", DIRTY), ("ci/site.toml", toml)];
    check(&Case {
        files,
        runs: &[Run {
            args: "check posts --config ci/site.toml",
            exit: 1,
            stderr: &["2 documents checked, 1 would change"],
            ..Run::default()
        }],
        ..Case::default()
    });
}

#[test]
fn check_says_what_clean_does_in_place() {
    let page = include_str!("../../seeds/pages/mill-with-a-kept-box.html");
    let site = "profile = \"site\"\n";
    check(&Case {
        files: &[("layout.html", page), ("unchaff.toml", site)],
        runs: &[
            Run { args: "check .", stderr: &["1 document checked, 0 would change"], ..Run::default() },
            Run { args: "clean . --no-duplicates", ..Run::default() },
        ],
        ..Case::default()
    });
}

#[test]
fn a_folder_for_output_holds_no_input() {
    for (out, exit, said) in [
        (".", 2, "unchaff.toml:1:1: all documents lie in this folder"),
        ("posts/..", 2, "give one of its own"),
        ("./posts/../cleaned", 1, "1 document checked"),
    ] {
        let toml = format!("out = {out:?}\n");
        check(&Case {
            files: &[("posts/a.md", DIRTY), ("cleaned/a.md", DIRTY), ("unchaff.toml", &toml)],
            runs: &[Run { args: "check .", exit, stderr: &[said], ..Run::default() }],
            ..Case::default()
        });
    }
}

#[test]
fn a_folder_for_output_is_looked_at_if_it_is_named() {
    for (paths, n) in
        [(".", "1 document"), ("out", "2 documents"), (". out", "3 documents"), (". out/a.md", "2 documents")]
    {
        let args = format!("check {paths}");
        let stderr = &[&*format!("{n} checked")];
        check(&Case {
            files: &[("a.md", DIRTY), ("out/a.md", DIRTY), ("out/b.md", DIRTY), ("unchaff.toml", "out = 'out'\n")],
            runs: &[Run { args: &args, exit: 1, stderr, ..Run::default() }],
            ..Case::default()
        });
    }
}

#[test]
fn a_folder_for_output_may_lie_in_what_is_cleaned() {
    let run = Run { args: "clean . --no-duplicates", stderr: &["1 document, 1 changed"], ..Run::default() };
    let folder = check(&Case {
        files: &[("a.md", DIRTY), ("unchaff.toml", "out = 'cleaned'\n")],
        runs: &[run],
        after: &[("cleaned/a.md", CLEANED)],
        state: &["cleaned/.unchaff/ledger/000001.jsonl"],
    });
    folder.run(&Run { args: "clean . --no-duplicates", stderr: &["1 document, 1 changed"], ..Run::default() });
    // Nobody says of this one that it is no input.
    let message = "other: lies inside ., which is to be cleaned";
    folder.run(&Run { args: "clean . --out other", exit: 2, stderr: &[message], ..Run::default() });
    let message = "cleaned: lies inside cleaned, which is to be cleaned";
    folder.run(&Run { args: "clean cleaned", exit: 2, stderr: &[message], ..Run::default() });
    let message = "cleaned: holds ./cleaned/a.md, which is to be cleaned";
    folder.run(&Run { args: "clean . cleaned/a.md", exit: 2, stderr: &[message], ..Run::default() });
}

/// Its own configuration says nothing of where that of other documents writes.
#[test]
fn a_folder_for_output_is_that_of_any_configuration() {
    let folder = check(&Case {
        files: &[
            ("site/a.md", DIRTY),
            ("site/blog/b.md", DIRTY),
            ("site/unchaff.toml", ""),
            ("site/blog/unchaff.toml", "out = '../cleaned'\n"),
        ],
        ..Case::default()
    });
    for _ in 0..2 {
        let args = "clean site --out site/cleaned --no-duplicates";
        folder.run(&Run { args, stderr: &["2 documents, 2 changed"], ..Run::default() });
        assert_eq!(folder.read("site/cleaned/blog/b.md"), CLEANED.as_bytes());
    }
    folder.run(&Run { args: "check site", exit: 1, stderr: &["2 documents checked"], ..Run::default() });
}

#[test]
fn globs_that_are_about_nothing_are_told() {
    const HINT: &str = "unchaff.toml:2:1: this override is about no document: a glob with a slash begins at the ";
    let used = "[[overrides]]\nfiles = ['posts/']\n";
    for (glob, args, hint) in [
        ("draft/**", "check .", Some("folder of this file")),
        ("draft/**", "check . --show-settings", Some("folder of this file")),
        ("draft/**", "check . --config unchaff.toml", Some("folder of this file")),
        ("draft/**", "clean . --out out", Some("folder of this file")),
        ("drafts/**", "check .", None),
        ("drafts", "check .", None),
        // What lies elsewhere nobody has seen.
        ("draft/**", "check posts", None),
        ("draft/**", "check . --exclude drafts", None),
        ("draft/**", "check . -q", None),
    ] {
        let folder = Folder::with(&[
            ("posts/a.md", PLAIN),
            ("drafts/b.md", PLAIN),
            ("unchaff.toml", &format!("[[overrides]]\nfiles = ['{glob}']\n{used}")),
        ]);
        let args = args.replace("--out out", &format!("--out {}", folder.path("").with_extension("out").display()));
        let said = folder.run(&Run { args: &args, ..Run::default() }).stderr;
        let expected = hint.map_or(String::new(), |it| format!("{HINT}{it}\n"));
        let hints: String = said.split_inclusive('\n').filter(|it| it.contains("override")).collect();
        assert_eq!(hints, expected, "{args}: {glob}");
    }
    for (args, hint) in [
        ("check . --exclude posts --exclude /a.md", Some("--exclude `/a.md` matches no document: a glob with a slash")),
        ("check posts --include posts/*", Some("--include `posts/*` matches no document")),
        ("dedup . --exclude draft", Some("--exclude `draft` matches no document")),
        ("check posts --exclude *.md", None),
        // A hook names files, and not all of them have what it leaves alone.
        ("check posts/a.md --exclude *.html", None),
    ] {
        let folder = Folder::with(&[("posts/a.md", PLAIN)]);
        let said = folder.run(&Run { args, stderr: hint.as_slice(), ..Run::default() }).stderr;
        assert_eq!(said.matches("matches no document").count(), usize::from(hint.is_some()), "{said}");
    }
}

#[test]
fn a_configuration_may_be_saved_by_any_editor() {
    let lines = "exclude = ['posts/b.md']\nignore = ['also-link']\n";
    for text in ["\u{feff}".to_string() + lines, lines.replace('\n', "\r\n"), lines.trim_end().to_string()] {
        check_cleaned(&text, "", &[]);
    }
    let folder = Folder::with(&[("a.md", PLAIN)]);
    folder.write("unchaff.toml", b"unsafe = true\nignore = ['\xFF']\n");
    let message = "unchaff.toml:2:12: not UTF-8 from here on: a configuration is TOML, save it as UTF-8";
    folder.run(&Run { args: "check .", exit: 2, stderr: &[message], ..Run::default() });
    #[cfg(unix)]
    {
        let folder = Folder::with(&[("a.md", PLAIN)]);
        std::os::unix::fs::symlink("lost.toml", folder.path("unchaff.toml")).expect("a link to nothing");
        folder.run(&Run { args: "check .", exit: 2, stderr: &["unchaff.toml: cannot read"], ..Run::default() });
    }
}
