"""What waits for somebody on Today: rounds to go on with, check-ins that are due, and on a low day their own words.

All in one query, since Today asks for much else.
"""

import uuid
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import BinaryField, CharField, DateTimeField, F, Value
from django.db.models.functions import Cast

from accounts.models import User
from journal.models import Entry
from questionnaires.models import CheckIn, Response
from vault.cipher import Unreadable
from vault.session import OpenVault

# So many of the newest rounds are looked through for kept words.
ROUNDS = 30
# Today stays calm: so many cards, and on this day below them. The next takes the place of one that is done; all
# rounds that are open stand under Questions too.
CARDS = 2
UNFINISHED, FINISHED, CHECK_IN = range(3)
RESPONSE = ("pk", "at", "entry__revision", "entry__key", "entry__head", "revision", "head")


@dataclass(frozen=True)
class Due:
    check_in: CheckIn
    title: str
    questionnaire: uuid.UUID
    # Of the round that Begin makes: a double click makes one.
    id: uuid.UUID = field(default_factory=uuid.uuid4)


@dataclass
class Waiting:
    unfinished: list[tuple[Response, str]] = field(default_factory=list)
    due: list[Due] = field(default_factory=list)
    kept: tuple[str, ...] = ()
    kept_on: datetime | None = None


def waiting(user: User, vault: OpenVault, *, low_day: bool) -> Waiting:
    responses = user.responses.live()
    begun = responses.filter(finished_at__isnull=True).annotate(at=F("entry__written_at"))
    rows = _rows(begun, UNFINISHED, *RESPONSE).union(_due(user), all=True)
    if low_day:
        finished = responses.filter(finished_at__isnull=False).annotate(at=F("finished_at"))
        newest = finished.order_by("-finished_at")
        rows = rows.union(_rows(newest, FINISHED, *RESPONSE)[:ROUNDS], all=True)
    found = Waiting()
    open_: set[uuid.UUID] = set()
    # Open rounds first: what is being answered is not asked for again, and folds what was answered before.
    for what, id, at, *sealed in sorted(rows, key=lambda row: (row[0], -row[2].timestamp())):
        with suppress(Unreadable):
            if what == CHECK_IN:
                _add_due(found, CheckIn(id=id, owner=user, head=sealed[-1]), vault, open_)
                continue
            response = _response(user, id, at, *sealed)
            head = response.read_head(vault)
            if what == UNFINISHED:
                open_.add(head.questionnaire)
                found.unfinished.append((response, response.entry.read_head(vault).title))
            elif head.kept and not found.kept and head.questionnaire not in open_:
                found.kept, found.kept_on = head.kept, at
    found.unfinished = found.unfinished[:CARDS]
    found.due = found.due[: CARDS - len(found.unfinished)]
    return found


def _rows(queryset: Any, what: int, *columns: str) -> Any:
    return queryset.annotate(what=Value(what)).values_list("what", *columns)


def _due(user: User) -> Any:
    """In the shape of a response; what a check-in has not is empty."""
    empty, none = Value("", CharField()), Value(b"", BinaryField())
    due = user.check_ins.due().annotate(
        at=Cast("next_on", DateTimeField()), entry_revision=empty, key=none, entry_head=none, revision=empty
    )
    return _rows(due, CHECK_IN, "pk", "at", "entry_revision", "key", "entry_head", "revision", "head")


def _response(user: User, id: uuid.UUID, at: datetime, *sealed: Any) -> Response:
    entry_revision, key, entry_head, revision, head = sealed
    entry = Entry(id=id, owner=user, written_at=at, revision=entry_revision, key=key, head=entry_head)
    return Response(entry=entry, owner=user, revision=revision, head=head)


def _add_due(found: Waiting, check_in: CheckIn, vault: OpenVault, open_: set[uuid.UUID]) -> None:
    about = check_in.read(vault)
    if about.questionnaire not in open_:
        found.due.append(Due(check_in, about.title, about.questionnaire))
