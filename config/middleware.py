"""What every request passes: headers, the person's preferences, and the door that decides who may enter where."""

from collections.abc import Callable
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from django.contrib.auth.views import redirect_to_login
from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse, StreamingHttpResponse
from django.middleware.gzip import GZipMiddleware
from django.shortcuts import redirect, render
from django.urls import Resolver404, resolve, reverse
from django.utils import timezone, translation

from accounts.gates import gate, home
from accounts.requests import PersonRequest
from config import carried
from vault.identity import Role, identity
from vault.session import VaultLocked

GetResponse = Callable[[HttpRequest], HttpResponseBase]


class CompressMiddleware(GZipMiddleware):
    """Pages, with Django's random bytes against guessing by length (decision 0011); photos are dense already."""

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        is_page = response.get("Content-Type", "").startswith("text/html")
        return super().process_response(request, response) if is_page else response


class HeadersMiddleware:
    """Nothing is kept by a browser or a proxy, and nothing may be read by another site."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        response["Cache-Control"] = "no-store"
        response["Cross-Origin-Resource-Policy"] = "same-origin"
        response["Permissions-Policy"] = "camera=(), geolocation=(), microphone=(), browsing-topics=()"
        return response


class PreferencesMiddleware:
    """A signed-in person's own time zone and language."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        user = request.user
        if not user.is_authenticated:
            timezone.deactivate()
            return self.get_response(request)
        with timezone.override(ZoneInfo(user.time_zone)):
            if not user.language:
                return self.get_response(request)
            with translation.override(user.language):
                request.LANGUAGE_CODE = user.language
                return self.get_response(request)


@dataclass(frozen=True)
class Door:
    """Who may enter a URL namespace, and whether with an open vault only."""

    role: Role
    needs_vault: bool = True


DOORS = {
    "journal": Door("writer"),
    "questionnaires": Door("writer"),
    "sharing": Door("writer"),
    "clients": Door("therapist"),
    "admin": Door("editor", needs_vault=False),
}
# These run as the web role, which has no grant on words.
OPEN_NAMESPACES = {""}


class DoorMiddleware:
    """Decide by URL namespace, then run view and template inside one transaction as that person.

    Not ATOMIC_REQUESTS: it ends before a lazy TemplateResponse renders. Session, user and vault are loaded
    before (as the web role), and the session is saved after. A namespace that stands nowhere is refused.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: PersonRequest) -> HttpResponseBase:
        response = self.enter(request)
        return carried.replay(request, response, self.enter)

    def enter(self, request: PersonRequest) -> HttpResponseBase:
        try:
            namespace = resolve(request.path_info).namespace
        except Resolver404:
            return self.get_response(request)
        if namespace in OPEN_NAMESPACES:
            return self.get_response(request)
        door = DOORS[namespace]
        refusal = self.refuse(request, door)
        if refusal is not None:
            return refusal
        return self.run(request, door)

    def process_exception(self, request: PersonRequest, exception: Exception) -> HttpResponseBase | None:
        """A vault that locked between the door and the verb: ask for it, and undo what the view began."""
        if not isinstance(exception, VaultLocked):
            return None
        if connection.in_atomic_block:
            transaction.set_rollback(True)
        return locked(request)

    def refuse(self, request: PersonRequest, door: Door) -> HttpResponseBase | None:
        user = request.user
        if not user.is_authenticated:
            return signed_out(request)
        if user.kind != door.role:
            # The bare address is everybody's first, and where a page that was not found leads back to.
            start = request.path == "/" and request.method in ("GET", "HEAD")
            return redirect(home(user)) if start else not_found(request)
        if door.needs_vault and not request.vault.is_open:
            return locked(request)
        if door.needs_vault:
            return gate(request)
        return None

    def run(self, request: PersonRequest, door: Door) -> HttpResponseBase:
        with identity(door.role, request.user.pk):
            response = self.get_response(request)
            if isinstance(response, StreamingHttpResponse):
                raise TypeError(
                    "A streaming response would outlive the transaction that gives it its identity."
                )
            if response.status_code >= 500:
                transaction.set_rollback(True)
        return response


def wants_fragment(request: PersonRequest) -> bool:
    """htmx and autosave take a status, never a whole page inside a piece of one."""
    return bool(request.htmx) or "X-Autosave" in request.headers


def signed_out(request: PersonRequest) -> HttpResponseBase:
    if wants_fragment(request):
        return JsonResponse({"reason": "signed_out"}, status=401)
    if request.method == "POST":
        return carried.ask(request, "account_login", 401)
    return redirect_to_login(request.get_full_path())


def locked(request: PersonRequest) -> HttpResponseBase:
    if wants_fragment(request):
        return JsonResponse({"reason": "locked"}, status=423)
    if request.method == "POST":
        return carried.ask(request, "unlock", 423)
    return redirect(f"{reverse('unlock')}?next={request.path}")


def not_found(request: HttpRequest) -> HttpResponse:
    return render(request, "404.html", status=404)
