//! The dropped posts, by all that a link may call them.

use std::collections::BTreeMap;

use super::{
    Page,
    address::{decoded, encoded, joined, key},
    hugo,
    links::{Target, TargetKind},
    site::{Site, Sites},
};
use crate::FileError;

/// The dropped posts, by all that a link may call them.
pub(super) struct Index<'p> {
    sites: &'p Sites,
    pages: &'p [Result<Page, FileError>],
    /// Dropped document -> the one that was kept.
    kept: &'p BTreeMap<usize, usize>,
    by_address: BTreeMap<(usize, String), usize>,
    by_file: BTreeMap<(usize, String), usize>,
    /// By names that need not be unique: `None` if two posts have one.
    by_name: BTreeMap<(usize, String), Option<usize>>,
    /// By the last part of such a name.
    by_last_part: BTreeMap<(usize, String), Option<usize>>,
}

const EXTENSIONS: [&str; 4] = [".md", ".markdown", ".mdx", ".html"];

impl<'p> Index<'p> {
    pub(super) fn new(
        sites: &'p Sites,
        pages: &'p [Result<Page, FileError>],
        kept: &'p BTreeMap<usize, usize>,
    ) -> Self {
        let (mut by_address, mut by_file) = (BTreeMap::new(), BTreeMap::new());
        let (mut by_name, mut by_last_part) = (BTreeMap::new(), BTreeMap::new());
        for (document, page) in pages.iter().enumerate() {
            let Ok(page) = page else { continue };
            let site = &sites.all[page.site];
            let name = page_name(site, &page.below);
            let last_part = name.rsplit('/').next().unwrap_or_default().to_owned();
            by_name.entry((page.site, name)).and_modify(|it| *it = None).or_insert(Some(document));
            by_last_part.entry((page.site, last_part)).and_modify(|it| *it = None).or_insert(Some(document));
            if !kept.contains_key(&document) {
                continue;
            }
            by_file.insert((page.site, page.below.clone()), document);
            for key in page.address.iter().flat_map(super::Address::keys) {
                by_address.entry((page.site, key)).or_insert(document);
            }
        }
        // An address of a page that stays is none of a dropped one.
        for (_, page) in pages.iter().enumerate().filter(|(document, _)| !kept.contains_key(document)) {
            if let Ok(Page { site, address: Ok(address), .. }) = page {
                for key in address.keys() {
                    by_address.remove(&(*site, key));
                }
            }
        }
        Self { sites, pages, kept, by_address, by_file, by_name, by_last_part }
    }

    pub(super) fn is_dropped(&self, document: usize) -> bool {
        self.kept.contains_key(&document)
    }

    /// What a target in a document has to become to lead to the post that was kept. `None` if it leads to no dropped
    /// post.
    pub(super) fn replacement(&self, document: usize, target: &Target) -> Option<String> {
        let page = self.pages[document].as_ref().ok()?;
        let site = &self.sites.all[page.site];
        let text = target.text.as_str();
        match target.kind {
            TargetKind::Address => self.of_address(page, site, text),
            TargetKind::Unprefixed => {
                let (path, end) = split(text);
                let dropped = self.by_address.get(&(page.site, key(&decoded(path)).to_owned()))?;
                Some(encoded(&self.kept_address(*dropped)?) + end)
            }
            TargetKind::File => {
                let dropped = self.by_file.get(&(page.site, text.trim_start_matches('/').to_owned()))?;
                Some(self.kept_page(*dropped)?.below.clone())
            }
            TargetKind::PostUrl | TargetKind::Slug => {
                let dropped = self.by_name.get(&(page.site, text.trim_start_matches('/').to_owned())).copied()??;
                Some(page_name(site, &self.kept_page(dropped)?.below))
            }
            TargetKind::Ref => self.of_ref(page, site, text),
        }
    }

    fn of_address(&self, page: &Page, site: &Site, text: &str) -> Option<String> {
        let (path, end) = split(text);
        let lower = path.to_ascii_lowercase();
        let scheme = ["https:", "http:", ""].into_iter().find(|it| lower.starts_with(it)).unwrap_or_default();
        if let Some(rest) = path[scheme.len()..].strip_prefix("//") {
            let (host, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
            if site.host()? != host.to_lowercase() {
                return None;
            }
            let new = self.of_path(page, site, path)?;
            return Some(format!("{scheme}//{host}{new}{end}"));
        }
        if path.is_empty() || !scheme.is_empty() || path.split('/').next().is_some_and(|it| it.contains(':')) {
            return None;
        }
        if let Some(new) = self.of_file(page, site, path) {
            return Some(new + end);
        }
        let decoded = decoded(path);
        let whole = match path.starts_with('/') {
            true => decoded,
            false => {
                let own = &page.address.as_ref().ok()?.path;
                let folder = &own[..=own.rfind('/')?];
                format!("{}{}", site.prefix(), joined(folder, &decoded))
            }
        };
        Some(self.of_path(page, site, &encoded(&whole))? + end)
    }

    /// A path from the root of the host, with the prefix of the site or, as some write it, without.
    fn of_path(&self, page: &Page, site: &Site, path: &str) -> Option<String> {
        let path = decoded(path);
        let prefix = site.prefix();
        let (prefix, below) = match path.strip_prefix(&*prefix).filter(|it| it.is_empty() || it.starts_with('/')) {
            Some(below) => (prefix.as_str(), below),
            None => ("", path.as_str()),
        };
        let dropped = self.by_address.get(&(page.site, key(below).to_owned()))?;
        Some(format!("{prefix}{}", encoded(&self.kept_address(*dropped)?)))
    }

    /// A path of a file, as some write links: `dropped.md`, `../posts/dropped.md`.
    fn of_file(&self, page: &Page, site: &Site, path: &str) -> Option<String> {
        let decoded = decoded(path);
        if !EXTENSIONS[..3].iter().any(|it| decoded.ends_with(it)) {
            return None;
        }
        let content = content(site);
        let file = match decoded.strip_prefix('/') {
            Some(below) if content.is_empty() => below.to_owned(),
            Some(below) => format!("{content}/{below}"),
            None => joined(folder(&page.below), &decoded)[1..].to_owned(),
        };
        let dropped = self.by_file.get(&(page.site, file))?;
        let kept = &self.kept_page(*dropped)?.below;
        Some(match decoded.starts_with('/') {
            true => format!("/{}", encoded(kept.strip_prefix(&format!("{content}/")).unwrap_or(kept))),
            false => encoded(&relative(folder(&page.below), kept)),
        })
    }

    /// As `ref` looks for a page: from the root, else beside the page, else anywhere.
    fn of_ref(&self, page: &Page, site: &Site, text: &str) -> Option<String> {
        let (path, end) = split(text);
        let content = content(site);
        let own = page.below.strip_prefix(&format!("{content}/"))?;
        let name = |path: &str| (page.site, ref_name(path));
        let mut places = vec![path.trim_start_matches('/').to_owned()];
        if !path.starts_with('/') {
            places.insert(0, joined(folder(own), path)[1..].to_owned());
        }
        let by_path = places.iter().find_map(|it| self.by_name.get(&name(it)));
        // By its name alone, if only one page has it.
        let by_last_part = || self.by_last_part.get(&name(path)).filter(|_| !path.contains('/'));
        let dropped = by_path.or_else(by_last_part).copied()??;
        let kept = &self.kept_page(dropped)?.below;
        let kept = kept.strip_prefix(&format!("{content}/")).unwrap_or(kept);
        let has_extension = EXTENSIONS.iter().any(|it| path.ends_with(it));
        let new = if has_extension { kept.to_owned() } else { without_extension(kept).to_owned() };
        Some(format!("/{new}{end}"))
    }

    fn kept_page(&self, dropped: usize) -> Option<&Page> {
        self.pages[*self.kept.get(&dropped)?].as_ref().ok()
    }

    fn kept_address(&self, dropped: usize) -> Option<String> {
        Some(self.kept_page(dropped)?.address.as_ref().ok()?.path.clone())
    }
}

/// The address, and what stands behind its path: `?a=b#c`.
fn split(text: &str) -> (&str, &str) {
    text.split_at(text.find(['?', '#']).unwrap_or(text.len()))
}

fn folder(file: &str) -> &str {
    file.rsplit_once('/').map_or("", |(folder, _)| folder)
}

fn content(site: &Site) -> String {
    match site.generator {
        super::Generator::Hugo => hugo::content_folder(site),
        super::Generator::Hexo | super::Generator::Jekyll => String::new(),
    }
}

/// The name by which tags of the generator know a page.
fn page_name(site: &Site, below: &str) -> String {
    match site.generator {
        super::Generator::Hugo => {
            let content = content(site);
            ref_name(below.strip_prefix(&*content).unwrap_or(below))
        }
        super::Generator::Jekyll => without_extension(below).replacen("_posts/", "", 1),
        super::Generator::Hexo => {
            let name = without_extension(below);
            name.split_once("_posts/").map_or(name, |(_, name)| name).to_owned()
        }
    }
}

/// A path of the content as Hugo compares it.
fn ref_name(path: &str) -> String {
    let name = without_extension(path.trim_matches('/')).to_lowercase().replace(' ', "-");
    let name = name.strip_suffix("/_index").or_else(|| name.strip_suffix("/index")).unwrap_or(&name);
    name.to_owned()
}

fn without_extension(path: &str) -> &str {
    EXTENSIONS.iter().find_map(|it| path.strip_suffix(it)).unwrap_or(path)
}

/// The path from a folder to a file.
fn relative(folder: &str, file: &str) -> String {
    let from: Vec<&str> = folder.split('/').filter(|it| !it.is_empty()).collect();
    let to: Vec<&str> = file.split('/').collect();
    let n_common = from.iter().zip(&to[..to.len() - 1]).take_while(|(from, to)| from == to).count();
    let up = vec![".."; from.len() - n_common];
    up.into_iter().chain(to[n_common..].iter().copied()).collect::<Vec<_>>().join("/")
}
