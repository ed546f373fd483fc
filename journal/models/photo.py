"""Photos of an entry: the picture sealed in a file, what is said of it and its place among the others in the row."""

import datetime
import secrets
import uuid
from dataclasses import asdict, dataclass, replace
from functools import partial
from typing import cast

from django.conf import settings
from django.contrib.postgres.expressions import ArraySubquery
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import connection, models, transaction
from django.db.models import OuterRef, Sum
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from journal.models.entry import Entry, EntryQuerySet
from journal.photos import Picture, Refused, draw
from journal.words import Draft
from vault.cipher import HEAD, TEXT, Place, Unreadable, seal, seal_json, unseal, unseal_json
from vault.session import OpenVault

PER_ENTRY = 20
BYTES_PER_PERSON = 2 * 1024**3
# A file is there before its row is: what is younger may belong to an upload that has not ended.
SWEEP_AFTER = datetime.timedelta(days=1)
LENGTH_BYTES = 4


@dataclass(frozen=True)
class PhotoHead:
    """What is sealed in the row. `position` orders the photos of one entry."""

    width: int
    height: int
    position: int
    alt: str = ""
    caption: str = ""


@dataclass(frozen=True)
class Shown:
    """A photo as pages show it. Without a head it cannot be opened, but can be thrown away."""

    photo: "Photo"
    head: PhotoHead | None


class PhotoQuerySet(models.QuerySet["Photo"]):
    def one_at_a_time(self, owner_id: uuid.UUID) -> None:
        """Until the transaction ends, nobody else adds or moves photos of this person: two would count the same."""
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"photos {owner_id}"])

    def make_sure_of_room(self, entry_id: uuid.UUID, owner_id: uuid.UUID) -> None:
        """Refused if there is none for one more."""
        self.one_at_a_time(owner_id)
        if self.filter(entry_id=entry_id).count() >= PER_ENTRY:
            raise Refused(
                _(
                    "This entry holds %(limit)d photos, which is as many as there can be. Begin another for more."
                )
                % {"limit": PER_ENTRY},
                409,
            )
        held = self.filter(owner_id=owner_id).aggregate(held=Sum("size"))["held"] or 0
        if held >= BYTES_PER_PERSON:
            raise Refused(
                _("Your photos fill the %(limit)d GB that there are for them. Delete some to make room.")
                % {"limit": BYTES_PER_PERSON // 1024**3},
                409,
            )

    def forget_files(self) -> None:
        """These rows are about to go: their files go when that is certain."""
        for file in self.values_list("file", flat=True):
            transaction.on_commit(partial(default_storage.delete, file), robust=True)

    def sweep(self) -> None:
        """Remove files without a row: of an upload that did not end, or whose removal failed."""
        folders, _files = default_storage.listdir("") if default_storage.exists("") else ([], [])
        for folder in folders:
            known = set(self.filter(file__startswith=f"{folder}/").values_list("file", flat=True))
            for name in default_storage.listdir(folder)[1]:
                if (file := f"{folder}/{name}") not in known and _is_old(file):
                    default_storage.delete(file)


class Photo(models.Model):
    """A picture of an entry, sealed under the entry's key before it touches the disk."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="photos")
    # With the owner, a composite foreign key in the database: see the migration.
    entry = models.ForeignKey("journal.Entry", models.CASCADE, related_name="photos")
    file = models.CharField(max_length=40, unique=True)  # a random name; what is in it is sealed and padded
    size = models.PositiveIntegerField()  # of the sealed file
    head = models.BinaryField()

    objects = PhotoQuerySet.as_manager()

    def __str__(self) -> str:
        return str(self.id)

    @classmethod
    def take(
        cls,
        owner: User,
        vault: OpenVault,
        data: bytes,
        *,
        entry_id: uuid.UUID,
        page: str = "",
        about_on: datetime.date | None = None,
    ) -> "Photo":
        """What somebody uploads. A first photo begins its entry, on this page load, as first words do.

        Refused with a sentence if it cannot be taken; Entry.DoesNotExist for an id that another person uses.
        """
        cls.objects.make_sure_of_room(entry_id, owner.pk)
        entry = owner.entries.filter(id=entry_id).first()
        if entry and entry.trashed_at:
            raise Refused(_("This entry is in the trash. Bring it back first, then add the photo."), 409)
        picture = draw(data)
        if entry is None:
            entry, _made = Entry.begin(owner, vault, Draft(about_on=about_on), id=entry_id, page=page)
        return cls.add(entry, vault, picture)

    @classmethod
    def add(
        cls, entry: Entry, vault: OpenVault, picture: Picture, *, alt: str = "", caption: str = ""
    ) -> "Photo":
        """Behind the other photos of the entry; Refused if there is no room."""
        cls.objects.make_sure_of_room(entry.id, entry.owner_id)
        # The row that this one will name must not be emptied away meanwhile: the database looks only at the end.
        if not Entry.objects.select_for_update(no_key=True).filter(pk=entry.pk).exists():
            raise Entry.DoesNotExist
        last = max((shown.head.position for shown in in_order(entry, vault) if shown.head), default=0)
        photo = cls(entry=entry, owner_id=entry.owner_id)
        photo._seal_head(vault, PhotoHead(picture.width, picture.height, last + 1, alt, caption))
        both = len(picture.small).to_bytes(LENGTH_BYTES) + picture.small + picture.large
        sealed = seal(entry.open_key(vault), both, photo._place("file"), pad=TEXT)
        photo.size = len(sealed)
        photo.file = default_storage.save(_random_name(), ContentFile(sealed))
        photo.save(force_insert=True)
        return photo

    def say(self, vault: OpenVault, alt: str, caption: str) -> None:
        """What it shows, for those who do not see it, and what stands below it."""
        Photo.objects.one_at_a_time(self.owner_id)
        self.refresh_from_db(fields=["head"])  # it may have been moved since it was read
        self._seal_head(vault, replace(self.read_head(vault), alt=alt, caption=caption))
        self.save(update_fields=["head"])

    def move(self, vault: OpenVault, steps: int) -> None:
        """Among the photos of its entry: one earlier (-1) or later (1); at the end nothing moves."""
        Photo.objects.one_at_a_time(self.owner_id)
        order = [shown for shown in in_order(self.entry, vault) if shown.head]
        here = next((place for place, shown in enumerate(order) if shown.photo == self), None)
        if here is None or not 0 <= here + steps < len(order):
            return
        order.insert(here + steps, order.pop(here))
        for position, shown in enumerate(order, start=1):
            head = cast(PhotoHead, shown.head)
            if head.position != position:
                shown.photo._seal_head(vault, replace(head, position=position))
                shown.photo.save(update_fields=["head"])

    def remove(self, vault: OpenVault) -> bool:
        """Row and file. True if its entry went along: without words, it was nothing but this photo."""
        Photo.objects.filter(pk=self.pk).forget_files()
        self.delete()
        # As it stands now, and until this ends: words that are being saved just now must not go along.
        entry = Entry.objects.select_for_update().filter(pk=self.entry_id).first()
        if entry is None:
            return True
        if entry.photos.exists() or entry.starred_at or entry.revisions.exists():
            return False
        try:
            if not entry.as_draft(vault).is_blank or entry.kind != entry.Kind.ENTRY:
                return False
        except Unreadable:
            return False
        entry.delete_for_good()
        return True

    def read_head(self, vault: OpenVault) -> PhotoHead:
        return PhotoHead(**unseal_json(self.entry.open_key(vault), bytes(self.head), self._place("head")))

    def read(self, vault: OpenVault, *, small: bool = False) -> bytes:
        """The picture, as WebP; Unreadable if its file is gone or was changed."""
        try:
            with default_storage.open(self.file) as file:
                sealed = file.read()
        except OSError:
            raise Unreadable from None
        both = unseal(self.entry.open_key(vault), sealed, self._place("file"))
        end = LENGTH_BYTES + int.from_bytes(both[:LENGTH_BYTES])
        return both[LENGTH_BYTES:end] if small else both[end:]

    def _seal_head(self, vault: OpenVault, head: PhotoHead) -> None:
        self.head = seal_json(self.entry.open_key(vault), asdict(head), self._place("head"), pad=HEAD)

    def _place(self, column: str) -> Place:
        return Place("journal_photo", column, self.owner_id, self.id)


def with_photos(entries: EntryQuerySet) -> EntryQuerySet:
    """Each with what `in_order` needs of its photos, in the same query: the page of an entry has none to spare."""
    own = Photo.objects.filter(entry=OuterRef("pk")).order_by("id")
    return entries.annotate(
        photo_ids=ArraySubquery(own.values("id")), photo_heads=ArraySubquery(own.values("head"))
    )


def in_order(entry: Entry, vault: OpenVault) -> list[Shown]:
    """The photos of an entry as they follow each other; damaged ones come last and hide no other."""
    ids, heads = (getattr(entry, name, None) for name in ("photo_ids", "photo_heads"))
    if ids is not None and heads is not None:
        pairs = zip(ids, heads, strict=True)
        photos = [Photo(id=id, entry=entry, owner_id=entry.owner_id, head=head) for id, head in pairs]
    else:
        photos = list(entry.photos.all())
    shown = [Shown(photo, _head_or_none(photo, vault)) for photo in photos]
    return sorted(shown, key=lambda each: (each.head.position if each.head else PER_ENTRY + 1, each.photo.id))


def _head_or_none(photo: Photo, vault: OpenVault) -> PhotoHead | None:
    try:
        return photo.read_head(vault)
    except Unreadable:
        return None


def _random_name() -> str:
    """In 256 folders, so that none grows long."""
    name = secrets.token_hex(16)
    return f"{name[:2]}/{name[2:]}"


def _is_old(file: str) -> bool:
    return default_storage.get_modified_time(file) < timezone.now() - SWEEP_AFTER
