"""What executors do: batches of Arrow in, batches out. All work is that of the native half."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pyarrow as pa

from .. import _unchaff, clean_arrow

Batches = Iterator[pa.RecordBatch]
Reading = tuple[bool, bool, str]
"""Whether texts are cleaned before they are compared, whether with unsafe findings, and what they are taken for."""


def clean(batches: Batches, options: dict[str, Any]) -> Batches:
    """Cleans a column of texts."""
    for batch in batches:
        yield pa.record_batch(clean_arrow(batch, **options))


def marks(batches: Batches, reading: Reading) -> Batches:
    """id, text -> id, sequence, slots, keys, lines"""
    for batch in batches:
        yield pa.record_batch(_unchaff.dedup_marks(batch, *reading))


def near_copies(batches: Batches) -> Batches:
    """key, sequence, id, slots, sorted -> a, b"""
    state = _unchaff.NearCopies()
    for batch in batches:
        yield pa.record_batch(state.push(batch))


def other_pages(batches: Batches, reading: Reading) -> Batches:
    """cluster, first, second -> cluster, is_other"""
    for batch in batches:
        found = pa.array(_unchaff.dedup_other_pages(batch, *reading), pa.bool_())
        yield pa.RecordBatch.from_arrays([batch.column("cluster"), found], ["cluster", "is_other"])


def sign(batches: Batches, frequent: bytes, keep: str, parameters: str, reading: Reading) -> Batches:
    """id, text and what decides -> place, sequence, n_tokens, shingles, keys"""
    for batch in batches:
        yield pa.record_batch(_unchaff.dedup_sign(batch, frequent, keep, parameters, *reading))


def pairs(batches: Batches) -> Batches:
    """key, place, sorted -> a, b"""
    state = _unchaff.Pairs()
    for batch in batches:
        yield pa.record_batch(state.push(batch))


def likeness(batches: Batches, parameters: str) -> Batches:
    """a, b with their shingles -> a, b, likeness"""
    for batch in batches:
        found = pa.array(_unchaff.dedup_likeness(batch, parameters), pa.string())
        whole = pa.RecordBatch.from_arrays([batch.column("a"), batch.column("b"), found], ["a", "b", "likeness"])
        yield whole.filter(found.is_valid())


def clusters(batches: Batches, parameters: str) -> Batches:
    """component, place, shingles, other, sorted -> place, kept"""
    state = _unchaff.Clusters(parameters)
    for batch in batches:
        yield pa.record_batch(state.push(batch))
    yield pa.record_batch(state.push())


def overlaps(batches: Batches) -> Batches:
    """place, kept with their shingles -> place, kept, similarity, containment"""
    for batch in batches:
        similarity, containment = (pa.array(it, pa.float64()) for it in _unchaff.dedup_overlaps(batch))
        columns = [batch.column("place"), batch.column("kept"), similarity, containment]
        yield pa.RecordBatch.from_arrays(columns, ["place", "kept", "similarity", "containment"])
