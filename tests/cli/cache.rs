//! What `check` remembers: the answer is the same as without.

use std::fs;

use crate::{
    cli::{BLANKS, DIRTY, Folder, PLAIN, Run, Said, TITLED, pages::page},
    corpus::workspace,
};

/// Documents of every kind, the seeds among them.
fn many() -> Folder {
    let pack = "unchaff-pack: 1\nname: harbour\nrules: []\nkeep:\n  - phrase: [Nobody]\n";
    let folder = Folder::with(&[("posts/a.md", DIRTY), ("posts/b/c.md", BLANKS), ("posts/b/d.txt", PLAIN)]);
    folder.write("keep.yaml", pack);
    folder.write("posts/e.mdx", TITLED);
    folder.write("posts/f.html", page("1"));
    folder.write("posts/latin.md", b"caf\xe9 \n");
    folder.write("posts/empty.md", "");
    folder.write("posts/broken.md", "---\ntitle: \"Rope\n---\nRope floats. \n");
    for entry in fs::read_dir(workspace().join("seeds/posts")).expect("seeds") {
        let path = entry.expect("an entry").path();
        folder
            .write(format!("posts/{}", path.file_name().expect("a name").display()), fs::read(&path).expect("a seed"));
    }
    folder
}

/// What is typed behind `check posts`.
const HOW: [&str; 12] = [
    "",
    "--format full",
    "--format json",
    "--format jsonl",
    "--format sarif",
    "--format github",
    "--statistics",
    "--unsafe",
    "--select whitespace,related",
    "--kind page",
    "--budget 1",
    "--baseline known.json",
];

/// The same with and without what is remembered.
#[track_caller]
fn check(folder: &Folder, args: &str) -> Said {
    let run = |more: &str| {
        let output = folder.command(&format!("check {args} {more}")).output().expect("the binary");
        (output.status.code(), String::from_utf8_lossy(&output.stdout).into_owned(), output.stderr)
    };
    let alone = run("--no-cache");
    for threads in [1, 4, 4] {
        let found = run(&format!("--threads {threads}"));
        assert!(found == alone, "{args} on {threads} threads\n--- without\n{}\n--- with\n{}", alone.1, found.1);
    }
    let known = folder.command(&format!("check {args} -v --exit-zero")).output().expect("the binary");
    Said { stdout: known.stdout, stderr: String::from_utf8_lossy(&known.stderr).into_owned() }
}

/// How many documents are known in a run.
#[track_caller]
fn n_known(folder: &Folder, args: &str) -> usize {
    let said = folder.command(&format!("check {args} -v --exit-zero")).output().expect("the binary").stderr;
    let said = String::from_utf8_lossy(&said).into_owned();
    let line = said.lines().find(|it| it.ends_with("what is found in them is known")).expect("it is said");
    line.split(' ').next().and_then(|it| it.parse().ok()).expect("a number")
}

#[test]
fn every_form_says_the_same() {
    let folder = many();
    let recorded = folder.command("check posts --write-baseline known.json --select whitespace").output();
    assert!(recorded.expect("the binary").status.success());
    let n = folder.files_in("posts").len();
    for how in HOW {
        let said = check(&folder, &format!("posts {how}"));
        assert!(said.stderr.contains(&format!("{n} documents not looked at once more")), "{how}: {}", said.stderr);
    }
    assert!(folder.files().keys().all(|it| it.starts_with("posts") || it.extension().is_some()), "no litter");
}

#[test]
fn what_changes_is_looked_at() {
    let folder = many();
    let n = folder.files_in("posts").len();
    assert_eq!(n_known(&folder, "posts"), 0);
    assert_eq!(n_known(&folder, "posts"), n);
    folder.write("posts/a.md", DIRTY.replace("six", "ten"));
    assert_eq!(n_known(&folder, "posts"), n - 1);
    // The same bytes are something else under another name.
    fs::rename(folder.path("posts/b/d.txt"), folder.path("posts/b/d.md")).expect("a new name");
    assert_eq!(n_known(&folder, "posts"), n - 1);
    for how in ["--ignore also-link", "--unsafe", "--kind post", "--dialect hexo", "--budget 3", "--rules keep.yaml"] {
        assert_eq!(n_known(&folder, &format!("posts {how}")), 0, "{how}");
        assert_eq!(n_known(&folder, &format!("posts {how}")), n, "{how}");
        check(&folder, &format!("posts {how}"));
    }
    let pack = String::from_utf8(folder.read("keep.yaml")).expect("text");
    folder.write("keep.yaml", pack.replace("Nobody", "Rope"));
    assert_eq!(n_known(&folder, "posts --rules keep.yaml"), 0);
    folder.write("unchaff.toml", "[[overrides]]\nfiles = [\"b/**\"]\nignore = [\"trailing-space\"]\n");
    check(&folder, "posts");
    folder.write("unchaff.toml", "[[overrides]]\nfiles = [\"b/**\"]\nignore = [\"also-link\"]\n");
    check(&folder, "posts");
}

#[test]
fn decisions_ask_nothing() {
    let folder = many();
    n_known(&folder, "posts");
    folder.write("decisions.json", r#"{"unchaff-decisions": 1, "rules": {"also-link": "reject"}}"#);
    assert_eq!(n_known(&folder, "posts --decisions decisions.json"), 0);
    check(&folder, "posts --decisions decisions.json");
}

#[test]
fn a_file_alone_forgets_no_other() {
    let folder = many();
    let n = folder.files_in("posts").len();
    n_known(&folder, "posts");
    folder.write("posts/a.md", BLANKS);
    assert_eq!(n_known(&folder, "posts/a.md"), 0);
    assert_eq!(n_known(&folder, "posts"), n);
}

#[test]
fn it_lies_where_people_say() {
    let folder = many();
    folder.run(&Run { args: "check posts --cache-dir kept/here --exit-zero", ..Run::default() });
    let files = folder.files_in("kept/here");
    let names: Vec<String> = files.keys().map(|it| it.display().to_string()).collect();
    let [git, tag, cache] = names.as_slice() else { panic!("{names:?}") };
    assert_eq!((git.as_str(), tag.as_str()), (".gitignore", "CACHEDIR.TAG"));
    assert!(cache.starts_with("check-") && cache.ends_with(".cache"), "{cache}");
    // A folder that is there already is somebody's.
    folder.write("mine/notes.md", PLAIN);
    folder.run(&Run { args: "check posts --cache-dir mine --exit-zero", ..Run::default() });
    assert_eq!(folder.files_in("mine").len(), 2);
    let before = folder.files();
    folder.run(&Run { args: "check posts --no-cache --cache-dir other --exit-zero", ..Run::default() });
    assert!(folder.files() == before);
}

#[cfg(target_os = "linux")]
#[test]
fn the_system_says_where_caches_are() {
    use std::os::unix::fs::PermissionsExt;

    let folder = many();
    let mut command = folder.command("check posts --exit-zero");
    command.env_remove("UNCHAFF_CACHE_DIR").env("XDG_CACHE_HOME", folder.path("caches"));
    assert!(command.output().expect("the binary").status.success());
    let files = folder.files_in("caches/unchaff");
    let cache = files.keys().find(|it| it.extension().is_some_and(|it| it == "cache")).expect("a file");
    let mode = fs::metadata(folder.path("caches/unchaff").join(cache)).expect("it is there").permissions().mode();
    assert_eq!(mode & 0o777, 0o600, "words of documents are nobody else's business");
}

#[test]
fn a_cache_that_is_of_no_use_is_no_error() {
    let folder = many();
    folder.write("file", "not a folder");
    let said = folder.run(&Run { args: "check posts --cache-dir file -v --exit-zero", ..Run::default() });
    assert!(said.stderr.contains("cache: file"), "{}", said.stderr);
    let quiet = folder.run(&Run { args: "check posts --cache-dir file --exit-zero", ..Run::default() });
    assert!(!quiet.stderr.contains("cache"), "{}", quiet.stderr);
    assert_eq!(quiet.stdout, folder.run(&Run { args: "check posts --no-cache --exit-zero", ..Run::default() }).stdout);
}
