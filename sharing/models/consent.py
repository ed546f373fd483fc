"""Consents, which outlive what they allow, and the sealed copies that they allow to read."""

import datetime
import uuid
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Max, Q
from django.utils import timezone

from accounts.models import Therapist
from journal.models import Entry
from sharing.content import Choice, Content, Note
from sharing.models.connection import Connection, derived, together
from vault.cipher import ANSWERS, HEAD, TEXT, Key, Place, Unreadable, seal, seal_json, unseal, unseal_json
from vault.models import OpenVault


class ConsentQuerySet(models.QuerySet["Consent"]):
    def live(self) -> Self:
        return self.filter(
            withdrawn_at__isnull=True, ends_at__gt=timezone.now(), connection__ended_at__isnull=True
        )

    def give(
        self,
        connection: Connection,
        entry: Entry,
        content: Content,
        choice: Choice,
        vault: OpenVault,
        ends_at: datetime.datetime,
    ) -> "Consent":
        """A new consent with its sealed copy."""
        consent = Consent(
            owner_id=connection.owner_id,
            connection=connection,
            therapist_id=connection.therapist_id,
            entry_id=entry.pk,
            ends_at=ends_at,
        )
        note = Note(content.name, choice, content.digest)
        consent.note = seal_json(vault.key("ledger"), note.as_json(), consent._place("note"), pad=HEAD)
        consent.save(force_insert=True)
        SharedCopy.seal(consent, content, connection.open_key(vault))
        return consent

    def with_last_opening(self) -> Self:
        """Each with `last_opening`, None as long as the therapist has not opened it."""
        return self.annotate(last_opening=Max("openings__opened_at"))

    def readable(self) -> Self:
        """What can be read now, and when it was last opened; what ends first stands first."""
        return self.live().with_last_opening().order_by("ends_at")

    def with_therapist(self) -> Self:
        """And who may read it, as far as a writer may read of them."""
        unread = [f"therapist__{column}" for column in Therapist.FOR_EDITORS]
        return self.select_related("therapist").defer(*unread)

    def for_therapist(self) -> Self:
        """Dates only: a list is not an opening, and the note is the writer's."""
        return self.defer("note")


class Consent(models.Model):
    """The writer's word that one therapist may read one thing until a day. Outlives the entry and the copy."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="consents")
    connection = models.ForeignKey(Connection, models.CASCADE, related_name="consents")
    therapist = models.ForeignKey(Therapist, models.PROTECT, related_name="consents")
    # No foreign key: "an entry you deleted" still has lines in the ledger.
    entry_id = models.UUIDField()
    shared_at = models.DateTimeField(default=timezone.now)
    ends_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    # For the writer alone: the title for the ledger, what was ticked, and a digest of what was shared.
    # The database takes it away when the entry is deleted for good.
    note = models.BinaryField(null=True)

    objects = ConsentQuerySet.as_manager()

    # Of `with_last_opening`.
    last_opening: datetime.datetime | None

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["id", "owner", "connection", "therapist"], name="sharing_consent_id_people"
            ),
            models.CheckConstraint(
                condition=together("withdrawn_at", "withdrawn_by"), name="sharing_consent_withdrawn"
            ),
            models.CheckConstraint(
                condition=Q(ends_at__gt=models.F("shared_at")), name="sharing_consent_ends_later"
            ),
        ]
        indexes = [
            models.Index(fields=["owner", "entry_id"], name="sharing_consent_entry"),
            models.Index(fields=["ends_at"], name="sharing_consent_end"),
        ]

    def __str__(self) -> str:
        return str(self.id)

    @property
    def is_live(self) -> bool:
        return self.withdrawn_at is None and self.ends_at > timezone.now()

    @property
    def last_day(self) -> datetime.date:
        """The day up to whose end it can be read, in the reader's time zone."""
        return timezone.localdate(self.ends_at - datetime.timedelta(microseconds=1))

    def withdraw(self) -> None:
        """Take it back: the copy and its key go in this transaction, and only then the answer.

        It waits for a reading that has begun (the door locks the same row), so afterwards none goes on.
        """
        Connection(pk=self.connection_id).lock()
        unless_done = Consent.objects.filter(id=self.id, withdrawn_at__isnull=True)
        unless_done.update(withdrawn_at=timezone.now(), withdrawn_by=self.owner_id)
        SharedCopy.objects.filter(consent=self).delete()

    def read_note(self, vault: OpenVault) -> Note | None:
        """What the writer's ledger says of it; None when the entry was deleted."""
        if self.note is None:
            return None
        value = unseal_json(vault.key("ledger"), self.note, self._place("note"))
        return Note.from_json(value)

    def is_of(self, content: Content, choice: Choice, vault: OpenVault) -> bool:
        """Whether these very words stand in its copy."""
        note = self.read_note(vault)
        return note is not None and (note.digest, note.choice) == (content.digest, choice)

    def title(self, vault: OpenVault) -> str | None:
        """For the writer; None when the entry was deleted, or all keys were made anew since."""
        try:
            note = self.read_note(vault)
        except Unreadable:
            return None
        return note.title if note else None

    def _place(self, column: str) -> Place:
        return Place("sharing_consent", column, self.owner_id, self.id)


class SharedCopyQuerySet(models.QuerySet["SharedCopy"]):
    def over(self) -> Self:
        """No longer readable by anybody, and so to be removed; not under a reading that began just in time."""
        a_minute_ago = timezone.now() - datetime.timedelta(minutes=1)
        return self.filter(Q(consent__ends_at__lte=a_minute_ago) | Q(connection__ended_at__isnull=False))


class SharedCopy(models.Model):
    """The words as they were shared, sealed under a key of their own."""

    consent = models.OneToOneField(Consent, models.CASCADE, primary_key=True, related_name="copy")
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    connection = models.ForeignKey(Connection, models.CASCADE, related_name="copies")
    therapist = models.ForeignKey(Therapist, models.PROTECT, related_name="+")
    key = models.BinaryField()  # wrapped under a key derived from the connection key
    content = models.BinaryField()

    objects = SharedCopyQuerySet.as_manager()

    def __str__(self) -> str:
        return str(self.pk)

    @classmethod
    def seal(cls, consent: Consent, content: Content, connection_key: Key) -> "SharedCopy":
        copy = cls(
            consent=consent,
            owner_id=consent.owner_id,
            connection_id=consent.connection_id,
            therapist_id=consent.therapist_id,
        )
        key = Key.new()
        copy.key = seal(derived(connection_key, "share"), bytes(key), copy._place("key"))
        pad = ANSWERS if content.result else TEXT
        copy.content = seal_json(key, content.as_json(), copy._place("content"), pad=pad)
        copy.save(force_insert=True)
        return copy

    def read(self, connection_key: Key) -> Content:
        key = Key.from_bytes(unseal(derived(connection_key, "share"), self.key, self._place("key")))
        return Content.from_json(unseal_json(key, self.content, self._place("content")))

    def _place(self, column: str) -> Place:
        # Consent and therapist too: a copy moved to another connection's row never opens.
        return Place(
            "sharing_sharedcopy",
            column,
            self.owner_id,
            self.consent_id,
            f"{self.connection_id} {self.therapist_id}",
        )
