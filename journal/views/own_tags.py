"""One's own tags: what carries each, another name for it, and an end to it."""

import uuid

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.requests import PersonRequest
from journal.filters import Look
from journal.forms import TagForm
from journal.models.tag import alike, one_each
from journal.views.lists import address
from journal.words import fold


@require_safe
def tags(request: PersonRequest) -> HttpResponse:
    names = one_each(request.user.tags.names(request.vault))
    found = [(id, name, address(Look(tags=(id,)), request)) for id, name in names.items()]
    return render(request, "journal/tags.html", {"tags": found})


@require_http_methods(["GET", "HEAD", "POST"])
def tag(request: PersonRequest, id: uuid.UUID) -> HttpResponseBase:
    """Another name for it; the name of another tag makes the two one."""
    names, name = names_and_name(request, id)
    form = TagForm(request.POST or None, initial={"name": name})
    if request.method == "POST" and form.is_valid():
        wanted = form.cleaned_data["name"]
        others = set(names) - alike(names, str(id))
        joined = any(fold(names[each]) == fold(wanted) for each in others)
        request.user.tags.filter(id__in=alike(names, str(id))).rename(request.vault, wanted)
        messages.info(request, _("The two are one tag now.") if joined else _("It has its new name."))
        return redirect("journal:tags")
    context = {"form": form, "id": id, "name": name}
    return render(request, "journal/tag.html", context, status=400 if request.method == "POST" else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def tag_delete(request: PersonRequest, id: uuid.UUID) -> HttpResponseBase:
    names, name = names_and_name(request, id)
    if request.method != "POST":
        return render(request, "journal/tag_delete.html", {"id": id, "name": name})
    request.user.tags.filter(id__in=alike(names, str(id))).delete()
    messages.info(request, _("The tag is gone. What carried it stays."))
    return redirect("journal:tags")


def names_and_name(request: PersonRequest, id: uuid.UUID) -> tuple[dict[str, str], str]:
    names = request.user.tags.names(request.vault)
    if str(id) not in names:
        raise Http404
    return names, names[str(id)]
