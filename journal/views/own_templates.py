"""Templates of one's own: the words to begin an entry with."""

import uuid

from django.contrib import messages
from django.http import (
    HttpResponse,
    HttpResponseBase,
)
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.requests import PersonRequest
from journal.forms import TemplateForm
from journal.models import Entry, Template
from journal.words import fold
from vault.cipher import Unreadable
from vault.session import OpenVault


@require_safe
def templates(request: PersonRequest) -> HttpResponse:
    pairs = [
        (template, name_or_word(template, request.vault)) for template in request.user.templates.defer("body")
    ]
    pairs.sort(key=lambda pair: (fold(pair[1]), pair[0].id))
    return render(request, "journal/templates.html", {"templates": pairs})


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
