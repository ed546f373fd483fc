"""Words on their way through a sign-in: without script, an expired or locked POST is answered by the form that
opens the door, with what was posted sealed in one hidden field; after the same person has come in, it is
posted for them. Nothing is stored, neither here nor in the browser.
"""

import base64
import copy
import json
import time
import zlib
from collections.abc import Callable
from typing import Any, cast

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponseBase, QueryDict
from django.urls import resolve, reverse
from django.utils.translation import gettext as _

from accounts.requests import PersonRequest
from config.origin import came_from_here
from vault.cipher import Place, Unreadable
from vault.ring import ring

FIELD = "carried"
SECONDS = 12 * 60 * 60  # as long as a session
# What may be posted for somebody after they came in: words, and nothing that deletes, shares or ends.
WRITING = {"journal:entry_new", "journal:entry_edit", "questionnaires:section"}
ENTRANCES = {"account_login", "unlock"}


def can_carry(request: HttpRequest) -> bool:
    """A writing form, which names its owner, posted from our own page. Another site could plant words otherwise:
    this comes before the CSRF check, which a session that ended cannot pass."""
    return (
        resolve(request.path_info).view_name in WRITING
        and "owner" in posted(request)
        and came_from_here(request)
    )


def ask(request: PersonRequest, url_name: str, status: int) -> HttpResponseBase:
    """Answer a POST with the sign-in or unlock form, which carries the words along."""
    form = copy.copy(request)
    form.method = "GET"
    form.path_info = form.path = reverse(url_name)
    form.resolver_match = match = resolve(form.path_info)
    if can_carry(request):
        setattr(form, FIELD, seal(request))
    response = match.func(form, *match.args, **match.kwargs)
    if hasattr(response, "render"):
        response.render()
    response.status_code = status
    return response


def token(request: HttpRequest) -> str:
    """What the sign-in and unlock forms must repeat: kept through a mistyped password."""
    return getattr(request, FIELD, "") or posted(request).get(FIELD, "")


def posted(request: HttpRequest) -> QueryDict:
    """The form; an empty one if it cannot be read, since the page that says so asks too."""
    try:
        return request.POST
    except BadRequest:
        return QueryDict()


def replay(
    request: PersonRequest, response: HttpResponseBase, enter: Callable[[PersonRequest], HttpResponseBase]
) -> HttpResponseBase:
    """After a sign-in or unlock that succeeded, post what was carried; otherwise leave the response alone."""
    if request.method != "POST" or response.status_code != 302 or FIELD not in posted(request):
        return response
    if resolve(request.path_info).view_name not in ENTRANCES:
        return response
    if not (request.user.is_authenticated and request.vault.is_open):
        return response
    try:
        path, post = unseal(request.POST[FIELD], str(request.user.pk))
    except Unreadable:
        messages.warning(
            request, _("What waited on that page is not yours, or waited too long; it was not kept.")
        )
        return response
    again = copy.copy(request)
    again.path_info = again.path = path
    again.method = "POST"
    again.POST = cast(Any, post)  # the stubs know read-only forms only
    return enter(again)


def seal(request: HttpRequest) -> str:
    words = {"path": request.path_info, "post": dict(request.POST.lists()), "until": time.time() + SECONDS}
    packed = zlib.compress(json.dumps(words, ensure_ascii=False).encode())
    blob = ring().seal(packed, _place(request.POST["owner"]))
    return base64.urlsafe_b64encode(blob).decode()


def unseal(sealed: str, owner: str) -> tuple[str, QueryDict]:
    """The path and the form of ``owner``; Unreadable for anybody else, and after twelve hours."""
    try:
        packed = ring().unseal(base64.urlsafe_b64decode(sealed), _place(owner))
    except ValueError:
        raise Unreadable from None
    words = json.loads(zlib.decompress(packed))
    if words["until"] < time.time():
        raise Unreadable
    post = QueryDict(mutable=True)
    for name, values in words["post"].items():
        post.setlist(name, values)
    return words["path"], post


def _place(owner: str) -> Place:
    return Place("request", FIELD, owner, "")
