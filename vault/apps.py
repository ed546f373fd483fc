"""The app that keeps keys."""

from django.apps import AppConfig


class VaultConfig(AppConfig):
    name = "vault"
    verbose_name = "keys"
    default_auto_field = "django.db.models.BigAutoField"
