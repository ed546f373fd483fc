"""The app that keeps keys."""

from django.apps import AppConfig


class VaultConfig(AppConfig):
    name = "vault"
    verbose_name = "keys"
    default_auto_field = "django.db.models.BigAutoField"

    def rewrap(self) -> None:
        """Every slot's outer lock under the current server key. Nobody's password is needed for that."""
        from vault.models import KeySlot, UserKeys

        key_ids = dict(UserKeys.objects.values_list("pk", "key_id"))
        for slot in KeySlot.objects.iterator():
            slot.rewrap(key_ids[slot.owner_id])
