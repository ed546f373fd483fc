"""Sharing as a Django app."""

from typing import TYPE_CHECKING

from django.apps import AppConfig

if TYPE_CHECKING:
    from accounts.models import User


class SharingConfig(AppConfig):
    name = "sharing"

    def start_over(self, user: "User") -> None:
        """New keys open nothing that was sealed before: every connection ends, and the copies go."""
        from sharing.models import Connection

        for connection in Connection.objects.of(user).filter(ended_at__isnull=True):
            connection.end(user)

    def rewrap(self) -> None:
        """Every ledger's key under the current server key. As the owner: no other role sees all connections."""
        from sharing.models import Connection

        for connection in Connection.objects.using("owner").iterator():
            connection.rewrap_ledger_key()
