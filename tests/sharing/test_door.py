"""The therapist's door to words, and PostgreSQL behind it. Openings need real commits."""

import datetime
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import psycopg
import pytest
from django.db import connections
from django.utils import timezone

from journal.words import Draft
from sharing.door import open_copy
from sharing.models import Consent, Opening
from tests import cast
from tests.conftest import connect
from tests.sharing.conftest import WALK
from vault.cipher import Unreadable
from vault.identity import identity

pytestmark = pytest.mark.usefixtures("committed")

COPIES = "SELECT count(*) FROM sharing_sharedcopy"
OPEN = """
INSERT INTO sharing_opening
  (id, owner_id, connection_id, consent_id, therapist_id, number, opened_at, in_transaction, mac)
SELECT gen_random_uuid(), owner_id, connection_id, id, therapist_id, %(number)s,
       coalesce(%(opened_at)s, transaction_timestamp()), coalesce(%(xid)s::text::xid8, pg_current_xact_id()), ''
FROM sharing_consent WHERE id = %(consent)s
"""


@pytest.fixture
def shared(committed_people):
    """Ana's walk, shared with Dr Cho."""
    people = committed_people
    return cast.share(people.ana, cast.connect(people.ana, people.cho, "Ana"), cast.write(people.ana, WALK))


@pytest.fixture
def cho(committed_people):
    return committed_people.cho


class Raw:
    """SQL as the therapist's role, past the door."""

    def __init__(self, person):
        self.connection, self.user = connect("bothways_web"), person.user

    @contextmanager
    def transaction(self, role="therapist"):
        with self.connection.transaction():
            self.connection.execute(
                "SELECT set_config('role', %s, true), set_config('app.user_id', %s, true)",
                [f"bothways_{role}", str(self.user.pk)],
            )
            yield

    def copies(self) -> int:
        return self.connection.execute(COPIES).fetchone()[0]

    def open(self, consent, number=1, opened_at=None, xid=None):
        values = {"consent": consent.pk, "number": number, "opened_at": opened_at, "xid": xid}
        return self.connection.execute(OPEN, values).rowcount

    def refuses(self, statement, role="therapist") -> bool:
        with pytest.raises(psycopg.errors.InsufficientPrivilege), self.transaction(role):
            self.connection.execute(statement)
        return True


@pytest.fixture
def raw(cho):
    raw = Raw(cho)
    yield raw
    raw.connection.close()


def test_an_opening_shows_what_was_shared_and_leaves_a_line(shared, cho):
    with identity("therapist", cho.user.pk):
        opened = open_copy(cho.user, cho.vault, shared.pk)
    assert (opened.name, opened.content.title, opened.content.text) == (
        "Ana",
        "Sunday, the walk",
        "We **walked** without talking.",
    )
    with identity("therapist", cho.user.pk):
        assert list(Opening.objects.values_list("consent_id", "number")) == [(shared.pk, 1)]


def test_each_opening_is_a_line_of_its_own(shared, cho):
    for _ in range(3):
        with identity("therapist", cho.user.pk):
            open_copy(cho.user, cho.vault, shared.pk)
    with identity("therapist", cho.user.pk):
        assert sorted(Opening.objects.values_list("number", flat=True)) == [1, 2, 3]


def test_past_the_door_there_is_nothing(shared, raw):
    with raw.transaction():
        assert raw.copies() == 0
        assert raw.open(shared) == 1
        assert raw.copies() == 1
    with raw.transaction():
        assert raw.copies() == 0


def test_control_without_the_policy_the_copy_is_there(shared, raw):
    """The same question, asked of a broken policy, fails: so the test above proves something."""
    with connect("postgres") as owner, owner.transaction(force_rollback=True):
        owner.execute(
            "ALTER POLICY opened ON sharing_sharedcopy USING (therapist_id = (SELECT current_user_id()))"
        )
        owner.execute(
            "SELECT set_config('role', 'bothways_therapist', true), set_config('app.user_id', %s, true)",
            [str(raw.user.pk)],
        )
        assert owner.execute(COPIES).fetchone()[0] == 1


@pytest.mark.parametrize(
    "lie",
    [
        {"opened_at": datetime.datetime(2020, 1, 1, tzinfo=datetime.UTC)},
        {"xid": 3},
    ],
)
def test_an_opening_cannot_be_of_another_moment_or_transaction(shared, raw, lie):
    with pytest.raises(psycopg.errors.InsufficientPrivilege), raw.transaction():
        raw.open(shared, **lie)


def test_openings_are_never_changed_or_removed_nor_written_by_the_writer(shared, raw):
    for role in ("therapist", "writer"):
        assert raw.refuses("UPDATE sharing_opening SET number = 7", role)
        assert raw.refuses("DELETE FROM sharing_opening", role)
    assert raw.refuses("INSERT INTO sharing_opening DEFAULT VALUES", "writer")


def test_the_therapist_has_no_grant_on_the_journal_nor_on_the_writers_columns(shared, raw):
    for statement in (
        "SELECT count(*) FROM journal_entry",
        "SELECT count(*) FROM questionnaires_response",
        "SELECT note FROM sharing_consent",
        "SELECT owner_key FROM sharing_connection",
        "UPDATE sharing_consent SET ends_at = now() + interval '1 year'",
        "UPDATE sharing_connection SET owner_id = therapist_id",
        "DELETE FROM sharing_sharedcopy",
    ):
        with pytest.raises(psycopg.errors.InsufficientPrivilege), raw.transaction():
            raw.connection.execute(statement)


def refused(person, consent) -> bool:
    """Through the door and past it."""
    with pytest.raises(Consent.DoesNotExist), identity("therapist", person.user.pk):
        open_copy(person.user, person.vault, consent.pk)
    raw = Raw(person)
    try:
        with raw.transaction():
            inserted = raw.open(consent)
            assert raw.copies() == 0
    except psycopg.errors.InsufficientPrivilege:
        inserted = 0
    finally:
        raw.connection.close()
    return inserted == 0


def test_another_therapist_cannot_open_it(shared, committed_people):
    assert refused(committed_people.diaz, shared)


def test_taken_back_nothing_opens(shared, cho, committed_people):
    with identity("writer", committed_people.ana.user.pk):
        shared.withdraw()
    assert refused(cho, shared)


def test_a_share_that_is_over_does_not_open_although_its_copy_still_lies_there(shared, cho):
    before = timezone.now() - datetime.timedelta(minutes=1)
    with connect("postgres") as owner:
        owner.execute(
            "UPDATE sharing_consent SET shared_at = %s, ends_at = %s",
            [before - datetime.timedelta(1), before],
        )
        assert owner.execute(COPIES).fetchone()[0] == 1
    assert refused(cho, shared)


@pytest.mark.parametrize("who", ["ana", "cho"])
def test_after_the_end_of_the_connection_nothing_opens(shared, cho, committed_people, who):
    person = getattr(committed_people, who)
    with identity("writer" if who == "ana" else "therapist", person.user.pk):
        shared.connection.end(person.user)
    assert refused(cho, shared)


def test_an_ended_connection_cannot_be_revived_by_the_therapist(shared, raw, committed_people):
    with identity("writer", committed_people.ana.user.pk):
        shared.connection.end(committed_people.ana.user)
    with raw.transaction():
        revived = raw.connection.execute("UPDATE sharing_connection SET ended_at = NULL, ended_by_id = NULL")
        assert revived.rowcount == 0


def test_a_withdrawn_therapist_opens_nothing(shared, cho, committed_people):
    eve = committed_people.eve
    with identity("editor", eve.user.pk):
        cho.user.therapist.withdraw(eve.user, "Left the register.")
    assert refused(cho, shared)


def test_trashing_the_entry_takes_it_back(shared, cho, committed_people):
    ana = committed_people.ana
    with identity("writer", ana.user.pk):
        ana.user.entries.get().trash()
        consent = Consent.objects.get(pk=shared.pk)
        assert (consent.withdrawn_by_id, consent.read_note(ana.vault).title) == (
            ana.user.pk,
            "Sunday, the walk",
        )
    assert refused(cho, shared)


def test_deleting_the_entry_takes_its_title_out_of_the_ledger(shared, cho, committed_people):
    ana = committed_people.ana
    with identity("writer", ana.user.pk):
        ana.user.entries.get().delete_for_good()
        assert Consent.objects.get(pk=shared.pk).read_note(ana.vault) is None
    assert refused(cho, shared)


def test_a_copy_moved_to_another_share_does_not_open(shared, cho, committed_people):
    """Somebody who can write to the database puts Ana's copy where Dr Cho may open: Ben's share."""
    ben = committed_people.ben
    own = cast.share(ben, cast.connect(ben, cho, "Ben"), cast.write(ben, Draft(title="Mine")))
    with connect("postgres") as owner:
        owner.execute(
            "UPDATE sharing_sharedcopy t SET key = s.key, content = s.content FROM sharing_sharedcopy s"
            " WHERE t.consent_id = %s AND s.consent_id = %s",
            [own.pk, shared.pk],
        )
    with pytest.raises(Unreadable), identity("therapist", cho.user.pk):
        open_copy(cho.user, cho.vault, own.pk)


def test_five_at_once_are_five_lines_in_a_row(shared, cho):
    def read(_):
        with identity("therapist", cho.user.pk):
            open_copy(cho.user, cho.vault, shared.pk)
        connections.close_all()

    with ThreadPoolExecutor(5) as threads:
        list(threads.map(read, range(5)))
    with identity("therapist", cho.user.pk):
        assert sorted(Opening.objects.values_list("number", flat=True)) == [1, 2, 3, 4, 5]
