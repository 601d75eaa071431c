"""Runs the search for duplicates and the cleaning on a Spark cluster of three processes, and compares every row with what
one machine gives: ``cargo xtask cluster-test``.

    python cluster.py --documents FILE.jsonl... --wheel FILE.whl --executors PYTHON --out FOLDER
"""

from __future__ import annotations

import argparse
import gzip
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pyspark
from pyspark.sql import SparkSession

import unchaff
import unchaff.spark

PARTITIONS = [1, 7, 32]
HOME = Path(pyspark.__file__).parent
UNCHAFF = Path(sys.executable).with_name("unchaff")


class Cluster:
    """A master and two workers, each a process of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.processes: list[subprocess.Popen] = []
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        self.url = f"spark://127.0.0.1:{port}"
        deploy = "org.apache.spark.deploy"
        self._start(f"{deploy}.master.Master", "--host", "127.0.0.1", "--port", str(port), "--webui-port", "0")
        _until(lambda: _listens(port), "the master does not listen")
        self.workers = [self.add_worker() for _ in range(2)]

    def add_worker(self) -> subprocess.Popen:
        worker = "org.apache.spark.deploy.worker.Worker"
        place = str(self.folder / f"worker{len(self.processes)}")
        args = ["--host", "127.0.0.1", "--webui-port", "0", "--cores", "1", "--memory", "3g", "--work-dir", place]
        return self._start(worker, *args, self.url)

    def _start(self, *args: str) -> subprocess.Popen:
        log = open(self.folder / f"process{len(self.processes)}.log", "wb")
        environment = os.environ | {"SPARK_LOCAL_IP": "127.0.0.1", "SPARK_HOME": str(HOME)}
        # A group of its own, so that its executors end with it.
        process = subprocess.Popen(
            [HOME / "bin/spark-class", *args], stdout=log, stderr=log, env=environment, start_new_session=True
        )
        self.processes.append(process)
        return process

    def stop(self) -> None:
        for process in self.processes:
            try:
                os.killpg(process.pid, signal.SIGKILL)
            except ProcessLookupError:
                pass
            process.wait()


def _listens(port: int) -> bool:
    with socket.socket() as to:
        return to.connect_ex(("127.0.0.1", port)) == 0


def _until(is_so, what: str, seconds: int = 60) -> None:
    end = time.monotonic() + seconds
    while not is_so():
        if time.monotonic() > end:
            raise SystemExit(f"{what} after {seconds} s")
        time.sleep(0.1)


def _settings(out: Path, archive: Path | None) -> dict[str, str]:
    settings = {
        "spark.driver.host": "127.0.0.1",
        "spark.driver.bindAddress": "127.0.0.1",
        "spark.driver.memory": "2g",
        "spark.executor.memory": "2g",
        "spark.local.dir": str(out / "local"),
        "spark.sql.warehouse.dir": str(out / "warehouse"),
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": "false",
        "spark.log.level": "ERROR",
    }
    if archive is not None:
        settings |= {"spark.archives": f"{archive}#pkgs", "spark.executorEnv.PYTHONPATH": "./pkgs"}
    return settings


def _session(url: str, settings: dict[str, str], partitions: int) -> SparkSession:
    builder = SparkSession.builder.master(url).appName("cluster test")
    for key, value in settings.items():
        builder = builder.config(key, value)
    return builder.config("spark.sql.shuffle.partitions", str(partitions)).getOrCreate()


def _write_input(documents: list[Path], place: Path) -> int:
    """Documents as Parquet: names, texts, and a column of another kind."""
    rows = {}
    for path in documents:
        with gzip.open(path, "rt") if path.suffix == ".gz" else open(path) as lines:
            for row in map(json.loads, lines):
                rows[f"{path.stem}-{row['id']}"] = row["text"]
    # What cleaning finds something in.
    posts = sorted(Path(__file__).parents[3].glob("seeds/posts/*.md"))
    for number in range(0, 2000):
        post = posts[number % len(posts)]
        rows[f"post-{number}"] = post.read_text() + f"\nThis is copy {number}, and it says so.\n"
    ids = pa.array(rows.keys())
    numbers = pa.array([[it, it * 0.5] for it in range(len(rows))], pa.list_(pa.float64()))
    table = pa.table({"id": ids, "text": pa.array(rows.values()), "numbers": numbers})
    pq.write_table(table, place, row_group_size=3000)
    return len(rows)


def _single(place: Path, out: Path) -> tuple[list[dict], dict[str, dict]]:
    """What one machine makes of it: clean rows, and what it says of duplicates."""
    cleaned = out / "single.parquet"
    subprocess.run([UNCHAFF, "clean", place, "--out", cleaned, "--add", "edits,kind", "--quiet"], check=True)
    found = subprocess.run([UNCHAFF, "dedup", place, "--format", "jsonl"], stdout=subprocess.PIPE, check=True)
    rows = [json.loads(it) for it in found.stdout.splitlines()]
    return sorted(pq.read_table(cleaned).to_pylist(), key=lambda it: it["id"]), {it["id"]: it for it in rows}


def _compare_clean(found: Path, expected: list[dict]) -> None:
    rows = sorted(pq.read_table(found).to_pylist(), key=lambda it: it["id"])
    different = [one["id"] for one, other in zip(rows, expected, strict=True) if one != other]
    if different:
        raise SystemExit(f"clean: {len(different)} rows are not those of one machine, first {different[0]}")


def _compare_duplicates(found: list, expected: dict[str, dict]) -> None:
    rows = {it["id"]: it.asDict() for it in found}
    if len(rows) != len(found) or rows.keys() != expected.keys():
        other = sorted(rows.keys() ^ expected.keys())[:3]
        raise SystemExit(f"duplicates: {len(found)} rows where one machine has {len(expected)}: {other}")
    for name, other in expected.items():
        row = rows[name]
        is_same = all(row[it] == other.get(it) for it in ["keep", "kept", "relation", "container"])
        # One machine writes four digits.
        scores = [abs(row[it] - other[it]) for it in ["similarity", "containment"]]
        if not is_same or max(scores) > 0.000051:
            raise SystemExit(f"duplicates: {row} is not what one machine says: {other}")


def _run(session: SparkSession, place: Path, out: Path, name: str, partitions: int, expected) -> None:
    clean, duplicates = expected
    started = time.monotonic()
    records = session.read.parquet(str(place)).repartition(partitions)
    cleaned = out / f"cleaned-{name}"
    unchaff.spark.clean(records, add=["edits", "kind"]).write.parquet(str(cleaned))
    _compare_clean(cleaned, clean)
    found = unchaff.spark.duplicates(records, checkpoint_dir=str(out / "checkpoints")).collect()
    _compare_duplicates(found, duplicates)
    print(f"ok: {name}: {len(clean)} rows, {len(found)} of them in groups, {time.monotonic() - started:.0f} s", flush=True)


def _submit(url: str, settings: dict[str, str], *args: str) -> subprocess.CompletedProcess:
    """The program, as spark-submit runs it; all that it says, it says on one stream."""
    program = Path(unchaff.spark.__file__).with_name("__main__.py")
    configured = [it for key, value in settings.items() for it in ("--conf", f"{key}={value}")]
    return subprocess.run(
        [HOME / "bin/spark-submit", "--master", url, *configured, program, *args],
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
    )  # fmt: skip


def _broken_records(url: str, settings: dict[str, str], out: Path) -> None:
    lines = [json.dumps({"id": it, "text": f"Line {it}.\n\n**Also: [Ten ferries](https://example.com/ten)**\n"}) for it in range(9)]
    lines[4] = '{"id": 4, "text": '
    (out / "broken.jsonl").write_text("\n".join(lines))
    cleaned = out / "broken-cleaned"
    ended = _submit(url, settings, "clean", str(out / "broken.jsonl"), str(cleaned))
    parts = lambda folder: [json.loads(row) for it in folder.glob("part-*") for row in it.read_text().splitlines()]
    rows = {it["id"]: it["text"] for it in parts(cleaned)}
    expected = {it: f"Line {it}.\n" for it in range(9) if it != 4}
    rejected = parts(Path(f"{cleaned}.rejected"))
    if ended.returncode != 1 or rows != expected or "1 records put aside" not in ended.stdout:
        raise SystemExit(f"broken records: exit code {ended.returncode}, {rows}\n{ended.stdout}")
    if [(it["reason"], it["record"]) for it in rejected] != [("not JSON", lines[4])]:
        raise SystemExit(f"broken records: put aside were {rejected}")
    print("ok: a broken record is put aside", flush=True)


def _bare_executors(url: str, settings: dict[str, str], place: Path, out: Path) -> None:
    ended = _submit(url, settings, "clean", str(place), str(out / "bare"))
    said = "this executor cannot load the Python package unchaff"
    if ended.returncode != 2 or said not in ended.stdout or (out / "bare/_SUCCESS").exists():
        raise SystemExit(f"an executor without the package: exit code {ended.returncode}\n{ended.stdout}")
    print("ok: executors without the package say so", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--documents", type=Path, nargs="+", required=True)
    parser.add_argument("--wheel", type=Path, required=True)
    parser.add_argument("--executors", type=Path, required=True, help="a Python without unchaff")
    parser.add_argument("--out", type=Path, required=True)
    asked = parser.parse_args()
    out = asked.out.resolve()
    shutil.rmtree(out, ignore_errors=True)
    out.mkdir(parents=True)
    place, archive = out / "documents.parquet", out / "unchaff.zip"
    shutil.copy(asked.wheel, archive)
    print(f"{_write_input(asked.documents, place)} documents", flush=True)
    expected = _single(place, out)
    os.environ |= {"PYSPARK_PYTHON": str(asked.executors.absolute()), "PYSPARK_DRIVER_PYTHON": sys.executable}
    cluster = Cluster(out)
    try:
        settings = _settings(out, archive)
        for partitions in PARTITIONS:
            session = _session(cluster.url, settings, partitions)
            _run(session, place, out, f"{partitions} partitions", partitions, expected)
            session.stop()
        session = _session(cluster.url, settings, 7)
        killer = threading.Timer(10, lambda: os.killpg(cluster.workers[0].pid, signal.SIGKILL))
        killer.start()
        _run(session, place, out, "a worker killed", 7, expected)
        if cluster.workers[0].poll() is None:
            raise SystemExit("the run was over before a worker was killed")
        session.stop()
        _broken_records(cluster.url, settings, out)
        _bare_executors(cluster.url, _settings(out, None), place, out)
    finally:
        cluster.stop()


if __name__ == "__main__":
    main()
