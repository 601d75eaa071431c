//! Globs over the paths of documents.

use std::path::Path;

use globset::{GlobBuilder, GlobSet, GlobSetBuilder};

/// Which documents are meant, by their paths below a folder. Read as in a `.gitignore`, as far as that goes.
///
/// `*` and `?` stay in one folder, `**` leads through any. A glob without a slash is about a name, wherever it stands;
/// one with a slash begins at the top. What ends in a slash means all below such a folder, and so does a name
/// without wildcards, if it is that of a folder.
#[derive(Clone, Debug, Default)]
pub struct Globs {
    set: GlobSet,
    /// For each glob in the set, the number of the one that was written.
    numbers: Vec<usize>,
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
        let (mut set, mut numbers) = (GlobSetBuilder::new(), Vec::new());
        for (number, glob) in written.iter().enumerate() {
            let failed = |why: &str| {
                let message = format!("`{glob}` is no glob: {why}: expected one like `posts/**/*.md`");
                GlobError { number, message }
            };
            for it in in_full(glob).map_err(failed)? {
                let glob = GlobBuilder::new(&it).literal_separator(true).build();
                set.add(glob.map_err(|it| failed(&it.kind().to_string()))?);
                numbers.push(number);
            }
        }
        let too_many = |it| GlobError { number: 0, message: format!("{it}: use fewer globs") };
        Ok(Self { set: set.build().map_err(too_many)?, numbers })
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.numbers.is_empty()
    }

    /// Whether one of them matches a path.
    pub fn is_match(&self, path: &Path) -> bool {
        self.set.is_match(path)
    }

    /// The numbers of those that match a path.
    pub fn matches(&self, path: &Path) -> impl Iterator<Item = usize> {
        self.set.matches(path).into_iter().map(|it| self.numbers[it])
    }
}

/// What a person means by a glob, as globs over whole paths.
fn in_full(glob: &str) -> Result<Vec<String>, &'static str> {
    if glob.trim().is_empty() {
        return Err("it is empty");
    }
    if glob.starts_with('!') {
        return Err("`!` turns nothing around here (a name that begins so is `[!]name`)");
    }
    let is_folder = glob.ends_with('/');
    let path = glob.trim_end_matches('/');
    let parts: Vec<&str> = path.split('/').filter(|it| !matches!(*it, "" | ".")).collect();
    if parts.contains(&"..") {
        return Err("`..` leads out of the folder from which paths begin");
    }
    let Some(last) = parts.last() else { return Ok(vec!["**".to_string()]) };
    let is_name = !last.contains(['*', '?', '[']);
    let anywhere = if path.contains('/') { "" } else { "**/" };
    let whole = format!("{anywhere}{}", parts.join("/"));
    let below = (is_folder || is_name).then(|| format!("{whole}/**"));
    Ok((!is_folder).then_some(whole).into_iter().chain(below).collect())
}

#[cfg(test)]
mod tests {
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
            ("*.md", &["a.md", "x/a.md", "x/y/a.md", "y/x/c.md"]),
            ("?.md", &["a.md", "x/a.md", "x/y/a.md", "y/x/c.md"]),
            ("*.{md,txt}", &["a.md", "x/a.md", "x/b.txt", "x/y/a.md", "y/x/c.md"]),
            ("/*.md", &["a.md"]),
            ("./*.md", &["a.md"]),
            ("a.md", &["a.md", "x/a.md", "x/y/a.md"]),
            ("./a.md", &["a.md"]),
            ("x/*.md", &["x/a.md"]),
            ("./x/*.md", &["x/a.md"]),
            ("x//./*.md", &["x/a.md"]),
            ("x/*", &["x/a.md", "x/b.txt"]),
            ("x/?.md", &["x/a.md"]),
            ("x?a.md", &[]),
            ("x/**", &["x/a.md", "x/b.txt", "x/y/a.md"]),
            ("x/**/a.md", &["x/a.md", "x/y/a.md"]),
            ("**/y/*", &["x/y/a.md", "y/[x]"]),
            ("x", &["x/a.md", "x/b.txt", "x/y/a.md", "y/x/c.md"]),
            ("x/", &["x/a.md", "x/b.txt", "x/y/a.md", "y/x/c.md"]),
            ("/x", &["x/a.md", "x/b.txt", "x/y/a.md"]),
            ("./x/", &["x/a.md", "x/b.txt", "x/y/a.md"]),
            ("x/y", &["x/y/a.md"]),
            ("{x/y,y}/", &["x/y/a.md", "y/x/c.md", "y/[x]"]),
            ("*/y/", &["x/y/a.md"]),
            ("a.md/", &[]),
            ("[[]*", &["y/[x]"]),
        ] {
            let globs = Globs::new(&["nothing".to_string(), glob.to_string()]).expect("a glob");
            let found: Vec<&str> = PATHS.into_iter().filter(|it| globs.is_match(Path::new(it))).collect();
            assert_eq!(found, matched, "{glob}");
            assert!(found.iter().all(|it| globs.matches(Path::new(it)).all(|it| it == 1)), "{glob}");
        }
    }

    #[test]
    fn what_is_no_glob_is_refused() {
        for (glob, why) in [
            ("{", "unclosed alternate group"),
            ("x/[", "unclosed character class"),
            ("", "it is empty"),
            ("!x", "`!` turns nothing around"),
            ("../x", "`..` leads out"),
        ] {
            let error = Globs::new(&["x".to_string(), glob.to_string()]).expect_err("no glob");
            assert!(error.number == 1 && error.message.contains(why), "{glob}: {error:?}");
        }
    }
}
