"""On this day: what was written a week, a month, half a year and years ago; and what of it stays muted."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.requests import PersonRequest
from journal.forms import MuteForm
from journal.lines import Line, head_or_word
from journal.looking_back import look_back
from journal.models import Mute
from journal.models.tag import one_each


@require_safe
def on_this_day(request: PersonRequest) -> HttpResponse:
    names = request.user.tags.names(request.vault)
    muted = [what for _mute, what in request.user.mutes.opened(request.vault)]
    days = look_back(timezone.localdate(), request.user.entries.live(), request.vault, muted, names)
    context = {
        "days": [(back, [(line, tags_of(line, names)) for line in back.lines]) for back in days],
        "lines": [line for back in days for line in back.lines],
        "muted": len(muted),
    }
    return render(request, "journal/on_this_day.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def mutes(request: PersonRequest) -> HttpResponseBase:
    """All that is muted, each to be lifted; a POST mutes one thing more."""
    names = request.user.tags.names(request.vault)
    form = MuteForm(request.POST or None, tag_names=names)
    if request.method == "POST" and form.is_valid():
        muted = form.muted
        if muted.entry:
            get_object_or_404(request.user.entries, id=muted.entry)
        Mute.keep(request.user, request.vault, muted)
        messages.info(request, _("It will not come up on this day again. In your journal it stays."))
        return redirect("journal:on_this_day" if muted.entry or "back" in request.POST else "journal:mutes")
    context = {"form": form, "muted": in_words(request, names)}
    return render(request, "journal/mutes.html", context, status=400 if request.method == "POST" else 200)


@require_POST
def mute_lift(request: PersonRequest, id: uuid.UUID) -> HttpResponseBase:
    get_object_or_404(request.user.mutes, id=id).lift()
    messages.info(request, _("It may come up again."))
    return redirect("journal:mutes")


def tags_of(line: Line, names: dict[str, str]) -> list[tuple[str, str]]:
    """Each name once, under one of its ids."""
    return list(one_each({tag: names[tag] for tag in line.head.tags if tag in names}).items())


def in_words(request: PersonRequest, names: dict[str, str]) -> list[dict[str, Any]]:
    """Days first, then tags, then entries, each with what is said about it."""
    opened = request.user.mutes.opened(request.vault)
    ids = [what.entry for _mute, what in opened if what.entry]
    entries = (
        {str(entry.id): entry for entry in request.user.entries.filter(id__in=ids).heads()} if ids else {}
    )
    found = []
    for mute, what in opened:
        entry = entries.get(what.entry)
        said: dict[str, Any] = {"mute": mute, "what": what, "tag": names.get(what.tag), "entry": entry}
        if entry:
            said["head"] = head_or_word(entry, request.vault)
        found.append(said)
    return sorted(found, key=lambda each: (not each["what"].first, not each["what"].tag, each["what"].first))
