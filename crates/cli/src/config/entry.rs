//! What stands in a configuration.

use std::{collections::BTreeMap, path::PathBuf};

use serde::{Deserialize, Deserializer, de::Error};
use unchaff_driver::{Applicability, KeepList, Url};

use crate::args::{self, DialectChoice, DuplicatesChoice, FormChoice, KindChoice};

/// Settings of unchaff, for the documents below the folder of this file. The command line counts for more.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema), schemars(title = "unchaff configuration"))]
pub(crate) struct ConfigEntry {
    /// What the documents are for; other settings may say otherwise.
    pub(crate) profile: Option<Profile>,
    /// Run only these rules, categories or packs; `none`: no rule at all.
    #[serde(deserialize_with = "selection")]
    pub(crate) select: Option<Vec<String>>,
    /// Run these rules, categories or packs too.
    pub(crate) extend_select: Vec<String>,
    /// Do not run these rules, categories or packs.
    pub(crate) ignore: Vec<String>,
    /// Apply Unsafe findings too: those that rest on wording or position alone.
    #[serde(rename = "unsafe")]
    pub(crate) with_unsafe: Option<bool>,
    /// What documents are taken for.
    pub(crate) kind: Option<KindChoice>,
    /// What counts as a header.
    pub(crate) dialect: Option<DialectChoice>,
    /// Leave a document alone if more than so many percent of its words would go.
    #[serde(deserialize_with = "percent")]
    #[cfg_attr(feature = "schemars", schemars(range(max = 100)))]
    pub(crate) budget: Option<u8>,
    /// What findings of a rule, category or pack count as: `safe` ones are applied without asking. Rules that only report
    /// have none.
    #[cfg_attr(feature = "schemars", schemars(schema_with = "applicabilities"))]
    pub(crate) applicability: BTreeMap<String, Applicability>,
    /// Packs of your own rules: YAML files, relative to the folder of this file.
    #[cfg_attr(feature = "schemars", schemars(with = "Vec<String>"))]
    pub(crate) packs: Vec<PathBuf>,
    /// Filter lists of your ad blocker, in the syntax of EasyList, relative to the folder of this file.
    #[cfg_attr(feature = "schemars", schemars(with = "Vec<String>"))]
    pub(crate) adblock_lists: Vec<PathBuf>,
    /// Look only at documents that one of these globs matches. They read as in a .gitignore: `drafts/` is all in folders
    /// of that name, `*.md` a name anywhere, `posts/*.md` begins at the folder of this file; `*` stays in one folder, `**`
    /// leads through any. A folder that matches counts with all below it.
    #[serde(deserialize_with = "some_globs")]
    pub(crate) include: Option<Vec<String>>,
    /// Leave documents alone that one of these globs matches.
    pub(crate) exclude: Vec<String>,
    /// What no rule removes, as in the `keep` of a pack.
    pub(crate) keep: KeepList,
    /// Write documents in this form. Needs a folder to write to.
    pub(crate) to: Option<FormChoice>,
    /// The address of the pages, from which links in what `to` writes lead.
    #[serde(deserialize_with = "address")]
    #[cfg_attr(feature = "schemars", schemars(with = "Option<String>", url))]
    pub(crate) base_url: Option<Url>,
    /// Put front matter above the articles of pages that have none.
    pub(crate) front_matter: Option<bool>,
    /// What happens about documents that say the same.
    pub(crate) duplicates: Option<DuplicatesChoice>,
    /// Write every document into this folder, relative to that of this file.
    #[cfg_attr(feature = "schemars", schemars(with = "Option<String>"))]
    pub(crate) out: Option<PathBuf>,
    /// Settings for some of the documents. Later ones count for more.
    pub(crate) overrides: Vec<OverrideEntry>,
}

/// Settings for some of the documents.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", expecting = "a table with `files`, and settings for them")]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema), schemars(rename = "Override"))]
pub(crate) struct OverrideEntry {
    /// Globs of these documents, as in `include`.
    pub(crate) files: Vec<String>,
    /// Run only these rules, categories or packs; `none`: no rule at all.
    #[serde(default, deserialize_with = "selection")]
    pub(crate) select: Option<Vec<String>>,
    /// Run these rules, categories or packs too.
    #[serde(default)]
    pub(crate) extend_select: Vec<String>,
    /// Do not run these rules, categories or packs.
    #[serde(default)]
    pub(crate) ignore: Vec<String>,
    /// Apply Unsafe findings too.
    #[serde(rename = "unsafe")]
    pub(crate) with_unsafe: Option<bool>,
    /// What these documents are taken for.
    pub(crate) kind: Option<KindChoice>,
    /// What counts as a header in them.
    pub(crate) dialect: Option<DialectChoice>,
    /// Leave a document alone if more than so many percent of its words would go.
    #[serde(default, deserialize_with = "percent")]
    #[cfg_attr(feature = "schemars", schemars(range(max = 100)))]
    pub(crate) budget: Option<u8>,
    /// What findings of a rule, category or pack count as.
    #[serde(default)]
    #[cfg_attr(feature = "schemars", schemars(schema_with = "applicabilities"))]
    pub(crate) applicability: BTreeMap<String, Applicability>,
    /// What no rule removes from these documents.
    #[serde(default)]
    pub(crate) keep: KeepList,
}

/// What documents are for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
pub(crate) enum Profile {
    /// A site of yours: files are changed in place, and what is owed to photographers stays (`credit` is ignored).
    Site,
    /// Texts for a machine: plain text in a folder of its own, without duplicates.
    Corpus,
}

impl Profile {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Site => "site",
            Self::Corpus => "corpus",
        }
    }
}

fn selection<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Vec<String>>, D::Error> {
    match Vec::<String>::deserialize(deserializer)? {
        names if names.is_empty() => {
            Err(D::Error::custom("the list is empty: leave it away for all rules, or write [\"none\"]"))
        }
        names => Ok(Some(names)),
    }
}

fn some_globs<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Vec<String>>, D::Error> {
    match Vec::<String>::deserialize(deserializer)? {
        globs if globs.is_empty() => Err(D::Error::custom("the list is empty: leave it away for all documents")),
        globs => Ok(Some(globs)),
    }
}

fn percent<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<u8>, D::Error> {
    let number = i64::deserialize(deserializer)?;
    let percent = u8::try_from(number).ok().filter(|it| *it <= 100);
    percent.map(Some).ok_or_else(|| D::Error::custom(format!("`{number}` is no percentage: expected 0 to 100")))
}

fn address<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Url>, D::Error> {
    let text = String::deserialize(deserializer)?;
    args::base_url(&text).map(Some).map_err(|it| D::Error::custom(format!("`{text}` is no address: {it}")))
}

#[cfg(feature = "schemars")]
fn applicabilities(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
    schemars::json_schema!({
        "type": "object",
        "additionalProperties": {"type": "string", "enum": ["safe", "unsafe"]},
    })
}

/// The schema of `unchaff.toml`.
#[cfg(feature = "schemars")]
pub(crate) fn schema() -> schemars::Schema {
    use schemars::transform::{RecursiveTransform, Transform};

    let mut schema = schemars::schema_for!(ConfigEntry);
    RecursiveTransform(without_null).transform(&mut schema);
    schema
}

/// What may be left away may be null for other formats; TOML has none.
#[cfg(feature = "schemars")]
fn without_null(schema: &mut schemars::Schema) {
    // The default of a value is null.
    if schema.get("default") == Some(&Default::default()) {
        schema.remove("default");
    }
    if let Some(types) = schema.get_mut("type").and_then(|it| it.as_array_mut()) {
        types.retain(|it| it != "null");
        if let [only] = types.as_slice() {
            let only = only.clone();
            schema.insert("type".to_string(), only);
        }
    }
    if let Some(forms) = schema.get_mut("anyOf").and_then(|it| it.as_array_mut()) {
        forms.retain(|it| it.get("type").is_none_or(|it| it != "null"));
        if let [only] = forms.as_slice() {
            let only = only.as_object().cloned().unwrap_or_default();
            schema.remove("anyOf");
            only.into_iter().for_each(|(key, value)| {
                schema.insert(key, value);
            });
        }
    }
}
