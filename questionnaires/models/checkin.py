"""Check-ins: somebody asks to be asked again. Which questions these are is sealed; when, is not."""

import calendar
import datetime
import uuid
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Self
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from vault.cipher import HEAD, Place, Unreadable, seal_json, unseal_json
from vault.session import OpenVault

# When a mail is sent, in the person's own time zone.
MORNING = datetime.time(9)
WEEKS = {"week": 1, "fortnight": 2}
TOMORROW = datetime.timedelta(days=1)


@dataclass(frozen=True)
class About:
    """What a check-in asks for, with its title, so that Today need not look it up."""

    questionnaire: uuid.UUID
    title: str


class CheckInQuerySet(models.QuerySet["CheckIn"]):
    def due(self) -> Self:
        return self.filter(next_on__lte=timezone.localdate())

    def to_mail(self) -> Self:
        """A mail of theirs is due. Without an identity the worker sees just these, and of them owner and time."""
        return self.filter(mail_at__lte=timezone.now())

    def about(self, vault: OpenVault) -> Iterator[tuple["CheckIn", About]]:
        """Each with what it asks for. Of a damaged one nobody can tell, so it is left out."""
        for check_in in self:
            with suppress(Unreadable):
                yield check_in, check_in.read(vault)

    def answered(self, vault: OpenVault, questionnaire: uuid.UUID) -> None:
        """A round of these questions is finished: what was due of them is not any more."""
        for check_in, about in self.due().about(vault):
            if about.questionnaire == questionnaire:
                check_in.move_on()


class CheckIn(models.Model):
    """Asks every week, two weeks or month, from `first_on` on; due from `next_on` on, until it is answered.

    One that was missed comes again at its next day, once: nothing piles up and nothing is counted.
    """

    class Every(models.TextChoices):
        WEEK = "week", _("every week")
        FORTNIGHT = "fortnight", _("every two weeks")
        MONTH = "month", _("every month")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="check_ins")
    every = models.CharField(max_length=9, choices=Every)
    first_on = models.DateField()
    next_on = models.DateField()
    # None where no mail is wanted.
    mail_at = models.DateTimeField(null=True, blank=True)
    head = models.BinaryField()

    objects = CheckInQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(every__in=["week", "fortnight", "month"]), name="questionnaires_checkin_every"
            ),
        ]
        indexes = [
            models.Index(
                fields=["mail_at"], name="questionnaires_checkin_mail", condition=Q(mail_at__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return str(self.id)

    @classmethod
    def ask(cls, owner: User, vault: OpenVault, about: About, *, id: uuid.UUID, **wish: Any) -> "CheckIn":
        """One for these questions: an earlier one is changed. `wish` is what `change` takes."""
        theirs = cls.objects.filter(owner=owner)
        for check_in, other in theirs.about(vault):
            if other.questionnaire == about.questionnaire:
                check_in.change(owner, **wish)
                return check_in
        check_in = cls(id=id, owner=owner)
        value = {"questionnaire": str(about.questionnaire), "title": about.title}
        check_in.head = seal_json(vault.key("check-in"), value, check_in._place(), pad=HEAD)
        check_in.change(owner, **wish)
        return check_in

    def change(self, owner: User, *, every: str, first_on: datetime.date, by_mail: bool) -> None:
        self.every, self.first_on = every, first_on
        self._wait_for(first_on, owner.time_zone, by_mail)
        self.save()

    def read(self, vault: OpenVault) -> About:
        value = unseal_json(vault.key("check-in"), bytes(self.head), self._place())
        return About(uuid.UUID(value["questionnaire"]), value["title"])

    def snooze(self) -> None:
        """Not today. The days chosen stay as they are."""
        zone = timezone.get_current_timezone_name()
        self._wait_for(timezone.localdate() + TOMORROW, zone, self.by_mail)
        self.save(update_fields=["next_on", "mail_at"])

    def move_on(self) -> None:
        """To the next of the chosen days."""
        zone = timezone.get_current_timezone_name()
        self._wait_for(self.day_after(timezone.localdate()), zone, self.by_mail)
        self.save(update_fields=["next_on", "mail_at"])

    def mailed(self, time_zone: str) -> None:
        """The mail of this time is out; the next comes with the next of the chosen days, answered or not."""
        today = timezone.localdate(timezone=ZoneInfo(time_zone))
        self.mail_at = _morning(self.day_after(today), time_zone)
        self.save(update_fields=["mail_at"])

    @property
    def by_mail(self) -> bool:
        return self.mail_at is not None

    @property
    def is_due(self) -> bool:
        return self.next_on <= timezone.localdate()

    def day_after(self, day: datetime.date) -> datetime.date:
        """The first of the chosen days that comes after `day`."""
        if day < self.first_on:
            return self.first_on
        if self.every in WEEKS:
            length = 7 * WEEKS[self.every]
            return self.first_on + datetime.timedelta(((day - self.first_on).days // length + 1) * length)
        months = 12 * (day.year - self.first_on.year) + day.month - self.first_on.month
        here = _months_later(self.first_on, months)
        return here if here > day else _months_later(self.first_on, months + 1)

    def _wait_for(self, day: datetime.date, time_zone: str, by_mail: bool) -> None:
        self.next_on = day
        self.mail_at = _morning(day, time_zone) if by_mail else None

    def _place(self) -> Place:
        return Place("questionnaires_checkin", "head", self.owner_id, self.id)


def _morning(day: datetime.date, time_zone: str) -> datetime.datetime:
    return datetime.datetime.combine(day, MORNING, ZoneInfo(time_zone))


def _months_later(day: datetime.date, months: int) -> datetime.date:
    """The same day of a later month; in a shorter one its last day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return day.replace(year=year, month=month + 1, day=min(day.day, calendar.monthrange(year, month + 1)[1]))
