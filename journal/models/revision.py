"""Other texts of an entry: a conflict to settle, or an earlier version."""

import uuid
from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from journal.models.tag import draft_of, head_of
from journal.words import Draft, Head
from vault.cipher import HEAD, TEXT, Place, seal, seal_json, unseal, unseal_json
from vault.session import OpenVault

if TYPE_CHECKING:
    from journal.models.entry import Entry


# So many earlier versions an entry has at most, and this many of the newest are never thinned out.
MOST = 50
NEWEST = 10


class RevisionQuerySet(models.QuerySet["Revision"]):
    def conflicts(self) -> Self:
        return self.filter(kind=Revision.Kind.CONFLICT)

    def earlier(self) -> Self:
        return self.filter(kind=Revision.Kind.EARLIER)

    def newest_first(self) -> Self:
        return self.order_by("-kept_at", "-id")

    def keep_conflict(
        self, entry: "Entry", vault: OpenVault, draft: Draft, page: str, sequence: int
    ) -> "Revision":
        """A page that goes on writing after it lost replaces its own kept text, not that of any other."""
        older = Q(kind=Revision.Kind.CONFLICT, page=page, sequence__lt=sequence)
        kept = self.filter(older).exclude(page="").first() or Revision()
        kept.page, kept.sequence = page, sequence
        kept.kind, kept.kept_at = Revision.Kind.CONFLICT, timezone.now()
        kept.about_on = draft.about_on or entry.about_on
        return kept._write(entry, vault, head_of(entry.owner_id, vault, draft), draft.body)

    def keep_earlier(self, entry: "Entry", vault: OpenVault, head: Head, body: str) -> "Revision":
        """The text of the entry as it stands, with the time at which it was saved."""
        kept = Revision(kind=Revision.Kind.EARLIER, kept_at=entry.changed_at, about_on=entry.about_on)
        kept._write(entry, vault, head, body)
        self.thin()
        return kept

    def thin(self) -> None:
        """Of an entry's earlier versions, the ones closest to their neighbors go; the first and the newest stay."""
        kept = list(self.earlier().order_by("kept_at", "id").values_list("id", "kept_at"))
        gone = []
        while len(kept) > MOST:
            closest = min(range(1, len(kept) - NEWEST), key=lambda n: kept[n + 1][1] - kept[n - 1][1])
            gone.append(kept.pop(closest)[0])
        if gone:
            self.filter(id__in=gone).delete()


class Revision(models.Model):
    """Another text of an entry, sealed under the entry's key: a conflict to settle, or an earlier version."""

    class Kind(models.TextChoices):
        CONFLICT = "conflict", _("Written elsewhere")
        EARLIER = "earlier", _("Earlier version")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    # With the owner, a composite foreign key in the database: see the first migration.
    entry = models.ForeignKey("journal.Entry", models.CASCADE, related_name="revisions")
    kind = models.CharField(max_length=8, choices=Kind)
    kept_at = models.DateTimeField()  # when these words were saved
    about_on = models.DateField()
    page = models.CharField(max_length=32, default="", blank=True)
    sequence = models.PositiveBigIntegerField(default=0)
    head = models.BinaryField()
    body = models.BinaryField()

    objects = RevisionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=["conflict", "earlier"]), name="journal_revision_kind"
            ),
        ]

    def __str__(self) -> str:
        return str(self.id)

    def _write(self, entry: "Entry", vault: OpenVault, head: Head, body: str) -> "Revision":
        self.entry, self.owner_id = entry, entry.owner_id
        key = entry.open_key(vault)
        self.head = seal_json(key, head.as_json(), self._place("head"), pad=HEAD)
        self.body = seal(key, body.encode(), self._place("body"), pad=TEXT)
        self.save()
        return self

    def read_head(self, vault: OpenVault) -> Head:
        return Head.from_json(unseal_json(self.entry.open_key(vault), bytes(self.head), self._place("head")))

    def read_body(self, vault: OpenVault) -> str:
        return unseal(self.entry.open_key(vault), bytes(self.body), self._place("body")).decode()

    def as_draft(self, vault: OpenVault) -> Draft:
        return draft_of(self.owner_id, vault, self.about_on, self.read_head(vault), self.read_body(vault))

    def _place(self, column: str) -> Place:
        return Place("journal_revision", column, self.owner_id, self.id)
