//! Every crate has the lints of the workspace, above all the one that forbids `unsafe`; but for one, which has to do with C.

use std::fs;

use crate::workspace;

/// The lines of a table of a manifest, without blanks at their ends.
fn table<'a>(manifest: &'a str, name: &str) -> Vec<&'a str> {
    let lines = manifest.lines().map(str::trim_end).skip_while(|it| *it != format!("[{name}]")).skip(1);
    lines.take_while(|it| !it.starts_with('[')).filter(|it| !it.is_empty()).collect()
}

#[test]
fn unsafe_code_is_forbidden_in_all_crates() {
    let root = workspace::root();
    let read = |path: &str| fs::read_to_string(root.join(path)).expect("a manifest that can be read");
    let lints = read("Cargo.toml");
    assert!(table(&lints, "workspace.lints.rust").contains(&"unsafe_code = \"forbid\""));
    let crates = fs::read_dir(root.join("crates")).expect("the folder of crates");
    let names = crates.map(|it| it.expect("an entry").file_name().to_string_lossy().into_owned());
    let mut manifests: Vec<String> = names.map(|it| format!("crates/{it}/Cargo.toml")).collect();
    manifests.push("xtask/Cargo.toml".to_string());
    for manifest in manifests.into_iter().filter(|it| it != "crates/python/Cargo.toml") {
        // What a crate says of lints itself would stand here too.
        assert_eq!(table(&read(&manifest), "lints"), ["workspace = true"], "{manifest}");
    }
}

#[test]
fn unsafe_code_is_in_one_file() {
    let folder = workspace::root().join("crates/python");
    let manifest = fs::read_to_string(folder.join("Cargo.toml")).expect("a manifest that can be read");
    assert!(table(&manifest, "lints.rust").contains(&"unsafe_code = \"deny\""));
    let allows = |it: &fs::DirEntry| fs::read_to_string(it.path()).is_ok_and(|it| it.contains("unsafe_code"));
    let files = fs::read_dir(folder.join("src")).expect("a folder of files").map(|it| it.expect("an entry"));
    let names: Vec<String> = files.filter(allows).map(|it| it.file_name().to_string_lossy().into_owned()).collect();
    assert_eq!(names, ["capsule.rs"]);
}
