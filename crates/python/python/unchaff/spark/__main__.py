"""``python -m unchaff.spark clean|dedup IN OUT``, for ``spark-submit`` too: Parquet or JSON Lines on any file system."""

from __future__ import annotations

import argparse
import sys

from unchaff import UnchaffError, __version__
from unchaff.spark import clean, dedup, duplicates

CORRUPT = "_corrupt_record"


def _arguments(args: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="unchaff.spark", description=__doc__.splitlines()[0])
    parser.add_argument("--version", action="version", version=f"unchaff {__version__}")
    commands = parser.add_subparsers(dest="command", required=True)
    cleans = commands.add_parser("clean", help="clean the text of each record")
    cleans.add_argument("--url-field", default="url", help="where records have their address (url)")
    cleans.add_argument("--to", choices=["markdown", "text"], help="write texts in another form")
    cleans.add_argument("--add", default="", help="what records get besides: edits,kind")
    compares = commands.add_parser("dedup", help="tell or drop records that say what another one says")
    compares.add_argument("--id-field", default="id", help="where records have their name (id)")
    compares.add_argument("--clean", action="store_true", help="compare what cleaning leaves")
    compares.add_argument("--keep", default="longest", help="which one is kept (longest)")
    compares.add_argument("--by", help="the field that decides which one is kept")
    compares.add_argument("--drop", action="store_true", help="write the records that are kept, as they are")
    compares.add_argument("--rows", action="store_true", help="write nothing but a row for each record in a group")
    compares.add_argument("--parameters", default="articles", choices=["articles", "strict"])
    compares.add_argument("--checkpoint-dir", help="a folder that all machines see (OUT.checkpoints)")
    for command in (cleans, compares):
        command.add_argument("input", metavar="IN", help="a folder or file: .parquet, .jsonl, .jsonl.gz ...")
        command.add_argument("output", metavar="OUT", help="a folder that does not exist")
        command.add_argument("--format", choices=["parquet", "jsonl"], help="of input and output, if names do not tell")
        command.add_argument("--text-field", default="text", help="where records have their text (text)")
        command.add_argument("--unsafe", action="store_true", help="apply unsafe findings too")
        command.add_argument("--kind", default="auto", choices=["auto", "post", "page"])
    return parser.parse_args(args)


def main(args: list[str] | None = None) -> int:
    """Runs the program, and gives its exit code: 0 done, 1 records were put aside, 2 failure."""
    asked = _arguments(args)
    from pyspark.errors import PySparkException
    from pyspark.sql import SparkSession

    session = SparkSession.builder.appName(f"unchaff {asked.command}").getOrCreate()
    try:
        return _run(session, asked)
    except (UnchaffError, PySparkException) as why:
        print(f"unchaff.spark: {why}", file=sys.stderr)
        return 2
    finally:
        session.stop()


def _run(session, asked: argparse.Namespace) -> int:
    from pyspark import StorageLevel
    from pyspark.sql import functions as F

    is_json = asked.format == "jsonl" if asked.format else "json" in asked.input.rsplit("/", 1)[-1]
    if not is_json:
        records, rejected = session.read.parquet(asked.input), None
    else:
        records = session.read.option("columnNameOfCorruptRecord", CORRUPT).json(asked.input)
        rejected = None
        if CORRUPT in records.columns:
            # Spark does not look into a file for nothing but broken lines.
            records = records.persist(StorageLevel.DISK_ONLY)
            rejected = records.where(F.col(CORRUPT).isNotNull())
            rejected = rejected.select(F.lit("not JSON").alias("reason"), F.col(CORRUPT).alias("record"))
            records = records.where(F.col(CORRUPT).isNull()).drop(CORRUPT)

    def write(frame, place):
        frame.write.json(place) if is_json else frame.write.parquet(place)

    if asked.command == "dedup":
        options = {"text": asked.text_field, "id": asked.id_field, "clean": asked.clean, "keep": asked.keep}
        options |= {"by": asked.by, "parameters": asked.parameters, "unsafe": asked.unsafe, "taken_for": asked.kind}
        options["checkpoint_dir"] = asked.checkpoint_dir or asked.output.rstrip("/") + ".checkpoints"
        if asked.rows:
            write(duplicates(records, **options), asked.output)
        else:
            found = dedup(records, **options)
            write(found.where("keep").select(*records.columns) if asked.drop else found, asked.output)
    else:
        added = [it for it in asked.add.split(",") if it]
        options = {"text": asked.text_field, "url": asked.url_field, "to": asked.to, "taken_for": asked.kind}
        cleaned = clean(records, add=[*added, "error"], unsafe=asked.unsafe, **options).persist(StorageLevel.DISK_ONLY)
        write(cleaned.where("unchaff_error IS NULL").drop("unchaff_error"), asked.output)
        failed = cleaned.where("unchaff_error IS NOT NULL")
        failed = failed.drop(asked.text_field, "unchaff_edits", "unchaff_kind")
        failed = failed.select(F.col("unchaff_error").alias("reason"), F.to_json(F.struct(*failed.columns)).alias("record"))
        rejected = failed if rejected is None else rejected.unionByName(failed)
    if rejected is None or rejected.isEmpty():
        return 0
    place = asked.output.rstrip("/") + ".rejected"
    rejected.write.json(place)
    print(f"unchaff.spark: {rejected.count()} records put aside, with reasons, in {place}", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
