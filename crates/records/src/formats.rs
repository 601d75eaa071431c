//! Formats of files of many documents.

use std::path::Path;

use unchaff_driver::{RecordFormats, is_records};

/// The ends of names of web archives, in small letters.
const ARCHIVES: &[&str] = &[".warc", ".warc.gz", ".warc.zst"];

/// Whether a file is Parquet by its name, and can be read.
pub fn is_parquet(path: &Path) -> bool {
    cfg!(feature = "parquet") && path.extension().is_some_and(|it| it.eq_ignore_ascii_case("parquet"))
}

/// Whether a file is a web archive (WARC) by its name, and can be read: `.warc`, and perhaps `.gz` or `.zst`, in any case.
pub fn is_warc(path: &Path) -> bool {
    let name = path.file_name().unwrap_or_default().to_string_lossy().to_ascii_lowercase();
    cfg!(feature = "warc") && ARCHIVES.iter().any(|it| name.ends_with(it))
}

/// Whether a file has many documents, by its name: [JSON Lines](is_records), or, with the features of these names, Parquet or
/// WARC.
pub fn is_many(path: &Path) -> bool {
    is_records(path) || is_parquet(path) || is_warc(path)
}

/// What the numbers of records count, by the name of the file: `line`, `row`, or `record` of an archive.
pub fn unit(path: &Path) -> &'static str {
    match path {
        it if is_parquet(it) => "row",
        it if is_warc(it) => "record",
        _ => "line",
    }
}

/// How all of them are read to be [compared](unchaff_driver::compare).
pub fn formats() -> RecordFormats {
    RecordFormats {
        open: |path, fields| {
            #[cfg(feature = "parquet")]
            if is_parquet(path) {
                return Ok(Box::new(crate::parquet::ParquetRecords::open(path, fields)?));
            }
            #[cfg(feature = "warc")]
            if is_warc(path) {
                return Ok(Box::new(crate::warc::WarcRecords::open(path, fields)?));
            }
            (RecordFormats::default().open)(path, fields)
        },
        unit,
    }
}
