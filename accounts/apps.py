"""The app that knows people."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "accounts"
    verbose_name = "people"
    default_auto_field = "django.db.models.BigAutoField"

    def rewrap(self) -> None:
        """Every password's hash under the current server key."""
        from accounts.models import User

        for user in User.objects.iterator():
            user.rewrap_password()
