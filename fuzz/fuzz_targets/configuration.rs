//! Any bytes, as a configuration.

#![no_main]

mod scratch;

use std::{ffi::OsString, fs};

use libfuzzer_sys::fuzz_target;

use crate::scratch::scratch;

fuzz_target!(|input: &[u8]| {
    let (configuration, post) = (scratch().join("unchaff.toml"), scratch().join("post.md"));
    fs::write(&configuration, input).expect("room in the scratch folder");
    fs::write(&post, "One.\n\n**Also: [Ten](https://a.example/b)**\n").expect("room in the scratch folder");
    let args: [OsString; 6] =
        ["unchaff".into(), "check".into(), "--quiet".into(), "--config".into(), configuration.into(), post.into()];
    // What it says goes nowhere: `cargo xtask fuzz` closes its output.
    let _ = unchaff::run(args);
});
