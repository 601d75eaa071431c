"""The search for duplicates, layer by layer: the layers, parameters and answers of one machine."""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING

from .. import UnchaffError
from ._components import components
from ._executors import on_executors

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

PREFERENCE = 24
"""Bytes of a place before the id."""

CLUSTERS = 12
"""A line is frequent if so many clusters have it: ``FrequentLines::CLUSTERS``."""

FEWEST, ASKED = 6, 16
"""Clusters of so many are asked whether they are a site, by so many pairs: ``Templates``."""


def dedup(
    df: DataFrame,
    *,
    text: str = "text",
    id: str = "id",  # noqa: A002
    clean: bool = False,
    keep: str = "longest",
    by: str | None = None,
    parameters: str = "articles",
    frequent: bytes | None = None,
    checkpoint_dir: str | None = None,
    unsafe: bool = False,
    taken_for: str = "auto",
) -> DataFrame:
    """Gives the rows with what :func:`duplicates` says of them: ``keep``, ``kept``, ``relation``, ``similarity``,
    ``containment`` and ``container``. Of a row that has no duplicates ``keep`` is true and the others are null.
    """
    from pyspark.sql import functions as F

    found = duplicates(
        df, text=text, id=id, clean=clean, keep=keep, by=by, parameters=parameters, frequent=frequent,
        checkpoint_dir=checkpoint_dir, unsafe=unsafe, taken_for=taken_for,
    )  # fmt: skip
    others = [it for it in found.columns if it not in ("id", "keep")]
    taken = [it for it in [*others, "keep", "unchaff_id"] if it in df.columns]
    if taken:
        raise UnchaffError(f"there is a column `{taken[0]}` already: rename it first")
    found = found.withColumnRenamed("id", "unchaff_id")
    joined = df.join(found, df[id].cast("string") == found["unchaff_id"], "left")
    return joined.select(*(df[it] for it in df.columns), F.coalesce("keep", F.lit(True)).alias("keep"), *others)


def duplicates(
    df: DataFrame,
    *,
    text: str = "text",
    id: str = "id",  # noqa: A002
    clean: bool = False,
    keep: str = "longest",
    by: str | None = None,
    parameters: str = "articles",
    frequent: bytes | None = None,
    checkpoint_dir: str | None = None,
    unsafe: bool = False,
    taken_for: str = "auto",
) -> DataFrame:
    """Finds documents that say the same: a row for each that has a duplicate or stands in another one.

    Columns: ``id`` as text; ``keep``; ``kept``, the id of the document that is kept in its place, be it itself;
    ``relation``: ``kept``, ``exact``, ``near``, or ``contained``, which is kept too; ``similarity`` and ``containment``
    to the kept one, or to the ``container`` in which it stands.

    ``clean`` compares what cleaning leaves (with ``unsafe`` and ``taken_for`` as in :func:`unchaff.clean`); else texts are
    compared as they are. ``keep`` says which one is kept: ``"longest"``, ``"earliest"`` (by the date in the column
    ``by``), ``"shortest-url"`` (``by``), ``"smallest"`` or ``"largest"`` (``by``). ``parameters`` is ``"articles"`` or
    ``"strict"``. ``frequent`` is what :func:`frequent_lines` gave, if it is known. Rows without a text are not compared.

    ``checkpoint_dir`` is a folder that all machines see; needed unless the context has one.

    Raises :class:`unchaff.UnchaffError` if ids are missing or not unique, or an argument is none of these.
    """
    from pyspark import StorageLevel
    from pyspark.sql import functions as F

    reading = (clean, unsafe, taken_for)
    _check_choices(keep, by, parameters)
    _set_checkpoints(df, checkpoint_dir)
    documents = _documents(df, text, id, keep, by)
    if frequent is None:
        frequent = _frequent_lines(documents, reading)
    sign = on_executors("sign", frequent, keep, parameters, reading)
    schema = "place binary, sequence binary, n_tokens int, shingles binary, keys array<bigint>"
    signed = documents.mapInArrow(sign, schema).persist(StorageLevel.DISK_ONLY)
    shingles = signed.select("place", "shingles")

    # Of documents with the same words the first stands for all of them.
    firsts = signed.where("n_tokens > 0").groupBy("sequence").agg(F.min("place").alias("first"))
    numbered = signed.select("place", "sequence", "n_tokens").join(firsts, "sequence", "left")
    numbered = numbered.select("place", "sequence", F.when(F.col("n_tokens") > 0, F.col("first")).otherwise(
        F.col("place")).alias("first")).persist(StorageLevel.DISK_ONLY)  # fmt: skip

    bands = signed.join(firsts, signed["place"] == firsts["first"]).select(F.explode("keys").alias("key"), "place")
    bands = bands.repartition("key").sortWithinPartitions("key", "place")
    pairs = bands.mapInArrow(on_executors("pairs"), "a binary, b binary").distinct()
    with_shingles = pairs.join(_as(shingles, "a", "a_shingles"), "a").join(_as(shingles, "b", "b_shingles"), "b")
    likeness = on_executors("likeness", parameters)
    verified = with_shingles.mapInArrow(likeness, "a binary, b binary, likeness string").checkpoint()

    links = verified.where("likeness = 'near'").select("a", "b")
    component_of = components(links)
    members = component_of.join(_as(shingles, "node", "shingles"), "node")
    members = members.selectExpr("component", "node AS place", "shingles", "CAST(NULL AS binary) AS other")
    linked = links.join(component_of, links["a"] == component_of["node"])
    linked = linked.selectExpr("component", "a AS place", "CAST(NULL AS binary) AS shingles", "b AS other")
    rows = members.unionByName(linked).repartition("component").sortWithinPartitions("component")
    split = rows.mapInArrow(on_executors("clusters", parameters), "place binary, kept binary")
    split = split.select(F.col("place").alias("first"), F.col("kept").alias("first_kept"))
    assigned = numbered.join(split, "first", "left")
    assigned = assigned.select("place", "sequence", F.coalesce("first_kept", "first").alias("kept")).checkpoint()

    left_out = assigned.where("place <> kept")
    kept = left_out.select("kept").distinct()
    kept_sequence = assigned.select(F.col("place").alias("kept"), F.col("sequence").alias("kept_sequence"))
    left_out = left_out.join(kept_sequence, "kept")
    overlaps = "place binary, kept binary, similarity double, containment double"

    def compared(pairs):
        own, other = _as(shingles, "place", "own"), _as(shingles, "kept", "kept_shingles")
        return pairs.select("place", "kept").join(own, "place").join(other, "kept").mapInArrow(
            on_executors("overlaps"), overlaps)  # fmt: skip

    near = compared(left_out.where("sequence <> kept_sequence")).withColumn("relation", F.lit("near"))
    same = lambda it, relation: it.select("place", "kept", F.lit(1.0).alias("similarity"), F.lit(1.0).alias(
        "containment"), F.lit(relation).alias("relation"))  # fmt: skip
    exact = same(left_out.where("sequence = kept_sequence"), "exact")
    keepers = same(kept.select(F.col("kept").alias("place"), "kept"), "kept")

    # Who stands in another one, if neither is left out and it has no duplicates.
    inside = verified.where("likeness = 'contained'").selectExpr("b AS place", "a AS kept").unionByName(
        verified.where("likeness = 'contains'").selectExpr("a AS place", "b AS kept"))  # fmt: skip
    alone = assigned.where("place = kept")
    inside = inside.join(alone.select("place"), "place", "left_semi").join(kept.select(F.col("kept").alias("place")),
        "place", "left_anti")  # fmt: skip
    inside = inside.join(alone.select(F.col("place").alias("kept")), "kept", "left_semi")
    contained = compared(inside.groupBy("place").agg(F.min("kept").alias("kept")))
    contained = contained.withColumn("relation", F.lit("contained"))

    name = lambda it: F.expr(f"decode(substring({it}, {PREFERENCE + 1}), 'UTF-8')")
    found = near.unionByName(exact).unionByName(keepers).unionByName(contained)
    is_contained = F.col("relation") == "contained"
    return found.select(
        name("place").alias("id"),
        F.col("relation").isin("kept", "contained").alias("keep"),
        F.when(is_contained, name("place")).otherwise(name("kept")).alias("kept"),
        "relation",
        "similarity",
        "containment",
        F.when(is_contained, name("kept")).alias("container"),
    )


def frequent_lines(
    df: DataFrame,
    *,
    text: str = "text",
    id: str = "id",  # noqa: A002
    clean: bool = False,
    checkpoint_dir: str | None = None,
    unsafe: bool = False,
    taken_for: str = "auto",
) -> bytes:
    """Finds lines that many unrelated documents share, which do not count where documents are compared.

    The result is for ``frequent`` of :func:`duplicates`, on these documents or on more of the same kind. The arguments
    are those of :func:`duplicates`.
    """
    _set_checkpoints(df, checkpoint_dir)
    return _frequent_lines(_documents(df, text, id, "longest", None), (clean, unsafe, taken_for))


def _frequent_lines(documents: DataFrame, reading: tuple[bool, bool, str]) -> bytes:
    from pyspark import StorageLevel
    from pyspark.sql import Window, functions as F

    schema = "id string, sequence binary, slots binary, keys array<bigint>, lines array<bigint>"
    marks = documents.select("id", "text").mapInArrow(on_executors("marks", reading), schema)
    marks = marks.persist(StorageLevel.DISK_ONLY)
    buckets = marks.select(F.explode("keys").alias("key"), "sequence", "id", "slots")
    buckets = buckets.repartition("key").sortWithinPartitions("key", "sequence", "id")
    copies = components(buckets.mapInArrow(on_executors("near_copies"), "a string, b string"))
    copies = copies.withColumnRenamed("node", "id").withColumnRenamed("component", "cluster")
    clusters = marks.select("id", "sequence").join(copies, "id", "left")
    clusters = clusters.select("id", "sequence", F.coalesce("cluster", "id").alias("cluster"))
    clusters = clusters.persist(StorageLevel.DISK_ONLY)

    # Clusters that are pages of one site: some pairs of each are asked.
    sizes = clusters.groupBy("cluster").agg(F.count("*").alias("n_pages")).where(F.col("n_pages") >= FEWEST)
    pages = clusters.join(sizes, "cluster").groupBy("cluster", "n_pages", "sequence").agg(F.min("id").alias("id"))
    in_order = Window.partitionBy("cluster").orderBy("sequence", "id")
    pages = pages.withColumn("at", F.row_number().over(in_order) - 1)
    pages = pages.withColumn("n", F.count("*").over(Window.partitionBy("cluster"))).where(F.col("n") >= FEWEST)
    pages = pages.withColumn("n_asked", F.least(F.lit(ASKED), F.col("n") - 1)).persist(StorageLevel.DISK_ONLY)
    asked = pages.where("at = 0").select("cluster", "n", "n_asked", F.expr("explode(sequence(0L, n_asked - 1))").alias("pair"))
    asked = asked.select("cluster", F.expr("pair * (n - 1) DIV n_asked").alias("at"))
    one = pages.select("cluster", "at", F.col("id").alias("one"))
    other = pages.select("cluster", (F.col("at") - 1).alias("at"), F.col("id").alias("other"))
    asked = asked.join(one, ["cluster", "at"]).join(other, ["cluster", "at"])
    texts = documents.select("id", "text")
    asked = asked.join(texts.selectExpr("id AS one", "text AS first"), "one").join(
        texts.selectExpr("id AS other", "text AS second"), "other")  # fmt: skip
    answers = asked.select("cluster", "first", "second").mapInArrow(
        on_executors("other_pages", reading), "cluster string, is_other boolean")  # fmt: skip
    answers = answers.groupBy("cluster").agg(F.count("*").alias("n_asked"), F.expr("count_if(NOT is_other)").alias("same"))
    sites = sizes.join(answers.where("2 * same < n_asked").select("cluster"), "cluster")

    # Each cluster counts once, but each page of a site if the line may be furniture; no cluster may have half.
    lines = marks.select("id", F.explode("lines").alias("line")).join(clusters.select("id", "cluster"), "id")
    held = lines.groupBy("line", "cluster").agg(F.count("*").alias("held")).join(sites, "cluster", "left")
    is_furniture = F.coalesce(4 * F.col("held") >= F.col("n_pages"), F.lit(False))
    counted = held.groupBy("line").agg(
        F.sum("held").alias("holders"),
        F.sum(F.when(is_furniture, F.col("held")).otherwise(1)).alias("clusters"),
        F.max(F.when(is_furniture, 1).otherwise(F.col("held"))).alias("largest"),
    )
    found = counted.where((F.col("clusters") >= CLUSTERS) & (2 * F.col("largest") < F.col("holders"))).select("line")
    numbers = sorted(it.line % 2**64 for it in found.collect())
    for frame in (marks, clusters, pages):
        frame.unpersist()
    return struct.pack(f"<{len(numbers)}Q", *numbers)


def _as(shingles: DataFrame, place: str, name: str) -> DataFrame:
    from pyspark.sql import functions as F

    return shingles.select(F.col("place").alias(place), F.col("shingles").alias(name))


def _check_choices(keep: str, by: str | None, parameters: str) -> None:
    choices = ["longest", "earliest", "shortest-url", "smallest", "largest"]
    if keep not in choices:
        raise UnchaffError(f"keep: expected one of {', '.join(choices)}")
    if (keep == "longest") != (by is None):
        raise UnchaffError("by: names the column that decides, for every choice but `longest`")
    if parameters not in ("articles", "strict"):
        raise UnchaffError("parameters: expected 'articles' or 'strict'")


def _set_checkpoints(df: DataFrame, folder: str | None) -> None:
    context = df.sparkSession.sparkContext
    if folder is not None:
        context.setCheckpointDir(folder)
    elif context._jsc.sc().getCheckpointDir().isEmpty():
        raise UnchaffError("checkpoint_dir: name a folder that all machines see, for what is found between rounds")


def _documents(df: DataFrame, text: str, id: str, keep: str, by: str | None) -> DataFrame:  # noqa: A002
    """id, text, and what decides; checked."""
    from pyspark.sql import functions as F

    missing = [it for it in (text, id, by) if it is not None and it not in df.columns]
    if missing:
        raise UnchaffError(f"no column `{missing[0]}`: there are {', '.join(df.columns)}")
    column = {"earliest": "date", "shortest-url": "url"}.get(keep, "field")
    others = [] if by is None else [F.col(by).cast("string").alias(column)]
    documents = df.where(F.col(text).isNotNull()).select(F.col(id).cast("string").alias("id"), F.col(text).alias("text"), *others)
    ids = documents.groupBy("id").count().where("id IS NULL OR count > 1").take(3)
    if any(it.id is None for it in ids):
        raise UnchaffError(f"`{id}` is null in some rows: every document needs a name of its own")
    if ids:
        raise UnchaffError(f"`{id}` is not unique: {', '.join(repr(it.id) for it in ids)} stand for several rows")
    return documents
