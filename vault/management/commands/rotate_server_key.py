"""A new server key: what the old one sealed is sealed anew, without anybody's password and while people write."""

import time
from typing import Any

from django.apps import apps
from django.core.management.base import BaseCommand

from vault.ring import rotate_ring

LONGEST_REQUEST = 30


class Command(BaseCommand):
    help = (
        "Make a new server key and seal slots, password hashes and ledger keys with it. The key before stays in "
        "the file until the next rotation, so that open sessions go on; after a theft, run it twice."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        # First what an interrupted rotation left, since the oldest key is about to go.
        rewrap()
        rotate_ring()
        rewrap()
        # A request that began before may still store something under the old key.
        time.sleep(LONGEST_REQUEST)
        rewrap()
        self.stdout.write("Done. Back the key file up again, away from the database.")


def rewrap() -> None:
    for app in apps.get_app_configs():
        if hasattr(app, "rewrap"):
            app.rewrap()
