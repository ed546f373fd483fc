"""P9: without an identity the database says "permission denied" for every table with words, to every login."""

import psycopg
import pytest

from tests.conftest import connect

# Opened before anybody becomes somebody; each row is sealed twice (docs/keys.md).
FOR_SIGNING_IN = {"vault_userkeys", "vault_keyslot", "vault_sessionvault"}
# Whom to act for: dates and ids, no words.
FOR_THE_WORKER = {
    ("journal_entry", "owner_id"),
    ("journal_entry", "trashed_at"),
    ("journal_photo", "file"),
    ("questionnaires_checkin", "owner_id"),
    ("questionnaires_checkin", "mail_at"),
    ("sharing_connection", "ended_at"),
    ("sharing_connection", "id"),
    ("sharing_consent", "ends_at"),
    ("sharing_consent", "id"),
    ("sharing_consent", "owner_id"),
    ("sharing_sharedcopy", "connection_id"),
    ("sharing_sharedcopy", "consent_id"),
    ("sharing_sharedcopy", "owner_id"),
}
COLUMNS = """
SELECT c.relname, a.attname FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
WHERE c.relnamespace = 'public'::regnamespace AND obj_description(c.oid, 'pg_class') = 'words'
  AND a.attnum > 0 AND NOT a.attisdropped
"""


def columns_with_words() -> set[tuple[str, str]]:
    with connect("postgres") as superuser:
        rows = superuser.execute(COLUMNS).fetchall()
    return {(table, column) for table, column in rows if table not in FOR_SIGNING_IN}


def allowed(login: str, columns: set[tuple[str, str]]) -> set[tuple[str, str]]:
    """Columns that this login may read or write in any way, by a grant on the table or on the column."""
    with connect(login) as connection:
        return {
            (table, column)
            for table, column in columns
            for privilege in ("SELECT", "INSERT", "UPDATE")
            if connection.execute(
                "SELECT has_column_privilege(%s, %s, %s) OR has_table_privilege(%s, 'DELETE')",
                [table, column, privilege, table],
            ).fetchone()[0]
        }


@pytest.mark.parametrize(
    ("login", "expected"), [("bothways_web", set()), ("bothways_worker", FOR_THE_WORKER)]
)
def test_no_login_touches_words_without_an_identity(committed, login, expected):
    columns = columns_with_words()
    assert ("journal_entry", "body") in columns
    assert allowed(login, columns) == expected


def test_the_database_says_so(committed):
    with connect("bothways_web") as connection, pytest.raises(psycopg.errors.InsufficientPrivilege):
        connection.execute("SELECT body FROM journal_entry")


@pytest.mark.parametrize("grant", ["SELECT", "SELECT (body)", "UPDATE (body)", "DELETE"])
def test_control_a_grant_is_found(committed, grant):
    with connect("bothways_owner") as owner:
        owner.execute(f"GRANT {grant} ON journal_entry TO bothways_web")
        try:
            assert ("journal_entry", "body") in allowed("bothways_web", columns_with_words())
        finally:
            owner.execute(f"REVOKE {grant} ON journal_entry FROM bothways_web")
