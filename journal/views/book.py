"""Days of the journal made for paper."""

from django.http import (
    Http404,
    HttpResponse,
    HttpResponseBase,
    HttpResponseRedirect,
)
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from accounts.requests import PersonRequest
from journal.book import Span
from journal.forms import BookForm
from vault.cipher import Unreadable


@require_http_methods(["GET", "HEAD", "POST"])
def book(request: PersonRequest) -> HttpResponseBase:
    """POST, then the span sealed in the address; the page there is what a printer prints."""
    if request.method == "POST":
        form = BookForm(request.POST)
        if not form.is_valid():
            return render(request, "journal/book.html", {"form": form}, status=400)
        span = Span.between(form.cleaned_data["first"], form.cleaned_data["last"])
        return HttpResponseRedirect(address(span, request), status=303)
    if "f" not in request.GET:
        today = timezone.localdate()
        form = BookForm(initial={"first": today.replace(month=1, day=1), "last": today})
        return render(request, "journal/book.html", {"form": form})
    try:
        span = Span.unsealed(request.vault, request.GET["f"])
    except Unreadable:
        raise Http404 from None
    return printed(request, span)


def printed(request: PersonRequest, span: Span) -> HttpResponse:
    part = span.read(request.user.entries.live(), request.vault)
    form = BookForm(initial={"first": span.first, "last": span.last})
    context = {"span": span, "part": part, "form": form}
    if part.following:
        context["next"] = address(part.following, request)
    return render(request, "journal/book.html", context)


def address(span: Span, request: PersonRequest) -> str:
    return reverse("journal:book", query={"f": span.sealed(request.vault)})
