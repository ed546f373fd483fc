"""On this day: the days to look back to, and what of them is not muted."""

import datetime
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from journal.calendar import last_day
from journal.lines import Line, lines
from journal.models import EntryQuerySet, Muted
from journal.models.tag import alike
from vault.session import OpenVault

YEARS = 100


@dataclass(frozen=True)
class Back:
    """A day of the past, how long ago it was in words, and what was written about it."""

    day: datetime.date
    ago: str
    lines: list[Line]


def days_back(today: datetime.date) -> Iterator[tuple[datetime.date, str]]:
    """A week, a month, half a year, and every year as far as anybody remembers."""
    yield today - datetime.timedelta(days=7), _("A week ago")
    yield months_before(today, 1), _("A month ago")
    yield months_before(today, 6), _("Half a year ago")
    for years in range(1, min(YEARS, today.year)):
        words = ngettext("A year ago", "%(years)d years ago", years) % {"years": years}
        yield months_before(today, 12 * years), words


def months_before(day: datetime.date, months: int) -> datetime.date:
    """The same day of an earlier month, or its last one."""
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    first = datetime.date(year, month + 1, 1)
    return first.replace(day=min(day.day, last_day(first).day))


def look_back(
    today: datetime.date,
    entries: EntryQuerySet,
    vault: OpenVault,
    muted: Iterable[Muted],
    tag_names: Mapping[str, str],
) -> list[Back]:
    """The days that have something to show, the nearest first."""
    days, muted = dict(days_back(today)), list(muted)
    same = cache(lambda tag: alike(tag_names, tag))
    found: dict[datetime.date, list[Line]] = {}
    for line in lines(entries.filter(about_on__in=days).heads().newest_first(), vault):
        carried = {each for tag in line.head.tags for each in same(tag)}
        if not any(each.covers(line.entry.id, line.entry.about_on, carried) for each in muted):
            found.setdefault(line.entry.about_on, []).append(line)
    return [Back(day, ago, found[day]) for day, ago in days.items() if day in found]
