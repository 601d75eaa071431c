//! The `unchaff` binary.

use std::process::ExitCode;

fn main() -> ExitCode {
    unchaff::run(std::env::args_os())
}
