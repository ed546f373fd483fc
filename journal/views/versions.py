"""Other texts of an entry: those that differ, and earlier ones."""

import uuid
from dataclasses import dataclass

from django.contrib import messages
from django.http import (
    HttpResponseBase,
)
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.requests import PersonRequest
from journal.forms import BringBackForm, SettleForm
from journal.models import Conflict, Revision
from journal.saving import beside, differing
from vault.cipher import Unreadable
from vault.session import OpenVault


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
