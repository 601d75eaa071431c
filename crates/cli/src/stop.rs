//! Ctrl-C.

use std::sync::{Arc, LazyLock, atomic::AtomicBool};

use signal_hook::{
    consts::{SIGINT, SIGTERM},
    flag,
};
use unchaff_driver::StopFlag;

use crate::status::STOPPED;

/// The flag that Ctrl-C raises, or somebody who asks the program to end. The second time the program ends at once.
///
/// Only commands with long work that can end before its end call this: all others end at the first Ctrl-C.
pub(crate) fn on_ctrl_c() -> StopFlag {
    FLAG.clone()
}

static FLAG: LazyLock<StopFlag> = LazyLock::new(|| {
    let flag = Arc::new(AtomicBool::new(false));
    for signal in [SIGINT, SIGTERM] {
        // In this order, so that the first signal does not end the program and the second does. If the system keeps a
        // signal for itself, it ends the program as ever, and files are whole all the same.
        let _ = flag::register_conditional_shutdown(signal, STOPPED.into(), Arc::clone(&flag));
        let _ = flag::register(signal, Arc::clone(&flag));
    }
    flag.into()
});
