"""Signing in and unlocking around allauth, the recovery code, and the account page. No words of anybody here."""

import base64
import binascii
import json
import time
from collections.abc import Callable
from functools import wraps

from allauth.account import views as allauth
from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.email_verification_by_code import EMAIL_VERIFICATION_CODE_SESSION_KEY
from allauth.account.internal.stagekit import clear_login
from django.apps import apps
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.views import redirect_to_login
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import gates, guesses
from accounts.forms import (
    AccountForm,
    PasswordChangeForm,
    RecoveryCodeForm,
    StartOverForm,
    TherapistSignupForm,
    UnlockForm,
)
from accounts.models import Therapist, User
from accounts.requests import PersonRequest
from vault import cipher, codes, session
from vault.cipher import Place, Unreadable
from vault.identity import identity
from vault.models import START_OVER_AFTER, OpenVault, UserKeys

View = Callable[..., HttpResponseBase]
CODE_SECONDS = 60 * 60


# --- allauth's pages ------------------------------------------------------------------------------------


page_methods = require_http_methods(["GET", "HEAD", "POST"])


def refusing(view: View) -> View:
    """A form that was not accepted comes back with status 400; allauth would say 200."""

    @page_methods
    @wraps(view)
    def wrapped(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        response = view(request, *args, **kwargs)
        if request.method == "POST" and response.status_code == 200:
            response.status_code = 400 if "json" not in response.get("Content-Type", "") else 200
        return response

    return wrapped


def afresh(view: View) -> View:
    """Whoever comes to sign in or up again has given up on the code they were waiting for."""

    @wraps(view)
    def wrapped(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        if not request.user.is_authenticated:
            clear_login(request)
            request.session.pop(EMAIL_VERIFICATION_CODE_SESSION_KEY, None)
        return view(request, *args, **kwargs)

    return wrapped


def one_at_a_time(view: View) -> View:
    """Not while somebody signs up anew with the address that waits here. Whose sign-up that has ended goes on
    like one with a known address: no code is right, and nothing tells which of both it is."""

    @wraps(view)
    def wrapped(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        waiting = request.session.get(EMAIL_VERIFICATION_CODE_SESSION_KEY)
        if not waiting:
            return view(request, *args, **kwargs)
        with transaction.atomic():
            User.objects.hold_address(waiting["email"])
            if not User.objects.filter(pk=waiting.get("user_id")).exists():
                waiting.pop("user_id", None)
                request.session.modified = True
                clear_login(request)
            if request.POST.get("action") != "resend":
                return view(request, *args, **kwargs)
        # A mail server may take its time; nothing is confirmed by asking for another mail.
        return view(request, *args, **kwargs)

    return wrapped


class TherapistSignup(allauth.SignupView):
    template_name = "accounts/therapist_signup.html"

    def get_form_class(self) -> type[TherapistSignupForm]:
        return TherapistSignupForm


login = afresh(refusing(allauth.login))
signup = afresh(refusing(allauth.signup))
therapist_signup = afresh(refusing(TherapistSignup.as_view()))
confirm_email = one_at_a_time(refusing(allauth.email_verification_sent))
logout = page_methods(allauth.logout)
password_reset = refusing(allauth.password_reset)
password_reset_done = require_safe(allauth.password_reset_done)
password_reset_from_key = refusing(allauth.password_reset_from_key)


# --- Who may enter --------------------------------------------------------------------------------------


def for_person(locked: bool = False, editors: bool = False) -> Callable[[View], View]:
    """Signed in; with an open vault unless `locked`; `editors` have no vault and may enter only some pages."""

    def decorate(view: View) -> View:
        @page_methods
        @wraps(view)
        def wrapped(request: PersonRequest, *args: object, **kwargs: object) -> HttpResponseBase:
            user = request.user
            if not user.is_authenticated:
                if in_place(request):
                    return JsonResponse({"reason": "signed_out"}, status=401)
                return redirect_to_login(request.get_full_path())
            if user.is_editor and not editors:
                raise Http404
            if user.has_vault and not locked and not request.vault.is_open:
                if in_place(request):
                    return JsonResponse({"reason": "locked"}, status=423)
                return redirect(f"{reverse('unlock')}?next={request.path}")
            return view(request, *args, **kwargs)

        return wrapped

    return decorate


def in_place(request: PersonRequest) -> bool:
    """Asked by a script of ours, which wants an answer and not a page."""
    return bool(request.htmx) or "application/json" in request.headers.get("Accept", "")


def next_page(request: PersonRequest) -> str:
    """Where somebody was going, if that is a page of ours."""
    path = request.POST.get("next") or request.GET.get("next") or ""
    ours = url_has_allowed_host_and_scheme(path, allowed_hosts=None, require_https=request.is_secure())
    return path if ours else gates.home(request.user)


# --- Locking and unlocking ------------------------------------------------------------------------------


@require_POST
@for_person(locked=True, editors=True)
def lock(request: PersonRequest) -> HttpResponseBase:
    session.lock(request)
    return redirect("unlock" if request.user.has_vault else "account")


@sensitive_post_parameters("password", "current")
@for_person(locked=True)
def unlock(request: PersonRequest) -> HttpResponseBase:
    if request.method != "POST":
        if request.vault.is_open:
            return redirect(next_page(request))
        return unlock_page(request, unlock_form(request), 200)
    guess = guesses.at_unlocking(request, request.user)
    if not guess:
        return too_many(request)
    form = unlock_form(request)
    if not form.is_valid():
        if in_place(request):
            return JsonResponse({"error": first_error(form)}, status=400)
        return unlock_page(request, form, 400)
    guess.rollback()
    open_up(request, form)
    if in_place(request):
        return JsonResponse({"ok": True, "csrf": get_token(request)})
    return redirect(next_page(request))


def unlock_page(request: PersonRequest, form: UnlockForm, status: int) -> HttpResponse:
    context = {"form": form, "next": next_page(request), "start_over": reverse("start_over")}
    return render(request, "accounts/unlock.html", context, status=status)


def first_error(form: UnlockForm) -> str:
    return str(next(iter(form.errors.values()))[0])


def unlock_form(request: PersonRequest) -> UnlockForm:
    keys = UserKeys.objects.filter(pk=request.user.pk).first()
    # By the method: a request that carries words to this form has somebody else's POST.
    return UnlockForm(request.user, keys, request.POST if request.method == "POST" else None)


def open_up(request: PersonRequest, form: UnlockForm) -> None:
    """The vault into the session; a password that was behind catches up, and a code that was used is spent."""
    session.unlock(request, form.vault, request.user.idle_minutes)
    if form.behind:
        form.vault.slot_for(form.cleaned_data["current"]).take_place()
    UserKeys.catch_up(request.user)
    guesses.remember(request, request.user.email)
    if form.keys and form.vault.by_code:
        form.keys.drop_recovery_code()
        gates.close(request)


def too_many(request: PersonRequest) -> HttpResponseBase:
    if in_place(request):
        return JsonResponse({"error": _("That was tried too often. Wait a quarter of an hour.")}, status=429)
    return render(request, "429.html", status=429)


@sensitive_post_parameters("password")
@for_person(locked=True)
def start_over(request: PersonRequest) -> HttpResponseBase:
    """Both password and code lost: everything sealed goes, and new keys begin an empty journal.

    After a reset by mail only a week later: whoever holds the mailbox for an hour destroys nothing.
    """
    keys = UserKeys.objects.filter(pk=request.user.pk).first()
    form = StartOverForm(request.user, request.POST or None)
    context = {"form": form, "keys": keys}
    if request.method != "POST":
        return render(request, "accounts/start_over.html", context)
    guess = guesses.at_unlocking(request, request.user)
    if not guess:
        return too_many(request)
    if not form.is_valid():
        return render(request, "accounts/start_over.html", context, status=400)
    guess.rollback()
    if keys and not keys.may_start_over:
        if not keys.start_over_at:
            announce_start_over(request, keys)
        return redirect("unlock")
    # The same password hashed anew ends every other session, which still has the old keys open.
    request.user.set_password(form.cleaned_data["password"])
    request.user.save(update_fields=["password"])
    update_session_auth_hash(request, request.user)
    with identity("writer" if request.user.is_writer else "therapist", request.user.pk):
        # What each app keeps sealed, the rightmost first, as it may point at what stands to its left.
        for app in reversed(list(apps.get_app_configs())):
            if hasattr(app, "start_over"):
                app.start_over(request.user)
    vault = UserKeys.make(request.user, form.cleaned_data["password"])
    session.unlock(request, vault, request.user.idle_minutes)
    gates.close(request)
    return redirect("recovery_code")


def announce_start_over(request: PersonRequest, keys: UserKeys) -> None:
    """The mail first: if it cannot be sent, nothing was asked for."""
    when = timezone.now() + START_OVER_AFTER
    get_adapter(request).send_mail("account/email/start_over", request.user.email, {"from_when": when})
    keys.plan_start_over(when)


# --- Before the first words -----------------------------------------------------------------------------


@for_person()
def recovery_code(request: PersonRequest) -> HttpResponseBase:
    """Shown once, and in force only when two of its groups have been typed from the copy.

    Between the two requests the code stands sealed in the form and nowhere else.
    """
    keys = UserKeys.objects.get(pk=request.user.pk)
    if request.method != "POST":
        return render(request, "accounts/recovery_code.html", {"keys": keys})
    try:
        code = unseal_code(request.POST["code"], request.vault)
    except (KeyError, Unreadable):
        code = codes.new()
        return show_code(request, code, RecoveryCodeForm(code), 200)
    form = RecoveryCodeForm(code, request.POST)
    if not form.is_valid():
        return show_code(request, code, form, 400)
    keys.set_recovery_code(request.vault, code)
    messages.success(request, _("Your recovery code is in force. Keep it where only you find it."))
    return redirect(gates.next_step(keys) or "account")


def show_code(request: PersonRequest, code: str, form: RecoveryCodeForm, status: int) -> HttpResponse:
    context = {"form": form, "groups": codes.groups(code), "sealed": seal_code(code, request.vault)}
    return render(request, "accounts/recovery_code.html", context, status=status)


def seal_code(code: str, vault: OpenVault) -> str:
    value = {"code": code, "until": time.time() + CODE_SECONDS}
    return base64.urlsafe_b64encode(cipher.seal_json(vault.key("code"), value, code_place(vault))).decode()


def unseal_code(sealed: str, vault: OpenVault) -> str:
    try:
        value = cipher.unseal_json(vault.key("code"), base64.urlsafe_b64decode(sealed), code_place(vault))
    except (binascii.Error, ValueError, json.JSONDecodeError):
        raise Unreadable from None
    if value["until"] < time.time():
        raise Unreadable
    return value["code"]


def code_place(vault: OpenVault) -> Place:
    return Place("form", "recovery_code", vault.owner_id, "")


@for_person()
def before_you_write(request: PersonRequest) -> HttpResponseBase:
    keys = UserKeys.objects.get(pk=request.user.pk)
    if not keys.recovery_confirmed_at:
        return redirect("recovery_code")
    if request.method == "POST":
        keys.tell()
        return redirect(gates.home(request.user))
    return render(request, "accounts/before_you_write.html")


# --- The account ----------------------------------------------------------------------------------------


@for_person(editors=True)
def account(request: PersonRequest) -> HttpResponseBase:
    form = AccountForm(request.POST or None, instance=request.user)
    if request.method == "POST" and form.is_valid():
        request.user.save(update_fields=form.changed_data)
        messages.success(request, _("Kept."))
        return redirect("account")
    context = {
        "form": form,
        "profile": Therapist.objects.filter(pk=request.user.pk).first(),
        "keys": UserKeys.objects.filter(pk=request.user.pk).first(),
    }
    return render(request, "accounts/account.html", context, status=400 if form.errors else 200)


@require_safe
@for_person(editors=True)
def account_email(request: PersonRequest) -> HttpResponseBase:
    """allauth sends people here who have nothing left to confirm."""
    return redirect("account")


@sensitive_post_parameters("password", "new_password")
@for_person(editors=True)
def password_change(request: PersonRequest) -> HttpResponseBase:
    """One slot is rewritten; sessions elsewhere end, because Django binds them to the password."""
    user = request.user
    form = PasswordChangeForm(user, request.POST or None)
    if request.method != "POST":
        return render(request, "accounts/password_change.html", {"form": form})
    guess = guesses.at_unlocking(request, user)
    if not guess:
        return too_many(request)
    if not form.is_valid():
        return render(request, "accounts/password_change.html", {"form": form}, status=400)
    guess.rollback()
    user.change_password(request.vault if user.has_vault else None, form.cleaned_data["new_password"])
    update_session_auth_hash(request, user)
    messages.success(request, _("Your password is changed. Elsewhere you are signed out."))
    return redirect("account")
