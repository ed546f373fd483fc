"""What somebody looks for in the journal: words and filters together, sealed in one address, and found in batches.

Star, kind and dates stand in clear, so the database narrows by them. Tag and mood stand only in sealed heads, which
are opened in date order until the page is full or the time of one request is over.
"""

import base64
import binascii
import datetime
import json
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from journal.lines import Line
from journal.models import Cursor, Entry, EntryQuerySet
from journal.models.tag import alike
from journal.search import Found, Query, find
from journal.words import Head, Mood
from vault.cipher import Place, Unreadable, seal, unseal
from vault.session import OpenVault

PAGE = 20
# Few rows for the page that is full at once, then more and more: 20,000 entries in five queries.
BATCHES = (100, 400, 1600, 6400)
# How long one request may look before it says how far it came.
SECONDS = 0.8


@dataclass(frozen=True)
class Look:
    """All that is asked for must hold; of several moods, one."""

    text: str = ""
    kind: str = ""
    starred: bool = False
    moods: tuple[int, ...] = ()
    tags: tuple[str, ...] = ()  # ids, as heads have them
    first: datetime.date | None = None
    last: datetime.date | None = None

    def __bool__(self) -> bool:
        return self != Look()

    @property
    def query(self) -> Query:
        return Query.parse(self.text)

    @property
    def opens_heads(self) -> bool:
        return bool(self.moods or self.tags)

    def narrow(self, entries: EntryQuerySet) -> EntryQuerySet:
        """By what the database can tell."""
        if self.kind:
            entries = entries.filter(kind=self.kind)
        if self.starred:
            entries = entries.filter(starred_at__isnull=False)
        if self.first:
            entries = entries.filter(about_on__gte=self.first)
        if self.last:
            entries = entries.filter(about_on__lte=self.last)
        return entries

    def fitting(self, tag_names: Mapping[str, str]) -> Callable[[Head], bool]:
        """Whether a head fits, by what only it tells. Tags of one name are one tag."""
        tags = [alike(tag_names, tag) for tag in self.tags]

        def fits(head: Head) -> bool:
            carried = set(head.tags)
            return (not self.moods or head.mood in self.moods) and all(carried & ids for ids in tags)

        return fits

    # In the address

    def sealed(self, vault: OpenVault) -> str:
        """It can be kept and reloaded, and read by nobody else."""
        said = {name: value for name, value in asdict(self).items() if value}
        blob = seal(vault.key("query"), json.dumps(said, default=str).encode(), _place(vault))
        return base64.urlsafe_b64encode(blob).decode().rstrip("=")

    @classmethod
    def unsealed(cls, vault: OpenVault, token: str) -> "Look":
        """Raises Unreadable for anything that `sealed` did not make under this vault."""
        try:
            blob = base64.urlsafe_b64decode(token + "=" * (-len(token) % 4))
        except (binascii.Error, ValueError):
            raise Unreadable from None
        said: dict[str, Any] = json.loads(unseal(vault.key("query"), blob, _place(vault)))
        for name in said.keys() & {"first", "last"}:
            said[name] = datetime.date.fromisoformat(said[name])
        for name in said.keys() & {"moods", "tags"}:
            said[name] = tuple(said[name])
        return cls(**said)

    # What is active, one by one

    def parts(self, tag_names: Mapping[str, str]) -> list["Part"]:
        """Each filter in words, with what is looked for without it. A tag that is gone has no name."""
        found = []
        if self.kind:
            found.append(Part(str(Entry.Kind(self.kind).label), replace(self, kind="")))
        if self.starred:
            found.append(Part(_("Starred"), replace(self, starred=False)))
        for mood in self.moods:
            rest = tuple(each for each in self.moods if each != mood)
            found.append(Part(str(Mood(mood).label), replace(self, moods=rest), _("Mood")))
        for tag in self.tags:
            rest_of_tags = tuple(each for each in self.tags if each != tag)
            name = tag_names.get(tag) or _("A tag that is gone")
            found.append(Part(name, replace(self, tags=rest_of_tags), _("Tag"), voice=True))
        if self.first:
            found.append(Part(date_format(self.first), replace(self, first=None), _("From")))
        if self.last:
            found.append(Part(date_format(self.last), replace(self, last=None), _("To")))
        return found


@dataclass(frozen=True)
class Part:
    """One filter that is active."""

    word: str
    without: Look
    name: str = ""
    voice: bool = False  # the person's own word


@dataclass(frozen=True)
class Page:
    """What was found: lines, or hits where words were looked for."""

    lines: list[Line] = field(default_factory=list)
    found: Found | None = None
    older: Cursor | None = None  # where the next page begins, if there may be one
    looked_to: datetime.date | None = None  # the day up to which there was time to look

    @property
    def is_empty(self) -> bool:
        return not (self.lines or (self.found and self.found.hits))


def look_for(
    look: Look,
    entries: EntryQuerySet,
    vault: OpenVault,
    tag_names: Mapping[str, str],
    before: Cursor | None = None,
) -> Page:
    """One page, newest first. `looked_to` when the time was over before it was full."""
    entries, fits = look.narrow(entries), look.fitting(tag_names)
    until = time.monotonic() + SECONDS
    if look.query.terms:
        wanted = fits if look.opens_heads else None
        found = find(entries, vault, look.query, before, tag_names=tag_names, fits=wanted, until=until)
        return Page(found=found, older=found.older, looked_to=found.looked_to)
    matching: list[Line] = []
    for entry in _in_batches(entries.heads().with_conflicts().newest_first(), before, look.opens_heads):
        line = Line.of(entry, vault)
        if fits(line.head):
            matching.append(line)
        if len(matching) > PAGE:
            return Page(matching[:PAGE], older=matching[PAGE - 1].entry.cursor)
        if time.monotonic() > until:
            return Page(matching, older=entry.cursor, looked_to=entry.about_on)
    return Page(matching)


def _in_batches(entries: EntryQuerySet, before: Cursor | None, many: bool) -> Iterator[Entry]:
    """`many` if most of them may not fit; else a page is one query."""
    sizes = iter(BATCHES if many else (PAGE + 1,))
    size = next(sizes)
    while True:
        batch = list((entries.after(before) if before else entries)[:size])
        yield from batch
        if len(batch) < size:
            return
        before, size = batch[-1].cursor, next(sizes, size)


def _place(vault: OpenVault) -> Place:
    return Place("journal_search", "f", vault.owner_id, "")
