//! The file of a configuration.

use std::{
    ops::Range,
    path::{Component, Path, PathBuf},
};

use serde::{Deserialize, de::IntoDeserializer};
use toml_edit::{Document, Item, TableLike};
use unchaff_driver::{DEFAULT_MAX_FILE_SIZE, GlobError, Globs, Lines, harmless, hash};

use crate::{
    config::{
        entry::{ConfigEntry, Profile},
        find::{FILE_NAME, MANIFEST},
        origin::{Origin, Place},
    },
    failure::Failure,
    suggest::suggest,
};

/// The file of a configuration, and what stands in it.
pub(crate) struct ConfigFile {
    /// Its path as messages name it.
    pub(crate) name: String,
    /// Its folder, without links.
    pub(crate) folder: PathBuf,
    /// The folder from which globs count.
    pub(crate) root: PathBuf,
    /// The hash of its bytes.
    pub(crate) hash: String,
    pub(crate) entry: ConfigEntry,
    include: Option<Globs>,
    exclude: Globs,
    /// For each override, which documents it is about.
    overrides: Vec<Globs>,
    text: String,
    /// What the file holds of us, with places.
    item: Item,
}

/// A step from a table or list to what is in it.
#[derive(Clone, Copy)]
pub(crate) enum Step<'a> {
    Key(&'a str),
    Item(usize),
}

impl ConfigFile {
    /// Reads the file at `path`; nothing if it is a manifest of cargo that says nothing of us.
    pub(crate) fn read(path: &Path) -> Result<Option<Self>, Failure> {
        let name = name_of(path);
        if path.is_dir() {
            return Err(format!("{name}: a folder: name the file, such as {name}/{FILE_NAME}").into());
        }
        let is_manifest = path.file_name().is_some_and(|it| it == MANIFEST);
        let bytes = unchaff_driver::read(path, DEFAULT_MAX_FILE_SIZE)
            .map_err(|it| format!("{name}: {}", harmless(&it.message)))?;
        let hash = hash(&bytes);
        let text = String::from_utf8(bytes).map_err(|it| {
            let (line, column) = Lines::new(it.as_bytes()).place(it.utf8_error().valid_up_to());
            format!("{name}:{line}:{column}: not UTF-8 from here on: a configuration is TOML, save it as UTF-8")
        })?;
        // Whether a manifest can be read is cargo's business.
        if is_manifest && !text.contains("unchaff") {
            return Ok(None);
        }
        let fail = |span: Option<Range<usize>>, message: &str| {
            let (line, column) = Lines::new(text.as_bytes()).place(span.map_or(0, |it| it.start));
            let place = Place { path: name.clone(), line, column };
            Failure::Message(format!("{place}: {}", harmless(message)))
        };
        let document = Document::parse(text.as_str())
            .map_err(|it| fail(it.span(), &format!("no TOML: {}", it.message().replace('\n', ", "))))?;
        let root = document.as_item().clone();
        let read_error = |it: &toml_edit::de::Error| fail(it.span(), &words(it.message()));
        let (entry, item) = if is_manifest {
            // What else stands there is cargo's business.
            let of_section = |section: &str| root.get(section)?.get("metadata")?.get("unchaff").cloned();
            let item = match (of_section("workspace"), of_section("package")) {
                (None, None) => return Ok(None),
                (Some(_), Some(package)) => {
                    return Err(fail(package.span(), "the workspace has settings too: keep one of the two tables"));
                }
                (Some(item), None) | (None, Some(item)) => item,
            };
            let table = item.clone().into_value().ok().filter(toml_edit::Value::is_inline_table);
            let Some(table) = table else {
                return Err(fail(item.span(), "expected a table of settings, such as [workspace.metadata.unchaff]"));
            };
            (ConfigEntry::deserialize(table.into_deserializer()).map_err(|it| read_error(&it))?, Some(item))
        } else {
            (of_document(document).map_err(|it| read_error(&it))?, Some(root))
        };
        let file = path.canonicalize().unwrap_or_else(|_| path.to_path_buf());
        let folder = file.parent().unwrap_or(Path::new(".")).to_path_buf();
        let item = item.unwrap_or_default();
        let (include, exclude, overrides) = (None, Globs::default(), Vec::new());
        let root = folder.clone();
        let file = Self { name, folder, root, hash, entry, include, exclude, overrides, text, item };
        if file.out().is_some_and(|it| file.folder.starts_with(it)) {
            let place = file.place(&[Step::Key("out")]);
            return Err(
                format!("{place}: all documents lie in this folder: give one of its own, such as \"cleaned\"").into()
            );
        }
        file.with_globs().map(Some)
    }

    /// The same for documents wherever they lie: globs count from the working folder.
    pub(crate) fn with_globs_from_here(self) -> Self {
        let here = std::env::current_dir().and_then(|it| it.canonicalize());
        Self { root: here.unwrap_or_else(|_| self.folder.clone()), ..self }
    }

    /// The folder that is written, without dots in its path.
    pub(crate) fn out(&self) -> Option<PathBuf> {
        let mut path = PathBuf::new();
        for part in self.folder.join(self.entry.out.as_ref()?).components() {
            match part {
                Component::ParentDir => drop(path.pop()),
                Component::CurDir => {}
                part => path.push(part),
            }
        }
        Some(path)
    }

    /// The globs that say which documents are looked at, by their keys.
    pub(crate) fn globs_of_documents(&self) -> Vec<(&'static str, &[String])> {
        let include = self.entry.include.as_deref().map(|it| ("include", it));
        let exclude = Some(("exclude", self.entry.exclude.as_slice())).filter(|it| !it.1.is_empty());
        include.into_iter().chain(exclude).collect()
    }

    /// Whether `clean` changes documents in place if nobody says otherwise.
    pub(crate) fn is_in_place(&self) -> bool {
        self.entry.profile == Some(Profile::Site) && self.entry.out.is_none()
    }

    fn with_globs(mut self) -> Result<Self, Failure> {
        let include = self.entry.include.as_deref();
        self.include = include.map(|it| self.globs(it, &[Step::Key("include")])).transpose()?;
        self.exclude = self.globs(&self.entry.exclude, &[Step::Key("exclude")])?;
        let of_override = |(index, files): (usize, &[String])| {
            self.globs(files, &[Step::Key("overrides"), Step::Item(index), Step::Key("files")])
        };
        let overrides = self.entry.overrides.iter().map(|it| it.files.as_slice()).enumerate();
        self.overrides = overrides.map(of_override).collect::<Result<_, Failure>>()?;
        Ok(self)
    }

    fn globs(&self, written: &[String], steps: &[Step<'_>]) -> Result<Globs, Failure> {
        Globs::new(written).map_err(|GlobError { number, message }| {
            let place = self.place(&[steps, &[Step::Item(number)]].concat());
            Failure::Message(format!("{place}: {}", harmless(&message)))
        })
    }

    /// The path of a document as globs see it.
    fn below<'a>(&self, file: &'a Path) -> Option<&'a Path> {
        file.strip_prefix(&self.root).ok()
    }

    /// Whether `include` has a document, or there is none.
    pub(crate) fn includes(&self, file: &Path) -> bool {
        self.include.as_ref().is_none_or(|globs| self.below(file).is_some_and(|it| globs.is_match(it)))
    }

    /// Whether `exclude` has a document.
    pub(crate) fn excludes(&self, file: &Path) -> bool {
        self.below(file).is_some_and(|it| self.exclude.is_match(it))
    }

    /// The numbers of the overrides that are about a document.
    pub(crate) fn overrides_of(&self, file: &Path) -> Vec<usize> {
        let Some(path) = self.below(file) else { return Vec::new() };
        let is_about = |it: &(usize, &Globs)| it.1.is_match(path);
        self.overrides.iter().enumerate().filter(is_about).map(|it| it.0).collect()
    }

    /// That an override is about none of the documents below the folder from which its globs count.
    pub(crate) fn about_none(&self, number: usize) -> String {
        let place = self.place(&[Step::Key("overrides"), Step::Item(number), Step::Key("files")]);
        let top = if self.root == self.folder { "folder of this file" } else { "working folder" };
        format!("{place}: this override is about no document: a glob with a slash begins at the {top}")
    }

    /// Where something stands: of a key its name, of an item of a list the item.
    pub(crate) fn place(&self, steps: &[Step<'_>]) -> Place {
        let (mut here, mut offset) = (Some(&self.item), 0);
        for step in steps {
            let Some(item) = here else { break };
            let (next, span) = match step {
                Step::Key(key) => {
                    let entry = item.as_table_like().and_then(|it: &dyn TableLike| it.get_key_value(key));
                    (entry.map(|it| it.1), entry.and_then(|it| it.0.span()))
                }
                Step::Item(index) => {
                    let next = item.get(*index);
                    (next, next.and_then(Item::span))
                }
            };
            offset = span.map_or(offset, |it| it.start);
            here = next;
        }
        let (line, column) = Lines::new(self.text.as_bytes()).place(offset);
        Place { path: self.name.clone(), line, column }
    }

    /// A path that the file names, from the working folder if it lies there.
    pub(crate) fn beside(&self, path: &Path) -> PathBuf {
        from_here(&self.folder.join(path))
    }

    /// The same as where a setting comes from.
    pub(crate) fn origin(&self, steps: &[Step<'_>]) -> Origin {
        Origin::File(self.place(steps))
    }
}

fn of_document<T: serde::de::DeserializeOwned>(document: Document<&str>) -> Result<T, toml_edit::de::Error> {
    T::deserialize(toml_edit::de::Deserializer::from(document))
}

/// The path of a file as messages name it.
fn name_of(path: &Path) -> String {
    harmless(&from_here(path).display().to_string())
}

/// A path from the working folder, if it leads below that.
fn from_here(path: &Path) -> PathBuf {
    let here = std::env::current_dir().and_then(|it| it.canonicalize()).ok();
    let below = here.and_then(|it| path.strip_prefix(it).ok());
    below.filter(|it| !it.as_os_str().is_empty()).unwrap_or(path).to_path_buf()
}

/// What the library says of a wrong key or value, with a suggestion.
fn words(message: &str) -> String {
    if let Some((found, expected)) = message.strip_prefix("invalid type: ").and_then(|it| it.split_once(", expected "))
    {
        let expected = match expected {
            "a sequence" | "a list" if found == "map" => "a list, and a table in a list is written [[name]]",
            "a boolean" => "true or false",
            "a sequence" | "a list" => "a list such as [\"one\", \"another\"]",
            "i64" => "a number",
            "a string" | "text" | "path string" => "text in quotes",
            "a map" => "a table such as {also-link = \"unsafe\"}",
            other => other,
        };
        let found = if found == "map" { "a table" } else { found };
        return format!("{found} stands there: expected {expected}");
    }
    // What the library says where one of some words should stand.
    if message == "wanted string or table" {
        return "expected text in quotes".to_string();
    }
    if message == "missing field `files`" {
        return "`files` is missing: say which documents these settings are for, such as files = [\"drafts/**\"]"
            .to_string();
    }
    let is_key = message.starts_with("unknown field `");
    if !is_key && !message.starts_with("unknown variant `") {
        return message.replace('\n', ", ");
    }
    let names: Vec<&str> = message.split('`').skip(1).step_by(2).collect();
    let [unknown, known @ ..] = names.as_slice() else { return message.to_string() };
    let what = if is_key { "no setting is named" } else { "unknown value" };
    match suggest(unknown, known.iter().copied()) {
        Some(it) => format!("{what} `{unknown}`: did you mean `{it}`?"),
        None => format!("{what} `{unknown}`: expected one of `{}`", known.join("`, `")),
    }
}

#[cfg(test)]
mod tests {
    use super::words;

    #[test]
    fn unknown_words_are_told_with_a_suggestion() {
        for (message, expected) in [
            (
                "unknown field `slect`, expected one of `select`, `to`",
                "no setting is named `slect`: did you mean `select`?",
            ),
            (
                "unknown variant `book`, expected `site` or `corpus`",
                "unknown value `book`: expected one of `site`, `corpus`",
            ),
            ("invalid type: integer `1`, expected a boolean", "integer `1` stands there: expected true or false"),
        ] {
            assert_eq!(words(message), expected);
        }
    }
}
