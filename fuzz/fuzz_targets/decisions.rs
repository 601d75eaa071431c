//! Any bytes, as a file of decisions and as a baseline.

#![no_main]

mod scratch;

use std::fs;

use libfuzzer_sys::fuzz_target;
use unchaff_driver::{Baseline, Decisions};

use crate::scratch::scratch;

fuzz_target!(|input: &[u8]| {
    if let Ok(decisions) = Decisions::parse(input) {
        let again = Decisions::parse(decisions.to_json().as_bytes()).expect("what it writes, it reads");
        assert_eq!(again.to_json(), decisions.to_json());
    }
    let path = scratch().join("baseline.json");
    fs::write(&path, input).expect("room in the scratch folder");
    if let Ok(baseline) = Baseline::read(&path) {
        baseline.write(&path).expect("room in the scratch folder");
        assert_eq!(Baseline::read(&path).expect("what it writes, it reads"), baseline);
    }
});
