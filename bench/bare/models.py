"""A note as a tutorial would keep it: in clear."""

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models


class Note(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="notes")
    about_on = models.DateField()
    written_at = models.DateTimeField()
    title = models.CharField(max_length=200, blank=True)
    first_words = models.CharField(max_length=240, blank=True)
    body = models.TextField(blank=True)

    objects: ClassVar[models.Manager["Note"]] = models.Manager()

    class Meta:
        indexes = [models.Index(fields=["owner", "-about_on", "-written_at", "-id"], name="bare_note_list")]

    def __str__(self) -> str:
        return self.title
