"""bin/bench on a handful of entries: it seeds, serves, asks, tells, and leaves nothing behind."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from bench.report import Row, as_json, table, verdict

BASE = Path(__file__).resolve().parents[2]
KEYS = [
    "task",
    "size",
    "ours_p50_ms",
    "ours_p95_ms",
    "bare_p50_ms",
    "ratio",
    "queries",
    "bytes",
]
PAGES = ["journal page", "today", "open an entry", "autosave"]
SEARCHES = ["search, a miss", "search, a hit in the oldest"]


@pytest.fixture(scope="module")
def rows(tmp_path_factory):
    """A process of its own, with a database of its own; the temporary folder tells what it leaves."""
    folder = tmp_path_factory.mktemp("bench")
    folder.parent.chmod(0o711)
    folder.chmod(0o711)
    command = [
        "--sizes",
        "25",
        "30",
        "--others",
        "40",
        "--rounds",
        "1",
        "--json",
        str(folder / "numbers.json"),
    ]
    done = subprocess.run(
        [sys.executable, "-m", "bench", *command],
        cwd=BASE,
        capture_output=True,
        text=True,
        timeout=240,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "ours p50 ms" in done.stdout
    return json.loads((folder / "numbers.json").read_text())


def named(rows, task, size):
    [found] = [row for row in rows if (row["task"], row["size"]) == (task, size)]
    return found


@pytest.mark.slow
def test_every_task_is_told_in_the_agreed_words(rows):
    assert all(list(row) == KEYS for row in rows)
    for task in PAGES:
        for size in (25, 30):
            row = named(rows, task, size)
            assert row["ours_p50_ms"] > 0
            assert row["ours_p95_ms"] >= row["ours_p50_ms"]
            assert row["ratio"] == pytest.approx(row["ours_p50_ms"] / row["bare_p50_ms"], rel=0.01)
        assert named(rows, f"{task}, beside 25 entries", 30)["ratio"] > 0
    assert [named(rows, task, 30)["bare_p50_ms"] for task in SEARCHES] == [None, None]
    assert named(rows, "throughput, 16 clients", 30)["ratio"] > 0
    assert named(rows, "memory of the workers, 1,000 searches", 25)["bytes"] > 0


@pytest.mark.slow
def test_a_page_asks_as_often_for_one_entry_as_for_many(rows):
    for task in PAGES + SEARCHES[:1]:
        assert len({named(rows, task, size)["queries"] for size in (1, 25, 30)}) == 1, task


def test_a_target_that_holds_is_passed_over():
    rows = [
        Row("journal page", 1000, 6.0, 8.0, 5.0, 1.2, 8, 25_000),
        Row("search, a miss", 5000, 50.0, 80.0, None, None, 5, 1900),
        Row("throughput, 16 clients", 1000, 60.0, 90.0, 50.0, 0.6),
        Row("memory of the workers, 1,000 searches", 1000, ratio=1.05, bytes=140_000_000),
    ]
    assert verdict(rows) == "Every target holds."


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (Row("today", 1000, 8.0, 9.0, 5.0, 1.6), "today, 1,000: 1.60 times, wanted 1.5: 0.10 too much"),
        (
            Row("today, beside 1,000 entries", 20_000, 8.0, ratio=1.3),
            "today, beside 1,000 entries, 20,000: 1.30 times, wanted 1.2: 0.10 too much",
        ),
        (
            Row("throughput, 16 clients", 1000, 60.0, 90.0, 50.0, 0.5),
            "throughput, 16 clients, 1,000: 0.50 of the bare one, wanted 0.6: 0.10 too little",
        ),
        (
            Row("search, a miss", 20_000, 200.0, 260.0),
            "search, a miss, 20,000: p95 260 ms, wanted 250: 10 ms too slow",
        ),
        (Row("today", 1, queries=9), "today, 1: 9 queries, wanted 8: 1 too many"),
        (Row("today", 1, bytes=26_000), "today, 1: 26,000 bytes, wanted 25,000: 1,000 too many"),
        (
            Row("memory of the workers, 1,000 searches", 1000, ratio=1.5, bytes=1),
            "memory of the workers, 1,000 searches, 1,000: 1.50 times, wanted 1.05: 0.45 too much",
        ),
    ],
)
def test_a_target_that_is_missed_is_said_with_how_much(row, said):
    assert verdict([row]) == f"Missed:\n  {said}"


def test_a_page_that_asks_more_with_more_entries_is_found():
    rows = [Row("today", 1, queries=7), Row("today", 1000, queries=8)]
    assert verdict(rows) == "Missed:\n  today: not always as many queries: 7 with 1, 8 with 1,000"


def test_the_table_has_a_line_for_each_row_and_json_all_keys():
    rows = [Row("today", 1000, 8.0, 9.0, 5.0, 1.6, 8, 3400)]
    head, line = table(rows).splitlines()
    assert head.startswith("task ")
    assert line.split() == ["today", "1,000", "8.00", "9.00", "5.00", "1.60", "8", "3,400"]
    assert [list(row) for row in json.loads(as_json(rows))] == [KEYS]
