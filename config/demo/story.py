"""Reads the demo's words: what Ana wrote, and how she answered, dated back from the day the demo is made."""

import datetime
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from config.demo.answers import Round
from journal.words import Draft

FOLDER = Path(__file__).resolve().parent
# Questionnaires are not all answered on the same evening.
DAYS_BETWEEN = 2
HALF_AN_HOUR = datetime.timedelta(minutes=30)


@dataclass(frozen=True)
class Shot:
    """A photo of an entry: which picture, what it shows, and what stands below it."""

    scene: str
    alt: str
    caption: str = ""


@dataclass(frozen=True)
class Page:
    """One entry, and when it was written; what it said at first, if it was written anew later."""

    days_ago: int
    written_at: datetime.datetime
    changed_at: datetime.datetime
    draft: Draft
    first: Draft
    starred: bool
    shots: tuple[Shot, ...]


def pages(now: datetime.datetime) -> Iterator[Page]:
    """Ana's entries, oldest first. `now` is in her time zone."""
    for told in _read("entries.toml")["entries"]:
        written_at = _moment(now, told["days_ago"], told["at"])
        draft = Draft(
            title=told.get("title", ""),
            body=told["body"].strip(),
            mood=told.get("mood"),
            tags=tuple(told.get("tags", ())),
            about_on=written_at.date(),
        )
        yield Page(
            days_ago=told["days_ago"],
            written_at=written_at,
            changed_at=written_at + datetime.timedelta(hours=told.get("hours_later", 0)),
            draft=draft,
            first=replace(draft, body=told.get("at_first", draft.body).strip()),
            starred=told.get("star", False),
            shots=tuple(Shot(**shot) for shot in told.get("photos", ())),
        )


@dataclass(frozen=True)
class Sitting:
    """One questionnaire, answered once."""

    finished_at: datetime.datetime
    round: Round
    room: str


def sittings(now: datetime.datetime, key: str, place: int) -> Iterator[Sitting]:
    """Every time that Ana answered the questionnaire `key`, which is the `place`-th of all, oldest first."""
    for number, told in enumerate(_read("answers.toml")["rounds"]):
        if key not in told.get("only", [key]):
            continue
        finished_at = _moment(now, told["days_ago"] - DAYS_BETWEEN * (place % 4), told["at"])
        finished_at += HALF_AN_HOUR * (place // 4)
        this = Round(
            number=number,
            about_on=finished_at.date(),
            me=told["me"],
            them=told["them"],
            levels=told["levels"],
            choices=told.get("choices", {}),
            texts=told.get("texts", {}),
        )
        yield Sitting(finished_at, this, told.get("room", {}).get(key, "").strip())


def _moment(now: datetime.datetime, days_ago: int, at: str) -> datetime.datetime:
    day = now.date() - datetime.timedelta(days=days_ago)
    return datetime.datetime.combine(day, datetime.time.fromisoformat(at), now.tzinfo)


def _read(name: str) -> dict[str, Any]:
    return tomllib.loads((FOLDER / name).read_text())
