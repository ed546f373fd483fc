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
from journal.forms import BringBackForm, DraftForm, SearchForm, SettleForm, TemplateForm
from journal.models import Conflict, Cursor, Entry, Prompt, Revision, Template
from journal.prompting import change_prompt, prompt_of_today
from journal.saving import beside, differing, save, writing, written_by_another
from journal.search import Query, find
from journal.words import Head, Mood, fold
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
def prompts(request: PersonRequest) -> HttpResponse:
    """The whole library, by theme; each prompt opens a sheet."""
    themes = [list(group) for _theme, group in groupby(Prompt.objects.live(), lambda prompt: prompt.theme)]
    return render(request, "journal/prompts.html", {"themes": themes})


@require_safe
def keys(request: PersonRequest) -> HttpResponse:
    """Which keys go where; static/js/keys.js listens for them."""
    return render(request, "journal/keys.html")


@require_safe
def templates(request: PersonRequest) -> HttpResponse:
    pairs = [
        (template, name_or_word(template, request.vault)) for template in request.user.templates.defer("body")
    ]
    pairs.sort(key=lambda pair: (fold(pair[1]), pair[0].id))
    return render(request, "journal/templates.html", {"templates": pairs})


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


@require_http_methods(["GET", "HEAD", "POST"])
def entry_template(request: PersonRequest, id: uuid.UUID) -> HttpResponseBase:
    """Keep the words of an entry to begin others with; title, mood, tags and day stay with the entry."""
    entry = get_object_or_404(request.user.entries.live(), id=id, kind=Entry.Kind.ENTRY)
    try:
        draft = entry.as_draft(request.vault)
    except Unreadable:
        return redirect("journal:entry", entry.id)
    form = TemplateForm(request.POST or None, initial={"name": draft.title})
    if request.method == "POST" and form.is_valid():
        Template.keep(request.user, request.vault, form.cleaned_data["name"], draft.body)
        messages.info(request, _("It is kept as a template."))
        return redirect("journal:templates")
    context = {"form": form, "entry": entry, "body": draft.body}
    status = 400 if request.method == "POST" else 200
    return render(request, "journal/entry_template.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def template(request: PersonRequest, id: uuid.UUID) -> HttpResponseBase:
    """Its words, and another name for it."""
    template = get_object_or_404(request.user.templates, id=id)
    name = name_or_word(template, request.vault)
    form = TemplateForm(request.POST or None, initial={"name": name})
    if request.method == "POST" and form.is_valid():
        template.rename(request.vault, form.cleaned_data["name"])
        return redirect("journal:templates")
    try:
        body = template.read_body(request.vault)
    except Unreadable:
        body = ""
    context = {"form": form, "template": template, "name": name, "body": body}
    status = 400 if request.method == "POST" else 200
    return render(request, "journal/template.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def template_delete(request: PersonRequest, id: uuid.UUID) -> HttpResponseBase:
    template = get_object_or_404(request.user.templates, id=id)
    if request.method != "POST":
        context = {"template": template, "name": name_or_word(template, request.vault)}
        return render(request, "journal/template_delete.html", context)
    template.delete()
    messages.info(request, _("The template is gone. What you wrote with it stays."))
    return redirect("journal:templates")


def name_or_word(template: Template, vault: OpenVault) -> str:
    try:
        return template.read_name(vault)
    except Unreadable:
        return _("This template cannot be opened")


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


def begun_with(request: PersonRequest) -> dict[str, str]:
    """What a new sheet holds already: `?prompt=` or `?template=`, as the pages of these wrote it."""
    if "prompt" in request.GET:
        return {"prompt": get_object_or_404(Prompt.objects.live(), id=id_of(request.GET["prompt"])).text}
    if "template" in request.GET:
        template = get_object_or_404(request.user.templates, id=id_of(request.GET["template"]))
        try:
            return {"body": template.read_body(request.vault)}
        except Unreadable:
            raise Http404 from None
    return {}


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
