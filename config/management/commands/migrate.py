"""Django's migrate as the owner of the tables, then row security in one transaction, then the first server key."""

from pathlib import Path

from django.core.management import call_command
from django.core.management.commands.migrate import Command as Migrate
from django.db import connections, transaction

from vault.ring import prepare_ring

ROW_SECURITY = Path(__file__).resolve().parents[2] / "row_security.sql"


class Command(Migrate):
    def handle(self, *args, **options):
        options["database"] = "owner"
        super().handle(*args, **options)
        call_command("createcachetable", database="owner", verbosity=0)
        apply_row_security()
        prepare_ring()


def apply_row_security() -> None:
    """Run config/row_security.sql as it stands; it is idempotent and fails on a table it does not list."""
    with transaction.atomic(using="owner"), connections["owner"].cursor() as cursor:
        # No parameters: psycopg then sends the file as it is, several statements and percent signs included.
        cursor.execute(ROW_SECURITY.read_text())
