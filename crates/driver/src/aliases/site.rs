//! The site a post belongs to: its root, and what its configuration says.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

use serde_json::Value;
use unchaff_front_matter::{Data, FrontMatter};

use super::{
    Generator,
    address::{Address, NoAddress},
    hexo, hugo, jekyll,
    post::{Post, in_any_case, text},
};
use crate::{FileError, Input, files::path_bytes};

/// A site.
#[derive(Debug)]
pub(super) struct Site {
    pub(super) generator: Generator,
    /// Without links.
    pub(super) root: PathBuf,
    /// What the configuration says.
    pub(super) config: Data,
}

/// What concerns all posts of a folder.
#[derive(Debug)]
struct Folder {
    /// Its number among the sites, or why there is none.
    site: Result<usize, String>,
    /// A page that gives this folder, or one above, another address.
    odd_section: Option<String>,
}

/// The sites of some documents.
#[derive(Debug)]
pub(super) struct Sites {
    pub(super) all: Vec<Site>,
    folders: BTreeMap<PathBuf, Folder>,
}

impl Sites {
    /// Finds the sites, upwards from each document.
    pub(super) fn of(generator: Generator, documents: &[Input]) -> Self {
        let mut sites = Self { all: Vec::new(), folders: BTreeMap::new() };
        for document in documents {
            if let Some(folder) = document.file.parent() {
                sites.find(generator, folder);
            }
        }
        sites
    }

    /// The site of a document, or why none is known.
    pub(super) fn of_document(&self, document: &Input) -> Result<usize, String> {
        let folder = document.file.parent().and_then(|it| self.folders.get(it));
        folder.map_or_else(|| Err("it lies in no folder".to_owned()), |it| it.site.clone())
    }

    /// The path of a document below the root of its site.
    pub(super) fn below(&self, site: usize, document: &Input) -> String {
        let below = document.file.strip_prefix(&self.all[site].root).unwrap_or(&document.file);
        String::from_utf8_lossy(&path_bytes(below)).into_owned()
    }

    /// Where the generator puts a post.
    pub(super) fn address(&self, site: usize, document: &Input, post: &Post) -> Result<Address, NoAddress> {
        let site = &self.all[site];
        match site.generator {
            Generator::Hexo => hexo::address(site, post),
            Generator::Hugo => {
                let folder = document.file.parent().and_then(|it| self.folders.get(it));
                hugo::address(site, post, folder.and_then(|it| it.odd_section.as_deref()))
            }
            Generator::Jekyll => jekyll::address(site, post),
        }
    }

    /// Fills in a folder and those above it, up to the root of the site.
    fn find(&mut self, generator: Generator, folder: &Path) {
        if self.folders.contains_key(folder) {
            return;
        }
        let found = match configuration(generator, folder) {
            None => match folder.parent() {
                Some(above) => {
                    self.find(generator, above);
                    let above = &self.folders[above];
                    let odd_section = above.odd_section.clone().or_else(|| odd_section(generator, folder));
                    Folder { site: above.site.clone(), odd_section }
                }
                None => Folder { site: Err(generator.no_site()), odd_section: None },
            },
            Some(Ok(config)) => {
                self.all.push(Site { generator, root: folder.to_path_buf(), config });
                Folder { site: Ok(self.all.len() - 1), odd_section: None }
            }
            Some(Err(error)) => Folder { site: Err(error.to_string()), odd_section: None },
        };
        self.folders.insert(folder.to_path_buf(), found);
    }
}

impl Site {
    /// Text or a number of the configuration.
    pub(super) fn text(&self, key: &str) -> Option<String> {
        let value = match self.generator {
            Generator::Hugo => in_any_case(&self.config, key),
            Generator::Hexo | Generator::Jekyll => self.config.get(key),
        };
        value.and_then(text)
    }

    /// What stands before every path of the site: `/blog`, or nothing.
    pub(super) fn prefix(&self) -> String {
        let path = |url: String| path_of(&url).to_owned();
        let prefix = match self.generator {
            Generator::Hexo => self.text("root").or_else(|| self.text("url").map(path)),
            Generator::Hugo => self.text("baseURL").map(path),
            Generator::Jekyll => self.text("baseurl"),
        };
        let prefix = prefix.unwrap_or_default();
        match prefix.trim_matches('/') {
            "" => String::new(),
            inner => format!("/{inner}"),
        }
    }

    /// The host of the site, in lower case.
    pub(super) fn host(&self) -> Option<String> {
        let key = if self.generator == Generator::Hugo { "baseURL" } else { "url" };
        let url = self.text(key)?;
        let (_, rest) = url.split_once("//")?;
        let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
        Some(host.to_lowercase()).filter(|it| !it.is_empty())
    }
}

impl Site {
    /// Says so if nothing tells that the site has the plugin without which aliases have no effect.
    pub(super) fn missing_plugin(&self) -> Option<FileError> {
        let named_in = |file: &str, name: &str| {
            fs::read(self.root.join(file)).is_ok_and(|it| memchr::memmem::find(&it, name.as_bytes()).is_some())
        };
        let (plugin, file) = match self.generator {
            Generator::Hugo => return None,
            Generator::Hexo => ("hexo-generator-alias", "package.json"),
            Generator::Jekyll => ("jekyll-redirect-from", "_config.yml"),
        };
        let files = ["package.json", "_config.yml", "_config.yaml", "_config.toml", "Gemfile"];
        let message = format!("the plugin {plugin} is not named in {file}: without it the aliases have no effect");
        (!files.iter().any(|it| named_in(it, plugin))).then(|| FileError::new(&self.root, message))
    }
}

/// The path of `https://host/path`.
fn path_of(url: &str) -> &str {
    let rest = url.split_once("//").map_or(url, |(_, rest)| rest);
    rest.find('/').map_or("", |at| &rest[at..])
}

/// The configuration that stands in a folder.
fn configuration(generator: Generator, folder: &Path) -> Option<Result<Data, FileError>> {
    let names: &[&str] = match generator {
        Generator::Hexo | Generator::Jekyll => &["_config.yml", "_config.yaml", "_config.toml", "_config.json"],
        Generator::Hugo => &[
            "hugo.toml",
            "hugo.yaml",
            "hugo.yml",
            "hugo.json",
            "config.toml",
            "config.yaml",
            "config.yml",
            "config.json",
        ],
    };
    if let Some(file) = names.iter().map(|it| folder.join(it)).find(|it| it.is_file()) {
        return Some(read(&file));
    }
    let defaults = folder.join("config").join("_default");
    (generator == Generator::Hugo && defaults.is_dir()).then(|| read_folder(&defaults))
}

/// A configuration in several files: `hugo.toml`, and for each of some keys a file of that name.
fn read_folder(folder: &Path) -> Result<Data, FileError> {
    let entries = fs::read_dir(folder).map_err(|it| FileError::io(folder, "read", &it))?;
    let mut files: Vec<PathBuf> = entries.filter_map(Result::ok).map(|it| it.path()).collect();
    files.sort();
    let mut whole = Data::new();
    for file in files {
        let stem = file.file_stem().and_then(|it| it.to_str()).unwrap_or_default();
        let extension = file.extension().and_then(|it| it.to_str()).unwrap_or_default();
        if !["toml", "yaml", "yml", "json"].contains(&extension) {
            continue;
        }
        match stem {
            "hugo" | "config" => {
                for (key, value) in read(&file)? {
                    whole.entry(key).or_insert(value);
                }
            }
            "permalinks" | "languages" | "frontmatter" => {
                whole.insert(stem.to_owned(), Value::Object(read(&file)?));
            }
            _ => {}
        }
    }
    Ok(whole)
}

/// Reads a configuration as the front matter of an empty file.
fn read(file: &Path) -> Result<Data, FileError> {
    let text = fs::read(file).map_err(|it| FileError::io(file, "read", &it))?;
    let text = text.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(&text);
    let (head, tail): (&[u8], &[u8]) = match file.extension().and_then(|it| it.to_str()) {
        Some("toml") => (b"+++\n", b"\n+++\n"),
        Some("json") => (b"", b""),
        _ if text.starts_with(b"---") => (b"", b"\n---\n"),
        _ => (b"---\n", b"\n---\n"),
    };
    let whole = [head, text, tail].concat();
    let front = FrontMatter::new(&whole);
    let data = front.data().map_err(|it| {
        let line = it.line.saturating_sub(usize::from(!head.is_empty())).max(1);
        FileError::new(file, format!("line {line}: cannot be read: {}", it.message))
    })?;
    if !front.body().trim_ascii().is_empty() {
        return Err(FileError::new(file, "cannot be read: expected one document of settings"));
    }
    Ok(data.clone())
}

/// The page of a folder, if it gives the folder another address than its name.
fn odd_section(generator: Generator, folder: &Path) -> Option<String> {
    if generator != Generator::Hugo {
        return None;
    }
    let entries = fs::read_dir(folder).ok()?;
    let mut pages: Vec<PathBuf> = entries.filter_map(Result::ok).map(|it| it.path()).collect();
    pages.sort();
    let is_section =
        |it: &&PathBuf| it.file_name().and_then(|it| it.to_str()).is_some_and(|it| it.starts_with("_index."));
    let is_odd = |it: &&PathBuf| {
        let source = fs::read(it).unwrap_or_default();
        let front = FrontMatter::new(&source);
        let Ok(data) = front.data() else { return false };
        let keys = ["slug", "url", "permalink"];
        let cascades = in_any_case(data, "cascade").is_some_and(|it| {
            let sets: Vec<&Value> = it.as_array().map_or_else(|| vec![it], |it| it.iter().collect());
            sets.iter().any(|it| keys.iter().any(|key| it.get(*key).is_some()))
        });
        cascades || keys.iter().any(|key| in_any_case(data, key).and_then(text).is_some())
    };
    pages.iter().filter(is_section).find(is_odd).map(|it| it.display().to_string())
}

/// Compares what a site with this configuration makes of a file: its path, or a part of why it has none.
#[cfg(test)]
pub(super) fn check_address(
    generator: Generator,
    config: &Value,
    file: &str,
    header: &str,
    expected: Result<&str, &str>,
) {
    let config = config.as_object().cloned().unwrap_or_default();
    let site = Site { generator, root: PathBuf::new(), config };
    let source = format!("---\n{header}---\n");
    let post = Post::read(generator, file, source.as_bytes()).expect("the test has front matter");
    let address = match generator {
        Generator::Hexo => hexo::address(&site, &post),
        Generator::Hugo => hugo::address(&site, &post, None),
        Generator::Jekyll => jekyll::address(&site, &post),
    };
    let found = address.map(|it| it.path).map_err(|it| match it {
        NoAddress::Unpublished => "not published".to_owned(),
        NoAddress::Unknown(reason) => reason,
    });
    match (&found, expected) {
        (Ok(found), Ok(expected)) => assert_eq!(found, expected, "{file}"),
        (Err(reason), Err(part)) => assert!(reason.contains(part), "{file}: {reason}"),
        _ => panic!("{file}: {found:?}, expected {expected:?}"),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn knows_what_stands_before_its_paths() {
        let check = |generator, config: Value, prefix: &str, host: Option<&str>| {
            let config = config.as_object().cloned().unwrap_or_default();
            let site = Site { generator, root: PathBuf::new(), config };
            assert_eq!((site.prefix().as_str(), site.host().as_deref()), (prefix, host), "{:?}", site.config);
        };
        check(Generator::Hugo, json!({"baseurl": "https://Example.com:80/a/b/"}), "/a/b", Some("example.com:80"));
        check(Generator::Hugo, json!({"baseURL": "/"}), "", None);
        check(Generator::Jekyll, json!({"url": "https://example.com", "baseurl": "/a"}), "/a", Some("example.com"));
        check(Generator::Jekyll, json!({"baseurl": ""}), "", None);
        check(Generator::Hexo, json!({"url": "https://example.com/a", "root": "/b/"}), "/b", Some("example.com"));
        check(Generator::Hexo, json!({"url": "https://example.com/a"}), "/a", Some("example.com"));
    }

    #[test]
    fn takes_any_path_and_header() {
        let names = [
            "",
            ".",
            "..",
            "_",
            "_.",
            "_posts",
            "_posts/",
            "/",
            "a",
            "a.",
            ".md",
            "2024-01-02-.md",
            "2024-01-02-...md",
            "index.md",
            "_index.md",
            "\u{e9}.fr.md",
        ];
        let folders = ["", "source/", "source/_posts/", "content/", "content/a/", "_posts/", "_x/", "a/_posts/_x/"];
        let config = json!({
            "permalink": ":title:name:slug_:::_:year_/..//./:category", "permalinks": {"a": ":title[:section]::slug"},
            "languages": {"fr": null}, "defaults": [1, {"values": {}}], "collections": [], "new_post_name": "::a:a.", "uglyURLs": 3,
        });
        let headers = [json!({}), json!({"date": "9999-12-31 23:59:59 -2359", "slug": "-", "title": "..", "url": "."})];
        for generator in [Generator::Hexo, Generator::Hugo, Generator::Jekyll] {
            for config in [&config, &json!({})] {
                let site =
                    Site { generator, root: PathBuf::new(), config: config.as_object().cloned().unwrap_or_default() };
                for below in folders.iter().flat_map(|folder| names.iter().map(move |name| format!("{folder}{name}"))) {
                    for header in &headers {
                        let data = header.as_object().cloned().unwrap_or_default();
                        let post = Post { below: below.clone(), data, has_quoted_date: false };
                        let address = match generator {
                            Generator::Hexo => hexo::address(&site, &post),
                            Generator::Hugo => hugo::address(&site, &post, None),
                            Generator::Jekyll => jekyll::address(&site, &post),
                        };
                        assert!(address.as_ref().map_or(true, |it| it.path.starts_with('/')), "{below}: {address:?}");
                    }
                }
            }
        }
    }
}
