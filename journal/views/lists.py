"""The journal to look through: by month, and by words."""

from itertools import groupby

from django.http import (
    Http404,
    HttpResponse,
    HttpResponseBase,
    HttpResponseRedirect,
)
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from accounts.requests import PersonRequest
from journal.forms import SearchForm
from journal.lines import cursor, lines
from journal.search import Query, find
from vault.cipher import Unreadable

PAGE = 20


@require_safe
def timeline(request: PersonRequest) -> HttpResponse:
    entries = request.user.entries.live().heads().with_conflicts().newest_first()
    before = cursor(request)
    page = list((entries.after(before) if before else entries)[: PAGE + 1])
    shown = lines(page[:PAGE], request.vault)
    months = [
        (day, list(group)) for day, group in groupby(shown, lambda line: line.entry.about_on.replace(day=1))
    ]
    older = page[PAGE - 1].cursor if len(page) > PAGE else None
    return render(request, "journal/timeline.html", {"months": months, "older": older, "before": before})


@require_http_methods(["GET", "HEAD", "POST"])
def search(request: PersonRequest) -> HttpResponseBase:
    """POST, then the query sealed in the address: to be kept and reloaded, and read by nobody else."""
    if request.method == "POST":
        form = SearchForm(request.POST)
        if not form.is_valid():
            return render(request, "journal/search.html", {"form": form}, status=400)
        query = Query.parse(form.cleaned_data["q"])
        sealed = {"f": query.sealed(request.vault)} if query.terms else None
        return HttpResponseSeeOther(reverse("journal:search", query=sealed))
    if "f" not in request.GET:
        return render(request, "journal/search.html", {"form": SearchForm()})
    try:
        query = Query.unsealed(request.vault, request.GET["f"])
    except Unreadable:
        raise Http404 from None
    found = find(request.user.entries.live(), request.vault, query, cursor(request))
    context = {
        "form": SearchForm(initial={"q": query.text}),
        "query": query,
        "found": found,
        "f": request.GET["f"],
    }
    return render(request, "journal/search.html", context)


class HttpResponseSeeOther(HttpResponseRedirect):
    status_code = 303
