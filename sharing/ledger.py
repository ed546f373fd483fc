"""The ledger: what was shared, opened and taken back, told line by line, and proven complete."""

import datetime
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from enum import Enum
from itertools import groupby

from django.utils import timezone

from sharing.models import Connection, Consent, Opening
from vault.cipher import Unreadable, key_id, same
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
    # The newest line of what can still be read.
    offers_taking_back: bool = False

    @property
    def can_be_read(self) -> bool:
        return self.consent is not None and self.consent.is_live and self.connection.is_connected


class Proof(Enum):
    """What can be said of a ledger: all there, not as it was written, or sealed for keys that are gone."""

    COMPLETE = "complete"
    CHANGED = "changed"
    OTHER_KEYS = "other_keys"


def prove(connection: Connection, openings: Iterable[Opening], vault: OpenVault) -> Proof:
    """Whether nothing was changed, removed, moved or cut off since the lines were written.

    Each line's mark covers the line before it. A cut tail leaves a good chain, but not the count and last mark
    that the writer sealed when she last looked.
    """
    if key_id(connection.seen_mark) != vault.key("mark").id:
        return Proof.OTHER_KEYS
    try:
        key, (seen, seen_last) = connection.open_ledger_key(), connection.read_seen(vault)
    except Unreadable:
        return Proof.CHANGED
    lines = sorted(openings, key=lambda each: each.number)
    marks = [b""]
    for number, line in enumerate(lines, 1):
        marks.append(line.mark(key, marks[-1]))
        if line.number != number or not same(marks[-1], line.mac):
            return Proof.CHANGED
    reached = len(lines) >= seen and same(marks[seen], seen_last)
    return Proof.COMPLETE if reached else Proof.CHANGED


def see(connection: Connection, openings: Sequence[Opening], vault: OpenVault) -> None:
    """Seal how far the writer has looked, so that nothing she saw can vanish. Only what is complete."""
    if connection.read_seen(vault)[0] == len(openings):
        return
    last = max(openings, key=lambda each: each.number).mac
    connection.seen_mark = connection.mark_seen(vault, len(openings), bytes(last))
    connection.save(update_fields=["seen_mark"])


def tell(connection: Connection, vault: OpenVault) -> list[Line]:
    """All that happened with one therapist, in no order."""
    lines = []
    if connection.writer_confirmed_at:
        lines.append(Line("connected", connection.writer_confirmed_at, connection))
    if connection.ended_at:
        by_writer = connection.ended_by_id == connection.owner_id
        lines.append(Line("ended" if by_writer else "ended_by_them", connection.ended_at, connection))
    opened = defaultdict(list)
    for opening in sorted(connection.openings.all(), key=lambda each: each.opened_at):
        opened[opening.consent_id].append(opening.opened_at)
    for consent in connection.consents.all():
        lines += _of_consent(connection, consent, opened[consent.pk], vault)
    return lines


def newest_first(lines: Iterable[Line]) -> list[Line]:
    """In order; each thing that can still be read is offered to be taken back once, not on all of its lines."""
    ordered = sorted(lines, key=lambda line: line.moment, reverse=True)
    offered = set()
    for line in ordered:
        if line.consent and line.can_be_read and line.consent.pk not in offered:
            line.offers_taking_back = True
            offered.add(line.consent.pk)
    return ordered


def _of_consent(
    connection: Connection, consent: Consent, opened: list[datetime.datetime], vault: OpenVault
) -> list[Line]:
    title = consent.title(vault)
    lines = [Line("shared", consent.shared_at, connection, consent, title)]
    if consent.withdrawn_at:
        lines.append(Line("taken_back", consent.withdrawn_at, connection, consent, title))
    elif consent.ends_at <= timezone.now():
        lines.append(Line("over", consent.ends_at, connection, consent, title))
    for _day, times in groupby(opened, key=timezone.localdate):
        moments = list(times)
        lines.append(Line("opened", moments[-1], connection, consent, title, moments))
    return lines
