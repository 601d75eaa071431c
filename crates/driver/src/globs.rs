//! Globs over the paths of documents.

use std::{path::Path, sync::LazyLock};

use ignore::gitignore::{Gitignore, GitignoreBuilder};
use regex::{Captures, Regex};

/// Which documents are meant, by their paths below a folder. Read as in a `.gitignore`.
///
/// `*` and `?` stay in one folder, `**` leads through any. A glob without a slash is about a name, wherever it stands;
/// one with a slash begins at the top. Of a folder that matches, everything below does, and what ends in a slash is
/// about folders alone. A `.gitignore` knows no `{md,txt}`, and nothing is said there by `.` or `/`: here that is all.
#[derive(Clone, Debug, Default)]
pub struct Globs {
    /// One for each that was written, in their order.
    each: Vec<Gitignore>,
}

/// Something that is no glob.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GlobError {
    /// Its number.
    pub number: usize,
    /// What is wrong with it, and what was expected.
    pub message: String,
}

impl Globs {
    /// Reads globs.
    ///
    /// # Errors
    /// If one of them cannot be read, or could match nothing.
    pub fn new(written: &[String]) -> Result<Self, GlobError> {
        let read = |(number, glob): (usize, &String)| {
            matcher(glob).map_err(|why| {
                let message = format!("`{glob}` is no glob: {why}: expected one like `posts/**/*.md`");
                GlobError { number, message }
            })
        };
        Ok(Self { each: written.iter().enumerate().map(read).collect::<Result<_, _>>()? })
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.each.is_empty()
    }

    /// Whether one of them matches a path.
    pub fn is_match(&self, path: &Path) -> bool {
        self.matches(path).next().is_some()
    }

    /// The numbers of those that match a path.
    pub fn matches(&self, path: &Path) -> impl Iterator<Item = usize> {
        // The folder at which paths begin has no name here: `*/` is not about it.
        let with_folders = || path.ancestors().take_while(|it| !it.as_os_str().is_empty());
        let is_match = move |glob: &Gitignore| with_folders().any(|it| glob.matched(it, it != path).is_ignore());
        self.each.iter().enumerate().filter(move |it| is_match(it.1)).map(|it| it.0)
    }
}

fn matcher(glob: &str) -> Result<Gitignore, String> {
    let line = line(glob)?;
    let mut builder = GitignoreBuilder::new("");
    let read = builder.allow_unclosed_class(false).add_line(None, &line).and_then(|it| it.build());
    read.map_err(|it| match it {
        ignore::Error::Glob { err, .. } => err,
        other => other.to_string(),
    })
}

/// What a person means by a glob, as a line of a `.gitignore` that says where it begins.
fn line(glob: &str) -> Result<String, &'static str> {
    let glob = if glob.ends_with("\\ ") { glob } else { glob.trim_end() };
    if glob.is_empty() {
        return Err("it is empty");
    }
    if glob.starts_with('!') {
        return Err("`!` turns nothing around here (a name that begins so is `\\!name`)");
    }
    if glob.starts_with('#') {
        return Err("`#` begins a comment (a name that begins so is `\\#name`)");
    }
    let path = glob.trim_end_matches('/');
    let parts: Vec<&str> = path.split('/').filter(|it| !matches!(*it, "" | ".")).collect();
    if parts.contains(&"..") {
        return Err("`..` leads out of the folder from which paths begin");
    }
    if parts.is_empty() {
        return Ok("**".to_string());
    }
    let top = if path.contains('/') { "/" } else { "**/" };
    let parts = parts.into_iter().map(without_slash_in_brackets).collect::<Result<Vec<_>, _>>()?;
    let end = if path == glob { "" } else { "/" };
    Ok(format!("{top}{}{end}", parts.join("/")))
}

/// A part of a glob in whose brackets a slash is ruled out, which the library takes for one of the others: `x[!a]y`.
fn without_slash_in_brackets(part: &str) -> Result<String, &'static str> {
    // A bracket that comes first closes nothing.
    static BRACKETS: LazyLock<Regex> =
        LazyLock::new(|| Regex::new(r"(?s)\\.|\[(?<turn>[!^])?(?<in>.[^\]]*)\]").expect("a regex"));
    let is_more = |it: &str| it.contains('\\') || it.contains("[:") || it.starts_with("]-") || it.starts_with("--");
    if BRACKETS.captures_iter(part).filter_map(|it| it.name("in")).any(|it| is_more(it.as_str())) {
        return Err("only characters and ranges like `a-z` may stand in brackets");
    }
    let replaced = BRACKETS.replace_all(part, |it: &Captures<'_>| {
        let Some(turn) = it.name("turn") else { return it[0].to_string() };
        let (first, more) = it["in"].split_at(usize::from(it["in"].starts_with([']', '-'])));
        format!("[{}{first}/{more}]", turn.as_str())
    });
    Ok(replaced.into_owned())
}

#[cfg(test)]
mod tests {
    use std::{
        collections::BTreeSet,
        io::Write,
        process::{Command, Stdio},
    };

    use super::*;

    const PATHS: [&str; 6] = ["a.md", "x/a.md", "x/b.txt", "x/y/a.md", "y/x/c.md", "y/[x]"];

    #[test]
    fn globs_mean_what_they_mean_in_a_gitignore() {
        for (glob, matched) in [
            ("*", &PATHS[..]),
            ("**", &PATHS),
            (".", &PATHS),
            ("./", &PATHS),
            ("/", &PATHS),
            ("/*", &PATHS),
            ("*.md", &["a.md", "x/a.md", "x/y/a.md", "y/x/c.md"]),
            ("?.md", &["a.md", "x/a.md", "x/y/a.md", "y/x/c.md"]),
            ("*.{md,txt}", &["a.md", "x/a.md", "x/b.txt", "x/y/a.md", "y/x/c.md"]),
            ("/*.md", &["a.md"]),
            ("./*.md", &["a.md"]),
            ("a.md", &["a.md", "x/a.md", "x/y/a.md"]),
            ("./a.md", &["a.md"]),
            ("./a.md ", &["a.md"]),
            ("x/*.md", &["x/a.md"]),
            ("./x/*.md", &["x/a.md"]),
            ("x//./*.md", &["x/a.md"]),
            ("x/*", &["x/a.md", "x/b.txt", "x/y/a.md"]),
            ("x/?", &["x/y/a.md"]),
            ("x/?.md", &["x/a.md"]),
            ("x?a.md", &[]),
            ("x[!b]a.md", &[]),
            ("/x[^b]*", &[]),
            ("x/**", &["x/a.md", "x/b.txt", "x/y/a.md"]),
            ("x/**/a.md", &["x/a.md", "x/y/a.md"]),
            ("**/", &PATHS[1..]),
            ("*/", &PATHS[1..]),
            ("**/y", &["x/y/a.md", "y/x/c.md", "y/[x]"]),
            ("**/y/*", &["x/y/a.md", "y/x/c.md", "y/[x]"]),
            ("x", &["x/a.md", "x/b.txt", "x/y/a.md", "y/x/c.md"]),
            ("?", &PATHS[1..]),
            ("[ax]", &["x/a.md", "x/b.txt", "x/y/a.md", "y/x/c.md"]),
            ("[!x-]", &["x/y/a.md", "y/x/c.md", "y/[x]"]),
            ("x*", &["x/a.md", "x/b.txt", "x/y/a.md", "y/x/c.md"]),
            ("x/", &["x/a.md", "x/b.txt", "x/y/a.md", "y/x/c.md"]),
            ("x/ ", &["x/a.md", "x/b.txt", "x/y/a.md", "y/x/c.md"]),
            ("/x", &["x/a.md", "x/b.txt", "x/y/a.md"]),
            ("./x/", &["x/a.md", "x/b.txt", "x/y/a.md"]),
            ("x/y", &["x/y/a.md"]),
            ("{x/y,y}/", &["x/y/a.md", "y/x/c.md", "y/[x]"]),
            ("*/y/", &["x/y/a.md"]),
            ("a.md/", &[]),
            ("[[]*", &["y/[x]"]),
            ("\\[x]", &["y/[x]"]),
        ] {
            let globs = Globs::new(&["nothing".to_string(), glob.to_string()]).expect("a glob");
            let found: Vec<&str> = PATHS.into_iter().filter(|it| globs.is_match(Path::new(it))).collect();
            assert_eq!(found, matched, "{glob}");
            assert!(found.iter().all(|it| globs.matches(Path::new(it)).eq([1])), "{glob}");
        }
    }

    /// Each glob in a folder of its own, so that git is asked once.
    #[test]
    #[expect(clippy::print_stderr, reason = "a skipped test has to be seen")]
    fn globs_mean_what_git_says() {
        const NAMES: &str = "* ** ? ?? a x a* *a x?a [ax] [!x] [^-x]* [!]a-z-]? a.md *.md \\a";
        const FOLDERS: [&str; 7] = ["a", "x", "xa", "ax", "x-a", "b.md", "[x]"];
        let mut globs =
            ["\\!x", "\\#x", "x[!b]a", "a**x", "x/**/**/a", "x\\/a", "a ", "a/x/a.md"].map(String::from).to_vec();
        for name in NAMES.split(' ') {
            let two = NAMES.split(' ').map(|it| format!("{name}/{it}"));
            let three = ["a", "*", "**"].map(|it| format!("x/{it}/{name}"));
            for glob in [name.to_string()].into_iter().chain(two).chain(three) {
                globs.extend(["{}", "/{}", "**/{}", "{}/", "/{}/", "{}/**"].map(|it| it.replace("{}", &glob)));
            }
        }
        let mut paths: Vec<String> = ["a.md", "a", "x", "!x", "#x", "é"].map(String::from).to_vec();
        for one in FOLDERS {
            paths.extend(["a.md", "x", "b.txt"].map(|it| format!("{one}/{it}")));
            paths.extend(FOLDERS.iter().flat_map(|two| ["a.md", "x"].map(|it| format!("{one}/{two}/{it}"))));
            paths.extend(["a", "x/a", "q/x"].map(|it| format!("{one}/{it}/a/a.md")));
        }
        let folder = tempfile::tempdir().expect("a folder");
        let git = |args: &[&str]| {
            let mut git = Command::new("git");
            git.args(["-c", "core.ignoreCase=false", "-c", "core.excludesFile="]).args(args);
            git.current_dir(folder.path()).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn()
        };
        match git(&["init", "-q"]) {
            Err(error) => {
                return eprintln!("SKIPPED: git, which would be asked what globs mean, cannot be run: {error}");
            }
            Ok(init) => assert!(init.wait_with_output().expect("git").status.success()),
        }
        let mut asked = Vec::new();
        for (number, glob) in globs.iter().enumerate() {
            std::fs::create_dir(folder.path().join(number.to_string())).expect("a new folder");
            std::fs::write(folder.path().join(format!("{number}/.gitignore")), glob).expect("a new file");
            paths.iter().for_each(|it| write!(asked, "{number}/{it}\0").expect("memory"));
        }
        let mut child = git(&["check-ignore", "--no-index", "--stdin", "-z"]).expect("git");
        let mut stdin = child.stdin.take().expect("piped");
        let writer = std::thread::spawn(move || stdin.write_all(&asked));
        let said = child.wait_with_output().expect("git").stdout;
        writer.join().expect("no panic").expect("git reads");
        let said = String::from_utf8(said).expect("UTF-8");
        let ignored: BTreeSet<&str> = said.split_terminator('\0').collect();
        let mut wrong = Vec::new();
        for (number, glob) in globs.iter().enumerate() {
            let read = Globs::new(std::slice::from_ref(glob)).expect("a glob");
            for path in &paths {
                let is_ignored = ignored.contains(&*format!("{number}/{path}"));
                if read.is_match(Path::new(path)) != is_ignored {
                    wrong.push(format!("{glob} {path}: {is_ignored} for git"));
                }
            }
        }
        assert!(wrong.is_empty(), "{} of {}:\n{}", wrong.len(), globs.len() * paths.len(), wrong.join("\n"));
    }

    #[test]
    fn what_is_no_glob_is_refused() {
        for (glob, why) in [
            ("{", "unclosed alternate group"),
            ("x/[", "unclosed character class"),
            ("x[!]", "unclosed character class"),
            ("x\\", "dangling"),
            ("[[:alpha:]]", "may stand in brackets"),
            ("[\\]]", "may stand in brackets"),
            ("", "it is empty"),
            (" ", "it is empty"),
            ("!x", "`!` turns nothing around"),
            ("#x", "`#` begins a comment"),
            ("../x", "`..` leads out"),
        ] {
            let error = Globs::new(&["x".to_string(), glob.to_string()]).expect_err("no glob");
            assert!(error.number == 1 && error.message.contains(why), "{glob}: {error:?}");
        }
    }
}
