"""A round on its way: where it stands, its sections, and the act that ends it."""

import uuid

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from accounts.requests import PersonRequest
from questionnaires import filling, report
from questionnaires.filling import Way
from questionnaires.models import Changed, Incomplete, Response, Round


@require_safe
def response(request: PersonRequest, id: uuid.UUID) -> HttpResponseBase:
    """Where it stands: go on at the first open section, or read what was answered."""
    response = get_object_or_404(request.user.responses.live(), pk=id)
    way = Way.of(response, request.vault)
    if not response.finished_at:
        return redirect(way.url(way.first_open))
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
        "needed": way.missing,
        "waits_until": way.waits_until,
        "left_open": left_open,
        "last": len(way.steps),
        "care": way.needs_care,
    }
    return render(request, "questionnaires/finish.html", context, status=status)
