//! Exit codes.

/// How the program ends, from good to bad.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum ExitStatus {
    /// Everything asked for was done.
    Done,
    /// `check` found something that `clean` would change, `rule-test` an example that is not what it says, or a
    /// document was left alone because it would have lost too much.
    Found,
    /// Something went wrong, at least with one file.
    Failed,
    /// Somebody pressed Ctrl-C before the end.
    Stopped,
}

/// What shells say of a program that Ctrl-C has ended: 128, and the number of the signal.
pub(crate) const STOPPED: u8 = 130;

impl From<ExitStatus> for u8 {
    fn from(status: ExitStatus) -> Self {
        match status {
            ExitStatus::Done => 0,
            ExitStatus::Found => 1,
            ExitStatus::Failed => 2,
            ExitStatus::Stopped => STOPPED,
        }
    }
}
