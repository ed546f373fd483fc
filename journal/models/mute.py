"""What "on this day" must not bring up again: an entry, a tag, or some days. Which of them it is stands only sealed."""

import datetime
import uuid
from contextlib import suppress
from dataclasses import asdict, dataclass

from django.conf import settings
from django.db import models

from accounts.models import User
from vault.cipher import HEAD, Place, Unreadable, seal_json, unseal_json
from vault.session import OpenVault


@dataclass(frozen=True)
class Muted:
    """One of the three: an entry's id, a tag's id, or the days from `first` to `last`."""

    entry: str = ""
    tag: str = ""
    first: str = ""
    last: str = ""

    @classmethod
    def days(cls, one: datetime.date, other: datetime.date) -> "Muted":
        return cls(first=min(one, other).isoformat(), last=max(one, other).isoformat())

    @property
    def span(self) -> tuple[datetime.date, datetime.date] | None:
        if not self.first:
            return None
        return datetime.date.fromisoformat(self.first), datetime.date.fromisoformat(self.last)

    def covers(self, id: uuid.UUID, about_on: datetime.date, tags: set[str]) -> bool:
        """`tags`: the ids that the entry carries, and those of the same name."""
        if self.first:
            return self.first <= about_on.isoformat() <= self.last
        return self.entry == str(id) or self.tag in tags


class MuteQuerySet(models.QuerySet["Mute"]):
    def opened(self, vault: OpenVault) -> list[tuple["Mute", Muted]]:
        """A damaged one mutes nothing any more."""
        found: list[tuple[Mute, Muted]] = []
        for mute in self.order_by("id"):
            with suppress(Unreadable):
                found.append((mute, mute.read(vault)))
        return found


class Mute(models.Model):
    """How many there are is all that the database knows: neither an entry nor a tag nor a day is tied to it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="mutes")
    what = models.BinaryField()

    objects = MuteQuerySet.as_manager()

    def __str__(self) -> str:
        return str(self.id)

    @classmethod
    def keep(cls, owner: User, vault: OpenVault, muted: Muted) -> "Mute":
        """The same twice is one: a double click."""
        for mute, already in owner.mutes.opened(vault):
            if already == muted:
                return mute
        mute = cls(owner=owner)
        mute.what = seal_json(vault.key("mute"), asdict(muted), mute._place(), pad=HEAD)
        mute.save()
        return mute

    def read(self, vault: OpenVault) -> Muted:
        return Muted(**unseal_json(vault.key("mute"), bytes(self.what), self._place()))

    def lift(self) -> None:
        self.delete()

    def _place(self) -> Place:
        return Place("journal_mute", "what", self.owner_id, self.id)
