"""Photos of an entry: adding, looking at, saying what they show, putting in order, and throwing away."""

import uuid
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.requests import PersonRequest
from journal.models import Entry, Photo
from journal.models.photo import Shown, in_order, with_photos
from journal.photo_forms import PhotoForm, PhotoWordsForm
from journal.photos import Refused, too_large
from vault.cipher import Unreadable

STEPS = {"earlier": -1, "later": 1}


@require_http_methods(["GET", "HEAD", "POST"])
def entry_photos(request: PersonRequest, id: uuid.UUID) -> HttpResponseBase:
    """All photos of an entry, to say something of them; a POST adds one, be it the first thing of its entry."""
    if request.method == "POST":
        return add(request, id)
    entry = get_object_or_404(with_photos(request.user.entries.live()), id=id)
    return render(request, "journal/entry_photos.html", page(request, entry, PhotoForm.of(entry.owner_id)))


def add(request: PersonRequest, id: uuid.UUID) -> HttpResponseBase:
    """From the sheet, by script, one file after the other; or from the page, with its button."""
    entry = request.user.entries.filter(id=id).first()
    if request.POST.get("owner") != str(request.user.pk):
        if not entry:
            raise Http404
        return refused(request, entry, Refused(_("Somebody else is signed in here. Nothing was added."), 409))
    form = PhotoForm(request.POST, request.FILES)
    try:
        data = sent(request, form)
        photo = Photo.take(request.user, request.vault, data, entry_id=id, **form.begins)
    except Refused as reason:
        return refused(request, entry, reason)
    except Entry.DoesNotExist:
        raise Http404 from None
    if by_script(request):
        return JsonResponse({"html": thumbnails(request, photo.entry)})
    return redirect(f"{reverse('journal:entry_photos', args=[id])}#{photo.pk}")


def sent(request: PersonRequest, form: PhotoForm) -> bytes:
    """The bytes of the file. What is larger than may be read into memory has been read past, and is not there."""
    if int(request.META.get("CONTENT_LENGTH") or 0) > settings.FILE_UPLOAD_MAX_MEMORY_SIZE:
        raise too_large()
    if not form.is_valid():
        raise Refused(str(next(iter(form.errors.values()))[0]))
    return form.cleaned_data["photo"].read()


def refused(request: PersonRequest, entry: Entry | None, reason: Refused) -> HttpResponse:
    if by_script(request):
        return JsonResponse({"error": str(reason)}, status=reason.status)
    if entry is None or entry.trashed_at:
        return render(request, "journal/entry_photos_refused.html", {"reason": reason}, status=reason.status)
    form = PhotoForm.refused(request.user.pk, str(reason))
    return render(request, "journal/entry_photos.html", page(request, entry, form), status=reason.status)


@require_safe
def entry_photo(request: PersonRequest, id: uuid.UUID, photo: uuid.UUID) -> HttpResponse:
    """The picture itself, decrypted, in one piece; `?small` is the one for the sheet."""
    found = one(request, id, photo)
    try:
        picture = found.read(request.vault, small="small" in request.GET)
    except Unreadable:
        raise Http404 from None
    return HttpResponse(picture, content_type="image/webp")


@require_POST
def entry_photo_words(request: PersonRequest, id: uuid.UUID, photo: uuid.UUID) -> HttpResponseBase:
    """What it shows, and what stands below it."""
    found = one(request, id, photo, live=True)
    form = PhotoWordsForm(request.POST, prefix=str(photo))
    if not form.is_valid():
        entry = found.entry
        return render(
            request,
            "journal/entry_photos.html",
            page(request, entry, PhotoForm.of(entry.owner_id), words=(found, form)),
            status=400,
        )
    try:
        found.say(request.vault, form.cleaned_data["alt"], form.cleaned_data["caption"])
    except (Unreadable, Photo.DoesNotExist):
        raise Http404 from None
    messages.info(request, _("It is saved with the photo."))
    return back(id, photo)


@require_POST
def entry_photo_move(request: PersonRequest, id: uuid.UUID, photo: uuid.UUID) -> HttpResponseBase:
    steps = STEPS.get(request.POST.get("move", ""))
    found = one(request, id, photo, live=True)
    if steps:
        found.move(request.vault, steps)
    return back(id, photo)


@require_http_methods(["GET", "HEAD", "POST"])
def entry_photo_delete(request: PersonRequest, id: uuid.UUID, photo: uuid.UUID) -> HttpResponseBase:
    found = request.user.photos.filter(entry_id=id, id=photo).select_related("entry").first()
    if found is None and request.method == "POST" and request.user.entries.filter(id=id).exists():
        return back(id)  # gone a moment ago: the second of two clicks
    if found is None or found.entry.trashed_at:
        raise Http404
    if request.method != "POST":
        shown = next(each for each in in_order(found.entry, request.vault) if each.photo == found)
        return render(request, "journal/entry_photo_delete.html", {"entry": found.entry, "shown": shown})
    entry_went = found.remove(request.vault)
    messages.info(request, _("The photo is gone for good."))
    return redirect("journal:timeline") if entry_went else back(id)


def one(request: PersonRequest, id: uuid.UUID, photo: uuid.UUID, *, live: bool = False) -> Photo:
    """A photo through its entry's door; of an entry in the trash it can be looked at only."""
    photos = request.user.photos.filter(entry_id=id).select_related("entry")
    return get_object_or_404(photos.filter(entry__trashed_at__isnull=True) if live else photos, id=photo)


def back(id: uuid.UUID, photo: uuid.UUID | None = None) -> HttpResponseBase:
    return redirect(reverse("journal:entry_photos", args=[id]) + (f"#{photo}" if photo else ""))


def by_script(request: PersonRequest) -> bool:
    return "X-Autosave" in request.headers


def thumbnails(request: PersonRequest, entry: Entry) -> str:
    context = {"entry": entry, "photos": in_order(entry, request.vault)}
    return render_to_string("journal/_photos.html#thumbnails", context, request)


def page(
    request: PersonRequest,
    entry: Entry,
    form: PhotoForm,
    words: tuple[Photo, PhotoWordsForm] | None = None,
) -> dict[str, Any]:
    """What the page of an entry's photos shows: each with its own form, `words` as it was sent."""
    shown = in_order(entry, request.vault)
    rows = [(each, form_of(each, words)) for each in shown]
    return {"entry": entry, "rows": rows, "form": form}


def form_of(shown: Shown, words: tuple[Photo, PhotoWordsForm] | None) -> PhotoWordsForm | None:
    if words and words[0] == shown.photo:
        return words[1]
    if shown.head is None:
        return None
    initial = {"alt": shown.head.alt, "caption": shown.head.caption}
    return PhotoWordsForm(initial=initial, prefix=str(shown.photo.pk))
