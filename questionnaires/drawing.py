"""Where the lines and points of a trend lie in its picture, and the words for each. Pure."""

import datetime
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from django.utils.formats import date_format
from django.utils.translation import get_language_bidi, ngettext
from django.utils.translation import gettext as _

from questionnaires.trends import SILENCE, Point, Reading, breaks, points, runs

WIDTH, HEIGHT, EDGE = 320, 96, 7
SIDES = ("me", "them")
# A day's name for the eye; the ear gets the whole date.
SHORT = "MONTH_DAY_FORMAT"


@dataclass(frozen=True)
class Axis:
    """The days from one edge of the picture to the other; time goes as the language reads."""

    first: datetime.date
    last: datetime.date

    def x(self, day: datetime.date) -> float:
        days = max((self.last - self.first).days, 1)
        share = (day - self.first).days / days
        share = 1 - share if get_language_bidi() else share
        return round(EDGE + min(max(share, 0), 1) * (WIDTH - 2 * EDGE), 1)


@dataclass(frozen=True)
class Range:
    """What is lowest and highest of one meaning, and how a value between them reads."""

    low: float
    high: float
    words: Callable[[float], str]

    def y(self, value: float) -> float:
        share = (value - self.low) / (self.high - self.low)
        return round(HEIGHT - EDGE - share * (HEIGHT - 2 * EDGE), 1)


@dataclass(frozen=True)
class Spot:
    """A point in the picture: where it lies, where the pointer finds it, and its date and words."""

    x: float
    left: float
    width: float
    heights: dict[str, float]
    label: str
    tip: str
    edge: str


@dataclass(frozen=True)
class Picture:
    title: str
    paired: bool
    top: str
    bottom: str
    latest: dict[str, str]
    description: str
    lines: list[tuple[str, str]] = field(default_factory=list)
    marks: list[float] = field(default_factory=list)
    spots: list[Spot] = field(default_factory=list)
    # Why its line begins anew, where it does.
    notes: list[str] = field(default_factory=list)

    @property
    def name(self) -> str:
        """Of the whole picture, for the ear."""
        return _("%(title)s over time") % {"title": self.title}


Ranges = Mapping[object, Range]


def draw(
    title: str,
    readings: Sequence[Reading],
    axis: Axis,
    ranges: Ranges,
    *,
    paired: bool = False,
    silence: datetime.timedelta = SILENCE,
    note: Callable[[Point, Point], str] = lambda before, after: "",
) -> Picture:
    """The picture of one scale; `readings` come oldest first."""
    drawn = points(readings)
    seen = [point for point in drawn if not point.is_empty]
    changes = breaks(drawn)
    values = ranges[readings[-1].meaning]
    return Picture(
        title=title,
        paired=paired,
        top=values.words(values.high),
        bottom=values.words(values.low),
        latest=_words(seen[-1], ranges) if seen else {},
        description=_description(seen, ranges, paired),
        lines=[line for run in runs(drawn, silence) for line in _lines(run, axis, ranges)],
        marks=[round((axis.x(before.day) + axis.x(after.day)) / 2, 1) for before, after in changes],
        spots=_spots(seen, axis, ranges, paired),
        notes=[note(before, after) for before, after in changes],
    )


def _lines(run: Sequence[Point], axis: Axis, ranges: Ranges) -> list[tuple[str, str]]:
    """Of each side the stretches without a hole, as SVG wants them."""
    lines = []
    for side in SIDES:
        stretch: list[str] = []
        for point in [*run, None]:
            value = getattr(point, side) if point else None
            if point is not None and value is not None:
                stretch.append(f"{axis.x(point.day)},{ranges[point.meaning].y(value)}")
                continue
            if len(stretch) > 1:
                lines.append((side, " ".join(stretch)))
            stretch = []
    return lines


def _spots(seen: Sequence[Point], axis: Axis, ranges: Ranges, paired: bool) -> list[Spot]:
    """Each reaches half way to its neighbors, so that every place in the picture tells of the nearest."""
    xs = [axis.x(point.day) for point in seen]
    order = sorted(range(len(xs)), key=lambda place: xs[place])
    found: dict[int, Spot] = {}
    for at, place in enumerate(order):
        left = (xs[order[at - 1]] + xs[place]) / 2 if at else 0
        right = (xs[place] + xs[order[at + 1]]) / 2 if at + 1 < len(order) else WIDTH
        point = seen[place]
        heights = {
            side: ranges[point.meaning].y(v) for side in SIDES if (v := getattr(point, side)) is not None
        }
        found[place] = Spot(
            x=xs[place],
            left=round(left, 1),
            width=round(right - left, 1),
            heights=heights,
            label=_label(point, ranges, paired),
            tip=_tip(point, ranges),
            edge=_edge(xs[place]),
        )
    return [found[place] for place in range(len(seen))]


def _edge(x: float) -> str:
    """Near which edge: there words begin or end, so that they stay inside."""
    if WIDTH / 3 < x < WIDTH * 2 / 3:
        return "middle"
    return "left" if x < WIDTH / 2 else "right"


def _words(point: Point, ranges: Ranges) -> dict[str, str]:
    words = ranges[point.meaning].words
    return {side: words(value) for side in SIDES if (value := getattr(point, side)) is not None}


def _tip(point: Point, ranges: Ranges) -> str:
    return f"{date_format(point.day, SHORT)}: {' / '.join(_words(point, ranges).values())}"


def _label(point: Point, ranges: Ranges, paired: bool) -> str:
    said = sides(_words(point, ranges), paired)
    if not point.is_week:
        return f"{date_format(point.day, 'DATE_FORMAT')}: {said}"
    week = _("Week of %(day)s") % {"day": date_format(point.day, "DATE_FORMAT")}
    middle = ngettext("the middle of %(n)s answer", "the middle of %(n)s answers", point.readings)
    return f"{week}: {said} ({middle % {'n': point.readings}})"


def sides(words: dict[str, str], paired: bool) -> str:
    """What both sides say, for the ear: nothing is told by color alone."""
    if not paired:
        return words.get("me", "")
    names = {"me": _("me: %(words)s"), "them": _("them: %(words)s")}
    return ", ".join(names[side] % {"words": said} for side, said in words.items())


def _description(seen: Sequence[Point], ranges: Ranges, paired: bool) -> str:
    """What the picture shows, for those who do not see it."""
    if not seen:
        return _("Nothing was answered in this time.")
    if len(seen) == 1:
        return _label(seen[0], ranges, paired)
    return _("%(count)s points. First, %(first)s. Last, %(last)s.") % {
        "count": len(seen),
        "first": _label(seen[0], ranges, paired),
        "last": _label(seen[-1], ranges, paired),
    }
