"""What allauth asks us: what resets a password, what mails and errors say, and how guesses are counted."""

from smtplib import SMTPException
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context as current
from allauth.core.exceptions import ImmediateHttpResponse
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.utils.crypto import get_random_string
from django.utils.translation import gettext_lazy as _

from accounts import guesses
from accounts.gates import home
from accounts.models import User
from accounts.requests import PersonRequest
from vault.models import UserKeys


class Adapter(DefaultAccountAdapter):
    error_messages = DefaultAccountAdapter.error_messages | {
        "email_password_mismatch": _("The e-mail address or the password is not right. Nothing was changed."),
        "too_many_login_attempts": _(
            "That was tried too often. Wait a quarter of an hour, or set a new password by mail."
        ),
        "incorrect_code": _("That is not the code we sent. Look at the newest mail and try again."),
        # To somebody with the right code of a sign-up that a later one has ended.
        "email_taken": _("Since then somebody has begun anew with this address. Sign up again."),
        "rate_limited": _("A mail was sent a moment ago. Wait half a minute before you ask for another."),
        "invalid_password_reset": _("This link has been used or is too old."),
    }

    def set_password(self, user: User, password: str) -> None:
        """A reset by mail: the account opens, the journal keeps waiting for the old password or the code."""
        super().set_password(user, password)
        UserKeys.fall_behind(user)

    def get_login_redirect_url(self, request: PersonRequest) -> str:
        return home(request.user)

    get_signup_redirect_url = get_login_redirect_url

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        # With the network, so that somebody's guesses elsewhere never keep the owner out.
        return guesses.place(request, credentials.get("email", ""))

    def authenticate(self, request: HttpRequest, **credentials: Any) -> User | None:
        """Past the slow limit of an address, no password is right from where its owner never came in. That looks
        and takes as long as any wrong password, so it does not tell who has been where."""
        if guesses.too_many_elsewhere(request, credentials.get("email", "")):
            credentials["password"] = get_random_string(32)
        return super().authenticate(request, **credentials)

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        guesses.count_elsewhere(request, credentials.get("email", ""))

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        try:
            super().send_mail(template_prefix, email, context)
        except (OSError, SMTPException):
            answer = render(current.request, "accounts/mail_failed.html", status=503)
            raise ImmediateHttpResponse(answer) from None

    def ajax_response(
        self,
        request: HttpRequest,
        response: HttpResponse,
        redirect_to: str | None = None,
        form: Any = None,
        data: Any = None,
    ) -> HttpResponse:
        """In place: a sign-in brings a new CSRF token for the page that asked."""
        if form is not None and form.is_bound and not form.is_valid():
            errors = [error for errors in form.errors.values() for error in errors]
            return JsonResponse({"error": " ".join(errors)}, status=400)
        if response.status_code >= 400:
            return JsonResponse({"error": ""}, status=response.status_code)
        return JsonResponse({"ok": True, "location": redirect_to, "csrf": get_token(request)})
