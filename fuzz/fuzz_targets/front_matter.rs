//! Any bytes, as a file and as a header.

#![no_main]

use libfuzzer_sys::fuzz_target;

// The laws of the crate's own property tests.
#[path = "../../crates/front-matter/tests/suite/laws.rs"]
mod laws;

fuzz_target!(|source: &[u8]| {
    laws::check(source);
    // Chance alone rarely opens a header and closes it again.
    for fence in ["---\n", "+++\n", ";;;\n"] {
        laws::check(&[fence.as_bytes(), source, b"\n", fence.as_bytes(), b"Body\n"].concat());
    }
});
