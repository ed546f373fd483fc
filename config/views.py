"""Pages that belong to no app: leaving, health, and the errors."""

from django.conf import settings
from django.contrib.auth import logout
from django.db import Error, connection
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_safe

from accounts.requests import PersonRequest
from config import carried
from config.middleware import wants_fragment
from config.models import HelpLine
from config.origin import came_from_here
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


@require_safe
def health(request: HttpRequest) -> HttpResponse:
    """200 and no words when the database answers and the keys are there."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        check_ring()
    except (KeysMissing, OSError, Error):
        return HttpResponse(status=503)
    return HttpResponse()


def csrf_failure(request: PersonRequest, reason: str = "") -> HttpResponseBase:
    """A writing form with an old token, from our own page, loses nothing."""
    if wants_fragment(request):
        return JsonResponse({"reason": "signed_out"}, status=401)
    if carried.can_carry(request):
        return again(request) if request.user.is_authenticated else carried.ask(request, "account_login", 401)
    return render(request, "403_csrf.html", status=403)


def again(request: HttpRequest) -> HttpResponse:
    """Signed in anew in another tab since the form was opened: the same form with a new token, one press away."""
    fields = [
        (name, value)
        for name, values in request.POST.lists()
        if name != "csrfmiddlewaretoken"
        for value in values
    ]
    return render(request, "again.html", {"fields": fields}, status=403)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "400.html", status=400)
