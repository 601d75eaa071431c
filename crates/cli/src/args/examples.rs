//! What people type, at the end of the help of each command.
//!
//! A test types every line: what stands before `  #` must be something that the program takes.

pub(super) const CLEAN: &str = "\
Examples:
  unchaff clean posts --out cleaned             # into a folder
  unchaff clean posts --write                   # in place; see `restore`
  unchaff clean site --out md --to markdown     # the articles of whole pages
  unchaff clean pages.jsonl.gz --out clean.jsonl.gz";

pub(super) const CHECK: &str = "\
Examples:
  unchaff check posts                           # each with its place and reason
  unchaff check posts --statistics              # how much each rule finds
  unchaff check posts --format sarif > unchaff.sarif
  unchaff check posts --write-baseline known.json";

pub(super) const DIFF: &str = "\
Examples:
  unchaff diff posts
  unchaff diff posts --unsafe | less            # with what is doubtful
  unchaff diff posts --select related-links     # one rule";

pub(super) const EXPLAIN: &str = "\
Examples:
  unchaff explain also-link                     # a rule
  unchaff explain posts/ferries.md              # all blocks of a document
  unchaff explain site/boats.html:214           # the block on that line";

pub(super) const REVIEW: &str = "\
Examples:
  unchaff review posts --open                   # a page to decide on
  unchaff review posts --terminal
  unchaff review posts --reject image-credit
  unchaff clean posts --write --decisions unchaff-decisions.json";

pub(super) const RESTORE: &str = "\
Examples:
  unchaff restore posts                         # files as they were at first
  unchaff restore posts --rule also-link        # what one rule removed
  unchaff restore posts --left-out | less       # only shows it";

pub(super) const INIT: &str = "\
Examples:
  unchaff init                                  # for the site in this folder
  unchaff check . --show-settings               # what it comes to";

pub(super) const RULES: &str = "\
Examples:
  unchaff rules
  unchaff rules --rules site.yaml               # with rules of your own";

pub(super) const RULE_TEST: &str = "\
Examples:
  unchaff rule-test site.yaml
  unchaff rule-test packs/harbour.yaml packs/orchard.yaml";

pub(super) const LEARN: &str = "\
Examples:
  unchaff learn posts --out site.yaml           # then read and edit it
  unchaff diff posts --rules site.yaml --unsafe # what it would do
  unchaff learn posts --select none             # before any rule of ours";

pub(super) const DEDUP: &str = "\
Examples:
  unchaff dedup posts --clean
  unchaff dedup pages.jsonl.gz --memory 500M > groups.tsv
  unchaff dedup --explain posts/a.md posts/b.md # why, or why not
  unchaff dedup content --aliases hugo          # addresses of what goes";

pub(super) const FRONT_MATTER: &str = "\
Examples:
  unchaff front-matter get post.md extra.images[0]
  unchaff front-matter set post.md title Snow
  unchaff front-matter check posts/ferries.md";

pub(super) const FRONT_MATTER_GET: &str = "\
Examples:
  unchaff front-matter get post.md              # all of it, as JSON
  unchaff front-matter get post.md title --raw  # one value, as text";

pub(super) const FRONT_MATTER_SET: &str = "\
Examples:
  unchaff front-matter set post.md title Snow
  unchaff front-matter set post.md tags --json '[\"ice\", \"roads\"]'";

pub(super) const FRONT_MATTER_REMOVE: &str = "\
Examples:
  unchaff front-matter remove post.md thumbnail
  unchaff front-matter remove post.md extra.images[0]";

pub(super) const FRONT_MATTER_CHECK: &str = "\
Examples:
  unchaff front-matter check posts/ferries.md posts/snow.md
  unchaff front-matter check post.md --dialect hexo";

pub(super) const COMPLETIONS: &str = "\
Examples:
  unchaff completions bash > ~/.local/share/bash-completion/completions/unchaff
  unchaff completions fish > ~/.config/fish/completions/unchaff.fish
  unchaff completions zsh > ~/.zfunc/_unchaff   # a folder of $fpath";

pub(super) const MAN: &str = "\
Examples:
  unchaff man > unchaff.1
  unchaff man front-matter set | man -l -       # the page of a command
  unchaff man --out ~/.local/share/man/man1     # all pages";

#[cfg(test)]
mod tests {
    use clap::{Command, CommandFactory};

    use crate::args::{Args, command};

    /// What a person types of a line: no words behind it, no pipes and no files of the shell.
    fn typed(line: &str) -> Vec<&str> {
        let line = [" #", " | ", " > ", " < "].iter().fold(line, |it, end| it.split(end).next().unwrap_or(it));
        // Between single quotes a shell takes all as it is.
        let parts = line.split('\'').enumerate();
        parts.flat_map(|(n, it)| if n % 2 == 0 { it.split_whitespace().collect() } else { vec![it] }).collect()
    }

    fn check(command: &Command) {
        let name = command.get_bin_name().unwrap_or_default();
        let examples = command.get_after_help().unwrap_or_else(|| panic!("`{name}` has no examples")).to_string();
        let lines: Vec<&str> = examples.lines().filter_map(|it| it.strip_prefix("  ")).collect();
        assert!((2..=4).contains(&lines.len()), "{name}: {} examples", lines.len());
        assert!(lines.iter().any(|it| it.starts_with(name)), "no example of `{name}` shows it");
        for line in lines {
            assert!(line.chars().count() <= 78, "longer than a line of a terminal: {line}");
            if let Err(error) = Args::command().try_get_matches_from(typed(line)) {
                panic!("an example of `{name}`: {line}\n{error}");
            }
        }
        commands(command).for_each(check);
    }

    /// Those that we have written.
    fn commands(command: &Command) -> impl Iterator<Item = &Command> {
        command.get_subcommands().filter(|it| it.get_name() != "help")
    }

    #[test]
    fn every_command_has_examples_that_can_be_typed() {
        commands(&command()).for_each(check);
    }
}
