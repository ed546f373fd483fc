"""Connections: a link, two codes compared, and then a key that a writer and a therapist both hold."""

import base64
import datetime
import os
import uuid
from typing import TYPE_CHECKING, Any, Self

from django.conf import settings
from django.db import IntegrityError, models, transaction
from django.db.models import Q
from django.utils import timezone

from accounts.models import Therapist, User
from journal.models import Entry
from sharing.content import Choice, Content
from vault.cipher import (
    HEAD,
    Key,
    Place,
    Unreadable,
    mac,
    open_from,
    public_of,
    same,
    seal,
    seal_json,
    seal_to,
    unseal,
    unseal_json,
)
from vault.models import OpenVault
from vault.ring import ring

if TYPE_CHECKING:
    from sharing.models.consent import Consent

INVITATION_DAYS = 14
LINK_BYTES = 16
CODE_DIGITS = 6


class Refused(Exception):
    """The connection is no longer where the page thought it was; nothing was changed."""


class AlreadyConnected(Refused):
    """These two have a connection that has not ended."""


def together(*names: str) -> Q:
    """All of these columns are filled, or none."""
    return Q(**{f"{name}__isnull": True for name in names}) | Q(
        **{f"{name}__isnull": False for name in names}
    )


def link_hash(secret: bytes) -> bytes:
    """What the database knows of a link's secret."""
    return Key.derive(secret, "invitation").secret


def read_token(token: str) -> bytes:
    """The secret in a link; Unreadable for anything that is no link of ours."""
    try:
        secret = base64.b64decode(token + "=" * (-len(token) % 4), altchars=b"-_", validate=True)
    except ValueError:
        raise Unreadable from None
    if len(secret) != LINK_BYTES:
        raise Unreadable
    return secret


class ConnectionQuerySet(models.QuerySet["Connection"]):
    def going(self) -> Self:
        """Not ended, and not a link that nobody used in time."""
        return self.filter(ended_at__isnull=True).filter(
            Q(therapist__isnull=False) | Q(expires_at__gt=timezone.now())
        )

    def connected(self) -> Self:
        return self.filter(ended_at__isnull=True, writer_confirmed_at__isnull=False)

    def ended(self) -> Self:
        return self.filter(ended_at__isnull=False, therapist__isnull=False)

    def of(self, user: User) -> Self:
        """A writer's or a therapist's own."""
        if user.is_writer:
            return self.filter(owner=user)
        return self.for_therapist().filter(therapist=user.pk)

    def with_therapist(self) -> Self:
        """And who they are, as far as a writer may read it."""
        unread = [f"therapist__{column}" for column in Therapist.FOR_EDITORS]
        return self.select_related("therapist").defer(*unread)

    def for_therapist(self) -> Self:
        """Without the columns that the therapist's role may not read."""
        return self.defer("owner_link", "owner_key", "seen_mark")


class Connection(models.Model):
    """One writer and one therapist: first a link, then two codes compared, then a key that both hold.

    An invitation is a connection without a therapist. The connection key does not exist before both confirmed.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="connections")
    # A writer's ledger names its readers, so a profile with connections cannot just vanish.
    therapist = models.ForeignKey(Therapist, models.PROTECT, null=True, related_name="connections")
    invited_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True)
    therapist_confirmed_at = models.DateTimeField(null=True)
    writer_confirmed_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    link_hash = models.BinaryField(unique=True)
    # The link's secret, for each side under its own key: the writer's until both have confirmed; the therapist
    # goes on to know by it that the connection key came from whoever sent the link.
    owner_link = models.BinaryField(null=True)
    therapist_link = models.BinaryField(null=True)
    owner_public_key = models.BinaryField()
    therapist_public_key = models.BinaryField(null=True)
    # The connection key: wrapped for the writer, and sealed once to the therapist's public key.
    owner_key = models.BinaryField(null=True)
    therapist_key = models.BinaryField(null=True)
    # The name that this therapist sees: under the writer's own key until the connection key exists.
    name = models.BinaryField()
    # Marks openings; wrapped by the server key, since a therapist's request must use it.
    ledger_key = models.BinaryField()
    # How many openings the writer has seen, and the last one's mark: a cut tail shows.
    seen_mark = models.BinaryField()

    objects = ConnectionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["id", "owner"], name="sharing_connection_id_owner"),
            models.UniqueConstraint(
                fields=["owner", "therapist"],
                condition=Q(ended_at__isnull=True),
                name="sharing_connection_once_at_a_time",
            ),
            models.CheckConstraint(
                condition=together("therapist", "accepted_at", "therapist_public_key"),
                name="sharing_connection_accepted",
            ),
            models.CheckConstraint(
                condition=together("ended_at", "ended_by"), name="sharing_connection_ended"
            ),
            models.CheckConstraint(
                condition=Q(therapist_confirmed_at__isnull=True) | Q(accepted_at__isnull=False),
                name="sharing_connection_accepted_first",
            ),
            models.CheckConstraint(
                condition=Q(writer_confirmed_at__isnull=True) | Q(therapist_confirmed_at__isnull=False),
                name="sharing_connection_writer_confirms_last",
            ),
            models.CheckConstraint(
                condition=Q(owner_key__isnull=True) | Q(writer_confirmed_at__isnull=False),
                name="sharing_connection_key_after_both",
            ),
        ]
        indexes = [models.Index(fields=["therapist", "ended_at"], name="sharing_connection_clients")]

    def __str__(self) -> str:
        return str(self.id)

    # Inviting

    @classmethod
    def invite(cls, owner: User, vault: OpenVault, name: str, *, id: uuid.UUID | None = None) -> "Connection":
        """A link for one therapist, good for two weeks. Nothing is shared by it."""
        secret, now = os.urandom(LINK_BYTES), timezone.now()
        connection = cls(
            id=id or uuid.uuid4(),
            owner=owner,
            invited_at=now,
            expires_at=now + datetime.timedelta(days=INVITATION_DAYS),
            link_hash=link_hash(secret),
            owner_public_key=vault.public_key,
        )
        connection.owner_link = seal(vault.key("link"), secret, connection._place("owner_link"))
        connection.name = seal(vault.key("link"), name.encode(), connection._place("name"), pad=HEAD)
        connection.ledger_key = ring().seal(bytes(Key.new()), connection._place("ledger_key"))
        connection.seen_mark = connection.mark_seen(vault, 0, b"")
        connection.save(force_insert=True)
        return connection

    def token(self, vault: OpenVault) -> str:
        """The part of the link that only the two of them hold."""
        return base64.urlsafe_b64encode(self._link_secret(vault)).decode().rstrip("=")

    @property
    def is_open(self) -> bool:
        """A link that can still be accepted."""
        return self.therapist_id is None and self.ended_at is None and self.expires_at > timezone.now()

    @property
    def is_comparing(self) -> bool:
        """Accepted, and the six digits not yet confirmed by both."""
        return self.accepted_at is not None and self.writer_confirmed_at is None and self.ended_at is None

    @property
    def is_connected(self) -> bool:
        return self.writer_confirmed_at is not None and self.ended_at is None

    def accept(self, therapist: User, vault: OpenVault, token: str) -> None:
        """The therapist takes the invitation; from now on nobody else can."""
        link = seal(vault.key("link"), read_token(token), self._place("therapist_link", str(vault.owner_id)))
        free = Connection.objects.filter(id=self.id, therapist__isnull=True, ended_at__isnull=True)
        try:
            with transaction.atomic():
                taken = free.filter(expires_at__gt=timezone.now()).update(
                    therapist_id=therapist.pk,
                    accepted_at=timezone.now(),
                    therapist_public_key=vault.public_key,
                    therapist_link=link,
                )
        except IntegrityError:
            raise AlreadyConnected from None
        if not taken:
            raise Refused

    # Comparing codes

    def code(self, vault: OpenVault) -> str:
        """Six digits, equal on both sides unless somebody stands between them.

        Each side takes its own public key from its private one, never from the column.
        """
        if vault.owner_id == self.owner_id:
            keys = vault.public_key, bytes(self.therapist_public_key or b"")
        else:
            keys = bytes(self.owner_public_key), vault.public_key
        digest = mac(self._pairing_key(vault), *keys, str(self.id))
        return f"{int.from_bytes(digest[:8]) % 10**CODE_DIGITS:0{CODE_DIGITS}}"

    def therapist_confirm(self, vault: OpenVault, code: str) -> None:
        """The same digits here and there, says the therapist. `code` is what their page showed."""
        waiting = Q(accepted_at__isnull=False, therapist_confirmed_at__isnull=True, ended_at__isnull=True)
        if self.therapist_confirmed_at and not self.ended_at:
            return  # a double click
        self._only_if_shown(vault, code)
        self._change(waiting, therapist_confirmed_at=timezone.now())

    def confirm(self, vault: OpenVault, code: str) -> None:
        """The same digits, says the writer, last of the two: now there is a key that both hold."""
        waiting = Q(
            therapist_confirmed_at__isnull=False, writer_confirmed_at__isnull=True, ended_at__isnull=True
        )
        if self.is_connected:
            return  # a double click
        self._only_if_shown(vault, code)
        name = self.read_name(vault)
        key, owner_key = vault.new_key(self._place("owner_key"))
        info = self._key_info(vault, vault.public_key, bytes(self.therapist_public_key or b""))
        self._change(
            waiting,
            writer_confirmed_at=timezone.now(),
            owner_key=owner_key,
            therapist_key=seal_to(bytes(self.therapist_public_key or b""), bytes(key), info),
            name=seal(derived(key, "name"), name.encode(), self._place("name"), pad=HEAD),
            owner_link=None,
        )

    def _only_if_shown(self, vault: OpenVault, code: str) -> None:
        """Confirmed is what was on the screen; a key changed since then makes another code."""
        if self._link_is_gone(vault) or not same(self.code(vault).encode(), code.encode()):
            raise Refused

    def _link_is_gone(self, vault: OpenVault) -> bool:
        return not (self.owner_link if vault.owner_id == self.owner_id else self.therapist_link)

    def _change(self, state: Q, **changes: Any) -> None:
        """Only from this state, whatever another request did in between."""
        if not Connection.objects.filter(state, id=self.id).update(**changes):
            raise Refused
        for name, value in changes.items():
            setattr(self, name, value)

    # Being connected

    def open_key(self, vault: OpenVault, private_key: bytes | None = None) -> Key:
        """The connection key, for either side. Unreadable once a side has made new keys: then pair anew."""
        if vault.owner_id == self.owner_id:
            return vault.unwrap(self.owner_key or b"", self._place("owner_key"))
        private_key = private_key or vault.private_key()
        info = self._key_info(vault, bytes(self.owner_public_key), public_of(private_key))
        return Key.from_bytes(open_from(private_key, self.therapist_key or b"", info))

    def read_name(self, vault: OpenVault, private_key: bytes | None = None) -> str:
        """The name that the writer chose for this therapist."""
        connected = self.writer_confirmed_at is not None
        key = derived(self.open_key(vault, private_key), "name") if connected else vault.key("link")
        return unseal(key, self.name, self._place("name")).decode()

    def share(
        self, entry: Entry, content: Content, choice: Choice, vault: OpenVault, ends_at: datetime.datetime
    ) -> "Consent":
        """Seal a copy for this therapist. An earlier share of the same entry is taken back by it.

        The very same share again (a double click) is the one that stands. Refused when the connection has
        just ended.
        """
        if not self.lock():
            raise Refused
        for earlier in self.consents.live().filter(entry_id=entry.pk):
            if earlier.ends_at == ends_at and earlier.is_of(content, choice, vault):
                return earlier
            earlier.withdraw()
        return self.consents.give(self, entry, content, choice, vault, ends_at)

    def lock(self) -> bool:
        """Readings, taking back and ending wait for each other at this row. False when it has ended."""
        row = Connection.objects.connected().select_for_update(no_key=True)
        return row.filter(pk=self.pk).exists()

    def end(self, by: User) -> None:
        """Nothing can be read from now on. The ledger stays.

        The therapist's role may not delete the copies; they are closed at once, and the worker clears them.
        """
        changes: dict[str, Any] = {"ended_at": timezone.now(), "ended_by": by}
        changes |= {"therapist_link": None, "therapist_key": None}
        if by.pk == self.owner_id:
            changes |= {"owner_link": None, "owner_key": None}
        # A double click ends it once.
        Connection.objects.filter(id=self.id, ended_at__isnull=True).update(**changes)
        if by.pk == self.owner_id:
            self.copies.all().delete()

    # The ledger's keys

    def open_ledger_key(self) -> Key:
        return Key.from_bytes(ring().unseal(self.ledger_key, self._place("ledger_key")))

    def rewrap_ledger_key(self) -> None:
        renewed = ring().renew(self.ledger_key, self._place("ledger_key"))
        if renewed:
            Connection.objects.using("owner").filter(pk=self.pk).update(ledger_key=renewed)

    def mark_seen(self, vault: OpenVault, count: int, last: bytes) -> bytes:
        return seal_json(
            vault.key("mark"), {"count": count, "last": last.hex()}, self._place("seen_mark"), pad=HEAD
        )

    def read_seen(self, vault: OpenVault) -> tuple[int, bytes]:
        mark = unseal_json(vault.key("mark"), self.seen_mark, self._place("seen_mark"))
        return mark["count"], bytes.fromhex(mark["last"])

    # Sealing

    def _link_secret(self, vault: OpenVault) -> bytes:
        if vault.owner_id == self.owner_id:
            return unseal(vault.key("link"), self.owner_link or b"", self._place("owner_link"))
        place = self._place("therapist_link", str(vault.owner_id))
        return unseal(vault.key("link"), self.therapist_link or b"", place)

    def _place(self, column: str, extra: str = "") -> Place:
        return Place("sharing_connection", column, self.owner_id, self.id, extra)

    def _pairing_key(self, vault: OpenVault) -> Key:
        return Key.derive(self._link_secret(vault), "pairing")

    def _key_info(self, vault: OpenVault, owner_public_key: bytes, therapist_public_key: bytes) -> Place:
        """What the sealed connection key is bound to: the two, and that its sender held the link.

        Sealing to a public key needs no secret; without the mark, whoever writes to the database could seal a
        key of their own to the therapist, and words in the writer's name under it.
        """
        both = owner_public_key, therapist_public_key
        mark = mac(self._pairing_key(vault), "connection key", *both, str(self.therapist_id), str(self.id))
        return self._place("therapist_key", mark.hex())


def derived(connection_key: Key, purpose: str) -> Key:
    return Key.derive(connection_key.secret, f"connection {purpose}")
