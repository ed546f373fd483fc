"""The numbers as a table and as JSON, and by how much they miss what is wanted."""

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass

PAGE_TIMES_BARE = 1.5
LOAD_OF_BARE = 0.6
GROWTH = 1.2
MEMORY_GROWTH = 1.05  # flat, but for what the allocator keeps
PAGE_BYTES = 25_000  # compressed
QUERIES = 8
SEARCH_MS = {5000: 80.0, 20_000: 250.0}  # p95, over all words of so many entries


@dataclass(frozen=True)
class Row:
    """One task with one number of own entries. What was not measured is None."""

    task: str
    size: int
    ours_p50_ms: float | None = None
    ours_p95_ms: float | None = None
    bare_p50_ms: float | None = None
    ratio: float | None = None
    queries: int | None = None
    bytes: int | None = None

    def missed(self) -> Iterator[str]:
        """Each target that this row misses, and by how much."""
        wanted = self._ratio_wanted
        if self.ratio is not None and self._is_load and self.ratio < wanted:
            yield f"{self.ratio:.2f} of the bare one, wanted {wanted}: {wanted - self.ratio:.2f} too little"
        if self.ratio is not None and not self._is_load and self.ratio > wanted:
            yield f"{self.ratio:.2f} times, wanted {wanted}: {self.ratio - wanted:.2f} too much"
        if self.task.startswith("search") and (limit := SEARCH_MS.get(self.size)):
            over = (self.ours_p95_ms or 0) - limit
            if over > 0:
                yield f"p95 {self.ours_p95_ms:.0f} ms, wanted {limit:.0f}: {over:.0f} ms too slow"
        if self.queries is not None and self.queries > QUERIES:
            yield f"{self.queries} queries, wanted {QUERIES}: {self.queries - QUERIES} too many"
        if self.bytes is not None and not self._is_memory and self.bytes > PAGE_BYTES:
            yield f"{self.bytes:,} bytes, wanted {PAGE_BYTES:,}: {self.bytes - PAGE_BYTES:,} too many"

    @property
    def _is_load(self) -> bool:
        return self.task.startswith("throughput")

    @property
    def _is_memory(self) -> bool:
        return self.task.startswith("memory")

    @property
    def _ratio_wanted(self) -> float:
        if self._is_load:
            return LOAD_OF_BARE
        if self._is_memory:
            return MEMORY_GROWTH
        return GROWTH if ", beside " in self.task else PAGE_TIMES_BARE


def table(rows: list[Row]) -> str:
    heads = ["task", "entries", "ours p50 ms", "ours p95 ms", "bare p50 ms", "ratio", "queries", "bytes"]
    lines = [heads, *([_shown(value) for value in asdict(row).values()] for row in rows)]
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    return "\n".join(_line(line, widths) for line in lines)


def _line(cells: list[str], widths: list[int]) -> str:
    first, *numbers = [(cell, width) for cell, width in zip(cells, widths, strict=True)]
    return "  ".join([first[0].ljust(first[1]), *(cell.rjust(width) for cell, width in numbers)])


def verdict(rows: list[Row]) -> str:
    missed = [f"{row.task}, {row.size:,}: {sentence}" for row in rows for sentence in row.missed()]
    missed += _differing(rows)
    if not missed:
        return "Every target holds."
    return "\n".join(["Missed:", *(f"  {sentence}" for sentence in missed)])


def as_json(rows: list[Row]) -> str:
    return json.dumps([asdict(row) for row in rows], indent=1) + "\n"


def _differing(rows: list[Row]) -> Iterator[str]:
    """A page asks the database as often for one entry as for thousands."""
    for task in dict.fromkeys(row.task for row in rows):
        counts = {row.size: row.queries for row in rows if row.task == task and row.queries is not None}
        if len(set(counts.values())) > 1:
            told = ", ".join(f"{count} with {size:,}" for size, count in sorted(counts.items()))
            yield f"{task}: not always as many queries: {told}"


def _shown(value: object) -> str:
    if value is None:
        return ""
    return (
        f"{value:.2f}" if isinstance(value, float) else f"{value:,}" if isinstance(value, int) else str(value)
    )
