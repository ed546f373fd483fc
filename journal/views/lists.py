"""The journal to look through: by time, and by words and filters."""

import datetime
from typing import Any

from django.http import Http404, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from accounts.requests import PersonRequest
from journal.calendar import Month, last_day, month_of, years
from journal.filters import Look, look_for
from journal.forms import SearchForm
from journal.lines import by_month, cursor, lines
from journal.models import EntryQuerySet
from vault.cipher import Unreadable

PAGE = 20


@require_safe
def timeline(request: PersonRequest) -> HttpResponse:
    before = cursor(request)
    context = page_of(request, request.user.entries.live())
    if before and context["months"]:
        month = context["months"][0][0]
    else:
        month = month_of(before.about_on if before else timezone.localdate())
    context |= {"calendar": calendar_of(request, month), "before": before}
    return render(request, "journal/timeline.html", context)


@require_safe
def month(request: PersonRequest, first: datetime.date) -> HttpResponse:
    """The timeline from the end of a month on; it goes on in the months before."""
    entries = request.user.entries.live().filter(about_on__lte=last_day(first))
    context = page_of(request, entries)
    context |= {"calendar": calendar_of(request, first), "month": first}
    return render(request, "journal/month.html", context)


@require_safe
def day(request: PersonRequest, day: datetime.date) -> HttpResponse:
    context = page_of(request, request.user.entries.live().filter(about_on=day))
    context |= {"calendar": calendar_of(request, month_of(day), day), "day": day}
    return render(request, "journal/day.html", context)


@require_safe
def calendar(request: PersonRequest) -> HttpResponse:
    """Every year and month of the journal at a glance."""
    counts = request.user.entries.live().per_month()
    return render(request, "journal/calendar.html", {"years": years(counts)})


def page_of(request: PersonRequest, entries: EntryQuerySet) -> dict[str, Any]:
    """A page of these, newest first, by month; `?before=` says where it begins."""
    before = cursor(request)
    wanted = entries.heads().with_conflicts().newest_first()
    page = list((wanted.after(before) if before else wanted)[: PAGE + 1])
    shown = lines(page[:PAGE], request.vault)
    older = page[PAGE - 1].cursor if len(page) > PAGE else None
    return {"lines": shown, "months": by_month(shown), "older": older}


def calendar_of(
    request: PersonRequest, first: datetime.date, looked_at: datetime.date | None = None
) -> Month:
    counts = request.user.entries.live().per_day(first, last_day(first))
    return Month(first, counts, timezone.localdate(), looked_at)


@require_http_methods(["GET", "HEAD", "POST"])
def search(request: PersonRequest) -> HttpResponseBase:
    """POST, then what is looked for sealed in the address: to be kept and reloaded, and read by nobody else."""
    names = request.user.tags.names(request.vault)
    if request.method == "POST":
        form = SearchForm(request.POST, tag_names=names)
        if not form.is_valid():
            return render(request, "journal/search.html", {"form": form, "asking": True}, status=400)
        return HttpResponseRedirect(address(form.look, request), status=303)
    if "f" not in request.GET:
        form = SearchForm(tag_names=names)
        return render(request, "journal/search.html", {"form": form, "asking": True})
    try:
        look = Look.unsealed(request.vault, request.GET["f"])
    except Unreadable:
        raise Http404 from None
    page = look_for(look, request.user.entries.live(), request.vault, names, cursor(request))
    context = {
        "form": SearchForm.filled(look, names),
        "look": look,
        "parts": [(part, address(part.without, request)) for part in look.parts(names)],
        "page": page,
        "found": page.found,
        "months": by_month(page.lines),
        "f": request.GET["f"],
    }
    return render(request, "journal/search.html", context)


def address(look: Look, request: PersonRequest) -> str:
    return reverse("journal:search", query={"f": look.sealed(request.vault)} if look else None)
