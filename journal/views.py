"""The pages of the journal. The door (config/middleware.py) has let in its writer, with the vault open."""

import datetime
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

from django.contrib import messages
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
from journal.forms import DraftForm, SearchForm, SettleForm
from journal.models import Conflict, Cursor, Entry, Prompt
from journal.prompting import change_prompt, prompt_of_today
from journal.saving import beside, differing, save, writing, written_by_another
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


# Pages to look at


@require_http_methods(["GET", "HEAD", "POST"])
def today(request: PersonRequest) -> HttpResponse:
    """A blank sheet on each load; what was written in the last hours can be gone on with.

    A POST changes the prompt and saves nothing: the words that came along stand on the sheet again.
    """
    if request.method != "POST":
        form = DraftForm.blank(request.user, prompt=prompt_of_today(request))
    elif request.POST.get("owner") != str(request.user.pk):
        return written_by_another(request)
    else:
        change_prompt(request)
        form = DraftForm.again(request.POST, request.user, prompt_of_today(request))
    since = timezone.now() - datetime.timedelta(hours=CONTINUE_HOURS)
    recent = request.user.entries.live().filter(kind=Entry.Kind.ENTRY, changed_at__gte=since)
    if form.is_valid():
        recent = recent.exclude(id=form.cleaned_data["id"])
    context = writing(request, form)
    context["now"] = timezone.localtime()
    context["continued"] = recent.heads().order_by("-changed_at").first()
    return render(request, "journal/today.html", context, status=400 if form.errors else 200)


@require_safe
def timeline(request: PersonRequest) -> HttpResponse:
    entries = request.user.entries.live().heads().newest_first()
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
def prompts(request: PersonRequest) -> HttpResponse:
    """The whole library, by theme; each prompt opens a sheet."""
    themes = [list(group) for _theme, group in groupby(Prompt.objects.live(), lambda prompt: prompt.theme)]
    return render(request, "journal/prompts.html", {"themes": themes})


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
    conflicts = list(entry.revisions.conflicts().defer("head", "body").order_by("kept_at"))
    context = {"entry": entry, "draft": draft, "mood": mood, "conflicts": conflicts}
    return render(request, "journal/entry.html", context)


# Writing


@require_http_methods(["GET", "HEAD", "POST"])
def entry_new(request: PersonRequest) -> HttpResponseBase:
    if request.method == "POST":
        return save(request, "journal/entry_new.html")
    begun = begun_with(request)
    return render(request, "journal/entry_new.html", writing(request, DraftForm.blank(request.user, **begun)))


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
    other = get_object_or_404(entry.revisions.conflicts(), id=version)
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


# One verb each


@require_POST
def entry_star(request: PersonRequest, id: uuid.UUID) -> HttpResponseBase:
    get_object_or_404(request.user.entries.live(), id=id).star()
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
    entry = get_object_or_404(request.user.entries.trashed(), id=id)
    if request.method != "POST":
        context = {"entry": entry, "head": head_or_word(entry, request.vault)}
        return render(request, "journal/entry_delete.html", context)
    entry.delete_for_good()
    messages.info(request, _("It is gone for good."))
    return redirect("journal:trash")


def begun_with(request: PersonRequest) -> dict[str, str]:
    """What a new sheet holds already: `?prompt=`, as the page of prompts wrote it."""
    if "prompt" not in request.GET:
        return {}
    return {"prompt": get_object_or_404(Prompt.objects.live(), id=id_of(request.GET["prompt"])).text}


def id_of(text: str) -> uuid.UUID:
    try:
        return uuid.UUID(text)
    except ValueError:
        raise Http404 from None


def cursor(request: PersonRequest) -> Cursor | None:
    """Where a list goes on: `?before=`, as its own link wrote it."""
    if "before" not in request.GET:
        return None
    try:
        return Cursor.parse(request.GET["before"])
    except ValueError:
        raise Http404 from None
