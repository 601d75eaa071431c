//! Columns, read and written.

use parquet::{
    basic::ConvertedType,
    column::{
        reader::{ColumnReader, ColumnReaderImpl},
        writer::{ColumnWriter, ColumnWriterImpl},
    },
    data_type::{ByteArray, ByteArrayType, DataType},
    errors::ParquetError,
    file::{reader::RowGroupReader, writer::SerializedColumnWriter},
};

/// Rows that are copied at once.
const ROWS: usize = 1 << 10;

/// Bytes, one a row; none where there is nothing.
pub(super) struct Texts(ColumnReaderImpl<ByteArrayType>, i16);

impl Texts {
    pub(super) fn new(group: &dyn RowGroupReader, leaf: usize) -> Result<Self, ParquetError> {
        let level = group.metadata().column(leaf).column_descr().max_def_level();
        match group.get_column_reader(leaf)? {
            ColumnReader::ByteArrayColumnReader(it) => Ok(Self(it, level)),
            _ => Err(ParquetError::General("no column of byte arrays".to_string())),
        }
    }

    /// The next `n` rows.
    pub(super) fn read(&mut self, n: usize) -> Result<Vec<Option<ByteArray>>, ParquetError> {
        flat(&mut self.0, self.1, n)
    }
}

/// Reads rows of a column without lists.
fn flat<T: DataType>(
    reader: &mut ColumnReaderImpl<T>,
    level: i16,
    n: usize,
) -> Result<Vec<Option<T::T>>, ParquetError> {
    let (mut levels, mut values) = (Vec::new(), Vec::new());
    while if level > 0 { levels.len() } else { values.len() } < n {
        let before = if level > 0 { levels.len() } else { values.len() };
        let (n_read, _, _) = reader.read_records(n - before, Some(&mut levels), None, &mut values)?;
        if n_read == 0 {
            return Err(ParquetError::EOF(format!("{before} rows where {n} are told of")));
        }
    }
    if level == 0 {
        return Ok(values.into_iter().map(Some).collect());
    }
    let mut values = values.into_iter();
    Ok(levels.into_iter().map(|it| if it == level { values.next() } else { None }).collect())
}

/// Names and addresses: texts or integers.
pub(super) enum Names {
    Texts(Texts),
    Int32(ColumnReaderImpl<parquet::data_type::Int32Type>, i16, bool),
    Int64(ColumnReaderImpl<parquet::data_type::Int64Type>, i16, bool),
}

impl Names {
    pub(super) fn new(group: &dyn RowGroupReader, leaf: usize) -> Result<Self, ParquetError> {
        let column = group.metadata().column(leaf).column_descr();
        let level = column.max_def_level();
        let is_unsigned = matches!(column.converted_type(), ConvertedType::UINT_32 | ConvertedType::UINT_64);
        match group.get_column_reader(leaf)? {
            ColumnReader::ByteArrayColumnReader(it) => Ok(Self::Texts(Texts(it, level))),
            ColumnReader::Int32ColumnReader(it) => Ok(Self::Int32(it, level, is_unsigned)),
            ColumnReader::Int64ColumnReader(it) => Ok(Self::Int64(it, level, is_unsigned)),
            _ => Err(ParquetError::General("no column of texts or integers".to_string())),
        }
    }

    pub(super) fn read(&mut self, n: usize) -> Result<Vec<Option<String>>, ParquetError> {
        match self {
            Self::Texts(it) => {
                let text = |it: ByteArray| String::from_utf8_lossy(it.data()).into_owned();
                Ok(it.read(n)?.into_iter().map(|it| it.map(text)).collect())
            }
            Self::Int32(it, level, is_unsigned) => {
                let text = |it: i32| if *is_unsigned { it.cast_unsigned().to_string() } else { it.to_string() };
                Ok(flat(it, *level, n)?.into_iter().map(|it| it.map(text)).collect())
            }
            Self::Int64(it, level, is_unsigned) => {
                let text = |it: i64| if *is_unsigned { it.cast_unsigned().to_string() } else { it.to_string() };
                Ok(flat(it, *level, n)?.into_iter().map(|it| it.map(text)).collect())
            }
        }
    }
}

/// Writes texts.
pub(super) fn write_texts(
    column: &mut SerializedColumnWriter<'_>,
    texts: Vec<Option<ByteArray>>,
    is_required: bool,
) -> Result<(), ParquetError> {
    let levels: Vec<i16> = texts.iter().map(|it| i16::from(it.is_some())).collect();
    let values: Vec<ByteArray> = texts.into_iter().flatten().collect();
    let levels = (!is_required).then_some(levels.as_slice());
    column.typed::<ByteArrayType>().write_batch(&values, levels, None).map(|_| ())
}

/// Copies the rows of a column that stay.
pub(super) fn copy_some(
    group: &dyn RowGroupReader,
    leaf: usize,
    column: &mut SerializedColumnWriter<'_>,
    stays: &[bool],
) -> Result<(), ParquetError> {
    macro_rules! copy {
        ($($reader:ident $writer:ident),*) => {
            match (group.get_column_reader(leaf)?, column.untyped()) {
                $((ColumnReader::$reader(reader), ColumnWriter::$writer(writer)) => copy_rows(reader, writer, stays),)*
                _ => Err(ParquetError::General("a column of two types".to_string())),
            }
        };
    }
    copy!(
        BoolColumnReader BoolColumnWriter,
        Int32ColumnReader Int32ColumnWriter,
        Int64ColumnReader Int64ColumnWriter,
        Int96ColumnReader Int96ColumnWriter,
        FloatColumnReader FloatColumnWriter,
        DoubleColumnReader DoubleColumnWriter,
        ByteArrayColumnReader ByteArrayColumnWriter,
        FixedLenByteArrayColumnReader FixedLenByteArrayColumnWriter
    )
}

fn copy_rows<T: DataType>(
    mut reader: ColumnReaderImpl<T>,
    writer: &mut ColumnWriterImpl<'_, T>,
    mut stays: &[bool],
) -> Result<(), ParquetError> {
    let column = writer.get_descriptor();
    let (most_defined, is_repeated) = (column.max_def_level(), column.max_rep_level() > 0);
    while !stays.is_empty() {
        let (mut defined, mut repeated, mut values) = (Vec::new(), Vec::new(), Vec::new());
        let n = ROWS.min(stays.len());
        let (n_read, n_values, n_levels) =
            reader.read_records(n, Some(&mut defined), Some(&mut repeated), &mut values)?;
        if n_read == 0 {
            return Err(ParquetError::EOF(format!("{} rows are missing", stays.len())));
        }
        let n_levels = if most_defined > 0 { n_levels } else { n_values };
        let (mut kept_defined, mut kept_repeated, mut kept) = (Vec::new(), Vec::new(), Vec::new());
        let (mut n_rows, mut values) = (0, values.into_iter());
        for at in 0..n_levels {
            n_rows += usize::from(!is_repeated || repeated[at] == 0);
            let value = if most_defined == 0 || defined[at] == most_defined { values.next() } else { None };
            if stays[n_rows - 1] {
                kept_defined.extend(defined.get(at));
                kept_repeated.extend(repeated.get(at));
                kept.extend(value);
            }
        }
        let kept_defined = (most_defined > 0).then_some(kept_defined.as_slice());
        writer.write_batch(&kept, kept_defined, is_repeated.then_some(kept_repeated.as_slice()))?;
        stays = &stays[n_read..];
    }
    Ok(())
}
