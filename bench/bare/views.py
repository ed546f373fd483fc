"""A list, a page, a save."""

import uuid

from django.contrib.auth.decorators import login_required
from django.forms import modelform_factory
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_POST

from bench.bare.models import Note

NoteForm = modelform_factory(Note, fields=["about_on", "title", "body"])


@login_required
def note_list(request: HttpRequest) -> HttpResponse:
    notes = Note.objects.filter(owner=request.user).defer("body")
    newest = notes.order_by("-about_on", "-written_at", "-id")[:20]
    return render(request, "bare/note_list.html", {"notes": newest})


@login_required
def note(request: HttpRequest, id: uuid.UUID) -> HttpResponse:
    found = get_object_or_404(Note, id=id, owner=request.user)
    return render(request, "bare/note.html", {"note": found})


@login_required
@require_POST
def note_save(request: HttpRequest, id: uuid.UUID) -> HttpResponse:
    form = NoteForm(request.POST, instance=get_object_or_404(Note, id=id, owner=request.user))
    if not form.is_valid():
        return JsonResponse(form.errors, status=400)
    form.save()
    return JsonResponse({"saved": True})
