"""Arrow data in and out."""

import polars as pl
import pyarrow as pa
import pytest

import unchaff

DIRTY = "It left.\n\n**Also: [Ten ferries](https://example.com/ten)**\n\nIt came.\n"
CLEANED = "It left.\n\nIt came.\n"


def table(kind=pa.string()):
    schema = pa.schema([pa.field("id", pa.int64(), nullable=False), pa.field("text", kind)], metadata={"of": "us"})
    rows = [{"id": it, "text": text} for it, text in enumerate([DIRTY, None, "Plain.", DIRTY])]
    return pa.Table.from_pylist(rows, schema=schema)


@pytest.mark.parametrize("kind", [pa.string(), pa.large_string(), pa.string_view()])
def test_batches_and_tables(kind):
    whole = table(kind)
    cleaned = pa.table(unchaff.clean_arrow(whole))
    assert cleaned.schema.equals(whole.schema, check_metadata=True)
    assert cleaned["text"].to_pylist() == [CLEANED, None, "Plain.", CLEANED]
    (batch,) = whole.to_batches()
    assert pa.record_batch(unchaff.clean_arrow(batch)) == cleaned.to_batches()[0]
    # A part of other arrays.
    part = pa.record_batch(unchaff.clean_arrow(batch.slice(1, 3)))
    assert part.to_pylist() == cleaned.to_pylist()[1:]


def test_columns_are_not_copied():
    (batch,) = table().to_batches()
    cleaned = pa.record_batch(unchaff.clean_arrow(batch))
    address = lambda it: it.column(0).buffers()[1].address
    assert address(cleaned) == address(batch)


def test_streams_are_taken_one_by_one_and_once():
    taken = []

    def batches():
        for batch in table().to_batches(max_chunksize=2):
            taken.append(batch.num_rows)
            yield batch

    reader = pa.RecordBatchReader.from_batches(table().schema, batches())
    stream = unchaff.clean_arrow(reader, add=["kind"])
    cleaned = pa.RecordBatchReader.from_stream(stream)
    assert taken == [] and cleaned.read_next_batch().num_rows == 2 and taken == [2]
    assert cleaned.read_all()["unchaff_kind"].to_pylist() == ["text", "markdown"]
    with pytest.raises(unchaff.UnchaffError, match="taken already"):
        pa.table(stream)


def test_edits():
    rows = pa.table(unchaff.clean_arrow(table(), add=["edits"])).to_pylist()
    assert [len(it["unchaff_edits"]) for it in rows] == [1, 0, 0, 1]
    (edit,) = rows[0]["unchaff_edits"]
    expected = unchaff.clean(DIRTY).edits[0]
    assert edit == {
        "start": expected.start,
        "end": expected.end,
        "rule": expected.rule,
        "applicability": expected.applicability,
        "evidence": expected.evidence,
        "insert": None,
    }


def test_polars():
    frame = pl.DataFrame({"body": [DIRTY, None], "n": [1.5, 2.5]})
    cleaned = pl.DataFrame(unchaff.clean_arrow(frame, text="body"))
    assert cleaned.equals(pl.DataFrame({"body": [CLEANED, None], "n": [1.5, 2.5]}))


def test_errors():
    with pytest.raises(unchaff.UnchaffError, match="no column `body`: there are id, text"):
        unchaff.clean_arrow(table(), text="body")
    with pytest.raises(unchaff.UnchaffError, match="`id` is Int64: expected text"):
        unchaff.clean_arrow(table(), text="id")
    with pytest.raises(unchaff.UnchaffError, match="expected Arrow data"):
        unchaff.clean_arrow([DIRTY])
    with pytest.raises(unchaff.UnchaffError, match="add: expected 'edits', 'kind' or 'error', not 'date'"):
        unchaff.clean_arrow(table(), add=["date"])
