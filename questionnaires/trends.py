"""Scales and moods over time: what is one line, where it stops, and where another meaning begins. Pure."""

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise
from statistics import median

from questionnaires.document import Document, Scale

# More points than this are drawn as the medians of their weeks.
MANY = 200
WEEK = datetime.timedelta(days=7)
# Without an answer for longer than this, a line stops: a check-in comes at least every month.
SILENCE = datetime.timedelta(days=42)


@dataclass(frozen=True)
class Reading:
    """What one round says of one scale. Where `meaning` differs, two readings cannot be compared."""

    day: datetime.date
    me: float | None
    them: float | None = None
    meaning: object = None


@dataclass(frozen=True)
class Point:
    """A reading to draw, or the median of the readings of one week."""

    day: datetime.date
    me: float | None
    them: float | None
    meaning: object
    readings: int = 1

    @property
    def is_week(self) -> bool:
        return self.readings > 1

    @property
    def is_empty(self) -> bool:
        return self.me is None and self.them is None


Run = list[Point]


def points(readings: Sequence[Reading]) -> list[Point]:
    """One a reading; where there are very many, one a week and meaning."""
    if len(readings) <= MANY:
        return [Point(each.day, each.me, each.them, each.meaning) for each in readings]
    weeks = groupby(readings, lambda each: (_monday(each.day), each.meaning))
    return [_median_of(monday, meaning, list(group)) for (monday, meaning), group in weeks]


def _monday(day: datetime.date) -> datetime.date:
    return day - datetime.timedelta(days=day.weekday())


def _median_of(monday: datetime.date, meaning: object, readings: list[Reading]) -> Point:
    me = [each.me for each in readings if each.me is not None]
    them = [each.them for each in readings if each.them is not None]
    middle = median(me) if me else None
    return Point(monday, middle, median(them) if them else None, meaning, len(readings))


def runs(points: Iterable[Point], silence: datetime.timedelta = SILENCE) -> list[Run]:
    """The points that one line joins: it stops at an open answer, after a long silence, at another meaning."""
    found: list[Run] = []
    before: Point | None = None
    for point in points:
        if not point.is_empty:
            joined = before and not before.is_empty and before.meaning == point.meaning
            if joined and before and point.day - before.day <= max(silence, WEEK):
                found[-1].append(point)
            else:
                found.append([point])
        before = point
    return found


def breaks(points: Iterable[Point]) -> list[tuple[Point, Point]]:
    """The neighbors between which the meaning changed."""
    drawn = [point for point in points if not point.is_empty]
    pairs = pairwise(drawn)
    return [(before, after) for before, after in pairs if before.meaning != after.meaning]


def means_the_same(before: Document, now: Document, key: str) -> bool:
    """Whether a scale can be compared across two neighboring editions: as declared, else as it is counted."""
    old, new = _scale(before, key), _scale(now, key)
    if old is None or new is None:
        return False
    if new.same_as_before is not None:
        return new.same_as_before
    return _counted(before, old) == _counted(now, new)


def meanings(documents: Iterable[Document], key: str) -> list[int]:
    """For each edition of a questionnaire, oldest first, a number that stays while a scale means the same."""
    found: list[int] = []
    before: Document | None = None
    for document in documents:
        changed = before is not None and not means_the_same(before, document, key)
        found.append((found[-1] if found else 0) + changed)
        before = document
    return found


def comparable(documents: Sequence[Document]) -> set[str]:
    """The scales that mean the same in the last of these neighboring editions as in the first."""
    keys = {scale.key for scale in documents[-1].scales}
    return {key for key in keys if len(set(meanings(documents, key))) == 1}


def _scale(document: Document, key: str) -> Scale | None:
    return next((scale for scale in document.scales if scale.key == key), None)


def _counted(document: Document, scale: Scale) -> object:
    """Which questions a scale counts, and how; not how anything is worded."""
    items = [
        (item, question.kind, [(option.key, option.value) for option in question.options], question.values)
        for item in document.items(scale)
        for question in (document.questions[item.question],)
    ]
    return scale.method, scale.multiplier, scale.answers, items


def is_unusual(now: float, earlier: Sequence[float]) -> bool:
    """Our rule of thumb: from five earlier rounds on, a step of more than twice their median step."""
    if len(earlier) < 5:
        return False
    steps = [abs(b - a) for a, b in pairwise(earlier)]
    return abs(now - earlier[-1]) > 2 * median(steps)
