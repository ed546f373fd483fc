"""Every table stands in row_security.sql; a new one that does not stops migrations and the web process."""

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import connection, connections

from config.management.commands.migrate import apply_row_security
from config.startup import check_ready, unprotected
from tests.conftest import connect


def test_every_table_is_listed_and_words_are_forced(db):
    with connection.cursor() as cursor:
        assert unprotected(cursor) == []


@pytest.fixture
def stray_table(committed):
    with connect("bothways_owner") as owner:
        owner.execute("CREATE TABLE stray (id int)")
        yield
        owner.execute("DROP TABLE stray")


def test_an_unlisted_table_stops_migrate_and_the_web_process(stray_table):
    with pytest.raises(Exception, match=r"row_security\.sql does not list: stray"):
        apply_row_security()
    connections["owner"].close()
    with pytest.raises(ImproperlyConfigured, match=r"stand nowhere in row_security\.sql: stray"):
        check_ready()


def test_words_without_forced_row_security_stop_the_web_process(committed):
    with connect("bothways_owner") as owner:
        owner.execute("ALTER TABLE journal_entry NO FORCE ROW LEVEL SECURITY")
        try:
            with pytest.raises(ImproperlyConfigured, match="journal_entry"):
                check_ready()
        finally:
            owner.execute("ALTER TABLE journal_entry FORCE ROW LEVEL SECURITY")
    check_ready()


def test_applying_it_twice_changes_nothing(committed):
    def policies():
        with connect("postgres") as superuser:
            return (
                superuser.execute(
                    "SELECT tablename, policyname, roles::text, qual, with_check FROM pg_policies ORDER BY 1, 2"
                ).fetchall()
                + superuser.execute(
                    "SELECT table_name, grantee, privilege_type FROM information_schema.table_privileges"
                    " WHERE table_schema = 'public' ORDER BY 1, 2, 3"
                ).fetchall()
            )

    before = policies()
    apply_row_security()
    assert before
    assert policies() == before
