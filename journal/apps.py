"""The journal app."""

from typing import TYPE_CHECKING

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from accounts.models import User


class JournalConfig(AppConfig):
    name = "journal"
    verbose_name = _("Journal")

    def start_over(self, user: "User") -> None:
        """New keys open nothing that was sealed before: the whole journal goes, answers and versions with it."""
        if user.is_writer:
            from journal.models import Entry, Photo, Tag, Template

            Photo.objects.filter(owner=user).forget_files()
            Entry.objects.filter(owner=user).delete()
            Tag.objects.filter(owner=user).delete()
            Template.objects.filter(owner=user).delete()
