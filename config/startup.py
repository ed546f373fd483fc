"""What must be true before a process serves anyone; each fault is one sentence."""

from django.core.exceptions import ImproperlyConfigured
from django.db import connection, connections
from django.db.backends.postgresql.base import DatabaseWrapper

from vault.ring import check_ring

WEB_ROLE_FAULTS = """
SELECT CASE
  WHEN rolsuper THEN 'is a superuser'
  WHEN rolbypassrls THEN 'may bypass row security'
  WHEN EXISTS (SELECT FROM pg_tables WHERE schemaname = 'public' AND tableowner = current_user) THEN 'owns tables'
END
FROM pg_roles WHERE rolname = current_user
"""

UNPROTECTED = """
SELECT relname FROM pg_class
WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p')
  AND CASE obj_description(oid, 'pg_class')
        WHEN 'words' THEN NOT (relrowsecurity AND relforcerowsecurity)
        WHEN 'plain' THEN false
        ELSE true
      END
ORDER BY relname
"""


def check_ready() -> None:
    """Refuse to go on with a role that row security does not bind, an unlisted table, or a missing key."""
    with connection.cursor() as cursor:
        cursor.execute(WEB_ROLE_FAULTS)
        fault = cursor.fetchone()[0]
        if fault:
            raise ImproperlyConfigured(f"The database role of the web process {fault}; see docs/roles.sql.")
        tables = unprotected(cursor)
        if tables:
            raise ImproperlyConfigured(
                f"These tables stand nowhere in row_security.sql: {', '.join(tables)}."
            )
    check_ring()
    disconnect()


def disconnect() -> None:
    """Close what a fork must not inherit: connections, and the pool with its threads."""
    for each in connections.all():
        each.close()
        if isinstance(each, DatabaseWrapper):
            each.close_pool()


def unprotected(cursor) -> list[str]:
    """Tables that config/row_security.sql does not list, or lists as words without forced row security."""
    cursor.execute(UNPROTECTED)
    return [name for (name,) in cursor.fetchall()]
