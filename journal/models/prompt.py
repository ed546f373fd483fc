"""Prompts: questions to begin an entry with. They are nobody's; an entry keeps the words it began with, sealed."""

import datetime
import hashlib
import uuid
from typing import Self

from django.db import models
from django.utils.translation import gettext_lazy as _

PROMPT_LIMIT = 200


def new_key() -> str:
    """For a prompt that an editor adds: no key of the library looks like this."""
    return f"ours-{uuid.uuid4().hex[:12]}"


class PromptQuerySet(models.QuerySet["Prompt"]):
    def live(self) -> Self:
        return self.filter(retired_at__isnull=True)

    def of_day(self, person_id: uuid.UUID, day: datetime.date) -> list[str]:
        """The texts of these prompts in this person's order of this day; the first is the prompt of the day.

        A prompt that an editor adds or retires meanwhile moves none of the others.
        """
        prompts = self.values_list("key", "text")
        return [text for key, text in sorted(prompts, key=lambda prompt: _lot(person_id, day, prompt[0]))]


def _lot(person_id: uuid.UUID, day: datetime.date, key: str) -> bytes:
    return hashlib.sha256(f"{person_id} {day.isoformat()} {key}".encode()).digest()


class Prompt(models.Model):
    """One question. Editors keep them; what ships is in journal/library/prompts.toml."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    key = models.SlugField(unique=True, default=new_key, editable=False)
    theme = models.SlugField(_("theme"), editable=False)
    theme_name = models.CharField(_("theme"), max_length=60, editable=False)
    text = models.CharField(_("question"), max_length=PROMPT_LIMIT)
    retired_at = models.DateTimeField(_("retired"), null=True, blank=True, editable=False)

    objects = PromptQuerySet.as_manager()

    class Meta:
        verbose_name, verbose_name_plural = _("prompt"), _("prompts")
        ordering = ["theme_name", "key"]
        constraints = [
            models.CheckConstraint(condition=~models.Q(text=""), name="journal_prompt_says_something"),
        ]

    def __str__(self) -> str:
        return self.text
