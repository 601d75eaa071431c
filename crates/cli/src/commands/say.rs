//! Words on standard error.

use std::{
    fmt::Display,
    io::Write,
    path::Path,
    sync::atomic::{AtomicU8, Ordering},
};

use unchaff_driver::harmless;

/// How much is said; the whole program speaks with one voice.
static VOICE: AtomicU8 = AtomicU8::new(NORMAL);

const QUIET: u8 = 0;
const NORMAL: u8 = 1;
const VERBOSE: u8 = 2;

/// Sets how much is said.
pub(super) fn set(is_quiet: bool, is_verbose: bool) {
    let voice = match (is_quiet, is_verbose) {
        (true, _) => QUIET,
        (false, false) => NORMAL,
        (false, true) => VERBOSE,
    };
    VOICE.store(voice, Ordering::Relaxed);
}

/// Whether nobody wants to hear what was done.
pub(crate) fn is_quiet() -> bool {
    VOICE.load(Ordering::Relaxed) == QUIET
}

/// Whether each document is spoken of.
pub(super) fn is_verbose() -> bool {
    VOICE.load(Ordering::Relaxed) == VERBOSE
}

/// Says what was done, unless nobody wants to hear it.
pub(super) fn say(line: impl Display) {
    if !is_quiet() {
        warn(line);
    }
}

/// Says what went wrong, or what a person has to know. If nobody listens, nothing else changes.
pub(super) fn warn(line: impl Display) {
    let _ = writeln!(anstream::stderr(), "{line}");
}

/// Says why nothing happens, before a folder that another process writes to.
pub(super) fn say_waiting(folder: &Path) {
    warn(format_args!(
        "unchaff: waiting for another process that has locked {}",
        harmless(&folder.display().to_string())
    ));
}
