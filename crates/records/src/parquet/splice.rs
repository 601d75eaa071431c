//! Puts a file together out of what was copied and what was cleaned.

use std::{
    fs::File,
    io::{BufReader, BufWriter, Read, Seek, SeekFrom, Take},
    ops::Range,
    sync::Arc,
};

use bytes::Bytes;
use parquet::{
    bloom_filter::Sbbf,
    column::writer::ColumnCloseResult,
    errors::{ParquetError, Result},
    file::{
        metadata::{PageIndexPolicy, ParquetMetaData, ParquetMetaDataReader},
        properties::WriterProperties,
        reader::{ChunkReader, FileReader, Length},
        serialized_reader::SerializedFileReader,
        writer::{SerializedFileWriter, SerializedRowGroupWriter},
    },
};

use super::layout::{Layout, Leaf};
use crate::output::Part;

/// A file within a file.
struct Section<'a> {
    file: &'a File,
    range: Range<u64>,
}

impl Length for Section<'_> {
    fn len(&self) -> u64 {
        self.range.end - self.range.start
    }
}

impl ChunkReader for Section<'_> {
    type T = Take<BufReader<File>>;

    fn get_read(&self, start: u64) -> Result<Self::T> {
        let mut file = self.file.try_clone()?;
        file.seek(SeekFrom::Start(self.range.start + start))?;
        Ok(BufReader::new(file).take(self.len().saturating_sub(start)))
    }

    fn get_bytes(&self, start: u64, length: usize) -> Result<Bytes> {
        let mut bytes = Vec::with_capacity(length);
        self.get_read(start)?.take(length as u64).read_to_end(&mut bytes)?;
        match bytes.len() == length {
            true => Ok(bytes.into()),
            false => Err(ParquetError::EOF(format!("{} bytes where {length} are told of", bytes.len()))),
        }
    }
}

/// Writes the whole file. `partial` has the parts that were written, one for each row group of the input.
pub(super) fn splice(
    input: &SerializedFileReader<File>,
    source: &File,
    layout: &Layout,
    partial: &File,
    parts: &[Part],
    whole: &File,
) -> Result<()> {
    let properties = WriterProperties::builder()
        .set_key_value_metadata(layout.key_values.clone())
        .set_sorting_columns(layout.sorting.clone());
    let mut writer =
        SerializedFileWriter::new(BufWriter::new(whole), layout.schema.clone(), Arc::new(properties.build()))?;
    for (at, part) in parts.iter().enumerate().filter(|it| !it.1.cleaned.is_empty()) {
        let section = |range: &Range<u64>| {
            let section = Section { file: partial, range: range.clone() };
            let metadata = ParquetMetaDataReader::new().with_page_index_policy(PageIndexPolicy::Optional);
            Ok::<_, ParquetError>((metadata.parse_and_finish(&section)?, section))
        };
        let cleaned = section(&part.cleaned)?;
        let others = part.others.as_ref().map(section).transpose()?;
        let mut group = writer.next_row_group()?;
        for leaf in &layout.leaves {
            match (*leaf, &others) {
                (Leaf::Cleaned(leaf), _) => append(&mut group, &cleaned.1, &cleaned.0, 0, leaf)?,
                (Leaf::Copied(_, leaf), Some(others)) => append(&mut group, &others.1, &others.0, 0, leaf)?,
                (Leaf::Copied(leaf, _), None) => append(&mut group, source, input.metadata(), at, leaf)?,
            }
        }
        group.close()?;
    }
    writer.close().map(|_| ())
}

/// Copies a column of a row group, with all that is known of it.
fn append<R: ChunkReader, W: std::io::Write + Send>(
    output: &mut SerializedRowGroupWriter<'_, W>,
    input: &R,
    metadata: &ParquetMetaData,
    group: usize,
    leaf: usize,
) -> Result<()> {
    let column = metadata.row_group(group).column(leaf);
    let pages = metadata.page_index_for_row_group(group);
    let about = ColumnCloseResult {
        bytes_written: column.compressed_size().cast_unsigned(),
        rows_written: metadata.row_group(group).num_rows().cast_unsigned(),
        metadata: column.clone(),
        bloom_filter: Sbbf::read_from_column_chunk(column, input).ok().flatten(),
        column_index: pages.column_index(leaf).cloned(),
        offset_index: pages.offset_index(leaf).cloned(),
    };
    output.append_column(input, about)
}
