"""Where people go: home, and what comes before the first words (the recovery code, what Leave now cannot do)."""

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse

from accounts.models import User
from accounts.requests import PersonRequest
from vault.models import UserKeys

SESSION_KEY = "ready"
HOMES = {
    User.Kind.WRITER: "journal:today",
    User.Kind.THERAPIST: "clients:client_list",
    User.Kind.EDITOR: "admin:index",
}


def home(user: User) -> str:
    return reverse(HOMES[User.Kind(user.kind)])


def gate(request: PersonRequest) -> HttpResponseBase | None:
    """Somewhere else to go first, or nothing. Asked until it opens once in a session."""
    if request.session.get(SESSION_KEY) == str(request.user.pk):
        return None
    keys = UserKeys.objects.get(pk=request.user.pk)
    if keys.told_at and request.method == "POST":
        # Somebody who came back by their recovery code and has words on the page: save these first.
        return None
    step = next_step(keys)
    if step:
        return redirect(step)
    request.session[SESSION_KEY] = str(request.user.pk)
    return None


def next_step(keys: UserKeys) -> str | None:
    if not keys.recovery_confirmed_at:
        return "recovery_code"
    if not keys.told_at:
        return "before_you_write"
    return None


def close(request: HttpRequest) -> None:
    request.session.pop(SESSION_KEY, None)
