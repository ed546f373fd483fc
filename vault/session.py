"""Signed in is not unlocked: the open vault of a session needs two cookies and the server key together.

The user key lies in a row that the session names, sealed under HKDF(S ‖ KEK); S stands only in the second cookie.
The rows open nothing, a stolen cookie without the database opens nothing, and both without the key file nothing.
"""

import base64
import binascii
import datetime
import os
import time
from collections.abc import Callable
from typing import Any, NoReturn

from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone

from vault import cipher
from vault.cipher import Unreadable
from vault.models import OpenVault, SessionVault

# An HttpRequest with the two attributes that VaultMiddleware adds: `vault` and `vault_cookie`.
Request = Any

SESSION_KEY = "vault"
SIGNED_IN_AT = "signed_in_at"
RESEAL_AFTER = datetime.timedelta(seconds=60)
SIGN_OUT_SECONDS = 12 * 60 * 60


class VaultLocked(Exception):
    """Somebody is signed in, but their words are locked."""


class LockedVault:
    """Stands where an open vault would, and opens nothing."""

    is_open = False

    def _locked(self, *args: object) -> NoReturn:
        raise VaultLocked

    key = new_key = unwrap = private_key = _locked
    owner_id = public_key = key_id = property(_locked)


def unlock(request: Request, vault: OpenVault, idle_minutes: int) -> None:
    """Put the open vault into the session, under a new S. Usable only while its owner is signed in."""
    secret = os.urandom(cipher.SECRET_BYTES)
    _delete(request.session.get(SESSION_KEY))
    kept = SessionVault(owner_id=vault.owner_id, minutes=idle_minutes)
    kept.seal(vault, secret)
    kept.save(force_insert=True)
    request.session[SESSION_KEY] = str(kept.pk)
    request.vault_cookie = _encode(secret)
    use(request, vault)


def use(request: Request, vault: OpenVault) -> None:
    """For the rest of this request, if its owner is signed in by now."""
    if request.user.pk == vault.owner_id:
        request.vault = vault


def lock(request: Request) -> None:
    _delete(request.session.pop(SESSION_KEY, None))
    request.vault = LockedVault()
    request.vault_cookie = ""


def open_in(request: Request) -> OpenVault | LockedVault:
    """The vault of this request. Without the cookie it looks locked, but is not locked by that."""
    id, user = request.session.get(SESSION_KEY), request.user
    if not id or not user.is_authenticated:
        return LockedVault()
    kept, now = SessionVault.find(id, user.pk), timezone.now()
    if kept is None or kept.until < now:
        lock(request)
        return LockedVault()
    try:
        secret = _decode(request.COOKIES.get(cookie_name(), ""))
        vault = kept.open(secret)
    except Unreadable:
        return LockedVault()
    if now - kept.sealed_at >= RESEAL_AFTER:
        kept.minutes = user.idle_minutes
        kept.reseal(vault, secret)
    return vault


def _delete(id: str | None) -> None:
    if id:
        SessionVault.objects.filter(pk=id).delete()


def cookie_name() -> str:
    return "__Host-key" if settings.SESSION_COOKIE_SECURE else "key"


class VaultMiddleware:
    """`request.vault`, always there; and what signing out and locking leave in the browser: nothing."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: Request) -> HttpResponseBase:
        request.vault_cookie = None
        before, kept = request.user.pk, request.session.get(SESSION_KEY)
        _end_after_hours(request)
        request.vault = open_in(request)
        response = self.get_response(request)
        if request.user.pk not in (before, None):
            request.session[SIGNED_IN_AT] = time.time()
        if before and not request.user.pk:
            _delete(kept)
            self.forget(request, response)
        elif request.vault_cookie == "":
            self.delete(response, cookie_name())
        elif request.vault_cookie:
            response.set_cookie(
                cookie_name(),
                request.vault_cookie,
                secure=settings.SESSION_COOKIE_SECURE,
                httponly=True,
                samesite="Lax",
            )
        return response

    def forget(self, request: Request, response: HttpResponseBase) -> None:
        """Our cookies by name: "cookies" in Clear-Site-Data would clear the operator's whole domain."""
        self.delete(response, cookie_name())
        response["Clear-Site-Data"] = '"storage"'
        # Django deletes the session's cookie itself, unless somebody else has just begun in it (a reset by mail).
        if request.session.is_empty():
            self.delete(response, settings.CSRF_COOKIE_NAME)

    def delete(self, response: HttpResponseBase, name: str) -> None:
        response.delete_cookie(name, samesite="Lax")
        # A browser refuses to touch a __Host- cookie without it.
        response.cookies[name]["secure"] = settings.SESSION_COOKIE_SECURE


def _end_after_hours(request: Request) -> None:
    if request.user.is_authenticated:
        since = request.session.setdefault(SIGNED_IN_AT, time.time())
        if time.time() - since > SIGN_OUT_SECONDS:
            logout(request)


def _encode(secret: bytes) -> str:
    return base64.urlsafe_b64encode(secret).decode().rstrip("=")


def _decode(cookie: str) -> bytes:
    try:
        secret = base64.urlsafe_b64decode(cookie + "=" * (-len(cookie) % 4))
    except (binascii.Error, ValueError):
        raise Unreadable from None
    if len(secret) != cipher.SECRET_BYTES:
        raise Unreadable
    return secret
