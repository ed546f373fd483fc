"""What lists of entries show of the rounds among them: which are not finished, and which are folded."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Protocol
from uuid import UUID

from django import template
from django.db.models import Q
from django.template import Context

from journal.models import Entry

register = template.Library()


class OfEntry(Protocol):
    """A line, or a hit."""

    @property
    def entry(self) -> Entry: ...


@dataclass(frozen=True)
class Rounds:
    unfinished: set[UUID] = field(default_factory=set)
    folded: set[UUID] = field(default_factory=set)


@register.simple_tag(takes_context=True)
def rounds_among(context: Context, lines: Iterable[OfEntry]) -> Rounds:
    """`{% rounds_among lines as rounds %}`. Answer before you see: what is being answered again now is folded.

    One query, and none if no round is among them; of the others only the open ones are read.
    """
    ids = {line.entry.pk for line in lines if line.entry.kind == Entry.Kind.RESPONSE}
    if not ids:
        return Rounds()
    user, vault = context["request"].user, context["request"].vault
    asked = Q(pk__in=ids) | Q(finished_at__isnull=True)
    rounds = user.responses.filter(asked).rounds(vault)
    return Rounds(
        unfinished={each.response.pk for each in rounds if not each.response.finished_at} & ids,
        folded={each.response.pk for each in rounds if each.begun_again(rounds)} & ids,
    )
