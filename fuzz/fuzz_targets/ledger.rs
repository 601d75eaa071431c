//! Any bytes, as a ledger, and a true ledger with some of its bytes changed: what it gives back is the input or nothing.

#![no_main]

mod scratch;

use std::{fs, path::Path};

use libfuzzer_sys::fuzz_target;
use unchaff_driver::{CleanOptions, Format, Ledger, clean, ledger_record, left_out_of_bytes, restore_bytes};

use crate::scratch::{changed, scratch};

const POST: &[u8] = b"One.\n\n**Also: [Ten](https://a.example/b)**\n\nTwo. \n\n**Also: [Six](https://a.example/c)**\n\nThree.\n";

fuzz_target!(|input: &[u8]| {
    let path = scratch().join("ledger.jsonl");
    let cleaned = clean(POST, Format::Markdown, &CleanOptions::default());

    fs::write(&path, input).expect("room in the scratch folder");
    for bytes in [&cleaned.output, input] {
        // Whoever writes a whole ledger can say what he likes; it must not break the program.
        let _ = restore_bytes(bytes, &path);
        let _ = left_out_of_bytes(bytes, &path);
    }

    fs::remove_file(&path).expect("it was written");
    let mut ledger = Ledger::in_file(&path, Default::default());
    ledger.append(&ledger_record(Path::new("post.md"), POST, &cleaned)).expect("room in the scratch folder");
    drop(ledger);
    let whole = fs::read(&path).expect("it was written");
    fs::write(&path, changed(whole, input)).expect("room in the scratch folder");
    if let Ok(restored) = restore_bytes(&cleaned.output, &path) {
        assert_eq!(restored, POST);
    }
});
