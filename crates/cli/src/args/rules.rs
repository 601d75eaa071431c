//! The arguments that say which rules run, and what they may do.

use std::path::PathBuf;

use clap::ValueEnum;
use serde::Deserialize;
use unchaff_driver::{Dialect, TakenFor};

use super::ConfigFlags;

#[derive(Clone, Copy, Debug, clap::Args)]
pub(crate) struct Budget {
    /// Leave a document alone, and exit with 1, if more than so many percent of its words would go. Links and
    /// adverts do not count. 100: whatever is found may go. Default: 40, or what the configuration says.
    #[arg(long = "budget", value_name = "PERCENT", value_parser = clap::value_parser!(u8).range(..=100))]
    pub(crate) percent: Option<u8>,
}

#[derive(Debug, clap::Args)]
pub(crate) struct Packs {
    /// A pack of your own rules, a YAML file; they run beside the others. May be repeated.
    #[arg(long = "rules", value_name = "FILE")]
    pub(crate) files: Vec<PathBuf>,
}

#[derive(Debug, clap::Args)]
pub(crate) struct Rules {
    #[command(flatten)]
    pub(crate) packs: Packs,
    /// A filter list of your ad blocker, in the syntax of EasyList. May be repeated.
    #[arg(long = "adblock-list", value_name = "FILE", hide = cfg!(not(feature = "adblock")))]
    pub(crate) adblock_lists: Vec<PathBuf>,
    /// Apply Unsafe findings too: those that rest on wording or position alone.
    #[arg(long = "unsafe", overrides_with = "no_unsafe")]
    pub(crate) with_unsafe: bool,
    /// Apply none of them, whatever the configuration says.
    #[arg(long, overrides_with = "with_unsafe")]
    pub(crate) no_unsafe: bool,
    /// Run only these rules, categories or packs (separated by commas); `none`: no rule at all.
    #[arg(long, value_name = "RULES", value_delimiter = ',')]
    pub(crate) select: Vec<String>,
    /// Run these rules, categories or packs too, whatever the configuration ignores.
    #[arg(long, value_name = "RULES", value_delimiter = ',')]
    pub(crate) extend_select: Vec<String>,
    /// Do not run these rules, categories or packs (separated by commas).
    #[arg(long, value_name = "RULES", value_delimiter = ',')]
    pub(crate) ignore: Vec<String>,
    /// What documents are taken for: articles, or whole pages with menus and footers around one. Default: auto, or what
    /// the configuration says.
    #[arg(long, value_enum, value_name = "KIND")]
    pub(crate) kind: Option<KindChoice>,
    /// What counts as a header: what most programs agree on, or also what only Hexo reads, if it has a key of posts
    /// such as `title`. Default: strict, or what the configuration says.
    #[arg(long, value_enum, value_name = "DIALECT")]
    pub(crate) dialect: Option<DialectChoice>,
    #[command(flatten)]
    pub(crate) config: ConfigFlags,
}

impl Rules {
    /// Whether anything was said about them. What a document is, is no matter of rules.
    pub(crate) fn is_given(&self) -> bool {
        let Rules { packs, adblock_lists, with_unsafe, no_unsafe, select, extend_select, ignore, .. } = self;
        let files = [&packs.files, adblock_lists];
        let names = [select, extend_select, ignore];
        *with_unsafe || *no_unsafe || files.iter().any(|it| !it.is_empty()) || names.iter().any(|it| !it.is_empty())
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum, Deserialize)]
#[serde(rename_all = "lowercase")]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema), schemars(rename = "Kind"))]
pub(crate) enum KindChoice {
    /// Articles. HTML passes through unchanged.
    Post,
    /// Whole pages.
    Page,
    /// HTML for pages, the rest for articles unless it looks like a page. With --write no file for a page.
    Auto,
}

impl KindChoice {
    pub(crate) fn name(self) -> &'static str {
        TakenFor::from(self).name()
    }
}

impl From<KindChoice> for TakenFor {
    fn from(choice: KindChoice) -> Self {
        match choice {
            KindChoice::Post => Self::Post,
            KindChoice::Page => Self::Page,
            KindChoice::Auto => Self::Auto,
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum, Deserialize)]
#[serde(rename_all = "lowercase")]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema), schemars(rename = "Dialect"))]
pub(crate) enum DialectChoice {
    /// What stands between two lines of `---`, `+++` or `;;;`, or a JSON object: most programs agree on that.
    Strict,
    /// What Hexo reads: no line has to stand above the header, and fences may be longer.
    Hexo,
}

impl DialectChoice {
    pub(crate) fn name(self) -> &'static str {
        Dialect::from(self).name()
    }
}

/// For those who clean and compare text: they must not take it for a header.
impl From<DialectChoice> for Dialect {
    fn from(choice: DialectChoice) -> Self {
        match choice {
            DialectChoice::Strict => Self::Strict,
            DialectChoice::Hexo => Self::HexoPosts,
        }
    }
}
