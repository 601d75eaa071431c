//! The addresses of dropped duplicates, as aliases of the posts that were kept.

mod address;
mod clock;
mod header;
mod hexo;
mod hugo;
mod index;
mod jekyll;
mod links;
mod post;
mod site;

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::Path,
};

use unchaff_document::{DocumentRecord, EditSet, Kind, RecordedBytes, RecordedEdit, RuleId};
use unchaff_front_matter::Dialect;

use crate::{
    FileError, Input, Ledger, StopFlag,
    claim::Claim,
    documents::{BATCH_BYTES, Document, each_document},
    files::{check_replaceable, path_bytes, write_over},
    hash,
};
use address::{Address, NoAddress, encoded};
use header::{alias_key, with_aliases};
use index::Index;
use post::Post;
use site::Sites;

/// The name under which ledgers have the edits of [`aliases`].
pub const ALIAS_RULE: RuleId = RuleId::new("duplicate-alias");

/// What makes a site of posts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Generator {
    /// With the plugin hexo-generator-alias: `alias`.
    Hexo,
    /// Built in: `aliases`.
    Hugo,
    /// With the plugin jekyll-redirect-from: `redirect_from`.
    Jekyll,
}

impl Generator {
    /// The key of the front matter in which aliases stand.
    pub fn key(self) -> &'static str {
        match self {
            Self::Hexo => "alias",
            Self::Hugo => "aliases",
            Self::Jekyll => "redirect_from",
        }
    }

    fn dialect(self) -> Dialect {
        match self {
            Self::Hexo => Dialect::HexoPosts,
            Self::Hugo | Self::Jekyll => Dialect::Strict,
        }
    }

    fn no_site(self) -> String {
        let expected = match self {
            Self::Hexo => "_config.yml of a site of Hexo",
            Self::Hugo => "hugo.toml (or .yaml, .json, config.*, config/_default) of a site of Hugo",
            Self::Jekyll => "_config.yml of a site of Jekyll",
        };
        format!("expected the {expected} in a folder above it")
    }
}

/// A kept post that takes over the addresses of dropped ones.
#[derive(Clone, Debug)]
pub struct AliasEdit {
    /// Its index in the list of documents.
    pub document: usize,
    /// Its bytes.
    pub source: Vec<u8>,
    /// What changes in its front matter.
    pub edits: EditSet,
}

/// A link that leads to a dropped post.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StaleLink {
    /// The index of the document in which it stands.
    pub document: usize,
    /// The line, from 1.
    pub line: usize,
    /// The column in characters, from 1.
    pub column: usize,
    /// What stands there.
    pub old: String,
    /// What would lead to the post that was kept.
    pub new: String,
}

/// What is to be done so that no address of a dropped post gets lost.
#[derive(Debug, Default)]
pub struct AliasReport {
    /// In the order of the documents.
    pub edits: Vec<AliasEdit>,
    /// In the order of the documents, and of their bytes.
    pub links: Vec<StaleLink>,
    /// Dropped posts that need no alias, and why; sites in which aliases may have no effect.
    pub notes: Vec<FileError>,
    /// Posts for which it cannot be said, and files that cannot be read.
    pub errors: Vec<FileError>,
}

/// What is known of a document: its site, its path below the root of that, and its address.
#[derive(Debug)]
struct Page {
    site: usize,
    below: String,
    address: Result<Address, NoAddress>,
}

/// Finds out which addresses the dropped posts have, and where the kept ones are to name them. Writes nothing.
///
/// `documents` are sorted, as those of [`Inputs`](crate::Inputs) are; links are looked for in all of them. `pairs` are
/// indices of dropped documents, each with the one that was kept in its place. The configuration of
/// each site is read; what an address depends on and cannot be known without the generator becomes an error of that
/// post.
pub fn aliases(generator: Generator, documents: &[Input], pairs: &[(usize, usize)]) -> AliasReport {
    let mut report = AliasReport::default();
    if pairs.is_empty() {
        return report;
    }
    let mut pairs = pairs.to_vec();
    pairs.sort_unstable();
    pairs.dedup_by_key(|it| it.0);
    let sites = Sites::of(generator, documents);
    let pages = pages(generator, &sites, documents);
    edits(generator, documents, &pages, &pairs, &mut report);
    let with_aliases = report.edits.iter().filter_map(|it| Some(pages[it.document].as_ref().ok()?.site));
    for site in with_aliases.collect::<BTreeSet<usize>>() {
        report.notes.extend(sites.all[site].missing_plugin());
    }
    let kept: BTreeMap<usize, usize> = pairs.iter().copied().collect();
    let index = Index::new(&sites, &pages, &kept);
    links(generator, documents, &index, &mut report);
    count_outside(generator, &mut report.errors);
    report
}

/// Of posts that lie in no site, names the first and counts the others.
fn count_outside(generator: Generator, errors: &mut Vec<FileError>) {
    let no_site = generator.no_site();
    let Some(first) = errors.iter().position(|it| it.message == no_site) else { return };
    let mut number = 0;
    let n_before = errors.len();
    errors.retain(|it| {
        number += 1;
        number <= first + 1 || it.message != no_site
    });
    match n_before - errors.len() {
        0 => {}
        n => errors[first].message.push_str(&format!("; so it is for {n} more")),
    }
}

/// Writes the edits of a report in their places, each with a record in the ledger of its root. Returns how many files
/// were written, and what went wrong. If another process of ours writes there, `waits` hears of the folder.
pub fn write_aliases(
    documents: &[Input],
    report: &AliasReport,
    settings: &BTreeMap<String, String>,
    waits: impl FnMut(&Path),
) -> (usize, Vec<FileError>) {
    let _claim = Claim::of(report.edits.iter().map(|it| documents[it.document].root.clone()), waits);
    let mut ledgers: BTreeMap<&Path, Ledger> = BTreeMap::new();
    let mut errors = Vec::new();
    let mut n_written = 0;
    for edit in &report.edits {
        let input = &documents[edit.document];
        match write_edit(input, edit, &mut ledgers, settings) {
            Ok(()) => n_written += 1,
            Err(error) => errors.push(error),
        }
    }
    (n_written, errors)
}

/// The record first: a file is replaced only when its way back is on disk.
fn write_edit<'d>(
    input: &'d Input,
    edit: &AliasEdit,
    ledgers: &mut BTreeMap<&'d Path, Ledger>,
    settings: &BTreeMap<String, String>,
) -> Result<(), FileError> {
    let changed = || FileError::new(&input.path, "was changed while it was looked at: left as it is");
    if !fs::read(&input.file).is_ok_and(|it| it == edit.source) {
        return Err(changed());
    }
    check_replaceable(&input.file, &input.path)?;
    let output = edit.edits.apply(&edit.source);
    let below = input.file.strip_prefix(&input.root).unwrap_or(&input.relative);
    let ledger = ledgers.entry(&input.root).or_insert_with(|| Ledger::of_folder(&input.root, settings.clone()));
    ledger.append(&DocumentRecord {
        path: RecordedBytes(path_bytes(below)),
        input: hash(&edit.source),
        output: hash(&output),
        edits: RecordedEdit::of(&edit.edits, &edit.source),
        duplicate_of: None,
        converted_from: None,
    })?;
    ledger.sync()?;
    let is_written = write_over(&input.root, &input.file, &edit.source, &output, &input.file)?;
    if is_written { Ok(()) } else { Err(changed()) }
}

/// What is known of each document, in order; an error where it is no page that could be read.
fn pages(generator: Generator, sites: &Sites, documents: &[Input]) -> Vec<Result<Page, FileError>> {
    let work = |it: Document<'_>| {
        let Document { input, source, .. } = it;
        let failed = |message: String| FileError::new(&input.path, message);
        let site = sites.of_document(input).map_err(failed)?;
        if input.kind == Kind::Text {
            return Err(failed("no page: a plain text".to_owned()));
        }
        let below = sites.below(site, input);
        let post = Post::read(generator, &below, &source);
        let address = post.map_err(NoAddress::Unknown).and_then(|it| sites.address(site, input, &it));
        Ok(Page { site, below, address })
    };
    let mut pages = Vec::with_capacity(documents.len());
    each_document(documents, BATCH_BYTES, &StopFlag::default(), work, |it| pages.extend(it.results));
    pages
}

/// The edits of all kept posts.
fn edits(
    generator: Generator,
    documents: &[Input],
    pages: &[Result<Page, FileError>],
    pairs: &[(usize, usize)],
    report: &mut AliasReport,
) {
    let is_dropped = |it: usize| pairs.binary_search_by_key(&it, |it| it.0).is_ok();
    // Who lives at an address, of those that stay.
    let mut living: BTreeMap<(usize, String), usize> = BTreeMap::new();
    for (document, page) in pages.iter().enumerate().filter(|(document, _)| !is_dropped(*document)) {
        if let Ok(Page { site, address: Ok(address), .. }) = page {
            living.insert((*site, alias_key(&encoded(&address.path))), document);
        }
    }
    let mut wanted: BTreeMap<usize, Vec<String>> = BTreeMap::new();
    for (dropped, kept) in pairs {
        if is_dropped(*kept) {
            let (path, kept) = (&documents[*dropped].path, documents[*kept].path.display());
            let message = format!("was dropped for {kept}, which is dropped itself: expected a post that stays");
            report.errors.push(FileError::new(path, message));
            continue;
        }
        let all = wanted.entry(*kept).or_default();
        if let Some(aliases) = aliases_of(generator, documents, pages, (*dropped, *kept), &living, report) {
            all.extend(aliases);
        }
    }
    for (kept, aliases) in wanted.iter().filter(|(_, aliases)| !aliases.is_empty()) {
        let path = &documents[*kept].path;
        let source = match fs::read(path) {
            Ok(it) => it,
            Err(error) => {
                report.errors.push(FileError::io(path, "read", &error));
                continue;
            }
        };
        match with_aliases(generator, &source, aliases) {
            Ok(edits) if edits.is_empty() => {}
            Ok(edits) => report.edits.push(AliasEdit { document: *kept, source, edits }),
            Err(message) => report.errors.push(FileError::new(path, message)),
        }
    }
}

/// What a kept post is to name for a dropped one: its address, and the aliases it had. `None` if that was said
/// otherwise.
fn aliases_of(
    generator: Generator,
    documents: &[Input],
    pages: &[Result<Page, FileError>],
    (dropped, kept): (usize, usize),
    living: &BTreeMap<(usize, String), usize>,
    report: &mut AliasReport,
) -> Option<Vec<String>> {
    let path = &documents[dropped].path;
    let mut failed = |path: &Path, message: String| {
        // Several posts may be dropped for one.
        if !report.errors.iter().any(|it| it.path == path && it.message == message) {
            report.errors.push(FileError::new(path, message));
        }
    };
    let (old, new) = match (&pages[dropped], &pages[kept]) {
        (Ok(old), Ok(new)) => (old, new),
        (old, new) => {
            for error in [old, new].into_iter().filter_map(|it| it.as_ref().err()) {
                failed(&error.path, error.message.clone());
            }
            return None;
        }
    };
    let address = match &old.address {
        Ok(it) => it,
        Err(NoAddress::Unpublished) => {
            report.notes.push(FileError::new(path, "is not published: no address of it gets lost"));
            return None;
        }
        Err(NoAddress::Unknown(reason)) => {
            failed(path, format!("its address is not known: {reason}"));
            return None;
        }
    };
    let kept_path = &documents[kept].path;
    if new.address == Err(NoAddress::Unpublished) {
        failed(kept_path, "is not published, and nothing could lead to it: publish it, or keep another one".to_owned());
        return None;
    }
    if let Err(NoAddress::Unknown(reason)) = &new.address {
        failed(
            kept_path,
            format!("links to {} are not listed: its own address is not known: {reason}", path.display()),
        );
    }
    if old.site != new.site {
        failed(
            path,
            format!("was dropped for a post of another site: no alias of {} can lead there", kept_path.display()),
        );
        return None;
    }
    let language = new.address.as_ref().map_or(address.language.as_str(), |it| it.language.as_str());
    let Some(own) = own_alias(generator, address, language) else {
        failed(path, format!("its address `{}` lies outside of the language of {}", address.path, kept_path.display()));
        return None;
    };
    let source = match fs::read(path) {
        Ok(it) => it,
        Err(error) => {
            failed(path, format!("cannot read: {error}"));
            return None;
        }
    };
    let earlier = header::aliases(generator, &source).unwrap_or_default();
    let earlier = earlier.into_iter().filter_map(|it| match generator {
        Generator::Hugo => hugo::absolute_alias(&it, Some(address)),
        Generator::Hexo | Generator::Jekyll => Some(it),
    });
    let mut all = Vec::new();
    for alias in [own].into_iter().chain(earlier) {
        let place = if generator == Generator::Hugo { format!("{language}/{alias}") } else { alias.clone() };
        match living.get(&(old.site, alias_key(&place))) {
            None => all.push(alias),
            // The same address: nothing gets lost.
            Some(document) if *document == kept => {}
            Some(document) => {
                failed(
                    path,
                    format!("`{alias}` is the address of {} as well: no alias", documents[*document].path.display()),
                );
            }
        }
    }
    Some(all)
}

/// The address as an alias is written. `None` if the page with the alias cannot stand there.
fn own_alias(generator: Generator, address: &Address, language: &str) -> Option<String> {
    Some(match generator {
        // Hugo puts the language before it.
        Generator::Hugo => address.path.strip_prefix(language).filter(|it| it.starts_with('/'))?.to_owned(),
        Generator::Jekyll => address.encoded(),
        // The plugin wants the name of a file.
        Generator::Hexo if address.path.ends_with('/') => format!("{}index.html", &address.path[1..]),
        Generator::Hexo => address.path[1..].to_owned(),
    })
}

/// The links of all documents that stay.
fn links(generator: Generator, documents: &[Input], index: &Index<'_>, report: &mut AliasReport) {
    let work = |it: Document<'_>| {
        let document = documents.partition_point(|other| other < it.input);
        if index.is_dropped(document) || it.input.kind == Kind::Text {
            return Ok(Vec::new());
        }
        let Ok(source) = str::from_utf8(&it.source) else {
            return Err(FileError::new(&it.input.path, "is not UTF-8: its links were not looked at"));
        };
        let mut found = Vec::new();
        for target in links::targets(generator, source, it.input.kind) {
            if let Some(new) = index.replacement(document, &target) {
                let (line, column) = place(source, target.span.start);
                let old = source[target.span].to_owned();
                found.push(StaleLink { document, line, column, old, new });
            }
        }
        Ok(found)
    };
    each_document(documents, BATCH_BYTES, &StopFlag::default(), work, |found| {
        for it in found.results {
            match it {
                Ok(links) => report.links.extend(links),
                Err(error) => report.errors.push(error),
            }
        }
    });
}

/// The line and column of a byte, both from 1; lines end with LF, CRLF or CR.
fn place(source: &str, offset: usize) -> (usize, usize) {
    let before = &source[..offset];
    let bytes = before.as_bytes();
    let is_end = |at: &usize| bytes[*at] == b'\n' || bytes[*at] == b'\r' && bytes.get(at + 1) != Some(&b'\n');
    let n_before = (0..bytes.len()).filter(is_end).count();
    let start = before.rfind(['\n', '\r']).map_or(0, |it| it + 1);
    (n_before + 1, before[start..].chars().count() + 1)
}
