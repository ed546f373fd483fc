"""The ledger: what was shared, opened and taken back, told line by line, and proven complete."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import groupby

from django.utils import timezone

from sharing.models import Connection, Consent, Opening
from vault.cipher import Unreadable, same
from vault.models import OpenVault


@dataclass
class Line:
    """One sentence: `what` happened, when, with which consent; openings of one day stand together."""

    what: str
    moment: datetime.datetime
    connection: Connection
    consent: Consent | None = None
    title: str | None = None
    times: list[datetime.datetime] = field(default_factory=list)

    @property
    def can_take_back(self) -> bool:
        return self.consent is not None and self.consent.is_live and self.connection.is_connected


def is_complete(connection: Connection, openings: Iterable[Opening], vault: OpenVault) -> bool:
    """Whether nothing was changed, removed, moved or cut off since the lines were written.

    Each line's mark covers the line before it. A cut tail leaves a good chain, but not the count and last mark
    that the writer sealed when she last looked.
    """
    try:
        key, (seen, seen_last) = connection.open_ledger_key(), connection.read_seen(vault)
    except Unreadable:
        return False
    lines = sorted(openings, key=lambda each: each.number)
    marks = [b""]
    for number, line in enumerate(lines, 1):
        marks.append(line.mark(key, marks[-1]))
        if line.number != number or not same(marks[-1], line.mac):
            return False
    return len(lines) >= seen and same(marks[seen], seen_last)


def see(connection: Connection, openings: list[Opening], vault: OpenVault) -> None:
    """Seal how far the writer has looked. Only after `is_complete`."""
    count = len(openings)
    if connection.read_seen(vault)[0] == count:
        return
    last = max(openings, key=lambda each: each.number).mac
    connection.seen_mark = connection.mark_seen(vault, count, bytes(last))
    connection.save(update_fields=["seen_mark"])


def tell(connection: Connection, consents: Iterable[Consent], vault: OpenVault) -> list[Line]:
    """All that happened with one therapist, the newest first."""
    lines = []
    if connection.writer_confirmed_at:
        lines.append(Line("connected", connection.writer_confirmed_at, connection))
    if connection.ended_at:
        by_writer = connection.ended_by_id == connection.owner_id
        lines.append(Line("ended" if by_writer else "ended_by_therapist", connection.ended_at, connection))
    for consent in consents:
        lines += _of_consent(connection, consent, vault)
    return sorted(lines, key=lambda line: line.moment, reverse=True)


def _of_consent(connection: Connection, consent: Consent, vault: OpenVault) -> list[Line]:
    note = consent.read_note(vault)
    title = None if note is None else note.title
    lines = [Line("shared", consent.shared_at, connection, consent, title)]
    if consent.withdrawn_at:
        lines.append(Line("taken_back", consent.withdrawn_at, connection, consent, title))
    elif consent.ends_at <= timezone.now():
        lines.append(Line("over", consent.ends_at, connection, consent, title))
    for _day, openings in groupby(_in_time(consent), key=lambda each: timezone.localdate(each.opened_at)):
        times = [opening.opened_at for opening in openings]
        lines.append(Line("opened", times[-1], connection, consent, title, times))
    return lines


def _in_time(consent: Consent) -> list[Opening]:
    return sorted(consent.openings.all(), key=lambda each: each.opened_at)
