"""People: a user is a writer, a therapist or an editor for life; a therapist has a profile to verify."""

import uuid
from typing import Self

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.hashers import make_password
from django.core.exceptions import ValidationError
from django.db import connection, models, router, transaction
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from vault.cipher import LONGEST_PASSWORD, Unreadable
from vault.hashers import belongs_to, contents, rewrapped
from vault.models import OpenVault, UserKeys


def _together(date: str, person: str) -> models.Q:
    """A date and the person beside it: both or neither."""
    return models.Q(**{f"{date}__isnull": True, f"{person}__isnull": True}) | models.Q(
        **{f"{date}__isnull": False, f"{person}__isnull": False}
    )


class UserManager(BaseUserManager["User"]):
    def get_by_natural_key(self, email: str | None) -> "User":
        return self.get(email=(email or "").lower())

    def create_user(self, email: str, password: str | None = None, **fields: object) -> "User":
        """A person with a password and no keys; `vault.models.UserKeys.make` gives the keys."""
        user = self.model(email=email.strip().lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def hold_address(self, email: str) -> None:
        """Until the transaction ends, nobody else signs up with this address or confirms it."""
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"address {email}"])


class User(AbstractBaseUser):
    """The e-mail address is the name. There is no superuser: nobody may see everything."""

    class Kind(models.TextChoices):
        WRITER = "writer", _("writer")
        THERAPIST = "therapist", _("therapist")
        EDITOR = "editor", _("editor")

    class Theme(models.TextChoices):
        AUTO = "auto", _("As the device")
        LIGHT = "light", _("Light")
        DARK = "dark", _("Dark")

    class IdleMinutes(models.IntegerChoices):
        FIVE = 5, _("After 5 minutes")
        FIFTEEN = 15, _("After 15 minutes")
        THIRTY = 30, _("After 30 minutes")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    email = models.EmailField(_("e-mail address"), unique=True)
    # The sealed hash is longer than Django's usual 128 characters.
    password = models.CharField(_("password"), max_length=255)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices, default=Kind.WRITER)
    time_zone = models.CharField(_("time zone"), max_length=64, default="UTC")
    language = models.CharField(_("language"), max_length=10, default="en")
    theme = models.CharField(_("appearance"), max_length=5, choices=Theme.choices, default=Theme.AUTO)
    idle_minutes = models.PositiveSmallIntegerField(
        _("lock by itself"), choices=IdleMinutes.choices, default=IdleMinutes.FIFTEEN
    )
    prompt_of_the_day = models.BooleanField(_("show a prompt on Today"), default=True)
    shortcuts = models.BooleanField(_("keyboard shortcuts"), default=True)
    joined_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(kind__in=["writer", "therapist", "editor"]), name="user_kind_is_known"
            ),
            models.CheckConstraint(
                condition=models.Q(theme__in=["auto", "light", "dark"]), name="user_theme_is_known"
            ),
            models.CheckConstraint(
                condition=models.Q(idle_minutes__in=[5, 15, 30]), name="user_idle_minutes_are_known"
            ),
            models.CheckConstraint(condition=models.Q(email=Lower("email")), name="user_email_is_lower_case"),
        ]

    def __str__(self) -> str:
        return self.email

    @property
    def is_writer(self) -> bool:
        return self.kind == self.Kind.WRITER

    @property
    def is_therapist(self) -> bool:
        return self.kind == self.Kind.THERAPIST

    @property
    def is_editor(self) -> bool:
        return self.kind == self.Kind.EDITOR

    @property
    def has_vault(self) -> bool:
        """Editors have no words, so no keys."""
        return not self.is_editor

    def set_password(self, raw_password: str | None) -> None:
        """The hash is sealed for this person: in another row it is worth nothing."""
        self.password = make_password(raw_password, salt=self.pk.hex)
        self._password = raw_password

    def check_password(self, raw_password: str | None) -> bool:
        if len(raw_password or "") > LONGEST_PASSWORD:
            return False
        if self.has_usable_password() and not belongs_to(self.password, self.pk.hex):
            make_password(raw_password, salt=self.pk.hex)
            return False
        return super().check_password(raw_password)

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        """Sessions end with the password, not when its hash is only sealed under another server key."""
        digest = contents(self.password) if self.has_usable_password() else b""
        return salted_hmac(
            "accounts.models.User.session", digest, secret=secret, algorithm="sha256"
        ).hexdigest()

    def discard(self) -> None:
        """Somebody who never came in. Django's delete would look for what they wrote, which this role may not."""
        with transaction.atomic():
            UserKeys.discard(self.pk)
            Therapist.objects.filter(pk=self.pk).discard()
            User.objects.filter(pk=self.pk)._raw_delete(router.db_for_write(User))

    def rewrap_password(self) -> None:
        """The hash under the current server key, unless the password has just been changed."""
        renewed = rewrapped(self.password) if self.has_usable_password() else None
        if renewed:
            User.objects.filter(pk=self.pk, password=self.password).update(password=renewed)

    def open_vault(self, secret: str) -> OpenVault:
        """By password or recovery code; Unreadable if it is neither. Keys are made at the first sign-in."""
        keys = UserKeys.objects.filter(pk=self.pk).first()
        if keys:
            return keys.open(secret)
        if not self.check_password(secret):
            raise Unreadable
        return UserKeys.make(self, secret)

    def change_password(self, vault: OpenVault | None, password: str) -> None:
        """The account's password and the slot's, together; nothing else is rewritten."""
        self.set_password(password)
        slot = vault.slot_for(password) if vault else None
        with transaction.atomic():
            self.save(update_fields=["password"])
            if slot:
                slot.take_place()

    # What Django admin asks. Our AdminSite lists the few models an editor may see; the database role
    # bothways_editor has grants on no others.

    @property
    def is_staff(self) -> bool:
        return self.is_editor

    def has_perm(self, perm: str, obj: object = None) -> bool:
        return self.is_editor

    def has_module_perms(self, app_label: str) -> bool:
        return self.is_editor


class TherapistQuerySet(models.QuerySet["Therapist"]):
    def discard(self) -> None:
        """Delete profiles that nobody has ever used; Django's delete would look for their connections."""
        self._raw_delete(self.db)

    def without_notes(self) -> Self:
        """All that other roles than the editors' may read."""
        return self.defer(*Therapist.FOR_EDITORS)


class Therapist(models.Model):
    """What a therapist says of themselves, and an editor's word on it."""

    user = models.OneToOneField(
        User, on_delete=models.CASCADE, primary_key=True, editable=False, verbose_name=_("person")
    )
    name = models.CharField(_("name"), max_length=120)
    license = models.CharField(_("license"), max_length=120)
    place = models.CharField(_("place"), max_length=120)
    verified_at = models.DateTimeField(_("verified"), null=True, editable=False)
    verified_by = models.ForeignKey(
        User,
        on_delete=models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=_("verified by"),
    )
    verified_note = models.TextField(_("note on the verification"), blank=True, editable=False)
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True, editable=False)
    withdrawn_by = models.ForeignKey(
        User,
        on_delete=models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=_("withdrawn by"),
    )
    withdrawn_note = models.TextField(_("note on the withdrawal"), blank=True, editable=False)

    # Who decided, and what they noted: no other role may read these columns.
    FOR_EDITORS = ("verified_by", "verified_note", "withdrawn_by", "withdrawn_note")

    objects = TherapistQuerySet.as_manager()

    class Meta:
        verbose_name = _("therapist")
        verbose_name_plural = _("therapists")
        constraints = [
            models.CheckConstraint(
                condition=_together("verified_at", "verified_by"), name="therapist_verified"
            ),
            models.CheckConstraint(
                condition=_together("withdrawn_at", "withdrawn_by"), name="therapist_withdrawn"
            ),
            models.CheckConstraint(
                condition=models.Q(withdrawn_at__isnull=True) | models.Q(verified_at__isnull=False),
                name="therapist_withdrawn_after_verified",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_verified(self) -> bool:
        return self.verified_at is not None and self.withdrawn_at is None

    def verify(self, editor: User, note: str = "") -> None:
        """From now on this therapist may accept invitations and open what is shared."""
        self.verified_at, self.verified_by, self.verified_note = timezone.now(), editor, note
        self.withdrawn_at, self.withdrawn_by, self.withdrawn_note = None, None, ""
        self._save_standing()

    def withdraw(self, editor: User, note: str = "") -> None:
        """From now on nothing opens for this therapist. Only what was verified can be withdrawn."""
        if not self.is_verified:
            raise ValidationError(_("This therapist is not verified, so there is nothing to withdraw."))
        self.withdrawn_at, self.withdrawn_by, self.withdrawn_note = timezone.now(), editor, note
        self._save_standing()

    def _save_standing(self) -> None:
        self.save(
            update_fields=[
                "verified_at",
                "verified_by",
                "verified_note",
                "withdrawn_at",
                "withdrawn_by",
                "withdrawn_note",
            ]
        )
