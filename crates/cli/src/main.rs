//! The `unchaff` binary.

use std::process::ExitCode;

use mimalloc::MiMalloc;

/// Rules make many small strings.
#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

fn main() -> ExitCode {
    unchaff::run(std::env::args_os())
}
