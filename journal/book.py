"""Days of the journal as a small book: its pages in the order in which they were lived, in parts."""

import base64
import binascii
import datetime
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import groupby

from django.db.models.functions import Coalesce, Length

from journal.lines import head_or_word
from journal.models import Cursor, Entry, EntryQuerySet
from journal.models.photo import Shown, in_order, with_photos
from journal.words import Head
from vault.cipher import Place, Unreadable, seal, unseal
from vault.session import OpenVault

# What one part holds at most, so that neither the server nor a browser takes long over it: about a year of days,
# or 2 MB of sealed words.
ENTRIES = 400
BYTES = 2_000_000


@dataclass(frozen=True)
class Page:
    """An entry as the book prints it."""

    entry: Entry
    head: Head
    body: str
    photos: list[Shown]

    @classmethod
    def of(cls, entry: Entry, vault: OpenVault) -> "Page":
        try:
            return cls(entry, entry.read_head(vault), entry.read_body(vault), in_order(entry, vault))
        except Unreadable:
            return cls(entry, head_or_word(entry, vault), "", [])


@dataclass(frozen=True)
class Part:
    """What is read at once of a span."""

    pages: list[Page]
    following: "Span | None"

    @cached_property
    def chapters(self) -> list[tuple[datetime.date, list[Page]]]:
        months = groupby(self.pages, lambda page: page.entry.about_on.replace(day=1))
        return [(month, list(pages)) for month, pages in months]

    @property
    def entries(self) -> list[Entry]:
        return [page.entry for page in self.pages]


@dataclass(frozen=True)
class Span:
    """From a day to a day; a part that is not the first goes on after an entry."""

    first: datetime.date
    last: datetime.date
    number: int = 1
    after: Cursor | None = None

    @classmethod
    def between(cls, one: datetime.date, other: datetime.date) -> "Span":
        return cls(min(one, other), max(one, other))

    def read(self, entries: EntryQuerySet, vault: OpenVault) -> Part:
        """Sizes first: what is too long for this part stays in the database."""
        wanted = entries.filter(about_on__range=(self.first, self.last)).oldest_first()
        if self.after:
            wanted = wanted.beyond(self.after)
        size = Length("body") + Coalesce(Length("more"), 0)
        sizes = list(wanted.annotate(size=size).values_list("id", "size")[: ENTRIES + 1])
        ids = list(_fitting(sizes))
        found = with_photos(wanted.filter(id__in=ids)).defer("folded", "more")
        pages = [Page.of(entry, vault) for entry in found]
        more = len(ids) < len(sizes)
        following = replace(self, number=self.number + 1, after=pages[-1].entry.cursor) if more else None
        return Part(pages, following)

    def sealed(self, vault: OpenVault) -> str:
        """For the address, as a search has one: which days somebody prints is nobody else's business."""
        text = f"{self.first} {self.last} {self.number} {self.after or ''}"
        blob = seal(vault.key("query"), text.encode(), _place(vault))
        return base64.urlsafe_b64encode(blob).decode().rstrip("=")

    @classmethod
    def unsealed(cls, vault: OpenVault, token: str) -> "Span":
        """Raises Unreadable for anything that `sealed` did not make under this vault."""
        try:
            blob = base64.urlsafe_b64decode(token + "=" * (-len(token) % 4))
        except (binascii.Error, ValueError):
            raise Unreadable from None
        text = unseal(vault.key("query"), blob, _place(vault)).decode()
        first, last, number, after = text.split(" ")
        day = datetime.date.fromisoformat
        return cls(day(first), day(last), int(number), Cursor.parse(after) if after else None)


def _place(vault: OpenVault) -> Place:
    return Place("journal_book", "f", vault.owner_id, "")


def _fitting(sizes: list[tuple[uuid.UUID, int]]) -> Iterator[uuid.UUID]:
    """The first of them, and as many more as one part holds."""
    total = 0
    for number, (id_, size) in enumerate(sizes):
        total += size
        if number and (number == ENTRIES or total > BYTES):
            return
        yield id_
