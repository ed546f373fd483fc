"""Today, and what helps to begin: prompts and the list of keys."""

import datetime
import uuid
from itertools import groupby

from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from accounts.requests import PersonRequest
from journal.forms import DraftForm
from journal.lines import head_or_word
from journal.models import Entry, Prompt
from journal.prompting import change_prompt, prompt_of_today
from journal.saving import writing, written_by_another
from vault.session import OpenVault

CONTINUE_HOURS = 12
# So many of them are read; an import can bring thousands in an hour.
RECENT = 50


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
    now = timezone.localtime()
    since = now - datetime.timedelta(hours=CONTINUE_HOURS)
    wanted = Q(kind=Entry.Kind.ENTRY, changed_at__gte=since) | Q(about_on=now.date())
    newest = request.user.entries.live().filter(wanted).heads().order_by("-changed_at")
    recent = list(newest[:RECENT])
    open_ = form.cleaned_data["id"] if form.is_valid() else None
    context = writing(request, form)
    context["now"] = now
    context["continued"] = next((entry for entry in recent if can_continue(entry, since, open_)), None)
    context["mood"] = latest_mood(recent, now.date(), request.vault)
    return render(request, "journal/today.html", context, status=400 if form.errors else 200)


def can_continue(entry: Entry, since: datetime.datetime, open_: uuid.UUID | None) -> bool:
    return entry.kind == Entry.Kind.ENTRY and entry.changed_at >= since and entry.pk != open_


def latest_mood(entries: list[Entry], day: datetime.date, vault: OpenVault) -> int | None:
    """The mood of the newest of these entries about the day that has one."""
    of_day = (entry for entry in entries if entry.about_on == day)
    newest_first = sorted(of_day, key=lambda entry: entry.written_at, reverse=True)
    moods = (head_or_word(entry, vault).mood for entry in newest_first)
    return next(filter(None, moods), None)


@require_safe
def prompts(request: PersonRequest) -> HttpResponse:
    """The whole library, by theme; each prompt opens a sheet."""
    themes = [list(group) for _theme, group in groupby(Prompt.objects.live(), lambda prompt: prompt.theme)]
    return render(request, "journal/prompts.html", {"themes": themes})


@require_safe
def keys(request: PersonRequest) -> HttpResponse:
    """Which keys go where; static/js/keys.js listens for them."""
    return render(request, "journal/keys.html")
