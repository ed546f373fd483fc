"""Who holds which keys: a person's keys, the slots that open them, and the open vault that the slots give."""

import datetime
import os
import uuid
from dataclasses import dataclass
from uuid import UUID

from django.conf import settings
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from vault import cipher, codes
from vault.cipher import Blob, Key, Place, Unreadable
from vault.ring import ring

START_OVER_AFTER = datetime.timedelta(days=7)


class OpenVault:
    """One person's open keys, for the length of a request. Handed to every verb that needs words."""

    is_open = True

    def __init__(
        self, owner_id: UUID, user_key: Key, by_code: bool = False, sealed_private_key: Blob | None = None
    ) -> None:
        self.owner_id = owner_id
        self._user_key = user_key
        # Read with the session's row, which spares pages a query; else read when it is asked for.
        self._sealed_private_key = sealed_private_key
        # For the length of a request: a list unwraps a key a row.
        self._keys: dict[str, Key] = {}
        # Opened with the recovery code, which is spent by that.
        self.by_code = by_code

    def __repr__(self) -> str:
        return f"<open vault of {self.owner_id}>"

    @property
    def key_id(self) -> str:
        return self._user_key.id.hex()

    def key(self, purpose: str) -> Key:
        """A key for one purpose ("wrap", "private", "link", "mark", "query"), the same each time."""
        if purpose not in self._keys:
            self._keys[purpose] = Key.derive(self._user_key.secret, purpose, salt=self.owner_id.bytes)
        return self._keys[purpose]

    def new_key(self, place: Place) -> tuple[Key, bytes]:
        """A fresh key, and the same wrapped for the row that keeps it."""
        key = Key.new()
        return key, cipher.seal(self.key("wrap"), bytes(key), place)

    def unwrap(self, wrapped: Blob, place: Place) -> Key:
        return Key.from_bytes(cipher.unseal(self.key("wrap"), wrapped, place))

    def slot_for(self, secret: str, kind: str = "password") -> "KeySlot":
        """A slot that the secret will open, not yet saved. Argon2 runs here: call it outside a transaction."""
        return KeySlot.sealed_with(kind, secret, self._user_key, self.owner_id)

    def private_key(self) -> bytes:
        sealed = self._sealed_private_key
        if sealed is None:
            return UserKeys.objects.get(pk=self.owner_id).read_private_key(self)
        return UserKeys(self.owner_id, key_id=self.key_id, private_key=sealed).read_private_key(self)

    @property
    def public_key(self) -> bytes:
        """From the private key, never from the column: a column can be changed by others."""
        return cipher.public_of(self.private_key())


class ServerKey(models.Model):
    """The id of a server key that this database needs. The key itself stands only in the key file."""

    id = models.CharField(primary_key=True, max_length=16)
    since = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = "server key"

    def __str__(self) -> str:
        return self.id


class UserKeys(models.Model):
    """A person's keys: which user key is in force, and the pair by which others can seal to them."""

    owner = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, primary_key=True, related_name="keys"
    )
    key_id = models.CharField(max_length=16)
    public_key = models.BinaryField()
    private_key = models.BinaryField()
    made_at = models.DateTimeField(default=timezone.now)
    recovery_confirmed_at = models.DateTimeField(null=True)
    # The page that says what "Leave now" cannot do.
    told_at = models.DateTimeField(null=True)
    # After a reset by mail: from when on starting over goes through. Every unlock takes it back.
    start_over_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = "person's keys"
        verbose_name_plural = "people's keys"

    def __str__(self) -> str:
        return str(self.pk)

    @classmethod
    def make(cls, owner: models.Model, password: str) -> OpenVault:
        """New keys and a slot for the password. Whatever was sealed for older keys is lost to them."""
        new = cls.prepare(owner, password)
        new.store()
        return new.vault

    @classmethod
    def prepare(cls, owner: models.Model, password: str) -> "NewKeys":
        """The slow half of `make`: Argon2 runs here, so call this outside a transaction."""
        vault = OpenVault(owner.pk, Key.new())
        return NewKeys(vault, cls._sealed_for(vault), vault.slot_for(password))

    @classmethod
    def _sealed_for(cls, vault: OpenVault) -> "UserKeys":
        public, private = cipher.new_pair()
        keys = cls(owner_id=vault.owner_id, key_id=vault.key_id, public_key=public)
        keys.private_key = cipher.seal(vault.key("private"), private, keys._place("private_key"))
        return keys

    @classmethod
    def discard(cls, owner_id: UUID) -> None:
        """Whatever is sealed for these keys is lost, and no session has them open any more."""
        SessionVault.objects.filter(owner_id=owner_id).delete()
        KeySlot.objects.filter(owner_id=owner_id).delete()
        cls.objects.filter(pk=owner_id).delete()

    @classmethod
    def fall_behind(cls, owner: models.Model) -> None:
        """The account has a new password that no slot knows."""
        KeySlot.objects.filter(owner_id=owner.pk, kind=KeySlot.Kind.PASSWORD).update(
            behind_since=timezone.now()
        )

    @classmethod
    def catch_up(cls, owner: models.Model) -> None:
        """The keys have opened: the slot and the account have one password, and nobody needs to start over."""
        KeySlot.objects.filter(owner_id=owner.pk, behind_since__isnull=False).update(behind_since=None)
        cls.objects.filter(pk=owner.pk, start_over_at__isnull=False).update(start_over_at=None)

    def read_private_key(self, vault: OpenVault) -> bytes:
        return cipher.unseal(vault.key("private"), self.private_key, self._place("private_key"))

    def open(self, secret: str) -> OpenVault:
        """Try the secret as recovery code, if it looks like one, then as password. Unreadable if neither."""
        slots = {slot.kind: slot for slot in self.slots}
        kinds = [KeySlot.Kind.RECOVERY] if codes.looks_like(secret) else []
        for kind in [*kinds, KeySlot.Kind.PASSWORD]:
            if kind in slots:
                try:
                    return slots[kind].open(secret, self.key_id)
                except Unreadable:
                    continue
        raise Unreadable

    @property
    def slots(self) -> "models.QuerySet[KeySlot]":
        return KeySlot.objects.filter(owner_id=self.pk)

    @property
    def password_is_behind(self) -> bool:
        """The account has a newer password than the slot: it was reset by mail."""
        return self.slots.filter(kind=KeySlot.Kind.PASSWORD, behind_since__isnull=False).exists()

    @property
    def may_start_over(self) -> bool:
        """At once for whoever has the password of the slot; whoever has only the mailbox waits."""
        if not self.password_is_behind:
            return True
        return self.start_over_at is not None and self.start_over_at <= timezone.now()

    def plan_start_over(self, when: datetime.datetime) -> None:
        self.start_over_at = when
        self.save(update_fields=["start_over_at"])

    def set_recovery_code(self, vault: OpenVault, code: str) -> None:
        """The person has shown that they have the code: from now on it opens, and an older one does not."""
        slot = vault.slot_for(code, KeySlot.Kind.RECOVERY)
        with transaction.atomic():
            slot.take_place()
            self.recovery_confirmed_at = timezone.now()
            self.save(update_fields=["recovery_confirmed_at"])

    def drop_recovery_code(self) -> None:
        """A code works once: whoever used it is shown a new one before they write on."""
        with transaction.atomic():
            self.slots.filter(kind=KeySlot.Kind.RECOVERY).delete()
            self.recovery_confirmed_at = None
            self.save(update_fields=["recovery_confirmed_at"])

    def tell(self) -> None:
        """The person has read what "Leave now" cannot do."""
        self.told_at = timezone.now()
        self.save(update_fields=["told_at"])

    def _place(self, column: str) -> Place:
        return Place("vault_userkeys", column, self.pk, self.pk, self.key_id)


class SessionVault(models.Model):
    """The user key for one unlocked session, sealed; vault/session.py says how. Locking deletes the row: what a
    slow request that began before writes into its session brings nothing back.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    # A sign-up with a known address is done and undone, and its keys seem to wait for the code like any others.
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", db_constraint=False
    )
    key_id = models.CharField(max_length=16)
    server_key = models.CharField(max_length=16)
    minutes = models.PositiveSmallIntegerField()
    sealed_at = models.DateTimeField()
    until = models.DateTimeField()
    sealed = models.BinaryField()

    # Of its owner, read along by `find`.
    private_key: Blob

    class Meta:
        verbose_name = "open session"

    def __str__(self) -> str:
        return str(self.pk)

    @classmethod
    def find(cls, id: str, owner_id: UUID) -> "SessionVault | None":
        """Of this owner, for the keys that are in force. In SQL: every page asks this, and its join took Django longer
        to write than PostgreSQL to answer.
        """
        in_force = cls.objects.raw(
            "SELECT opened.*, keys.private_key FROM vault_sessionvault AS opened"
            " JOIN vault_userkeys AS keys USING (owner_id, key_id)"
            " WHERE opened.id = %s AND opened.owner_id = %s",
            [id, owner_id],
        )
        return next(iter(in_force), None)

    def seal(self, vault: OpenVault, secret: bytes) -> None:
        """With the time that begins now. Not yet in the database."""
        self.key_id, self.server_key = vault.key_id, ring().current.id.hex()
        self.sealed_at = timezone.now()
        self.until = self.sealed_at + datetime.timedelta(minutes=self.minutes)
        self.sealed = cipher.seal(self._key(secret), bytes(vault._user_key), self._place())

    def reseal(self, vault: OpenVault, secret: bytes) -> None:
        """Only where the row still stands."""
        self.seal(vault, secret)
        SessionVault.objects.filter(pk=self.pk).update(
            key_id=self.key_id,
            server_key=self.server_key,
            minutes=self.minutes,
            sealed_at=self.sealed_at,
            until=self.until,
            sealed=self.sealed,
        )

    def open(self, secret: bytes) -> OpenVault:
        user_key = Key.from_bytes(cipher.unseal(self._key(secret), self.sealed, self._place()))
        return OpenVault(self.owner_id, user_key, sealed_private_key=self.private_key)

    def _key(self, secret: bytes) -> Key:
        server_key = ring().find(bytes.fromhex(self.server_key))
        return Key.derive(secret + server_key.secret, "session", salt=self.owner_id.bytes)

    def _place(self) -> Place:
        extra = f"{self.key_id} {self.until.isoformat()}"
        return Place("vault_sessionvault", "sealed", self.owner_id, self.id, extra)


@dataclass(frozen=True, slots=True)
class NewKeys:
    """Keys that are made and not yet in the database."""

    vault: OpenVault
    keys: UserKeys
    slot: "KeySlot"

    def store(self) -> None:
        with transaction.atomic():
            UserKeys.discard(self.vault.owner_id)
            self.keys.save(force_insert=True)
            self.slot.save(force_insert=True)


class KeySlot(models.Model):
    """One way to a user key: an inner lock from a password or code, an outer one from the server key."""

    class Kind(models.TextChoices):
        PASSWORD = "password", _("password")
        RECOVERY = "recovery", _("recovery code")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    salt = models.BinaryField()
    # Argon2id's cost; a recovery code is long enough to need none.
    memory_kib = models.PositiveIntegerField(default=0)
    passes = models.PositiveSmallIntegerField(default=0)
    lanes = models.PositiveSmallIntegerField(default=0)
    sealed = models.BinaryField()
    made_at = models.DateTimeField(default=timezone.now)
    # Since when the account has another password than this slot (a reset by mail).
    behind_since = models.DateTimeField(null=True)

    class Meta:
        verbose_name = "key slot"
        constraints = [models.UniqueConstraint(fields=["owner", "kind"], name="one_slot_of_a_kind")]

    def __str__(self) -> str:
        return f"{self.kind} of {self.owner_id}"

    @classmethod
    def sealed_with(cls, kind: str, secret: str, user_key: Key, owner_id: UUID) -> "KeySlot":
        cost = settings.ARGON2 if kind == cls.Kind.PASSWORD else {}
        slot = cls(owner_id=owner_id, kind=kind, salt=os.urandom(16), **cost)
        key_id = user_key.id.hex()
        inner = cipher.seal(slot._inner_key(secret), bytes(user_key), slot._place("inner", key_id))
        slot.sealed = ring().seal(inner, slot._place("outer", key_id))
        return slot

    def take_place(self) -> None:
        """Instead of the slot of this kind that the owner had."""
        with transaction.atomic():
            KeySlot.objects.filter(owner_id=self.owner_id, kind=self.kind).delete()
            self.save(force_insert=True)

    def open(self, secret: str, key_id: str) -> OpenVault:
        inner = ring().unseal(self.sealed, self._place("outer", key_id))
        user_key = cipher.unseal(self._inner_key(secret), inner, self._place("inner", key_id))
        return OpenVault(self.owner_id, Key.from_bytes(user_key), by_code=self.kind == self.Kind.RECOVERY)

    def rewrap(self, key_id: str) -> None:
        """The outer lock anew, unless somebody has just changed the slot."""
        renewed = ring().renew(self.sealed, self._place("outer", key_id))
        if renewed:
            KeySlot.objects.filter(pk=self.pk, sealed=self.sealed).update(sealed=renewed)

    def _inner_key(self, secret: str) -> Key:
        if self.kind == self.Kind.PASSWORD:
            stretched = cipher.stretch(secret, self.salt, self.memory_kib, self.passes, self.lanes)
            return Key.derive(stretched, "slot")
        return Key.derive(codes.clean(secret).encode(), "slot", salt=bytes(self.salt))

    def _place(self, lock: str, key_id: str) -> Place:
        cost = f"{self.memory_kib}/{self.passes}/{self.lanes}"
        return Place("vault_keyslot", lock, self.owner_id, self.id, f"{self.kind} {cost} {key_id}")
