"""An entry: a page of the journal, sealed under a key of its own. Verbs take the open vault."""

import datetime
import secrets
import uuid
from dataclasses import dataclass
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Count, Exists, OuterRef, Q
from django.db.models.functions import TruncMonth
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from journal.models.revision import Revision
from journal.models.tag import draft_of, head_of
from journal.words import Draft, Head, fold, plain, together
from vault.cipher import HEAD, TEXT, Key, Place, Unreadable, seal, seal_json, unseal, unseal_json
from vault.session import OpenVault

TRASH_DAYS = 30
# Of so long a time of writing, one text is kept: the one that stood there before.
KEEP_EVERY = datetime.timedelta(minutes=10)


def new_revision() -> str:
    """A random token, not a count: how often somebody rewrote a page is nobody's business."""
    return secrets.token_hex(16)


class EntryQuerySet(models.QuerySet["Entry"]):
    def live(self) -> Self:
        return self.filter(trashed_at__isnull=True)

    def trashed(self) -> Self:
        return self.filter(trashed_at__isnull=False)

    def overdue(self) -> Self:
        """Longer in the trash than the trash keeps."""
        return self.filter(trashed_at__lt=timezone.now() - datetime.timedelta(days=TRASH_DAYS))

    def newest_first(self) -> Self:
        return self.order_by("-about_on", "-written_at", "-id")

    def heads(self) -> Self:
        """For lists: leave what they do not open in the database."""
        return self.defer("body", "folded", "more")

    def per_day(self, first: datetime.date, last: datetime.date) -> dict[datetime.date, int]:
        """How many there are of each day that has any."""
        days = self.filter(about_on__range=(first, last)).order_by().values_list("about_on")
        return dict(days.annotate(Count("id")))

    def per_month(self) -> dict[datetime.date, int]:
        """How many there are of each month that has any, under its first day."""
        months = self.order_by().annotate(month=TruncMonth("about_on")).values_list("month")
        return dict(months.annotate(Count("id")))

    def with_conflicts(self) -> Self:
        """Each with `in_conflict`: whether another text of it waits to be looked at."""
        waiting = Revision.objects.conflicts().filter(entry=OuterRef("pk"))
        return self.annotate(in_conflict=Exists(waiting))

    def after(self, cursor: "Cursor") -> Self:
        """What follows `cursor` in `newest_first`; the first term lets the index seek."""
        return self.filter(about_on__lte=cursor.about_on).filter(
            Q(about_on__lt=cursor.about_on)
            | Q(written_at__lt=cursor.written_at)
            | Q(written_at=cursor.written_at, id__lt=cursor.id)
        )

    def oldest_first(self) -> Self:
        return self.order_by("about_on", "written_at", "id")

    def beyond(self, cursor: "Cursor") -> Self:
        """What follows `cursor` in `oldest_first`."""
        return self.filter(about_on__gte=cursor.about_on).filter(
            Q(about_on__gt=cursor.about_on)
            | Q(written_at__gt=cursor.written_at)
            | Q(written_at=cursor.written_at, id__gt=cursor.id)
        )


@dataclass(frozen=True)
class Cursor:
    """Where a page of the timeline ends."""

    about_on: datetime.date
    written_at: datetime.datetime
    id: uuid.UUID

    def __str__(self) -> str:
        moment = self.written_at.astimezone(datetime.UTC)
        return f"{self.about_on.isoformat()}.{moment:%Y%m%dT%H%M%S%f}.{self.id.hex}"

    @classmethod
    def parse(cls, text: str) -> "Cursor":
        """Raises ValueError for anything that `str` did not make."""
        about_on, written_at, id_ = text.split(".")
        moment = datetime.datetime.strptime(written_at, "%Y%m%dT%H%M%S%f").replace(tzinfo=datetime.UTC)
        return cls(datetime.date.fromisoformat(about_on), moment, uuid.UUID(hex=id_))


class Entry(models.Model):
    """A page of the journal: written freely, or the answers to a questionnaire."""

    class Kind(models.TextChoices):
        ENTRY = "entry", _("Entry")
        RESPONSE = "response", _("Answers")

    # Made by the form, so that it is also the submission id: a double click makes one row.
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="entries")
    kind = models.CharField(max_length=8, choices=Kind, default=Kind.ENTRY)
    about_on = models.DateField()
    written_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    starred_at = models.DateTimeField(null=True, blank=True)
    trashed_at = models.DateTimeField(null=True, blank=True)

    revision = models.CharField(max_length=32)
    # The page load that wrote last, and how often it had: a lost reply is no conflict.
    page = models.CharField(max_length=32, default="", blank=True)
    sequence = models.PositiveBigIntegerField(default=0)
    # When the text was last made sure of: as it began, or as an earlier version. Unknown: long ago.
    kept_at = models.DateTimeField(null=True, blank=True)

    key = models.BinaryField()  # the entry's own key, wrapped under its owner's wrap key
    head = models.BinaryField()
    body = models.BinaryField()
    folded = models.BinaryField()  # title and body as `fold` leaves them; tags can be renamed
    more = models.BinaryField(null=True, blank=True)  # words kept elsewhere, for search only: see `also_find`

    objects = EntryQuerySet.as_manager()

    class Meta:
        constraints = [
            # What other tables' composite foreign keys point at.
            models.UniqueConstraint(fields=["id", "owner"], name="journal_entry_id_owner"),
            models.CheckConstraint(condition=Q(kind__in=["entry", "response"]), name="journal_entry_kind"),
            models.CheckConstraint(condition=~Q(revision=""), name="journal_entry_revision"),
        ]
        indexes = [
            models.Index(fields=["owner", "-about_on", "-written_at", "-id"], name="journal_entry_timeline"),
            # Today asks for what was written last.
            models.Index(fields=["owner", "-changed_at"], name="journal_entry_changed"),
            models.Index(
                fields=["owner", "trashed_at"],
                name="journal_entry_trash",
                condition=Q(trashed_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return str(self.id)

    # Writing

    @classmethod
    def begin(
        cls,
        owner: User,
        vault: OpenVault,
        draft: Draft,
        *,
        id: uuid.UUID | None = None,
        kind: "Entry.Kind" = Kind.ENTRY,
        page: str = "",
        sequence: int = 0,
        star: bool = False,
    ) -> tuple["Entry", bool]:
        """The first save: (entry, made). If an equal submit was faster: that entry, False; `save_draft` it.

        Raises Entry.DoesNotExist for an id that another person uses.
        """
        entry = cls(id=id or uuid.uuid4(), owner=owner, kind=kind, page=page, sequence=sequence)
        entry.starred_at = timezone.now() if star else None
        made = entry._insert(vault, draft)
        return (entry, True) if made else (cls.objects.get(id=entry.id, owner=owner), False)

    def save_draft(
        self,
        vault: OpenVault,
        draft: Draft,
        *,
        based_on: str,
        page: str = "",
        sequence: int = 0,
        begun_here: bool = False,
        star: bool | None = None,
        keep: bool = False,
    ) -> "Conflict | None":
        """Write the draft over the text it is based on, in one compare-and-set UPDATE; None when it is saved.

        A conflict is returned, not raised: an exception on its way out would roll back the words just kept.
        For a response the body is the room to write below its result; its answers go to `also_find`.
        `begun_here`: this page load began the entry, so that to empty it is to begin nothing.
        `star`: on or off; None leaves it as it is. `keep`: what stands there becomes an earlier version.
        """
        accepted = Q(revision=based_on) | Q(page=page, sequence__lt=sequence)
        # The key too: an entry emptied and begun again has another one.
        row = Entry.objects.filter(accepted, id=self.id, owner_id=self.owner_id, key=bytes(self.key))
        blank = draft.is_blank and self.kind == self.Kind.ENTRY
        # A photo alone is an entry too; while the row is locked none can come.
        if blank and (entry := row.select_for_update().first()) and not entry.photos.exists():
            return self._emptied(entry, page if begun_here else "")
        now = timezone.now()
        head = head_of(self.owner_id, vault, draft)
        changes = self._sealed(self.open_key(vault), draft, head)
        changes |= {"page": page, "sequence": sequence, "changed_at": now}
        changes["about_on"] = draft.about_on or self.about_on
        if star is not None and star != bool(self.starred_at):
            changes["starred_at"] = now if star else None
        if (keep or self._is_due(now) or not draft.body.strip()) and (
            before := row.select_for_update().first()
        ):
            changes["kept_at"] = before._keep(vault, draft, head, now, keep)
        if not row.update(**changes):
            return self._lost(vault, draft, page, sequence)
        self._become(changes)
        return Conflict("trashed", self) if self.trashed_at else None

    def also_find(self, vault: OpenVault, words: str) -> None:
        """Words of this entry that live elsewhere (the text of answers), so that search finds them here."""
        self.more = seal(self.open_key(vault), words.encode(), self._place("more"), pad=TEXT)
        self.save(update_fields=["more"])

    def settle(self, vault: OpenVault, other: "Revision", choice: str, *, based_on: str) -> "Conflict | None":
        """End a conflict: "this" text stays, the "other" replaces it, or "both" stand in one.

        What is not chosen stays as an earlier version. Raises Unreadable if a text that is wanted is damaged.
        """
        if self.revision != based_on:
            return Conflict("changed", self, other)
        if choice == "this":
            other.kind = Revision.Kind.EARLIER
            other.save(update_fields=["kind"])
            self.revisions.thin()
            return None
        that = other.as_draft(vault)
        wanted = that if choice == "other" else together(self.as_draft(vault), that)
        conflict = self.save_draft(vault, wanted, based_on=based_on, keep=choice == "other")
        if conflict and conflict.reason == "changed":
            return conflict
        other.delete()
        return None

    def bring_back(self, vault: OpenVault, version: "Revision", *, based_on: str) -> "Conflict | None":
        """An earlier version becomes the text, and the text that stood there an earlier version."""
        return self.save_draft(vault, version.as_draft(vault), based_on=based_on, keep=True)

    def _is_due(self, now: datetime.datetime) -> bool:
        return self.kept_at is None or self.kept_at <= now - KEEP_EVERY

    def _keep(
        self, vault: OpenVault, draft: Draft, head: Head, now: datetime.datetime, keep: bool
    ) -> datetime.datetime | None:
        """Make an earlier version of this text, which the draft replaces, if it is time or its words would be gone.

        Answers when the text was last made sure of.
        """
        try:
            standing, body = self.read_head(vault), self.read_body(vault)
        except Unreadable:
            return self.kept_at
        gone = body.strip() and not draft.body.strip()
        # The title of answers is that of their questions: below them nothing may stand yet.
        title = standing.title if self.kind == self.Kind.ENTRY else ""
        blank = Draft(title, body, standing.mood, standing.tags).is_blank
        if blank or (standing, body) == (head, draft.body) or not (keep or gone or self._is_due(now)):
            return self.kept_at
        self.revisions.keep_earlier(self, vault, standing, body)
        return now

    def _emptied(self, entry: "Entry", page: str) -> "Conflict | None":
        """Nobody else has seen what only this page has written: that goes. All else keeps its last words."""
        seen = entry.page != page or not page or entry.starred_at or entry.revisions.exists()
        if seen or entry.trashed_at:
            return Conflict("trashed" if entry.trashed_at else "emptied", entry)
        entry.delete()
        self.revision = ""  # nothing of it is left; a next save begins again
        return None

    def _lost(self, vault: OpenVault, draft: Draft, page: str, sequence: int) -> "Conflict | None":
        """The UPDATE met no row: find out why, and keep the words whatever it was."""
        try:
            self.refresh_from_db(from_queryset=Entry.objects.select_for_update())
        except Entry.DoesNotExist:
            return self._begin_again(vault, draft, page, sequence)
        if page and self.page == page and self.sequence > sequence:
            return None  # an older save of the same page, overtaken by its own newer one
        reason = "trashed" if self.trashed_at else "changed"
        if self.says(vault, draft):
            return Conflict(reason, self) if self.trashed_at else None
        if draft.is_blank:
            return Conflict(reason, self)
        return Conflict(reason, self, self.revisions.keep_conflict(self, vault, draft, page, sequence))

    def _begin_again(self, vault: OpenVault, draft: Draft, page: str, sequence: int) -> "Conflict | None":
        """Deleted in the meantime (emptied, or for good): words typed since then are worth a row."""
        if draft.is_blank:
            return None
        self.kind = self.Kind.ENTRY  # answers went with the row
        self.page, self.sequence = page, sequence
        self.starred_at = self.trashed_at = self.more = None
        return None if self._insert(vault, draft) else self._lost(vault, draft, page, sequence)

    def _insert(self, vault: OpenVault, draft: Draft) -> bool:
        """Into the database with a key of its own; False if its id is already there."""
        self.written_at = self.changed_at = self.kept_at = timezone.now()
        self.about_on = draft.about_on or timezone.localdate(self.written_at)
        key, self.key = vault.new_key(self._place("key"))
        self._become(self._sealed(key, draft, head_of(self.owner_id, vault, draft)))
        Entry.objects.bulk_create([self], ignore_conflicts=True)
        return Entry.objects.filter(id=self.id, revision=self.revision).exists()

    # Reading

    def read_head(self, vault: OpenVault) -> Head:
        return Head.from_json(
            unseal_json(self.open_key(vault), bytes(self.head), self._place("head", self.revision))
        )

    def read_body(self, vault: OpenVault) -> str:
        return unseal(self.open_key(vault), bytes(self.body), self._place("body", self.revision)).decode()

    def read_folded(self, vault: OpenVault) -> str:
        return unseal(self.open_key(vault), bytes(self.folded), self._place("folded", self.revision)).decode()

    def read_more(self, vault: OpenVault) -> str:
        if self.more is None:
            return ""
        return unseal(self.open_key(vault), bytes(self.more), self._place("more")).decode()

    def as_draft(self, vault: OpenVault) -> Draft:
        """What the form shows when the entry is opened for writing."""
        return draft_of(self.owner_id, vault, self.about_on, self.read_head(vault), self.read_body(vault))

    def says(self, vault: OpenVault, draft: Draft) -> bool:
        """Whether these very words stand in the entry; not if what stands there is damaged."""
        same_day = draft.about_on in (None, self.about_on)
        try:
            return same_day and self.as_draft(vault).words == draft.words
        except Unreadable:
            return False

    def open_key(self, vault: OpenVault) -> Key:
        """The entry's own key; what other apps seal for this entry is sealed under it too."""
        return vault.unwrap(bytes(self.key), self._place("key"))

    @property
    def cursor(self) -> Cursor:
        return Cursor(self.about_on, self.written_at, self.id)

    @property
    def gone_at(self) -> datetime.datetime | None:
        """When the trash lets go of it."""
        return self.trashed_at and self.trashed_at + datetime.timedelta(days=TRASH_DAYS)

    # Putting away

    def trash(self) -> None:
        if not self.trashed_at:
            self.trashed_at = timezone.now()
            self.save(update_fields=["trashed_at"])

    def restore(self) -> None:
        self.trashed_at = None
        self.save(update_fields=["trashed_at"])

    def star(self, wanted: bool = True) -> None:
        """On or off, not the other way round: a double click asks twice for the same."""
        if wanted != bool(self.starred_at):
            self.starred_at = timezone.now() if wanted else None
            self.save(update_fields=["starred_at"])

    def delete_for_good(self) -> None:
        """The key goes with the row, so that no copy of the sealed words left anywhere can be opened."""
        self.photos.all().forget_files()
        self.delete()

    # Sealing

    def _place(self, column: str, revision: str = "") -> Place:
        return Place("journal_entry", column, self.owner_id, self.id, revision)

    def _sealed(self, key: Key, draft: Draft, head: Head) -> dict[str, Any]:
        """The columns that change together under a new revision token."""
        revision = new_revision()
        words = fold(plain("\n".join([draft.title, draft.body])))
        return {
            "revision": revision,
            "head": seal_json(key, head.as_json(), self._place("head", revision), pad=HEAD),
            "body": seal(key, draft.body.encode(), self._place("body", revision), pad=TEXT),
            "folded": seal(key, words.encode(), self._place("folded", revision), pad=TEXT),
        }

    def _become(self, changes: dict[str, Any]) -> None:
        for name, value in changes.items():
            setattr(self, name, value)


@dataclass(frozen=True)
class Conflict:
    """A save that met something else: the entry as it stands now, and the version that keeps the words.

    "changed": another page wrote in between; `kept` holds the loser's words (None if it was blank).
    "trashed": the words are in the entry (or in `kept`), and the entry is in the trash.
    "emptied": the draft was blank, and nothing was written; it is for the person to throw the entry away.
    """

    reason: str
    entry: Entry
    kept: "Revision | None" = None
