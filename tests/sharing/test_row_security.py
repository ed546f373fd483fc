"""What the database itself refuses a writer, past every view; the therapist's side stands in test_door.py."""

import psycopg
import pytest

from tests import cast
from tests.conftest import connect
from tests.sharing.conftest import WALK

pytestmark = pytest.mark.usefixtures("committed")

TABLES = ("sharing_connection", "sharing_consent", "sharing_sharedcopy", "sharing_opening")
CONSENT = """
INSERT INTO sharing_consent (id, owner_id, connection_id, therapist_id, entry_id, shared_at, ends_at)
SELECT gen_random_uuid(), %(owner)s, %(connection)s, %(therapist)s, gen_random_uuid(), now(), now() + interval '1 day'
"""


@pytest.fixture
def sql(committed_people):
    """Run one statement as the role of a person, in a transaction of its own."""
    with connect("bothways_web") as connection:

        def run(person, statement, values=None, role="writer"):
            with connection.transaction():
                connection.execute(
                    "SELECT set_config('role', %s, true), set_config('app.user_id', %s, true)",
                    [f"bothways_{role}", str(person.user.pk)],
                )
                cursor = connection.execute(statement, values)
                return cursor.fetchall() if cursor.description else cursor.rowcount

        yield run


@pytest.fixture
def connection(committed_people):
    people = committed_people
    made = cast.connect(people.ana, people.cho, "Ana")
    cast.share(people.ana, made, cast.write(people.ana, WALK))
    return made


@pytest.mark.parametrize("table", TABLES)
def test_a_stranger_sees_no_row_and_an_editor_may_not_even_ask(committed_people, connection, sql, table):
    people = committed_people
    count = f"SELECT count(*) FROM {table}"
    assert sql(people.ana, count) == [(0 if table == "sharing_opening" else 1,)]
    assert sql(people.ben, count) == [(0,)]
    assert sql(people.diaz, count, role="therapist") == [(0,)]
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        sql(people.eve, count, role="editor")


def test_a_writer_cannot_put_a_therapist_into_an_invitation(committed_people, connection, sql):
    ana, diaz = committed_people.ana, committed_people.diaz
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        sql(ana, "UPDATE sharing_connection SET therapist_id = %s", [diaz.user.pk])


def test_a_writer_cannot_consent_for_somebody_else_or_without_a_connection(committed_people, connection, sql):
    ana, ben = committed_people.ana, committed_people.ben
    cho, diaz = committed_people.cho, committed_people.diaz
    good = {"owner": ana.user.pk, "connection": connection.pk, "therapist": cho.user.pk}
    assert sql(ana, CONSENT, good) == 1
    for person, wrong in (
        (ben, {}),
        (ben, {"owner": ben.user.pk}),
        (ana, {"owner": ben.user.pk}),
        (ana, {"therapist": diaz.user.pk}),
    ):
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            sql(person, CONSENT, good | wrong)


def test_a_consent_keeps_its_dates_and_its_person(committed_people, connection, sql):
    for change in ("ends_at = now() + interval '1 year'", "therapist_id = owner_id", "entry_id = owner_id"):
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            sql(committed_people.ana, f"UPDATE sharing_consent SET {change}")


def test_even_the_superuser_cannot_tie_a_copy_to_another_person(committed_people, connection):
    """The composite foreign keys: row security need not join to know whose a copy is."""
    ben = committed_people.ben
    for table in ("sharing_sharedcopy", "sharing_consent"):
        with pytest.raises(psycopg.errors.ForeignKeyViolation), connect("postgres") as superuser:
            superuser.execute(f"UPDATE {table} SET owner_id = %s", [ben.user.pk])


def test_a_therapist_sees_an_invitation_only_by_its_link(committed_people, sql):
    made = cast.invite(committed_people.ana, "Ana")
    cho, count = committed_people.cho, "SELECT count(*) FROM sharing_connection"
    assert sql(cho, count, role="therapist") == [(0,)]
    with connect("bothways_web") as web, web.transaction():
        web.execute(
            "SELECT set_config('role', 'bothways_therapist', true), set_config('app.user_id', %s, true),"
            " set_config('app.invitation', %s, true)",
            [str(cho.user.pk), bytes(made.link_hash).hex()],
        )
        assert web.execute(count).fetchone() == (1,)


@pytest.mark.parametrize("role", ["writer", "therapist"])
def test_what_editors_note_of_therapists_is_theirs(committed_people, connection, sql, role):
    person = {"writer": committed_people.ana, "therapist": committed_people.cho}[role]
    own = "SELECT name FROM accounts_therapist"
    assert sql(person, own, role=role) == [("Mina Cho",)]
    for column in ("verified_note", "verified_by_id", "withdrawn_note", "withdrawn_by_id"):
        statement = f"SELECT {column} FROM accounts_therapist"
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            sql(person, statement, role=role)
        assert len(sql(committed_people.eve, statement, role="editor")) == 1


def test_control_a_grant_on_the_notes_opens_them(committed_people, connection, sql):
    with connect("bothways_owner") as owner:
        owner.execute("GRANT SELECT (verified_note) ON accounts_therapist TO bothways_writer")
        try:
            notes = sql(committed_people.ana, "SELECT verified_note FROM accounts_therapist")
            assert notes == [("License seen in the public register.",)]
        finally:
            owner.execute("REVOKE SELECT (verified_note) ON accounts_therapist FROM bothways_writer")
