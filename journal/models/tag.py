"""Tags, whose names are sealed; which entries carry one stands only in their sealed heads."""

import datetime
import uuid
from collections.abc import Iterable, Mapping
from contextlib import suppress

from django.conf import settings
from django.db import connection, models

from journal.words import Draft, Head, first_words, fold
from vault.cipher import HEAD, Place, Unreadable, seal, unseal
from vault.session import OpenVault


class TagQuerySet(models.QuerySet["Tag"]):
    def names(self, vault: OpenVault) -> dict[str, str]:
        """Id (as text) to name, of these tags, by name. A damaged one has none."""
        names = {}
        for tag in self.order_by("id"):
            with suppress(Unreadable):
                names[str(tag.id)] = tag.read_name(vault)
        return dict(sorted(names.items(), key=lambda item: fold(item[1])))

    def rename(self, vault: OpenVault, name: str) -> None:
        """All of these; what carries them stays untouched, since heads hold ids."""
        for tag in self:
            tag.seal_name(vault, name)
            tag.save(update_fields=["name"])

    def find_or_make(self, vault: OpenVault, names: Iterable[str]) -> tuple[str, ...]:
        """Ids of the tags with these names, whatever their case; what is missing is made."""
        wanted = {fold(name): name.strip() for name in names if name.strip()}
        known = self._ids_by_folded_name(vault) if wanted else {}
        if wanted.keys() - known.keys():
            known = self._make_missing(vault, wanted)
        return tuple(known[folded] for folded in wanted)

    def _make_missing(self, vault: OpenVault, wanted: dict[str, str]) -> dict[str, str]:
        """One transaction of a person at a time: sealed names cannot be unique by a constraint."""
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"tags {vault.owner_id}"]
            )
        known = self._ids_by_folded_name(vault)
        new = {folded: Tag.named(vault, name) for folded, name in wanted.items() if folded not in known}
        Tag.objects.bulk_create(new.values())
        return known | {folded: str(tag.id) for folded, tag in new.items()}

    def _ids_by_folded_name(self, vault: OpenVault) -> dict[str, str]:
        return {fold(name): id_ for id_, name in self.names(vault).items()}


class Tag(models.Model):
    """A word that entries share. Which entries carry it stands only in their sealed heads."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="tags")
    name = models.BinaryField()

    objects = TagQuerySet.as_manager()

    def __str__(self) -> str:
        return str(self.id)

    @classmethod
    def named(cls, vault: OpenVault, name: str) -> "Tag":
        """Not yet in the database."""
        tag = cls(owner_id=vault.owner_id)
        tag.seal_name(vault, name)
        return tag

    def seal_name(self, vault: OpenVault, name: str) -> None:
        """Not yet in the database."""
        self.name = seal(vault.key("tag"), name.encode(), self._place(), pad=HEAD)

    def read_name(self, vault: OpenVault) -> str:
        return unseal(vault.key("tag"), bytes(self.name), self._place()).decode()

    def _place(self) -> Place:
        return Place("journal_tag", "name", self.owner_id, self.id)


def alike(names: Mapping[str, str], id: str) -> set[str]:
    """The ids of all tags that have the name of this one: who gave two tags one name made them one."""
    if id not in names:
        return {id}
    return {each for each, name in names.items() if fold(name) == fold(names[id])}


def one_each(names: Mapping[str, str]) -> dict[str, str]:
    """Each name once, under one of its ids."""
    by_name = {fold(name): (id, name) for id, name in names.items()}
    return dict(by_name.values())


def head_of(owner_id: uuid.UUID, vault: OpenVault, draft: Draft) -> Head:
    tags = Tag.objects.filter(owner_id=owner_id).find_or_make(vault, draft.tags)
    return Head(draft.title, draft.mood, tags, first_words(draft.body), draft.prompt)


def draft_of(owner_id: uuid.UUID, vault: OpenVault, about_on: datetime.date, head: Head, body: str) -> Draft:
    names = Tag.objects.filter(owner_id=owner_id, id__in=head.tags).names(vault) if head.tags else {}
    tags = tuple(one_each({id_: names[id_] for id_ in head.tags if id_ in names}).values())
    return Draft(head.title, body, head.mood, tags, about_on, head.prompt)
