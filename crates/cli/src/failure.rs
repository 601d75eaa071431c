//! What ends a command early.

use std::io;

use unchaff_driver::FileError;

/// What ends a command early.
#[derive(Debug)]
pub(crate) enum Failure {
    /// Nobody reads our output any more: that is no failure of ours.
    ClosedPipe,
    /// Words for the user: what is wrong and what to do.
    Message(String),
}

impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::BrokenPipe => Self::ClosedPipe,
            _ => Self::Message(format!("cannot write the output: {error}")),
        }
    }
}

impl From<FileError> for Failure {
    fn from(error: FileError) -> Self {
        Self::Message(error.to_string())
    }
}

impl From<String> for Failure {
    fn from(message: String) -> Self {
        Self::Message(message)
    }
}
