"""Today, and what helps to begin: prompts and the list of keys."""

import datetime
from itertools import groupby

from django.http import (
    HttpResponse,
)
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from accounts.requests import PersonRequest
from journal.forms import DraftForm
from journal.models import Entry, Prompt
from journal.prompting import change_prompt, prompt_of_today
from journal.saving import writing, written_by_another

CONTINUE_HOURS = 12


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
def prompts(request: PersonRequest) -> HttpResponse:
    """The whole library, by theme; each prompt opens a sheet."""
    themes = [list(group) for _theme, group in groupby(Prompt.objects.live(), lambda prompt: prompt.theme)]
    return render(request, "journal/prompts.html", {"themes": themes})


@require_safe
def keys(request: PersonRequest) -> HttpResponse:
    """Which keys go where; static/js/keys.js listens for them."""
    return render(request, "journal/keys.html")
