"""Become one person, in one role, for one database transaction.

PostgreSQL's row security reads the role and ``app.user_id``; both are set for the transaction only, so that
a pooled connection never carries one person's identity into another's request.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Literal
from uuid import UUID

from django.db import connection, transaction

Role = Literal["writer", "therapist", "editor"]


@contextmanager
def identity(role: Role, user_id: UUID) -> Iterator[None]:
    """Open a transaction as ``bothways_<role>`` for ``user_id``; leaving it ends the identity.

    Inside an outer transaction (a job that acts for several people one after the other, a test) the identity
    that was in force before is restored, because SET LOCAL lasts until the outermost transaction ends.
    """
    nested = connection.in_atomic_block
    with transaction.atomic():
        before = _current() if nested else None
        _assume(f"bothways_{role}", str(user_id))
        yield
        # A rollback (an exception, set_rollback) takes these settings back with everything else.
        if before and not connection.needs_rollback:
            _assume(*before)


def _current() -> tuple[str, str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('role'), coalesce(current_setting('app.user_id', true), '')")
        return cursor.fetchone()


def _assume(role: str, user_id: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT set_config('role', %s, true), set_config('app.user_id', %s, true)", [role, user_id]
        )
