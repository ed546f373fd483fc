"""Other texts of an entry: those that differ, and earlier ones."""

import uuid

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.requests import PersonRequest
from journal.forms import BringBackForm, SettleForm
from journal.models import Conflict
from journal.saving import beside, differing
from vault.cipher import Unreadable

PAGE = 20


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
            try:
                conflict = entry.settle(request.vault, other, choice, based_on=based_on)
                return differing(request, conflict) if conflict else redirect("journal:entry", entry.id)
            except Unreadable:  # the page says which one cannot be kept
                status = 409
        else:
            status = 400
    else:
        status = 200
    context = beside(request, Conflict("trashed" if entry.trashed_at else "changed", entry, other))
    return render(request, "journal/entry_settle.html", context, status=status)


@require_safe
def entry_versions(request: PersonRequest, id: uuid.UUID) -> HttpResponseBase:
    """When earlier texts of an entry were saved; each is opened on a page of its own."""
    entry = get_object_or_404(request.user.entries.heads(), id=id)
    earlier = entry.revisions.earlier().newest_first().defer("head", "body")
    page = Paginator(earlier, PAGE).get_page(request.GET.get("page"))
    return render(request, "journal/entry_versions.html", {"entry": entry, "page": page})


@require_http_methods(["GET", "HEAD", "POST"])
def entry_version(request: PersonRequest, id: uuid.UUID, version: uuid.UUID) -> HttpResponseBase:
    """An earlier text, what differs in the present one, and the way back to it."""
    entry = get_object_or_404(request.user.entries, id=id)
    earlier = entry.revisions.earlier().filter(id=version).first()
    if earlier is None:  # thinned out since the list was drawn
        return redirect("journal:entry_versions", entry.id)
    form = BringBackForm(request.POST or None)
    try:
        if form.is_valid():
            conflict = entry.bring_back(request.vault, earlier, based_on=form.cleaned_data["based_on"])
            if conflict and conflict.reason == "changed":
                return differing(request, conflict)
            messages.info(request, _("It is back. What stood here before is an earlier version now."))
            return redirect("journal:entry", entry.id)
    except Unreadable:
        return render(request, "journal/unreadable.html", {"entry": entry, "kept": earlier}, status=409)
    context = beside(request, Conflict("changed", entry, earlier))
    if context["other"] is None:
        return render(request, "journal/unreadable.html", context, status=409)
    return render(
        request, "journal/entry_version.html", context, status=400 if request.method == "POST" else 200
    )
