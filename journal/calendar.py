"""A month as a calendar shows it, and dates as addresses write them. Pure: the counts come from the database."""

import calendar
import datetime
from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.dates import WEEKDAYS, WEEKDAYS_ABBR
from django.utils.formats import get_format


@dataclass(frozen=True)
class Day:
    date: datetime.date
    entries: int
    # As `aria-current` says it: "page" for the day that is looked at, "date" for today.
    current: str = ""


@dataclass(frozen=True)
class Month:
    """The month that begins on `first`, with the number of entries of its days."""

    first: datetime.date
    counts: Mapping[datetime.date, int]
    today: datetime.date | None = None
    looked_at: datetime.date | None = None

    @property
    def weeks(self) -> list[list[Day | None]]:
        """Nothing stands where a week reaches into another month."""
        rows = calendar.Calendar(first_weekday()).monthdayscalendar(self.first.year, self.first.month)
        return [[self._day(number) for number in row] for row in rows]

    def _day(self, number: int) -> Day | None:
        if not number:
            return None
        date = self.first.replace(day=number)
        current = "page" if date == self.looked_at else "date" if date == self.today else ""
        return Day(date, self.counts.get(date, 0), current)

    @property
    def weekdays(self) -> list[tuple[str, str]]:
        """Short and in full, as the weeks of this language run."""
        days = [(first_weekday() + each) % 7 for each in range(7)]
        return [(str(WEEKDAYS_ABBR[day]), str(WEEKDAYS[day])) for day in days]

    @property
    def entries(self) -> int:
        return sum(self.counts.values())

    @property
    def last(self) -> datetime.date:
        return last_day(self.first)

    @property
    def earlier(self) -> datetime.date | None:
        return month_of(self.first - datetime.timedelta(days=1)) if self.first > datetime.date.min else None

    @property
    def later(self) -> datetime.date | None:
        return self.last + datetime.timedelta(days=1) if self.last < datetime.date.max else None


@dataclass(frozen=True)
class Year:
    """Twelve months, each with the number of its entries."""

    number: int
    months: list[tuple[datetime.date, int]]


def years(counts: Mapping[datetime.date, int]) -> list[Year]:
    """The years in which something was written, the newest first."""
    found = sorted({first.year for first in counts}, reverse=True)
    firsts = {year: [datetime.date(year, month, 1) for month in range(1, 13)] for year in found}
    return [Year(year, [(first, counts.get(first, 0)) for first in firsts[year]]) for year in found]


def first_weekday() -> int:
    """Monday is 0, as Python counts; Django's formats count from Sunday."""
    return (int(get_format("FIRST_DAY_OF_WEEK")) - 1) % 7


def month_of(day: datetime.date) -> datetime.date:
    return day.replace(day=1)


def last_day(first: datetime.date) -> datetime.date:
    return first.replace(day=calendar.monthrange(first.year, first.month)[1])


class MonthConverter:
    """2026-11 in an address is the first of November."""

    regex = "[0-9]{4}-[0-9]{2}"

    def to_python(self, value: str) -> datetime.date:
        return datetime.date.fromisoformat(f"{value}-01")

    def to_url(self, first: datetime.date) -> str:
        return first.isoformat()[:7]


class DayConverter:
    regex = "[0-9]{4}-[0-9]{2}-[0-9]{2}"

    def to_python(self, value: str) -> datetime.date:
        return datetime.date.fromisoformat(value)

    def to_url(self, day: datetime.date) -> str:
        return day.isoformat()
