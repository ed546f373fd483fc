"""Two texts of one entry beside each other: which words and which facts differ."""

from dataclasses import dataclass

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from journal.difference import Piece, difference
from journal.words import Draft, Mood


@dataclass(frozen=True)
class Fact:
    """Something about the two texts that is not the same: what it is called, and what it is in each."""

    name: str
    then: str
    now: str


@dataclass(frozen=True)
class Comparison:
    facts: list[Fact]
    pieces: list[Piece]

    @classmethod
    def of(cls, then: Draft, now: Draft) -> "Comparison":
        facts = [
            Fact(_("Title"), then.title, now.title),
            Fact(_("Mood"), _mood(then), _mood(now)),
            Fact(_("Tags"), ", ".join(then.tags), ", ".join(now.tags)),
            Fact(_("The day it is about"), _day(then), _day(now)),
        ]
        return cls([fact for fact in facts if fact.then != fact.now], difference(then.body, now.body))

    @property
    def is_empty(self) -> bool:
        return not (self.facts or self.pieces)


def _mood(draft: Draft) -> str:
    return str(Mood(draft.mood).label) if draft.mood else ""


def _day(draft: Draft) -> str:
    return date_format(draft.about_on, "DATE_FORMAT") if draft.about_on else ""
