"""What a writing form posts, by itself or by its button, and every answer it can get."""

import datetime
import uuid

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.requests import PersonRequest
from journal.comparing import Comparison
from journal.forms import DraftForm, latest_day
from journal.models import Conflict, Entry, Revision
from journal.models.photo import in_order
from journal.words import Draft
from vault.cipher import Unreadable


def save(request: PersonRequest, template: str, id: uuid.UUID | None = None) -> HttpResponseBase:
    """What a writing form posts, by itself or by its button."""
    if request.POST.get("owner") != str(request.user.pk):
        if id and not request.user.entries.filter(id=id).exists():
            raise Http404
        return written_by_another(request)
    form = DraftForm(request.POST)
    if not form.is_valid():
        return refused(request, template, form, request.user.entries.filter(id=id).first() if id else None)
    try:
        entry, conflict = write(request, form, id)
    except Entry.DoesNotExist:
        raise Http404 from None
    if conflict and conflict.reason == "emptied":
        return emptied(request, conflict.entry)
    return differing(request, conflict) if conflict else saved(request, entry)


def write(
    request: PersonRequest, form: DraftForm, id: uuid.UUID | None
) -> tuple[Entry | None, Conflict | None]:
    """Begin the entry or save it; one that was deleted meanwhile begins again. Blank words begin nothing."""
    sent, star = form.cleaned_data, form.star
    begun_here, id = id is None, id or sent["id"]
    load = {"page": sent["page"], "sequence": sent["sequence"]}
    entry = request.user.entries.filter(id=id).first()
    if entry is None:
        if form.draft.is_blank:
            return None, None
        entry, made = Entry.begin(request.user, request.vault, form.draft, id=id, star=bool(star), **load)
        if made:
            return entry, None
    conflict = entry.save_draft(
        request.vault, form.draft, based_on=sent["based_on"], begun_here=begun_here, star=star, **load
    )
    return entry if entry.revision else None, conflict


def saved(request: PersonRequest, entry: Entry | None) -> HttpResponseBase:
    if "X-Autosave" in request.headers:
        now = timezone.localtime(entry.changed_at if entry else None)
        return JsonResponse(
            {"revision": entry.revision if entry else "", "saved_at": date_format(now, "H:i")}
        )
    if entry is None:
        messages.info(request, _("Nothing was written, so nothing was kept."))
        return redirect("journal:today")
    return redirect("journal:entry", entry.id)


def emptied(request: PersonRequest, entry: Entry) -> HttpResponseBase:
    """By itself a page throws nothing away: whoever empties a page may be about to write it anew."""
    if "X-Autosave" in request.headers:
        return JsonResponse({"revision": entry.revision, "emptied": True})
    entry.trash()
    messages.info(
        request,
        _("You emptied it, so it is in the trash, with its last words. It can be brought back for 30 days."),
    )
    return redirect("journal:timeline")


def refused(request: PersonRequest, template: str, form: DraftForm, entry: Entry | None) -> HttpResponse:
    """What cannot be stored stays on the page, with the reason."""
    if "X-Autosave" in request.headers:
        return JsonResponse({"errors": form.errors}, status=400)
    return render(request, template, writing(request, form, entry), status=400)


def differing(request: PersonRequest, conflict: Conflict) -> HttpResponse:
    """Written elsewhere meanwhile, or thrown away: nothing is lost, and the person decides."""
    context = beside(request, conflict)
    if "X-Autosave" in request.headers:
        html = render_to_string("journal/entry_settle.html#settle", context, request)
        return JsonResponse({"reason": conflict.reason, "html": html}, status=409)
    return render(request, "journal/entry_settle.html", context, status=409)


def written_by_another(request: PersonRequest) -> HttpResponse:
    """Another person has signed in since this form was opened: it is stored in neither journal."""
    if "X-Autosave" in request.headers:
        return JsonResponse({"reason": "owner", "html": ""}, status=409)
    words = {"title": request.POST.get("title", ""), "body": request.POST.get("body", "")}
    return render(request, "journal/written_by_another.html", words, status=409)


def writing(request: PersonRequest, form: DraftForm, entry: Entry | None = None) -> dict[str, object]:
    """What a page with the writing form needs."""
    form.fields["body"].widget.attrs["data-first"] = True
    form.fields["about_on"].widget.attrs["max"] = latest_day().isoformat()
    names = request.user.tags.all().names(request.vault)
    context: dict[str, object] = {"form": form, "entry": entry, "known_tags": list(names.values())}
    if entry:
        conflicts = entry.revisions.conflicts().newest_first().defer("head", "body")
        context |= {"saved": last_saved(entry.changed_at), "conflicts": conflicts}
        context["photos"] = in_order(entry, request.vault)
    return context


def last_saved(moment: datetime.datetime) -> str:
    """The first words of the line of saving; with the day, if that is not today."""
    moment = timezone.localtime(moment)
    time = date_format(moment, "H:i")
    if moment.date() == timezone.localdate():
        return _("Saved %(time)s") % {"time": time}
    day = date_format(moment, "MONTH_DAY_FORMAT")
    return _("Saved %(day)s, %(time)s") % {"day": day, "time": time}


def beside(request: PersonRequest, conflict: Conflict) -> dict[str, object]:
    """Both texts of a conflict, to be looked at side by side; None for one that is damaged."""
    context: dict[str, object] = {"reason": conflict.reason, "entry": conflict.entry, "kept": conflict.kept}
    if conflict.kept:
        this, other = _readable(request, conflict.entry), _readable(request, conflict.kept)
        comparison = Comparison.of(other, this) if this and other else None
        context |= {"this": this, "other": other, "comparison": comparison}
    return context


def _readable(request: PersonRequest, text: Entry | Revision) -> Draft | None:
    try:
        return text.as_draft(request.vault)
    except Unreadable:
        return None
