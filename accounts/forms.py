"""What people type to sign up, sign in, unlock, and set their account up."""

import uuid
import zoneinfo
from typing import Any, cast

from allauth.account import forms as allauth
from allauth.account.fields import PasswordField, SetPasswordField
from allauth.account.models import EmailAddress
from django import forms
from django.conf import settings
from django.core.validators import MaxLengthValidator
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from accounts import guesses
from accounts.models import Therapist, User
from vault import codes
from vault.cipher import LONGEST_PASSWORD, Unreadable
from vault.models import OpenVault, UserKeys
from vault.session import unlock, use

LONG_ENOUGH = _(
    "At least 12 characters. A few words in a row are good; pasting from a password manager is fine."
)

# How often allauth looks a new person up before it sends the code; for a known address it does not.
ALLAUTH_LOOKS = 4


TOO_LONG = MaxLengthValidator(
    LONGEST_PASSWORD, _("A password here has at most 1,000 characters. Nothing was changed.")
)


class WordsOnTheField:
    """Labels stand above fields here; a placeholder would only repeat them. Passwords have an upper limit."""

    fields: dict[str, forms.Field]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.widget.attrs.pop("placeholder", None)
            if isinstance(field, PasswordField):
                # A maxlength on the field would cut what is pasted, and nobody would see it.
                field.validators.append(TOO_LONG)


class LoginForm(WordsOnTheField, allauth.LoginForm):
    """A sign-in by password unlocks at once."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"].label = _("E-mail address")
        self.fields["login"].widget.attrs |= {"autocomplete": "username", "autofocus": True}
        self.fields["password"].help_text = ""

    def login(self, request: HttpRequest, redirect_url: str | None = None) -> HttpResponse:
        vault = self.open_vault()
        if vault or not self.user.has_vault:
            guesses.remember(request, self.user.email)
        if vault is None:
            return super().login(request, redirect_url=redirect_url)
        # Before the sign-in, which may have to wait for a code; the keys are sealed for this user alone.
        unlock(request, vault, self.user.idle_minutes)
        response = super().login(request, redirect_url=redirect_url)
        use(request, vault)
        return response

    def open_vault(self) -> OpenVault | None:
        """None for editors, and after a reset by mail until the old password or the code comes."""
        if not self.user.has_vault:
            return None
        try:
            vault = self.user.open_vault(self.cleaned_data["password"])
        except Unreadable:
            return None
        UserKeys.catch_up(self.user)
        return vault


def taken(user: User | None, email: str) -> bool:
    """Somebody has confirmed the address, or has come in with it. Both are asked each time."""
    confirmed = EmailAddress.objects.filter(email=email, verified=True).exists()
    return confirmed or bool(user and user.last_login)


class SignupForm(WordsOnTheField, allauth.SignupForm):
    """A writer's sign-up: an e-mail address and a password, no name."""

    kind = User.Kind.WRITER
    time_zone = forms.CharField(
        required=False, max_length=64, widget=forms.HiddenInput(attrs={"data-time-zone": ""})
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].label = _("E-mail address")
        self.fields["email"].widget.attrs["autocomplete"] = "username"
        self.fields["password1"].help_text = LONG_ENOUGH

    def clean_time_zone(self) -> str:
        zone = self.cleaned_data["time_zone"]
        return zone if zone in zoneinfo.available_timezones() else "UTC"

    def validate_unique_email(self, value: str) -> str:
        # Asked in the transaction that writes: while the password is stretched somebody may confirm.
        return value

    def try_save(self, request: HttpRequest) -> tuple[User | None, HttpResponse | None]:
        user = self.save(request)
        if not self.account_already_exists:
            return user, None
        for _time in range(ALLAUTH_LOOKS):
            EmailAddress.objects.filter(user_id=user.pk).first()
        return super().try_save(request)

    def save(self, request: HttpRequest) -> User:
        """An address that nobody has confirmed belongs to whoever signs up with it last, as a new person:
        the code that an earlier sign-up waits for must never confirm this one's password.

        For an address that is known the same work is done and undone: neither the clock nor a cookie tells.
        """
        email, password = self.cleaned_data["email"], self.cleaned_data["password1"]
        user = User(
            email=email,
            kind=self.kind,
            time_zone=self.cleaned_data["time_zone"],
            language=get_language() or settings.LANGUAGE_CODE,
        )
        user.set_password(password)
        new = UserKeys.prepare(user, password)
        with transaction.atomic():
            User.objects.hold_address(email)
            before = User.objects.filter(email=email).first()
            self.account_already_exists = taken(before, email)
            if self.account_already_exists:
                user.email = f"{uuid.uuid4()}@example.invalid"
            elif before:
                EmailAddress.objects.filter(user_id=before.pk).delete()
                before.discard()
            user.save(force_insert=True)
            new.store()
            EmailAddress.objects.create(user=user, email=user.email, primary=True)
            self.save_profile(user)
            transaction.set_rollback(self.account_already_exists)
        # Sealed for this user, the keys wait in the session until the address is confirmed.
        unlock(request, new.vault, user.idle_minutes)
        return user

    def save_profile(self, user: User) -> None:
        """A writer has none."""


class TherapistSignupForm(SignupForm):
    """A therapist's sign-up adds the profile that an editor verifies."""

    kind = User.Kind.THERAPIST
    name = forms.CharField(
        label=_("Your name"), max_length=120, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    license = forms.CharField(
        label=_("License"), max_length=120, help_text=_("Its number, and who issued it."), strip=True
    )
    place = forms.CharField(label=_("Place"), max_length=120, help_text=_("The town where you work."))
    field_order = ["name", "license", "place", "email", "password1"]

    def save_profile(self, user: User) -> None:
        profile = {name: self.cleaned_data[name] for name in ("name", "license", "place")}
        Therapist.objects.create(user=user, **profile)


class ConfirmEmailForm(WordsOnTheField, allauth.ConfirmEmailVerificationCodeForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].label = _("Six-digit code")
        self.fields["code"].widget.attrs |= {
            "inputmode": "numeric",
            "class": "digits",
            "maxlength": 12,
            "autofocus": True,
        }


class ResetPasswordForm(WordsOnTheField, allauth.ResetPasswordForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].label = _("E-mail address")

    def save(self, request: HttpRequest, **kwargs: Any) -> str:
        """A stranger's requests neither fill her mailbox nor keep her from asking."""
        email: str = self.cleaned_data["email"]
        return super().save(request, **kwargs) if guesses.may_mail(request, email) else email


class ResetPasswordKeyForm(WordsOnTheField, allauth.ResetPasswordKeyForm):
    """One field: a password manager fills it, and what is pasted needs no second time."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["password2"]
        self.fields["password1"].label = _("New password")
        self.fields["password1"].help_text = LONG_ENOUGH


class UnlockForm(WordsOnTheField, forms.Form):
    """One field: the password, or the recovery code. After a reset by mail also the present password."""

    password = PasswordField(label=_("Password"), autocomplete="current-password")
    current = PasswordField(label=_("The password you sign in with now"), autocomplete="current-password")

    def __init__(self, user: User, keys: UserKeys | None, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user, self.keys = user, keys
        self.behind = keys is not None and keys.password_is_behind
        self.fields["password"].widget.attrs["autofocus"] = True
        if self.behind:
            self.fields["password"].label = _("Your recovery code, or your old password")
            self.fields["password"].widget.attrs["autocomplete"] = "off"
        else:
            del self.fields["current"]

    def clean(self) -> dict[str, Any]:
        """What is right opens the vault; what is wrong says so without saying which."""
        super().clean()
        if self.errors:
            return self.cleaned_data
        current = self.cleaned_data.get("current")
        if current is not None and not self.user.check_password(current):
            raise forms.ValidationError(
                _("The password you sign in with now is not right. Nothing was changed.")
            )
        try:
            self.vault = self.user.open_vault(self.cleaned_data["password"])
        except Unreadable:
            raise forms.ValidationError(
                _("Neither your recovery code nor your old password is this.")
                if self.behind
                else _("That does not open it. Try again, or use your recovery code in the same field.")
            ) from None
        return self.cleaned_data


class PasswordChangeForm(WordsOnTheField, forms.Form):
    password = PasswordField(label=_("Present password"), autocomplete="current-password")
    new_password = SetPasswordField(label=_("New password"), help_text=LONG_ENOUGH)

    def __init__(self, user: User, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        cast(SetPasswordField, self.fields["new_password"]).user = user

    def clean_password(self) -> str:
        if not self.user.check_password(self.cleaned_data["password"]):
            raise forms.ValidationError(_("That is not your present password. Nothing was changed."))
        return self.cleaned_data["password"]


class RecoveryCodeForm(forms.Form):
    """Typing two groups of it shows that the code is on paper and not only on the screen."""

    third = forms.CharField(label=_("Third group"), max_length=12)
    sixth = forms.CharField(label=_("Sixth group"), max_length=12)

    def __init__(self, code: str, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.groups = codes.groups(code)
        for field in self.fields.values():
            field.widget.attrs |= {
                "autocomplete": "off",
                "autocapitalize": "characters",
                "spellcheck": "false",
            }

    def clean_third(self) -> str:
        return self._match(self.cleaned_data["third"], 2)

    def clean_sixth(self) -> str:
        return self._match(self.cleaned_data["sixth"], 5)

    def _match(self, typed: str, number: int) -> str:
        if codes.clean(typed) != self.groups[number]:
            raise forms.ValidationError(_("That is not what stands there. Look at your copy again."))
        return typed


class StartOverForm(WordsOnTheField, forms.Form):
    password = PasswordField(label=_("The password you sign in with"), autocomplete="current-password")
    words = forms.CharField(
        label=_("Type: start over"), widget=forms.TextInput(attrs={"autocomplete": "off"})
    )

    def __init__(self, user: User, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user

    def clean_password(self) -> str:
        if not self.user.check_password(self.cleaned_data["password"]):
            raise forms.ValidationError(_("That is not your password. Nothing was changed."))
        return self.cleaned_data["password"]

    def clean_words(self) -> str:
        words = " ".join(self.cleaned_data["words"].lower().split())
        if words not in {"start over", str(_("start over")).lower()}:
            raise forms.ValidationError(
                _("Type the two words exactly, so that this never happens by accident.")
            )
        return words


# The others are old names and offsets, such as EST5EDT.
REGIONS = (
    "Africa/",
    "America/",
    "Antarctica/",
    "Arctic/",
    "Asia/",
    "Atlantic/",
    "Australia/",
    "Europe/",
    "Indian/",
    "Pacific/",
)


class AccountForm(forms.ModelForm):
    class Meta:
        model = User
        fields = ["time_zone", "language", "theme", "idle_minutes", "prompt_of_the_day", "shortcuts"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = {zone for zone in zoneinfo.available_timezones() if zone.startswith(REGIONS)}
        zones = sorted(known | {"UTC", self.instance.time_zone})
        self.fields["time_zone"] = forms.ChoiceField(
            label=_("Time zone"), choices=[(zone, zone.replace("_", " ")) for zone in zones]
        )
        self.fields["language"] = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)
        if not self.instance.has_vault:
            del self.fields["idle_minutes"]
        if not self.instance.is_writer:
            del self.fields["prompt_of_the_day"], self.fields["shortcuts"]
