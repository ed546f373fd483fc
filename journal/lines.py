"""Entries as lists show them, and where a list goes on."""

import datetime
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

from django.http import (
    Http404,
)
from django.utils.translation import gettext as _

from accounts.requests import PersonRequest
from journal.models import Cursor, Entry
from journal.words import Head, Mood
from vault.cipher import Unreadable
from vault.session import OpenVault


@dataclass(frozen=True)
class Line:
    """An entry as lists show it."""

    entry: Entry
    head: Head

    @classmethod
    def of(cls, entry: Entry, vault: OpenVault) -> "Line":
        return cls(entry, head_or_word(entry, vault))

    @property
    def mood(self) -> str:
        return str(Mood(self.head.mood).label) if self.head.mood else ""


def lines(entries: Iterable[Entry], vault: OpenVault) -> list[Line]:
    return [Line.of(entry, vault) for entry in entries]


def by_month(shown: Iterable[Line]) -> list[tuple[datetime.date, list[Line]]]:
    months = groupby(shown, lambda line: line.entry.about_on.replace(day=1))
    return [(first, list(group)) for first, group in months]


def head_or_word(entry: Entry, vault: OpenVault) -> Head:
    """One damaged row must not hide all the others."""
    try:
        return entry.read_head(vault)
    except Unreadable:
        return Head(title=_("This entry cannot be opened"))


def cursor(request: PersonRequest) -> Cursor | None:
    """Where a list goes on: `?before=`, as its own link wrote it."""
    if "before" not in request.GET:
        return None
    try:
        return Cursor.parse(request.GET["before"])
    except ValueError:
        raise Http404 from None


def id_of(text: str) -> uuid.UUID:
    try:
        return uuid.UUID(text)
    except ValueError:
        raise Http404 from None
