"""P9: without an identity the database says "permission denied" for every table with words, to every login."""

import psycopg
import pytest

from tests.conftest import connect

# Opened before anybody becomes somebody; each row is sealed twice (docs/keys.md).
FOR_SIGNING_IN = {"vault_userkeys", "vault_keyslot"}


def tables_with_words() -> set[str]:
    with connect("postgres") as superuser:
        rows = superuser.execute(
            "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace"
            " AND obj_description(oid, 'pg_class') = 'words'"
        ).fetchall()
    return {name for (name,) in rows} - FOR_SIGNING_IN


def readable(login: str, tables: set[str]) -> set[str]:
    """Tables that this login may read at all, even as an empty result."""
    found = set()
    with connect(login) as connection:
        for table in sorted(tables):
            try:
                connection.execute(f'SELECT * FROM "{table}" LIMIT 1')
            except psycopg.errors.InsufficientPrivilege:
                continue
            found.add(table)
    return found


@pytest.mark.parametrize("login", ["bothways_web", "bothways_worker"])
def test_no_login_reads_words_without_an_identity(committed, login):
    tables = tables_with_words()
    assert "journal_entry" in tables
    assert readable(login, tables) == set()


def test_control_a_grant_is_found(committed):
    with connect("bothways_owner") as owner:
        owner.execute("GRANT SELECT ON journal_entry TO bothways_web")
        try:
            assert readable("bothways_web", {"journal_entry"}) == {"journal_entry"}
        finally:
            owner.execute("REVOKE SELECT ON journal_entry FROM bothways_web")
