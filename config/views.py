"""Pages that belong to no app: leaving, health, and the errors."""

from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth import logout
from django.db import connection
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_safe

from config import carried
from config.middleware import wants_fragment
from config.models import HelpLine
from vault.ring import KeysMissing, check_ring


@require_safe
def help(request: HttpRequest) -> HttpResponse:
    """Calm words, and the help lines that editors keep; open to everybody, signed in or not."""
    return render(request, "help.html", {"lines": HelpLine.objects.all()})


@require_GET
def leave(request: HttpRequest) -> HttpResponseBase:
    """End the session and go somewhere harmless.

    A GET, because ``form-action 'self'`` silently blocks a form that ends on another site. So that no other
    site (and no prefetch) can sign people out, the session ends only for a request from our own pages.
    """
    if came_from_here(request):
        logout(request)
    return HttpResponseRedirect(settings.LEAVE_TO)


def came_from_here(request: HttpRequest) -> bool:
    if "Sec-Purpose" in request.headers:
        return False
    site = request.headers.get("Sec-Fetch-Site")
    if site:
        return site == "same-origin"
    referer = urlsplit(request.headers.get("Referer", ""))
    return (referer.scheme, referer.netloc) == (request.scheme, request.get_host())


@require_safe
def health(request: HttpRequest) -> HttpResponse:
    """200 and no words when the database answers and the keys are there."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        check_ring()
    except (KeysMissing, OSError, connection.Database.Error):
        return HttpResponse(status=503)
    return HttpResponse()


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponseBase:
    """A writing form whose cookies are gone is a session that ended, if the form came from our own page."""
    if wants_fragment(request):
        return JsonResponse({"reason": "signed_out"}, status=401)
    if request.POST.get("owner") and came_from_here(request):
        return carried.ask(request, "account_login", 401)
    return render(request, "403_csrf.html", status=403)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "400.html", status=400)
