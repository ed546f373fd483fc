"""What people type to sign up, sign in, unlock, and set their account up."""

import uuid
import zoneinfo
from typing import Any, cast

from allauth.account import forms as allauth
from allauth.account.fields import PasswordField, SetPasswordField
from allauth.account.models import EmailAddress
from django import forms
from django.conf import settings
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from accounts.models import Therapist, User
from vault import codes
from vault.cipher import Unreadable
from vault.models import UserKeys
from vault.session import unlock

LONG_ENOUGH = _(
    "At least 12 characters. A few words in a row are good; pasting from a password manager is fine."
)

# How often allauth looks a new person up before it sends the code; for a known address it does not.
ALLAUTH_LOOKS = 4


class WordsOnTheField:
    """Labels stand above fields here; a placeholder would only repeat them."""

    fields: dict[str, forms.Field]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.widget.attrs.pop("placeholder", None)


class LoginForm(WordsOnTheField, allauth.LoginForm):
    """A sign-in by password unlocks at once."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"].label = _("E-mail address")
        self.fields["login"].widget.attrs |= {"autocomplete": "username", "autofocus": True}
        self.fields["password"].help_text = ""

    def login(self, request: HttpRequest, redirect_url: str | None = None) -> HttpResponse:
        if self.user.has_vault:
            try:
                vault = self.user.open_vault(self.cleaned_data["password"])
            except Unreadable:
                # After a reset by mail: signed in, and locked until the old password or the code comes.
                pass
            else:
                unlock(request, vault, self.user.idle_minutes)
        return super().login(request, redirect_url=redirect_url)


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
        # Both are asked each time: "or" would be quicker for an address that is known.
        confirmed = EmailAddress.objects.filter(email=value, verified=True).exists()
        self.account_already_exists = (
            User.objects.filter(email=value, last_login__isnull=False).exists() or confirmed
        )
        return value

    def try_save(self, request: HttpRequest) -> tuple[User | None, HttpResponse | None]:
        if self.account_already_exists:
            self.rehearse(request)
        return super().try_save(request)

    def rehearse(self, request: HttpRequest) -> None:
        """The work of a sign-up, undone: neither the clock nor a cookie tells that the address is known."""
        address, self.cleaned_data["email"] = self.cleaned_data["email"], f"{uuid.uuid4()}@example.invalid"
        user = self.save(request, for_real=False)
        self.cleaned_data["email"] = address
        for _time in range(ALLAUTH_LOOKS):
            EmailAddress.objects.filter(user_id=user.pk).first()

    def save(self, request: HttpRequest, for_real: bool = True) -> User:
        """An address that nobody has confirmed belongs to whoever signs up with it last."""
        email, password = self.cleaned_data["email"], self.cleaned_data["password1"]
        user = User.objects.filter(email=email).first() or User(email=email)
        user.kind, user.time_zone = self.kind, self.cleaned_data["time_zone"]
        user.set_password(password)
        new = UserKeys.prepare(user, password)
        with transaction.atomic():
            user.save()
            new.store()
            EmailAddress.objects.filter(user_id=user.pk).delete()
            EmailAddress.objects.create(user=user, email=email, primary=True)
            self.save_profile(user)
            transaction.set_rollback(not for_real)
        # Sealed for this user, the keys wait in the session until the address is confirmed.
        unlock(request, new.vault, user.idle_minutes)
        return user

    def save_profile(self, user: User) -> None:
        Therapist.objects.filter(pk=user.pk).discard()


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
        super().save_profile(user)
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


class ResetPasswordKeyForm(WordsOnTheField, allauth.ResetPasswordKeyForm):
    """One field: a password manager fills it, and what is pasted needs no second time."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["password2"]
        self.fields["password1"].label = _("New password")
        self.fields["password1"].help_text = LONG_ENOUGH


class UnlockForm(forms.Form):
    """One field: the password, or the recovery code. After a reset by mail also the present password."""

    password = PasswordField(label=_("Password"), autocomplete="current-password")
    current = PasswordField(label=_("The password you sign in with now"), autocomplete="current-password")

    def __init__(self, user: User, keys: UserKeys | None, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user, self.keys = user, keys
        self.behind = keys is not None and keys.password_is_behind
        for field in self.fields.values():
            del field.widget.attrs["placeholder"]
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


class PasswordChangeForm(forms.Form):
    password = PasswordField(label=_("Present password"), autocomplete="current-password")
    new_password = SetPasswordField(label=_("New password"), help_text=LONG_ENOUGH)

    def __init__(self, user: User, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        cast(SetPasswordField, self.fields["new_password"]).user = user
        for field in self.fields.values():
            del field.widget.attrs["placeholder"]

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


class StartOverForm(forms.Form):
    password = PasswordField(label=_("The password you sign in with"), autocomplete="current-password")
    words = forms.CharField(
        label=_("Type: start over"), widget=forms.TextInput(attrs={"autocomplete": "off"})
    )

    def __init__(self, user: User, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        del self.fields["password"].widget.attrs["placeholder"]

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


class AccountForm(forms.ModelForm):
    class Meta:
        model = User
        fields = ["time_zone", "language", "theme", "idle_minutes", "prompt_of_the_day", "shortcuts"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        zones = sorted(zoneinfo.available_timezones() - {"Factory", "localtime"})
        self.fields["time_zone"] = forms.ChoiceField(
            label=_("Time zone"), choices=[(zone, zone.replace("_", " ")) for zone in zones]
        )
        self.fields["language"] = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)
        if len(settings.LANGUAGES) == 1:
            del self.fields["language"]
        if not self.instance.has_vault:
            del self.fields["idle_minutes"]
        if not self.instance.is_writer:
            del self.fields["prompt_of_the_day"], self.fields["shortcuts"]
