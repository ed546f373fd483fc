"""What answers say: the result of one round."""

import uuid
from dataclasses import replace

from django.http import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.requests import PersonRequest
from journal.forms import DraftForm
from questionnaires import report
from questionnaires.filling import Way
from questionnaires.models import Edition, Head, Response, Round
from questionnaires.scoring import Scores
from questionnaires.trends import comparable


@require_safe
def result(request: PersonRequest, id: uuid.UUID) -> HttpResponseBase:
    """The result in words and bars, the change since last time, and room to write, which is the entry's text."""
    response = get_object_or_404(request.user.responses.live(), pk=id)
    if not response.finished_at:
        return redirect("questionnaires:response", id)
    way, head = Way.of(response, request.vault), response.read_head(request.vault)
    rounds = request.user.responses.rounds(request.vault, head.questionnaire)
    counted = counted_before(response, rounds)
    earlier = comparable_scores(head, counted)
    scores = report.scores(way.document, head.scores, earlier)
    compared = any(scale["change"] for scale in scores["scales"])
    context = {
        "response": response,
        "document": way.document,
        "scores": scores,
        "one_by_one": report.one_by_one(way.document, way.answers),
        "last_day": counted[-1].response.finished_at if compared else None,
        "incomparable": bool(counted) and len(earlier[-1]) < len(head.scores),
        "care": way.needs_care,
        "again": Round(response, head).begun_again(rounds),
        "form": room_to_write(request, response),
    }
    return render(request, "questionnaires/result.html", context)


def counted_before(response: Response, rounds: list[Round]) -> list[Round]:
    """The rounds before this one that were counted, oldest first."""
    at = response.finished_at
    earlier = [
        each
        for each in rounds
        if at and each.response.finished_at and each.response.finished_at < at and each.head.scores
    ]
    return earlier[::-1]


def comparable_scores(head: Head, counted: list[Round]) -> list[Scores]:
    """Of each of these rounds the scores of scales that meant then what they mean in this one."""
    used = {each.head.edition for each in counted}
    if used <= {head.edition}:
        return [each.head.scores for each in counted]
    editions = list(Edition.objects.filter(questionnaire=head.questionnaire).order_by("number"))
    ids = [edition.pk for edition in editions]
    here = ids.index(head.edition)
    same = {}
    for id in used:
        first, last = sorted((ids.index(id), here))
        same[id] = comparable([edition.parsed for edition in editions[first : last + 1]])
    return [
        {key: score for key, score in each.head.scores.items() if key in same[each.head.edition]}
        for each in counted
    ]


def room_to_write(request: PersonRequest, response: Response) -> DraftForm:
    draft = response.entry.as_draft(request.vault)
    prompt = draft.prompt or _("What did these answers make you think of?")
    form = DraftForm.opened(response.entry, replace(draft, prompt=prompt))
    form.fields["body"].widget.attrs |= {"class": "write short", "rows": 4, "data-first": False}
    return form
