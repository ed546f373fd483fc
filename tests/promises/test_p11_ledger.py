"""P11: no reading by a therapist without a ledger line, and a tampered ledger is found.

That there is no reading past the door stands in tests/sharing/test_door.py, with real commits.
"""

import random

import pytest
from psycopg import sql

from sharing.door import open_copy
from sharing.ledger import Proof, prove, see
from sharing.models import Connection, Opening
from tests import cast
from tests.conftest import connect
from tests.sharing.conftest import WALK
from vault.cipher import Key, mac
from vault.identity import identity

pytestmark = pytest.mark.usefixtures("committed")

LINES = 12
# Tampering goes on as a superuser who has taken the constraints away.
LOOSEN = "SET session_replication_role = replica"


@pytest.fixture
def ledger(committed_people):
    """Two things shared with Dr Cho, opened twelve times; Ana has looked at eight of these lines."""
    people = committed_people
    connection = cast.connect(people.ana, people.cho, "Ana")
    consents = [cast.share(people.ana, connection, cast.write(people.ana, WALK)) for _ in range(2)]
    for number in range(LINES):
        with identity("therapist", people.cho.user.pk):
            open_copy(people.cho.user, people.cho.vault, consents[number % 2].pk)
        if number == 7:
            look(people, connection)
    return connection


def proof(people, connection):
    with identity("writer", people.ana.user.pk):
        found = Connection.objects.prefetch_related("openings").get(pk=connection.pk)
        return prove(found, found.openings.all(), people.ana.vault)


def look(people, connection):
    with identity("writer", people.ana.user.pk):
        found = Connection.objects.get(pk=connection.pk)
        openings = list(found.openings.all())
        assert prove(found, openings, people.ana.vault) is Proof.COMPLETE
        see(found, openings, people.ana.vault)


def edit(owner, rng):
    """Another moment, thing, number or transaction; another mark."""
    column, value = rng.choice(
        [
            ("opened_at", "opened_at - interval '1 microsecond'"),
            ("opened_at", "opened_at + interval '3 hours'"),
            ("consent_id", "(SELECT id FROM sharing_consent c WHERE c.id <> consent_id LIMIT 1)"),
            ("number", "number + 100"),
            ("in_transaction", "'7'::xid8"),
            ("mac", "sha256(mac)"),
            ("id", "gen_random_uuid()"),
        ]
    )
    statement = sql.SQL("UPDATE sharing_opening SET {} = ").format(sql.Identifier(column)) + sql.SQL(value)
    owner.execute(statement + sql.SQL(" WHERE number = %s"), [rng.randint(1, LINES)])


def delete(owner, rng):
    """Any but the last: that is the cut below."""
    owner.execute("DELETE FROM sharing_opening WHERE number = %s", [rng.randint(1, LINES - 1)])


def delete_and_close_the_gap(owner, rng):
    gap = rng.randint(1, LINES - 1)
    owner.execute("DELETE FROM sharing_opening WHERE number = %s", [gap])
    # In two steps, since numbers are unique at every moment.
    owner.execute("UPDATE sharing_opening SET number = number + 1000 WHERE number > %s", [gap])
    owner.execute("UPDATE sharing_opening SET number = number - 1001 WHERE number > 1000")


def reorder(owner, rng):
    one, other = rng.sample(range(1, LINES + 1), 2)
    owner.execute("UPDATE sharing_opening SET number = 1000 WHERE number = %s", [one])
    owner.execute("UPDATE sharing_opening SET number = %s WHERE number = %s", [one, other])
    owner.execute("UPDATE sharing_opening SET number = %s WHERE number = 1000", [other])


def truncate(owner, rng):
    """A good chain remains, but it is shorter than what Ana has seen."""
    owner.execute("DELETE FROM sharing_opening WHERE number > %s", [rng.randint(0, 7)])


def forge(owner, rng):
    """Cut back to before what Ana saw, and filled up again by somebody without the ledger key."""
    owner.execute("DELETE FROM sharing_opening WHERE number > 6")
    owner.execute(
        "INSERT INTO sharing_opening SELECT gen_random_uuid(), 6 + n, opened_at, in_transaction, mac, connection_id,"
        " consent_id, owner_id, therapist_id FROM sharing_opening, generate_series(1, 6) n WHERE number = 6"
    )


def forget_the_mark(owner, rng):
    """Everything removed, and the mark too, as far as that goes: another connection's mark in its place."""
    owner.execute("DELETE FROM sharing_opening")
    owner.execute("UPDATE sharing_connection SET seen_mark = ledger_key")


TAMPERINGS = [edit, delete, delete_and_close_the_gap, reorder, truncate, forge, forget_the_mark]


@pytest.mark.parametrize("times", [4, pytest.param(200, marks=pytest.mark.slow)])
@pytest.mark.parametrize("tamper", TAMPERINGS, ids=lambda each: each.__name__)
def test_a_tampered_ledger_is_found(committed_people, ledger, tamper, times):
    assert proof(committed_people, ledger) is Proof.COMPLETE
    rng = random.Random(11)
    with connect("postgres") as owner:
        owner.execute(LOOSEN)
        owner.execute("CREATE TEMP TABLE kept AS TABLE sharing_opening")
        owner.execute("CREATE TEMP TABLE mark AS SELECT id, seen_mark FROM sharing_connection")
        for _ in range(times):
            tamper(owner, rng)
            assert proof(committed_people, ledger) is not Proof.COMPLETE
            owner.execute("DELETE FROM sharing_opening")
            owner.execute("INSERT INTO sharing_opening TABLE kept")
            owner.execute(
                "UPDATE sharing_connection c SET seen_mark = mark.seen_mark FROM mark WHERE mark.id = c.id"
            )
            assert proof(committed_people, ledger) is Proof.COMPLETE


def test_the_page_says_it_plainly_and_does_not_move_the_mark(committed_people, ledger):
    with connect("postgres") as owner:
        owner.execute("DELETE FROM sharing_opening WHERE number > 3")
    client = committed_people.ana.client
    for _ in range(2):
        html = client.get("/sharing/ledger/").content.decode()
        assert "The lines about Mina Cho are not as they were written." in html


def test_control_without_the_mark_a_cut_tail_is_a_good_chain(committed_people, ledger):
    """What finds the cut is the mark alone: a writer who had looked at nothing could not know."""
    with identity("writer", committed_people.ana.user.pk):
        found = Connection.objects.get(pk=ledger.pk)
        found.seen_mark = found.mark_seen(committed_people.ana.vault, 0, b"")
        kept = [opening for opening in found.openings.all() if opening.number <= 3]
        assert prove(found, kept, committed_people.ana.vault) is Proof.COMPLETE


def test_control_a_chain_of_lines_that_stand_alone_would_not_show_a_line_removed(ledger, committed_people):
    """Marks that cover only their own line and not its number: the numbers closed up, nobody would know."""

    def mark(self, key, previous):
        return mac(key, str(self.consent_id), str(self.opened_at))

    with identity("writer", committed_people.ana.user.pk):
        found = Connection.objects.get(pk=ledger.pk)
        found.seen_mark = found.mark_seen(committed_people.ana.vault, 0, b"")
        kept = [opening for opening in found.openings.all() if opening.number != 5]
        kept.sort(key=lambda each: each.number)
        for number, opening in enumerate(kept, 1):
            opening.number = number
        assert prove(found, kept, committed_people.ana.vault) is Proof.CHANGED
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(Opening, "mark", mark)
            for opening in kept:
                opening.mac = opening.mark(found.open_ledger_key(), b"")
            assert prove(found, kept, committed_people.ana.vault) is Proof.COMPLETE


def test_control_with_the_ledger_key_in_hand_it_could_be_forged(committed_people, ledger):
    """What is found is found by the key: another key finds even the honest ledger wrong."""
    with identity("writer", committed_people.ana.user.pk):
        found = Connection.objects.get(pk=ledger.pk)
        openings = sorted(found.openings.all(), key=lambda each: each.number)
    first = openings[0]
    assert first.mark(found.open_ledger_key(), b"") == bytes(first.mac)
    assert first.mark(Key.new(), b"") != bytes(first.mac)
