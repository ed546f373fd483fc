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
from questionnaires.models import Response, Round


@require_safe
def result(request: PersonRequest, id: uuid.UUID) -> HttpResponseBase:
    """The result in words and bars, the change since last time, and room to write, which is the entry's text."""
    response = get_object_or_404(request.user.responses.live(), pk=id)
    if not response.finished_at:
        return redirect("questionnaires:response", id)
    way, head = Way.of(response, request.vault), response.read_head(request.vault)
    rounds = request.user.responses.rounds(request.vault, head.questionnaire)
    before = last_before(response, rounds)
    comparable = before is not None and before.head.edition == head.edition
    context = {
        "response": response,
        "document": way.document,
        "scores": report.scores(
            way.document, head.scores, before.head.scores if before and comparable else None
        ),
        "last_day": before.response.finished_at if before and comparable else None,
        "incomparable": before is not None and not comparable,
        "care": way.needs_care,
        "again": Round(response, head).begun_again(rounds),
        "form": room_to_write(request, response),
    }
    return render(request, "questionnaires/result.html", context)


def last_before(response: Response, rounds: list[Round]) -> Round | None:
    """The round before this one that was counted; rounds come newest first."""
    for each in rounds:
        finished_at = each.response.finished_at
        if finished_at and response.finished_at and finished_at < response.finished_at and each.head.scores:
            return each
    return None


def room_to_write(request: PersonRequest, response: Response) -> DraftForm:
    draft = response.entry.as_draft(request.vault)
    prompt = draft.prompt or _("What did these answers make you think of?")
    form = DraftForm.opened(response.entry, replace(draft, prompt=prompt))
    form.fields["body"].widget.attrs |= {"class": "write short", "rows": 4, "data-first": False}
    return form
