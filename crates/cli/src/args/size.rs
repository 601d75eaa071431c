//! Numbers of bytes.

use unchaff_driver::DEFAULT_MAX_FILE_SIZE;

#[derive(Clone, Copy, Debug, clap::Args)]
pub(crate) struct MaxFileSize {
    /// Leave documents alone that are larger, and exit with 2: 500M, 2G. A document takes 6 to 70 times its size in
    /// memory, prose about 15 times. Default: 100M.
    #[arg(long = "max-file-size", value_name = "SIZE", value_parser = size)]
    #[arg(default_value_t = DEFAULT_MAX_FILE_SIZE, hide_default_value = true)]
    pub(crate) bytes: u64,
}

/// Reads a number of bytes, with K, M or G behind it.
pub(super) fn size(text: &str) -> Result<u64, String> {
    let expected = || "expected a number of bytes such as 500M or 2G".to_string();
    let (digits, unit) = match text.trim_end_matches(['b', 'B', 'i']) {
        it if it.ends_with(['k', 'K']) => (&it[..it.len() - 1], 10),
        it if it.ends_with(['m', 'M']) => (&it[..it.len() - 1], 20),
        it if it.ends_with(['g', 'G']) => (&it[..it.len() - 1], 30),
        it => (it, 0),
    };
    let number: u64 = digits.trim().parse().map_err(|_| expected())?;
    number.checked_mul(1 << unit).ok_or_else(expected)
}
