"""The app of guided questionnaires."""

from typing import TYPE_CHECKING

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from accounts.models import User


class QuestionnairesConfig(AppConfig):
    name = "questionnaires"
    verbose_name = _("Questionnaires")

    def start_over(self, user: "User") -> None:
        """Answers go with their entries; what is left are check-ins that new keys do not open."""
        if user.is_writer:
            from questionnaires.models import CheckIn

            CheckIn.objects.filter(owner=user).delete()
