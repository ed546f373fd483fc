"""What other apps' pages show of rounds: an entry's own, those on paper, and which are folded."""

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django import template
from django.db.models import Case, F, When
from django.template import Context

from journal.models import Entry
from questionnaires import report
from questionnaires.models import Edition, Response, Round
from vault.cipher import Unreadable

register = template.Library()


@dataclass(frozen=True)
class OfEntry:
    response: Response
    # The open round of the same questions, while which this one is folded.
    again: Response | None = None
    # Of a finished round in the trash, which has no page of its own.
    answers: list[dict[str, Any]] | None = None


@register.simple_tag(takes_context=True)
def round_of(context: Context, entry: Entry) -> OfEntry | None:
    """`{% round_of entry as round %}` on the page of an entry, shown by questionnaires/_of_entry.html."""
    user, vault = context["request"].user, context["request"].vault
    response = user.responses.filter(pk=entry.pk).select_related("entry").first()
    if not response or not response.finished_at:
        return OfEntry(response) if response else None
    # A damaged round says so on its own page.
    with suppress(Unreadable):
        head = response.read_head(vault)
        again = Round(response, head).begun_again(user.responses.rounds(vault, head.questionnaire))
        if not entry.trashed_at:
            return OfEntry(response, again)
        document = response.read_edition(vault).parsed
        answers = report.answers(document, response.read_answers(vault), with_care=True)
        return OfEntry(response, again, answers)
    return OfEntry(response)


@dataclass(frozen=True)
class Printed:
    """What paper shows of a finished round: nothing of it while it is folded."""

    answers: list[dict[str, Any]]
    folded: bool = False


@dataclass(frozen=True)
class PrintedRounds:
    by_entry: dict[UUID, Printed]
    without_care: bool  # whether answers about fear or harm were left out


@register.simple_tag(takes_context=True)
def rounds_in(context: Context, entries: Iterable[Entry]) -> PrintedRounds:
    """`{% rounds_in entries as rounds %}`: what is to be printed of the rounds among these entries.

    Paper can be found by others, so answers about fear or harm are left out, as they are when something is shared.
    """
    ids = [entry.pk for entry in entries if entry.kind == Entry.Kind.RESPONSE]
    if not ids:
        return PrintedRounds({}, False)
    user, vault = context["request"].user, context["request"].vault
    # One query: all rounds, since an open one folds others, but the answers only of those to print.
    sealed = Case(When(pk__in=ids, finished_at__isnull=False, then=F("answers")))
    rounds = user.responses.annotate(sealed=sealed).rounds(vault)
    wanted = [each for each in rounds if each.response.sealed]
    editions = Edition.objects.in_bulk({each.head.edition for each in wanted})
    printed, without_care = {}, False
    for each in wanted:
        if each.begun_again(rounds):
            printed[each.response.pk] = Printed([], folded=True)
            continue
        with suppress(Unreadable):
            document = editions[each.head.edition].parsed
            each.response.answers = each.response.sealed
            given = each.response.read_answers(vault)
            answers = report.answers(document, given, with_care=False)
            without_care |= answers != report.answers(document, given, with_care=True)
            printed[each.response.pk] = Printed(answers)
    return PrintedRounds(printed, without_care)


@register.simple_tag
def round_in(rounds: PrintedRounds, entry: Entry) -> Printed | None:
    """`{% round_in rounds entry as round %}`: that of one entry."""
    return rounds.by_entry.get(entry.pk)
