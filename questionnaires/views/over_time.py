"""Trends: every scale and the mood over time, as pictures and as tables."""

import base64
import binascii
import datetime
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from accounts.requests import PersonRequest
from journal.models import EntryQuerySet
from questionnaires.drawing import Axis
from questionnaires.history import MOODS, Line, Past, draw_moods, moods, pasts
from questionnaires.trends import Reading
from vault.cipher import Place, Unreadable, seal_json, unseal_json
from vault.session import OpenVault

SPANS = {
    "months": (gettext_lazy("Three months"), datetime.timedelta(days=92)),
    "year": (gettext_lazy("One year"), datetime.timedelta(days=366)),
    "all": (gettext_lazy("All"), None),
}
SHORTEST = datetime.timedelta(days=14)
MOOD = "mood"
ROWS = 50


@dataclass(frozen=True)
class Asked:
    """What a table is asked for; sealed in its address, since that may not name a questionnaire."""

    span: str
    of: str

    def sealed(self, vault: OpenVault) -> str:
        blob = seal_json(vault.key("query"), [self.span, self.of], _place(vault))
        return base64.urlsafe_b64encode(blob).decode().rstrip("=")

    @classmethod
    def unsealed(cls, vault: OpenVault, token: str) -> "Asked":
        """Raises Unreadable for anything that `sealed` did not make under this vault."""
        try:
            blob = base64.urlsafe_b64decode(token + "=" * (-len(token) % 4))
        except (binascii.Error, ValueError):
            raise Unreadable from None
        return cls(*unseal_json(vault.key("query"), blob, _place(vault)))


def _place(vault: OpenVault) -> Place:
    return Place("questionnaires_trends", "f", vault.owner_id, "")


@require_safe
def trends(request: PersonRequest) -> HttpResponse:
    span = request.GET.get("span", "months")
    if span not in SPANS:
        raise Http404
    since = since_of(span)
    answered = pasts(request.user, request.vault, since)
    felt = moods(entries_since(request, since), request.vault)
    axis = axis_of(since, answered, felt)
    context: dict[str, Any] = {
        "spans": [(key, name, key == span) for key, (name, _length) in SPANS.items()],
        "axis": axis,
        "sections": [
            {
                "past": past,
                "pictures": [line.draw(axis) for line in past.lines],
                "f": Asked(span, past.questionnaire.hex).sealed(request.vault),
            }
            for past in answered
            if past.lines
        ],
    }
    if felt:
        context |= {"mood": draw_moods(felt, axis), "mood_f": Asked(span, MOOD).sealed(request.vault)}
    return render(request, "questionnaires/trends.html", context)


@require_safe
def trends_table(request: PersonRequest) -> HttpResponse:
    """The same as a table, of the mood or of one questionnaire, newest first."""
    try:
        asked = Asked.unsealed(request.vault, request.GET.get("f", ""))
    except Unreadable:
        raise Http404 from None
    since = since_of(asked.span)
    context: dict[str, Any] = {"f": request.GET["f"], "span": asked.span}
    if asked.of == MOOD:
        felt = moods(entries_since(request, since), request.vault)
        context |= {"title": _("Mood"), "columns": [_("Mood")], "rows": mood_rows(felt)}
    else:
        answered = pasts(request.user, request.vault, since)
        past = next((each for each in answered if each.questionnaire.hex == asked.of), None)
        if past is None:
            raise Http404
        columns = [line.title for line in past.lines]
        context |= {"title": past.title, "again": past.again, "columns": columns, "rows": rows(past)}
        context["paired"] = any(line.paired for line in past.lines)
    context["page"] = Paginator(context["rows"], ROWS).get_page(request.GET.get("page"))
    return render(request, "questionnaires/trends_table.html", context)


def since_of(span: str) -> datetime.date | None:
    length = SPANS[span][1]
    return timezone.localdate() - length if length else None


def entries_since(request: PersonRequest, since: datetime.date | None) -> EntryQuerySet:
    entries = request.user.entries.live()
    return entries.filter(about_on__gte=since) if since else entries


def axis_of(since: datetime.date | None, answered: list[Past], felt: list[Reading]) -> Axis:
    """One for all pictures, so that what lies above each other happened together."""
    today = timezone.localdate()
    days = [each.rounds[0].day for each in answered] + [each.day for each in felt[:1]]
    last = max([today, *(each.day for each in felt[-1:])])
    return Axis(since or min([*days, today - SHORTEST]), last)


# A cell holds the words of each side; of a scale without sides its side is empty.
Cell = list[tuple[str, str]]


def mood_rows(felt: list[Reading]) -> list[tuple[datetime.date, list[Cell]]]:
    words = MOODS[None].words
    return [(each.day, [[("", words(each.me))]]) for each in reversed(felt) if each.me is not None]


def rows(past: Past) -> list[tuple[datetime.date, list[Cell]]]:
    """One a round, with what it says of each scale."""
    told = [
        (each.day, [_cell(line, line.by_round[place]) for line in past.lines])
        for place, each in enumerate(past.rounds)
    ]
    return told[::-1]


def _cell(line: Line, reading: Reading | None) -> Cell:
    if reading is None:
        return []
    words = line.ranges[reading.meaning].words
    sides = (("me", reading.me), ("them", reading.them))
    return [(side if line.paired else "", words(value)) for side, value in sides if value is not None]
