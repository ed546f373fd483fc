"""Questionnaires, and the frozen editions in which they are published."""

import uuid
from functools import cached_property
from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from questionnaires.document import Document
from questionnaires.plain import parse


class Questionnaire(models.Model):
    """Something to ask; what exactly stands in its editions."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    key = models.SlugField(_("key"), unique=True)
    retired_at = models.DateTimeField(_("retired"), null=True, blank=True)

    class Meta:
        verbose_name, verbose_name_plural = _("questionnaire"), _("questionnaires")
        ordering = ["key"]

    def __str__(self) -> str:
        return self.key


class EditionQuerySet(models.QuerySet["Edition"]):
    def current(self) -> Self:
        """The newest edition of every questionnaire that can be begun."""
        newest = self.order_by("questionnaire_id", "-number").distinct("questionnaire_id")
        offered = self.filter(questionnaire__retired_at__isnull=True, id__in=newest.values("id"))
        return offered.select_related("questionnaire").order_by("questionnaire__key")


class Edition(models.Model):
    """A questionnaire as it was published. Never changed and never deleted: no role has the grant."""

    class Source(models.TextChoices):
        LIBRARY = "library", _("shipped with the program")
        EDITOR = "editor", _("written by an editor")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    questionnaire = models.ForeignKey(Questionnaire, models.PROTECT, related_name="editions")
    number = models.PositiveIntegerField(_("number"))
    document = models.JSONField(_("document"))
    source = models.CharField(_("source"), max_length=7, choices=Source)
    published_at = models.DateTimeField(_("published"))
    note = models.TextField(_("what changed"), blank=True)

    objects = EditionQuerySet.as_manager()

    class Meta:
        verbose_name, verbose_name_plural = _("edition"), _("editions")
        ordering = ["questionnaire__key", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["questionnaire", "number"], name="questionnaires_edition_number"),
            models.CheckConstraint(
                condition=Q(source__in=["library", "editor"]), name="questionnaires_edition_source"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.questionnaire.key} {self.number}"

    @cached_property
    def parsed(self) -> Document:
        return parse(self.document)
