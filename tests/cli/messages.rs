//! What the program says when it refuses: what is wrong, and what to do. All end with exit code 2, and nothing is written.

use crate::cli::{Case, DIRTY, Run, check};

const RECORDS: &str = "{\"id\": \"a\", \"text\": \"Nobody has counted the gulls.\"}\n";
const HEADER: &str = "---\ntitle: Boats\n---\nThey float.\n";

/// Arguments, and what is said of them.
const REFUSED: &[(&str, &str)] = &[
    // Standard input.
    ("clean - posts --out out", "`-` reads standard input and cannot be mixed with other paths"),
    ("clean - --out out", "`-` writes to standard output: leave --out, --write and --diff away"),
    ("clean - --diff", "`-` writes to standard output: leave --out, --write and --diff away"),
    (
        "clean posts --ledger kept.jsonl",
        "--ledger is for standard input (`-`); with --out and --write the ledger has its place",
    ),
    ("check posts --stdin-filename a.md", "--stdin-filename is for standard input (`-`): files have their names"),
    ("clean - --duplicates drop", "`-` is one document and has no duplicates: leave --duplicates away"),
    ("check - --exclude drafts", "--include and --exclude choose among documents of folders: leave them away for `-`"),
    ("dedup -", "`-` is one document: give files or folders to compare"),
    ("learn -", "`-` is one document: give files or folders to learn from"),
    ("review -", "`-` cannot be reviewed: decisions name files"),
    ("review posts --accept also-link --stdin-filename a.md", "--stdin-filename is for standard input (`-`)"),
    ("restore -", "`-` needs the ledger that `clean` was given: --ledger FILE"),
    ("restore posts --ledger kept.jsonl", "--ledger goes with `-`: files have their ledger in .unchaff/"),
    // Where documents go.
    ("clean posts", "where should the cleaned documents go? `--out DIR` writes them into a folder, `--write` changes"),
    ("clean posts --write --duplicates drop", "--duplicates drop needs --out: files are never deleted in place"),
    ("clean posts --write --out out", "the argument '--write' cannot be used with '--out <DIR>'"),
    ("clean posts --out one.md", "--out is a folder: `one.md` is named like a document"),
    ("clean posts --out in/one.txt", "(`unchaff clean - < FILE > in/one.txt` writes one)"),
    // Values of flags.
    ("clean posts --write --budget 101", "101 is not in 0..=100"),
    ("check posts --threads 100000", "100000 is not in 0..=1024"),
    ("check posts --ignore also-link,", "no rule is named ``: is there a comma too many?"),
    ("check posts --select also*", "no rule is named `also*`: names are written out: `also-link`, `also-read-list`"),
    ("check posts --ignore *link", "no rule is named `*link`: names are written out: `unchaff rules` lists them"),
    ("clean posts --write --kind essay", "[possible values: post, page, auto]"),
    ("clean posts --out out --to pdf", "[possible values: markdown, text]"),
    (
        "clean posts --out out --base-url example.com --to markdown",
        "expected an address like https://example.com/posts/",
    ),
    ("dedup posts --keep best", "expected longest, earliest, shortest-url, first, min:FIELD or max:FIELD"),
    ("dedup posts --memory 1M", "too little: expected 50M or more"),
    ("clean posts --write --max-file-size all", "expected a number of bytes such as 500M or 2G"),
    ("dedup posts --memory much", "expected a number of bytes such as 500M or 2G"),
    ("dedup posts --select also-link", "rules clean documents before they are compared: add --clean"),
    ("dedup --explain posts/a.md header.md --unsafe", "rules clean documents before they are compared: add --clean"),
    ("dedup --explain posts/a.md header.md --aliases hugo --write", "cannot be used with"),
    ("dedup --explain posts/a.md header.md --keep first", "cannot be used with"),
    ("dedup some.jsonl --include a.md", "--include and --exclude choose among documents of folders: leave them away"),
    ("dedup some.jsonl --aliases hugo", "--aliases is for posts: records have no front matter"),
    ("dedup some.jsonl --explain a lost", "no record has the id `lost`"),
    ("front-matter set header.md title {a --json", "VALUE is no JSON"),
    ("init nowhere", "nowhere: no folder: give one that exists"),
    ("clea posts", "unrecognized subcommand 'clea'"),
    // Files.
    ("clean posts --write --include {", "--include: `{` is no glob: unclosed alternate group"),
    ("clean posts --write --exclude !a", "--exclude: `!a` is no glob: `!` turns nothing around here"),
    ("explain posts/a.md:99", "posts/a.md has no line 99: it has 5"),
    (
        "restore posts/a.md",
        "posts/a.md: no ledger here: nothing was cleaned, or the folder .unchaff is gone\nrestored 0 files, 0 unchanged, 1 refused\n",
    ),
    ("explain site/notice", "`site/notice` is a rule of a pack: give its file with --rules, or in the configuration"),
    ("clean posts --write --rules lost.yaml", "lost.yaml: cannot read"),
    ("clean posts --write --decisions lost.json", "(`unchaff review` writes files of decisions)"),
    ("check posts --baseline lost.json", "(`unchaff check --write-baseline FILE` writes one)"),
    ("clean posts --write --config lost.toml", "lost.toml: cannot read"),
    ("review posts --out header.md", "header.md: exists already, and is no review: give another name with --out"),
];

#[test]
fn every_refusal_says_what_to_do() {
    for (args, message) in REFUSED {
        check(&Case {
            files: &[("posts/a.md", DIRTY), ("header.md", HEADER), ("some.jsonl", RECORDS)],
            runs: &[Run { args, exit: 2, stderr: &[message], ..Run::default() }],
            ..Case::default()
        });
    }
}
