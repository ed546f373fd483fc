"""The pages of the journal. The door (config/middleware.py) has let in its writer, with the vault open."""

import datetime
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

from django.contrib import messages
from django.core.signing import Signer
from django.http import (
    Http404,
    HttpResponse,
    HttpResponseBase,
    HttpResponseRedirect,
)
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.requests import PersonRequest
from journal.forms import BringBackForm, DraftForm, SearchForm, SettleForm
from journal.models import Conflict, Cursor, Entry, Revision
from journal.saving import beside, differing, save, writing
from journal.search import Query, find
from journal.words import Head, Mood
from vault.cipher import Unreadable
from vault.session import OpenVault

PAGE = 20
CONTINUE_HOURS = 12


class HttpResponseSeeOther(HttpResponseRedirect):
    status_code = 303


@dataclass(frozen=True)
class Line:
    """An entry as lists show it."""

    entry: Entry
    head: Head

    @property
    def mood(self) -> str:
        return str(Mood(self.head.mood).label) if self.head.mood else ""


def lines(entries: Iterable[Entry], vault: OpenVault) -> list[Line]:
    return [Line(entry, head_or_word(entry, vault)) for entry in entries]


def head_or_word(entry: Entry, vault: OpenVault) -> Head:
    """One damaged row must not hide all the others."""
    try:
        return entry.read_head(vault)
    except Unreadable:
        return Head(title=_("This entry cannot be opened"))


@dataclass(frozen=True)
class VersionText:
    """An earlier version as its page shows it."""

    version: Revision
    title: str
    body: str


def version_text(version: Revision, vault: OpenVault) -> VersionText:
    try:
        return VersionText(version, version.read_head(vault).title, version.read_body(vault))
    except Unreadable:
        return VersionText(version, _("This version cannot be opened"), "")


# Pages to look at


@require_safe
def today(request: PersonRequest) -> HttpResponse:
    """A blank sheet on each load; what was written in the last hours can be gone on with."""
    since = timezone.now() - datetime.timedelta(hours=CONTINUE_HOURS)
    recent = request.user.entries.live().filter(kind=Entry.Kind.ENTRY, changed_at__gte=since)
    context = writing(request, DraftForm.blank(request.user))
    context["now"] = timezone.localtime()
    context["continued"] = recent.heads().order_by("-changed_at").first()
    return render(request, "journal/today.html", context)


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


@require_safe
def trash(request: PersonRequest) -> HttpResponse:
    entries = request.user.entries.trashed().heads().order_by("-trashed_at")
    return render(request, "journal/trash.html", {"lines": lines(entries, request.vault)})


@require_safe
def entry(request: PersonRequest, id: uuid.UUID) -> HttpResponse:
    entry = get_object_or_404(request.user.entries, id=id)
    try:
        draft = entry.as_draft(request.vault)
    except Unreadable:
        return render(request, "journal/unreadable.html", {"entry": entry}, status=409)
    mood = Mood(draft.mood).label if draft.mood else ""
    versions = entry.revisions.newest_first().defer("head", "body")
    conflicts = [version for version in versions if version.kind == Revision.Kind.CONFLICT]
    context = {
        "entry": entry,
        "draft": draft,
        "mood": mood,
        "conflicts": conflicts,
        "earlier": len(versions) - len(conflicts),
    }
    return render(request, "journal/entry.html", context)


# Writing


@require_http_methods(["GET", "HEAD", "POST"])
def entry_new(request: PersonRequest) -> HttpResponseBase:
    if request.method == "POST":
        return save(request, "journal/entry_new.html")
    return render(request, "journal/entry_new.html", writing(request, DraftForm.blank(request.user)))


@require_http_methods(["GET", "HEAD", "POST"])
def entry_edit(request: PersonRequest, id: uuid.UUID) -> HttpResponseBase:
    if request.method == "POST":
        return save(request, "journal/entry_edit.html", id)
    entry = get_object_or_404(request.user.entries, id=id)
    if entry.trashed_at:
        return redirect("journal:entry", entry.id)
    try:
        form = DraftForm.opened(entry, entry.as_draft(request.vault))
    except Unreadable:
        return redirect("journal:entry", entry.id)
    return render(request, "journal/entry_edit.html", writing(request, form, entry))


@require_http_methods(["GET", "HEAD", "POST"])
def entry_settle(request: PersonRequest, id: uuid.UUID, version: uuid.UUID) -> HttpResponseBase:
    """Two texts of one entry: keep this one, the other, or both."""
    entry = get_object_or_404(request.user.entries, id=id)
    other = entry.revisions.conflicts().filter(id=version).first()
    if other is None:  # settled a moment ago: the second of two clicks, or Back
        return redirect("journal:entry", entry.id)
    if request.method == "POST":
        form = SettleForm(request.POST)
        if form.is_valid():
            choice, based_on = form.cleaned_data["choice"], form.cleaned_data["based_on"]
            conflict = entry.settle(request.vault, other, choice, based_on=based_on)
            return differing(request, conflict) if conflict else redirect("journal:entry", entry.id)
        status = 400
    else:
        status = 200
    context = beside(request, Conflict("trashed" if entry.trashed_at else "changed", entry, other))
    return render(request, "journal/entry_settle.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def entry_versions(request: PersonRequest, id: uuid.UUID) -> HttpResponseBase:
    """Earlier texts of an entry, to look at and to bring back."""
    entry = get_object_or_404(request.user.entries, id=id)
    earlier = entry.revisions.earlier().newest_first()
    form = BringBackForm(request.POST or None)
    if form.is_valid():
        version = earlier.filter(id=form.cleaned_data["version"]).first()
        if version is None:  # brought back a moment ago: the second of two clicks
            return redirect("journal:entry", entry.id)
        try:
            conflict = entry.bring_back(request.vault, version, based_on=form.cleaned_data["based_on"])
        except Unreadable:
            return render(request, "journal/unreadable.html", {"entry": entry}, status=409)
        if conflict and conflict.reason == "changed":
            return differing(request, conflict)
        messages.info(request, _("It is back. What stood here before is an earlier version now."))
        return redirect("journal:entry", entry.id)
    context = {"entry": entry, "versions": [version_text(version, request.vault) for version in earlier]}
    return render(
        request, "journal/entry_versions.html", context, status=400 if request.method == "POST" else 200
    )


# One verb each


@require_POST
def entry_star(request: PersonRequest, id: uuid.UUID) -> HttpResponseBase:
    entry = get_object_or_404(request.user.entries.live(), id=id)
    entry.star(request.POST.get("starred") == "yes")
    return redirect("journal:entry", id)


@require_POST
def entry_trash(request: PersonRequest, id: uuid.UUID) -> HttpResponseBase:
    get_object_or_404(request.user.entries, id=id).trash()
    messages.info(request, _("It is in the trash, and can be brought back for 30 days."))
    return redirect("journal:timeline")


@require_POST
def entry_restore(request: PersonRequest, id: uuid.UUID) -> HttpResponseBase:
    get_object_or_404(request.user.entries, id=id).restore()
    messages.info(request, _("It is back in your journal."))
    return redirect("journal:entry", id)


@require_http_methods(["GET", "HEAD", "POST"])
def entry_delete(request: PersonRequest, id: uuid.UUID) -> HttpResponseBase:
    """Only from the trash, and only after the page has asked."""
    asked = Signer(salt="journal:entry_delete").sign_object([str(request.user.pk), str(id)])
    if request.POST.get("asked") == asked and not request.user.entries.filter(id=id).exists():
        return redirect("journal:trash")  # gone a moment ago: the second of two clicks
    entry = get_object_or_404(request.user.entries.trashed(), id=id)
    if request.method != "POST":
        context = {"entry": entry, "head": head_or_word(entry, request.vault), "asked": asked}
        return render(request, "journal/entry_delete.html", context)
    entry.delete_for_good()
    messages.info(request, _("It is gone for good."))
    return redirect("journal:trash")


def cursor(request: PersonRequest) -> Cursor | None:
    """Where a list goes on: `?before=`, as its own link wrote it."""
    if "before" not in request.GET:
        return None
    try:
        return Cursor.parse(request.GET["before"])
    except ValueError:
        raise Http404 from None
