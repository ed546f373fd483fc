"""The catalogue, and the beginning of a round."""

import uuid
from dataclasses import dataclass

from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from accounts.requests import PersonRequest
from questionnaires.forms import BeginForm
from questionnaires.models import Edition, Response, Round


@dataclass(frozen=True)
class Offer:
    """A questionnaire in the catalogue, with what somebody has of it; `id` becomes that of a new round."""

    edition: Edition
    unfinished: Response | None
    last: Response | None
    id: uuid.UUID


@require_safe
def catalogue(request: PersonRequest) -> HttpResponse:
    return show_catalogue(request)


def show_catalogue(request: PersonRequest, status: int = 200) -> HttpResponse:
    rounds = request.user.responses.rounds(request.vault)
    offers = [offer(edition, rounds) for edition in Edition.objects.current()]
    # The shortest first: it is the easiest to begin with.
    offers.sort(key=lambda each: (each.edition.document["minutes"], each.edition.document["title"]))
    return render(request, "questionnaires/catalogue.html", {"offers": offers}, status=status)


def offer(edition: Edition, rounds: list[Round]) -> Offer:
    ours = [each.response for each in rounds if each.head.questionnaire == edition.questionnaire_id]
    finished = next((response for response in ours if response.finished_at), None)
    return Offer(edition, unfinished(ours), finished, uuid.uuid4())


def unfinished(responses: list[Response]) -> Response | None:
    return next((response for response in responses if not response.finished_at), None)


@require_POST
def begin(request: PersonRequest) -> HttpResponseBase:
    """A new round, unless one is open: that one is gone on with."""
    form = BeginForm(request.POST)
    if not form.is_valid():
        return show_catalogue(request, status=400)
    edition = get_object_or_404(Edition.objects.current(), questionnaire=form.cleaned_data["questionnaire"])
    rounds = request.user.responses.rounds(request.vault, edition.questionnaire_id)
    response = unfinished([each.response for each in rounds])
    try:
        response = response or Response.begin(
            request.user, request.vault, edition, id=form.cleaned_data["id"]
        )
    except ObjectDoesNotExist:
        raise Http404 from None
    return redirect("questionnaires:response", response.pk)
