"""Pages of guided questionnaires. The door (config/middleware.py) has let in their writer, with the vault open."""

import uuid
from dataclasses import dataclass, replace

from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.requests import PersonRequest
from journal.forms import DraftForm
from questionnaires import filling, report
from questionnaires.filling import Way
from questionnaires.forms import BeginForm
from questionnaires.journey import first_open, missing
from questionnaires.models import Changed, Edition, Incomplete, Response, Round


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


@require_safe
def response(request: PersonRequest, id: uuid.UUID) -> HttpResponseBase:
    """Where it stands: go on at the first open section, or read what was answered."""
    response = get_object_or_404(request.user.responses.live(), pk=id)
    way = Way.of(response, request.vault)
    if not response.finished_at:
        return redirect(way.url(first_open(way.document, way.answers)))
    head = response.read_head(request.vault)
    rounds = request.user.responses.rounds(request.vault, head.questionnaire)
    context = {
        "response": response,
        "document": way.document,
        "answers": report.answers(way.document, way.answers, with_care=True),
        "again": Round(response, head).begun_again(rounds),
    }
    return render(request, "questionnaires/response.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def section(request: PersonRequest, id: uuid.UUID, number: int) -> HttpResponseBase:
    """One section on the way. POST keeps its answers and redirects."""
    if request.POST.get("owner", str(request.user.pk)) != str(request.user.pk):
        return filling.written_by_another(request)
    if request.method == "POST":
        response = get_object_or_404(request.user.responses.select_related("entry"), pk=id)
        if response.entry.trashed_at:
            return filling.thrown_away(request, response)
        return filling.save(request, Way.of(response, request.vault))
    response = get_object_or_404(request.user.responses.live(), pk=id)
    way = Way.of(response, request.vault)
    if response.finished_at:
        return redirect("questionnaires:result", id)
    if not 1 <= number <= len(way.steps):
        return redirect("questionnaires:response", id)
    return filling.page(request, way, way.steps[number - 1])


@require_http_methods(["GET", "HEAD", "POST"])
def finish(request: PersonRequest, id: uuid.UUID) -> HttpResponseBase:
    """The last look before the result: what is still open, and the one act that ends the round."""
    response = get_object_or_404(request.user.responses.live(), pk=id)
    if response.finished_at:
        return redirect("questionnaires:result", id)
    if request.method == "POST":
        try:
            response.finish(request.vault)
        except Incomplete:
            return show_finish(request, response, status=400)
        except Changed:
            return render(request, "questionnaires/changed.html", {"response": response}, status=409)
        return redirect("questionnaires:result", id)
    return show_finish(request, response)


def show_finish(request: PersonRequest, response: Response, status: int = 200) -> HttpResponse:
    way = Way.of(response, request.vault)
    left_open = [
        (number, step.section.title, count)
        for number, step in enumerate(way.steps, 1)
        if (count := sum(name not in way.answers for question in step.questions for name in question.names))
    ]
    context = {
        "response": response,
        "document": way.document,
        "needed": missing(way.document, way.answers),
        "left_open": left_open,
        "last": len(way.steps),
        "care": way.needs_care,
    }
    return render(request, "questionnaires/finish.html", context, status=status)


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
