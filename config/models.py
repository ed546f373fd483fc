"""Help lines, which editors keep current, and whether this database is a demo."""

import datetime
import uuid

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

STALE_AFTER = datetime.timedelta(days=365)


class HelpLine(models.Model):
    """A number to call, with the official page on which somebody read it and the day they did."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    country = models.CharField(_("country"), max_length=60)
    name = models.CharField(_("name"), max_length=120)
    phone = models.CharField(_("phone"), max_length=40, blank=True)
    web = models.URLField(_("web page"), blank=True)
    hours = models.CharField(_("hours"), max_length=120, blank=True)
    source = models.URLField(_("source"), help_text=_("The official page on which you read this."))
    verified_on = models.DateField(_("verified on"), default=timezone.localdate)

    class Meta:
        verbose_name = _("help line")
        verbose_name_plural = _("help lines")
        ordering = ["country", "name"]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(phone="", web=""),
                name="help_line_can_be_reached",
                violation_error_message=_("Give a phone number or a web page."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.country}: {self.name}"

    @property
    def is_stale(self) -> bool:
        """Whether nobody has looked at the source for a year."""
        return timezone.localdate() - self.verified_on > STALE_AFTER


class Demo(models.Model):
    """Whether this database was given demo people, or was told never to have any; at most one row."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1, editable=False)
    wanted = models.BooleanField()

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="demo_is_one_row")]

    def __str__(self) -> str:
        return "demo" if self.wanted else "no demo"
