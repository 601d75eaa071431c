"""The same cleaning, and the same search for duplicates, on Spark (PySpark 3.5 and later).

>>> from unchaff import spark as unchaff_spark                                       # doctest: +SKIP
>>> posts = unchaff_spark.clean(session.read.parquet("posts"), add=["kind"])         # doctest: +SKIP
>>> unchaff_spark.dedup(posts, checkpoint_dir="hdfs:///tmp/unchaff").where("keep")   # doctest: +SKIP

What comes out is what one machine gives, whatever the number of partitions. Executors need this package: see
``docs/scale.md`` for how to ship it. ``python -m unchaff.spark`` is a program for ``spark-submit``.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from .. import UnchaffError
from ._dedup import dedup, duplicates, frequent_lines
from ._executors import on_executors

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

__all__ = ["clean", "dedup", "duplicates", "frequent_lines"]


def clean(
    df: DataFrame,
    *,
    text: str = "text",
    url: str = "url",
    to: str | None = None,
    add: Iterable[str] = (),
    unsafe: bool = False,
    taken_for: str = "auto",
) -> DataFrame:
    """Cleans a column of texts; all other columns stay.

    The arguments are those of :func:`unchaff.clean_arrow`. A row that has no result ends the job, unless ``add`` asks for
    ``"error"``: then its text is null, and ``unchaff_error`` says why.

    Raises :class:`unchaff.UnchaffError` if there is no such column, or it has no texts.
    """
    from pyspark.sql.types import ArrayType, LongType, StringType, StructField, StructType

    asked = {add} if isinstance(add, str) else set(add)
    unknown = asked - {"edits", "kind", "error"}
    if unknown:
        raise UnchaffError(f"add: expected 'edits', 'kind' or 'error', not {sorted(unknown)[0]!r}")
    types = dict(df.dtypes)
    if text not in types:
        raise UnchaffError(f"no column `{text}`: there are {', '.join(df.columns)}")
    if types[text] != "string":
        raise UnchaffError(f"`{text}` is {types[text]}: expected text")
    edit = StructType(
        [StructField(it, LongType()) for it in ["start", "end"]]
        + [StructField(it, StringType()) for it in ["rule", "applicability", "evidence", "insert"]]
    )
    added = {"edits": ("unchaff_edits", ArrayType(edit)), "kind": ("unchaff_kind", StringType())}
    added["error"] = ("unchaff_error", StringType())
    fields = {it.name: it for it in df.schema.fields}
    fields[text] = StructField(text, StringType(), "error" in asked or fields[text].nullable)
    for name, kind in (added[it] for it in ["edits", "kind", "error"] if it in asked):
        fields[name] = StructField(name, kind)
    options = {"text": text, "url": url, "to": to, "add": sorted(asked), "unsafe": unsafe, "taken_for": taken_for}
    return df.mapInArrow(on_executors("clean", options), StructType(list(fields.values())))
