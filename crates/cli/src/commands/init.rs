//! `unchaff init`

use std::path::Path;

use unchaff_driver::harmless;

use crate::{commands::say, config::FILE_NAME, failure::Failure, status::ExitStatus};

/// What a folder is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Site {
    Hexo,
    Hugo,
    Jekyll,
    Plain,
}

/// Writes a configuration for what is found in a folder.
pub(crate) fn run(folder: &Path) -> Result<ExitStatus, Failure> {
    let shown = harmless(&folder.display().to_string());
    if !folder.is_dir() {
        return Err(format!("{shown}: no folder: give one that exists").into());
    }
    let (site, path) = (Site::of(folder), folder.join(FILE_NAME));
    if path.exists() {
        return Err(format!(
            "{}: exists already: edit it, or move it away first",
            harmless(&path.display().to_string())
        )
        .into());
    }
    unchaff_driver::write_new(&path, site.configuration().as_bytes())?;
    say(format_args!("wrote {} for {}", harmless(&path.display().to_string()), site.words()));
    say("read it, and change what does not fit; then:");
    say(format_args!("  unchaff check {shown} --show-settings    # every setting, and where it comes from"));
    say(format_args!("  unchaff diff {shown}                     # what would change; writes nothing"));
    Ok(ExitStatus::Done)
}

impl Site {
    fn of(folder: &Path) -> Self {
        let has_file = |names: &[&str]| names.iter().any(|it| folder.join(it).is_file());
        let has_folder = |name: &str| folder.join(name).is_dir();
        let jekyll_or_hexo = has_file(&["_config.yml", "_config.yaml"]);
        let old_hugo = has_file(&["config.toml", "config.yaml", "config.yml", "config.json"]);
        if jekyll_or_hexo && has_folder("source/_posts") {
            Self::Hexo
        } else if has_folder("content")
            && (has_file(&["hugo.toml", "hugo.yaml", "hugo.yml", "hugo.json"])
                || old_hugo
                || has_folder("config/_default"))
        {
            Self::Hugo
        } else if jekyll_or_hexo && has_folder("_posts") {
            Self::Jekyll
        } else {
            Self::Plain
        }
    }

    fn words(self) -> &'static str {
        match self {
            Self::Hexo => "a site of Hexo",
            Self::Hugo => "a site of Hugo",
            Self::Jekyll => "a site of Jekyll",
            Self::Plain => "a folder of documents",
        }
    }

    /// Where authors write; nothing: anywhere.
    fn include(self) -> &'static [&'static str] {
        match self {
            Self::Hexo => &["/source/"],
            Self::Hugo => &["/content/"],
            Self::Jekyll => &["/_posts/", "/_drafts/"],
            Self::Plain => &[],
        }
    }

    /// What programs wrote, or others.
    fn exclude(self) -> &'static [&'static str] {
        match self {
            Self::Hexo => &["/themes/", "/scaffolds/", "/public/", "node_modules/"],
            Self::Hugo => &["/themes/", "/layouts/", "/archetypes/", "/public/", "/resources/", "node_modules/"],
            Self::Jekyll => &["/_site/", "/_layouts/", "/_includes/", "/vendor/", "node_modules/"],
            Self::Plain => &["themes/", "templates/", "node_modules/", "/public/", "/_site/"],
        }
    }

    /// The text of the file.
    fn configuration(self) -> String {
        let list = |globs: &[&str]| {
            let quoted: Vec<String> = globs.iter().map(|it| format!("\"{it}\"")).collect();
            format!("[{}]", quoted.join(", "))
        };
        let profile = match self {
            Self::Plain => "# profile = \"site\"",
            _ => "profile = \"site\"",
        };
        let include = match self.include() {
            [] => "# include = [\"/posts/\"]".to_string(),
            globs => format!("include = {}", list(globs)),
        };
        let dialect = match self {
            Self::Hexo => "dialect = \"hexo\"",
            _ => "# dialect = \"hexo\"",
        };
        let (words, exclude) = (self.words(), list(self.exclude()));
        let repository = env!("CARGO_PKG_REPOSITORY");
        format!(
            r##"#:schema {repository}/raw/main/docs/unchaff.schema.json

# Settings of unchaff for {words}. Flags on the command line count for more;
# `unchaff check . --show-settings` shows what comes of both.

# "site": `clean` changes files in place, and credits of pictures stay.
# "corpus": plain text in a folder of its own (`out`), without duplicates.
{profile}

# Which documents: globs as in a .gitignore, from this folder on.
{include}
exclude = {exclude}

# Rules, categories (`unchaff rules` lists them) and packs. Name what belongs to your articles in `ignore`.
# ignore = ["byline"]

# Findings that rest on wording or position alone are only shown, unless this is true.
# unsafe = false

# What counts as a header. "hexo": also `title: x` and `---` without a line above, as Hexo reads it; "strict": that is text.
{dialect}

# Leave a document alone if more than so many percent of its words would go.
# budget = 40

# Your own rules; `unchaff learn` proposes some.
# packs = ["site.yaml"]

# What no rule removes.
# keep = [{{ phrase = ["printed by the harbour press"] }}]

# What findings of a rule or category count as: "safe" ones are applied without asking.
# [applicability]
# duplicate-title = "safe"

# Other settings for some of the documents.
# [[overrides]]
# files = ["interviews/"]
# ignore = ["repetition"]
"##
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The `#` before a setting goes, and what is left must be a configuration too.
    #[test]
    fn settings_in_comments_can_be_used() {
        for site in [Site::Hexo, Site::Hugo, Site::Jekyll, Site::Plain] {
            let is_setting =
                |line: &str| line.starts_with('[') || line.split_once(" = ").is_some_and(|it| !it.0.contains(' '));
            let lines: Vec<String> = site
                .configuration()
                .lines()
                .map(|line| match line.strip_prefix("# ") {
                    Some(rest) if is_setting(rest) => rest.to_string(),
                    _ => line.to_string(),
                })
                .collect();
            let text = lines.join("\n");
            let read = toml_edit::de::from_str::<crate::config::ConfigEntry>(&text);
            assert!(read.is_ok_and(|it| it.overrides.len() == 1), "{text}");
        }
    }
}
