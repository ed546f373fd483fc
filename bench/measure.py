"""What is asked, of ours and of the bare one in turn, and what the answers took."""

import re
import subprocess
from collections.abc import Iterable
from dataclasses import dataclass, field
from html import unescape
from http.cookies import SimpleCookie
from statistics import median
from typing import Any

from django.db import connection
from django.test import Client

from bench import client
from bench.places import Served
from bench.report import Row
from bench.seed import ABSENT, RARE, Writer

PAGES_A_ROUND = 60
SEARCHES_A_ROUND = 24
WARM = 3
CLIENTS = 16
SECONDS = 2.0  # of throughput, for each size and side
SEARCHES = (10, 1000)  # the memory of a worker after so many

JOURNAL, TODAY, OPEN, AUTOSAVE = "journal page", "today", "open an entry", "autosave"
MISS, HIT = "search, a miss", "search, a hit in the oldest"
PAGES = (JOURNAL, TODAY, OPEN, AUTOSAVE)
LOAD = f"throughput, {CLIENTS} clients"
MEMORY = f"memory of the workers, {SEARCHES[1]:,} searches"

HIDDEN = re.compile(r'<input type="hidden" name="(\w+)"(?: value="([^"]*)")?')


@dataclass
class Round:
    """Seconds, of one task of one writer, in one round."""

    ours: list[float] = field(default_factory=list)
    bare: list[float] = field(default_factory=list)


Rounds = dict[tuple[str, int], list[Round]]


class Asking:
    """One writer's requests, here and on the bare side."""

    def __init__(self, writer: Writer, ours: Served, bare: Served) -> None:
        self.writer = writer
        self.here, self.there = client.Connection(ours.port), client.Connection(bare.port)
        self.headers = {"Cookie": _cookie(writer.cookies)}
        self.bare_headers = {"Cookie": _cookie(writer.bare_cookies)}
        note, list_ = f"/notes/{writer.newest}/", client.request("GET", "/", self.bare_headers)
        self.paths = {
            JOURNAL: "/journal/",
            TODAY: "/",
            OPEN: f"/entries/{writer.newest}/",
            AUTOSAVE: f"/entries/{writer.newest}/edit/",
        }
        self.bare = {JOURNAL: list_, TODAY: list_, OPEN: client.request("GET", note, self.bare_headers)}
        self.paths |= {MISS: self._search(ABSENT), HIT: self._search(RARE)}
        self.sheet = self._sheet()

    def ask(self, task: str) -> client.Answer:
        is_save = task == AUTOSAVE
        prepared = self._save() if is_save else client.request("GET", self.paths[task], self.headers)
        return _well(self.here.send(prepared), self.paths[task])

    def ask_bare(self, task: str) -> client.Answer:
        prepared = self.bare[task] if task in self.bare else self._bare_save()
        return _well(self.there.send(prepared), f"the bare side of {task}")

    def queries(self, task: str) -> int:
        """Asked of the application in this process, with the same cookies; not what a session writes once a minute."""
        asked: list[str] = []

        def count(execute: Any, sql: str, *rest: Any) -> Any:
            asked.append(sql)
            return execute(sql, *rest)

        browser = Client(HTTP_HOST="127.0.0.1")
        browser.cookies = SimpleCookie(self.writer.cookies)
        browser.get("/journal/keys/")
        with connection.execute_wrapper(count):
            if task == AUTOSAVE:
                answer = browser.post(self.paths[task], self._next_sheet(), headers={"X-Autosave": "1"})
            else:
                answer = browser.get(self.paths[task])
        if answer.status_code != 200:
            raise SystemExit(f"{task} answered {answer.status_code}.")
        return len(asked)

    def _search(self, word: str) -> str:
        """Where the form of the search leads."""
        form = {"q": word, "csrfmiddlewaretoken": self.writer.cookies["csrf"]}
        return self.here.send(client.request("POST", "/journal/search/", self.headers, form)).location

    def _sheet(self) -> dict[str, Any]:
        """What the page with the writing form would post by itself."""
        page = self.here.send(client.request("GET", self.paths[AUTOSAVE], self.headers)).body
        fields = {name: unescape(value) for name, value in HIDDEN.findall(page)}
        if "based_on" not in fields:
            raise SystemExit("The page of an entry has no writing form to be saved.")
        words = re.search(r"<textarea[^>]*>\n?(.*?)</textarea>", page, re.DOTALL)
        tags = re.search(r'name="tags" value="([^"]*)"', page)
        return {
            **fields,
            "title": "A title",
            "mood": "",
            "tags": unescape(tags[1]) if tags else "",
            "body": unescape(words[1] if words else ""),
        }

    def _next_sheet(self) -> dict[str, Any]:
        """Each save says something else, as saves do."""
        self.sheet["sequence"] = int(self.sheet["sequence"]) + 1
        return {**self.sheet, "body": f"{self.sheet['body']}\n\nAnd so on, {self.sheet['sequence']}."}

    def _save(self) -> bytes:
        headers = {**self.headers, "X-Autosave": "1"}
        return client.request("POST", self.paths[AUTOSAVE], headers, self._next_sheet())

    def _bare_save(self) -> bytes:
        headers = {**self.bare_headers, "X-CSRFToken": self.writer.bare_cookies["csrftoken"]}
        fields = {**self._next_sheet(), "about_on": "2026-01-01"}
        kept = {name: fields[name] for name in ("title", "body", "about_on")}
        return client.request("POST", f"/notes/{self.writer.newest}/save/", headers, kept)


def everything(writers: list[Writer], ours: Served, bare: Served, rounds: int) -> list[Row]:
    one, *asking = [Asking(writer, ours, bare) for writer in writers]
    rows = [_memory(asking[0], ours)]
    found: Rounds = {}
    loads: dict[int, list[tuple[Round, float, float]]] = {}
    for number in range(rounds):
        print(f"Round {number + 1} of {rounds}", flush=True)
        _ask_in_turn(asking, PAGES, PAGES_A_ROUND, found, beside=True)
        _ask_in_turn(asking, (MISS, HIT), SEARCHES_A_ROUND, found, beside=False)
        for each in asking:
            loads.setdefault(each.writer.size, []).append(_load(each, ours, bare))
    return [
        *(_row(each, task, found[task, each.writer.size]) for task in (*PAGES, MISS, HIT) for each in asking),
        *(_growth(task, asking, found) for task in PAGES if len(asking) > 1),
        *(_load_row(size, each) for size, each in loads.items()),
        *(
            Row(task, 1, queries=one.queries(task), bytes=len(one.ask(task).sent))
            for task in (*PAGES, MISS, HIT)
        ),
        *rows,
    ]


def _ask_in_turn(
    asking: Iterable[Asking], tasks: Iterable[str], times: int, found: Rounds, *, beside: bool
) -> None:
    """Each task of each writer, here and there, again and again: what disturbs the machine disturbs all."""
    now = {(task, each.writer.size): Round() for task in tasks for each in asking}
    for key, this in now.items():
        found.setdefault(key, []).append(this)
    for number in range(-WARM, times):
        for task in tasks:
            for each in asking:
                here = each.ask(task).seconds
                there = each.ask_bare(task).seconds if beside else 0.0
                if number >= 0:
                    now[task, each.writer.size].ours.append(here)
                    now[task, each.writer.size].bare.append(there)


def _row(asking: Asking, task: str, rounds: list[Round]) -> Row:
    """The median of the rounds, of each number."""
    bare = median(median(each.bare) for each in rounds) or None
    return Row(
        task,
        asking.writer.size,
        ours_p50_ms=_ms(median(median(each.ours) for each in rounds)),
        ours_p95_ms=_ms(median(_p95(each.ours) for each in rounds)),
        bare_p50_ms=_ms(bare),
        ratio=median(median(each.ours) / median(each.bare) for each in rounds) if bare else None,
        queries=asking.queries(task),
        bytes=len(asking.ask(task).sent),
    )


def _growth(task: str, asking: list[Asking], found: Rounds) -> Row:
    small, large = asking[0].writer.size, asking[-1].writer.size
    pairs = list(zip(found[task, large], found[task, small], strict=True))
    return Row(
        f"{task}, beside {small:,} entries",
        large,
        ours_p50_ms=_ms(median(median(each.ours) for each, _ in pairs)),
        ratio=median(median(each.ours) / median(other.ours) for each, other in pairs),
    )


def _load(asking: Asking, ours: Served, bare: Served) -> tuple[Round, float, float]:
    here = client.request("GET", asking.paths[JOURNAL], asking.headers)
    per_second, took = client.throughput(ours.port, here, CLIENTS, SECONDS)
    bare_per_second, bare_took = client.throughput(bare.port, asking.bare[JOURNAL], CLIENTS, SECONDS)
    return Round(took, bare_took), per_second, bare_per_second


def _load_row(size: int, rounds: list[tuple[Round, float, float]]) -> Row:
    """`ratio` is of requests a second, so more is better."""
    return Row(
        LOAD,
        size,
        ours_p50_ms=_ms(median(median(each.ours) for each, _, _ in rounds)),
        ours_p95_ms=_ms(median(_p95(each.ours) for each, _, _ in rounds)),
        bare_p50_ms=_ms(median(median(each.bare) for each, _, _ in rounds)),
        ratio=median(here / there for _, here, there in rounds),
    )


def _memory(asking: Asking, ours: Served) -> Row:
    """Of all workers together; `ratio` is to what it was after the first few searches."""
    few, many = SEARCHES
    for _ in range(few):
        asking.ask(MISS)
    before = _resident(ours.pid)
    for number in range(many - few):
        asking.ask(HIT if number % 2 else MISS)
    after = _resident(ours.pid)
    return Row(MEMORY, asking.writer.size, ratio=after / before, bytes=after)


def _resident(parent: int) -> int:
    """Bytes that the workers of a gunicorn hold in memory."""
    listed = subprocess.run(
        ["ps", "-A", "-o", "ppid=,rss="], capture_output=True, text=True, check=True
    ).stdout
    processes = (line.split() for line in listed.splitlines())
    return sum(int(rss) * 1024 for ppid, rss in processes if int(ppid) == parent)


def _well(answer: client.Answer, path: str) -> client.Answer:
    if answer.status != 200:
        raise SystemExit(f"{path} answered {answer.status}.")
    return answer


def _p95(seconds: list[float]) -> float:
    return sorted(seconds)[int(len(seconds) * 0.95)]


def _ms(seconds: float | None) -> float | None:
    return None if seconds is None else round(seconds * 1000, 2)


def _cookie(cookies: dict[str, str]) -> str:
    return "; ".join(f"{name}={value}" for name, value in cookies.items())
