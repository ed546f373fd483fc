"""One entry: to read, to write, to put away."""

import uuid

from django.contrib import messages
from django.core.paginator import Paginator
from django.core.signing import Signer
from django.http import (
    Http404,
    HttpResponse,
    HttpResponseBase,
)
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.requests import PersonRequest
from journal.forms import DraftForm
from journal.lines import head_or_word, id_of, lines
from journal.models import Prompt, Revision
from journal.models.photo import in_order, with_photos
from journal.saving import save, writing
from journal.words import Mood
from vault.cipher import Unreadable

PAGE = 20


@require_safe
def entry(request: PersonRequest, id: uuid.UUID) -> HttpResponse:
    entry = get_object_or_404(with_photos(request.user.entries.all()), id=id)
    versions = entry.revisions.newest_first().defer("head", "body")
    conflicts = [version for version in versions if version.kind == Revision.Kind.CONFLICT]
    earlier = len(versions) - len(conflicts)
    try:
        draft = entry.as_draft(request.vault)
    except Unreadable:
        context = {"entry": entry, "earlier": earlier, "conflicts": conflicts}
        return render(request, "journal/unreadable.html", context, status=409)
    mood = Mood(draft.mood).label if draft.mood else ""
    context = {
        "entry": entry,
        "draft": draft,
        "mood": mood,
        "conflicts": conflicts,
        "earlier": earlier,
        "photos": in_order(entry, request.vault),
    }
    return render(request, "journal/entry.html", context)


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
    entry = get_object_or_404(with_photos(request.user.entries.all()), id=id)
    if entry.trashed_at:
        return redirect("journal:entry", entry.id)
    try:
        form = DraftForm.opened(entry, entry.as_draft(request.vault))
    except Unreadable:
        return redirect("journal:entry", entry.id)
    return render(request, "journal/entry_edit.html", writing(request, form, entry))


@require_POST
def entry_star(request: PersonRequest, id: uuid.UUID) -> HttpResponseBase:
    entry = get_object_or_404(request.user.entries.live(), id=id)
    entry.star(request.POST.get("starred") == "yes")
    return redirect("journal:entry", id)


@require_safe
def trash(request: PersonRequest) -> HttpResponse:
    """What was thrown away last stands first; the number of a page that is not there leads to one that is."""
    thrown = request.user.entries.trashed().heads().order_by("-trashed_at", "-id")
    page = Paginator(thrown, PAGE).get_page(request.GET.get("page"))
    return render(request, "journal/trash.html", {"lines": lines(page, request.vault), "page": page})


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
