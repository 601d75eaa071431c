//! An index of duplicates with some of its bytes changed: it is refused or used, and breaks nothing.

#![no_main]

mod scratch;

use std::{
    fs,
    path::{Path, PathBuf},
    sync::OnceLock,
};

use libfuzzer_sys::fuzz_target;
use unchaff_driver::{Compare, CompareOptions, Inputs, compare};

use crate::scratch::{changed, scratch};

/// A whole index: names and bytes.
static INDEX: OnceLock<Vec<(PathBuf, Vec<u8>)>> = OnceLock::new();

fuzz_target!(|input: &[u8]| {
    let Some((which, changes)) = input.split_first() else { return };
    let index = INDEX.get_or_init(|| {
        write_documents();
        run();
        files(&scratch().join("index"))
    });
    let _ = fs::remove_dir_all(scratch().join("index"));
    for (number, (path, bytes)) in index.iter().enumerate() {
        fs::create_dir_all(path.parent().expect("a file is in a folder")).expect("room in the scratch folder");
        let is_hit = number == usize::from(*which) % index.len();
        let bytes = if is_hit { changed(bytes.clone(), changes) } else { bytes.clone() };
        fs::write(path, bytes).expect("room in the scratch folder");
    }
    run();
});

fn write_documents() {
    let folder = scratch().join("documents");
    fs::create_dir_all(&folder).expect("room in the scratch folder");
    for number in 0..12 {
        // Every third is a copy of the one before.
        let number_of_text = if number % 3 == 2 { number - 1 } else { number };
        let text: String = (0..60).map(|it| format!("w{}x{number_of_text} ", it * 7 % 60)).collect();
        fs::write(folder.join(format!("{number}.txt")), text).expect("room in the scratch folder");
    }
}

fn run() {
    let inputs = Inputs::find(&[scratch().join("documents")], &[], &[]).expect("no globs");
    let options = CompareOptions { index: Some(scratch().join("index")), ..CompareOptions::default() };
    let how = Compare { options, ..Compare::default() };
    let _ = compare(&inputs, &[], &how, |_| {}, |_| Ok(()));
}

fn files(folder: &Path) -> Vec<(PathBuf, Vec<u8>)> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).expect("the index was written") {
        let path = entry.expect("a readable folder").path();
        match fs::read(&path) {
            Ok(bytes) => found.push((path, bytes)),
            Err(_) => found.extend(files(&path)),
        }
    }
    found.sort();
    found
}
