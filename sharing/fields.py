"""PostgreSQL's transaction id as a column: how the database knows that an opening belongs to this request."""

from typing import Any

from django.db import models


class TransactionIdField(models.BigIntegerField):
    """An xid8: 64 bits, never reused within one database's life."""

    def db_type(self, connection: Any) -> str:
        return "xid8"

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> int | None:
        return None if value is None else int(value)

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> str | None:
        """As text: PostgreSQL has no cast from its integers to xid8."""
        value = super().get_db_prep_value(value, connection, prepared)
        return None if value is None else str(value)


class CurrentTransactionId(models.Func):
    function = "pg_current_xact_id"
    output_field = TransactionIdField()
