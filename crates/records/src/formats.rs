//! Formats of files of many documents.

use std::path::Path;

use unchaff_driver::{RecordFormats, is_records};

/// Whether a file is Parquet by its name, and can be read.
pub fn is_parquet(path: &Path) -> bool {
    cfg!(feature = "parquet") && path.extension().is_some_and(|it| it.eq_ignore_ascii_case("parquet"))
}

/// Whether a file has many documents, by its name: [JSON Lines](is_records), or, with the feature `parquet`, Parquet.
pub fn is_many(path: &Path) -> bool {
    is_records(path) || is_parquet(path)
}

/// How all of them are read to be [compared](unchaff_driver::compare).
pub fn formats() -> RecordFormats {
    #[cfg(feature = "parquet")]
    let formats = RecordFormats {
        open: |path, fields| match is_parquet(path) {
            true => Ok(Box::new(crate::parquet::ParquetRecords::open(path, fields)?)),
            false => (RecordFormats::default().open)(path, fields),
        },
    };
    #[cfg(not(feature = "parquet"))]
    let formats = RecordFormats::default();
    formats
}
