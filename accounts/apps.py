"""The app that knows people."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    name = "accounts"
    verbose_name = _("People")
    default_auto_field = "django.db.models.BigAutoField"

    def rewrap(self) -> None:
        """Every password's hash under the current server key."""
        from accounts.models import User

        for user in User.objects.iterator():
            user.rewrap_password()
