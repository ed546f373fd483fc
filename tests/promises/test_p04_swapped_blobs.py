"""P4: a blob moved to another user, row, column or revision never opens; a flipped bit is refused, never shown."""

import random

import pytest
from django.db import connections

from journal.models import Entry
from journal.words import Draft
from tests import cast
from tests.conftest import connect
from tests.promises.sealed import Witness, after_header, decrypt, dump
from vault.cipher import Key, Unreadable
from vault.identity import identity

COLUMNS = ("key", "head", "body", "folded")


@pytest.fixture
def sealed(committed_people, monkeypatch):
    """Every sealed value that stands in the database, with the key that really opens it."""
    witness = Witness(monkeypatch)
    committed_people.everything()
    for number in range(10):
        cast.write(committed_people.ana, Draft(f"Title {number}", f"Body {number}"))
        cast.write(committed_people.ben, Draft(f"Title {number}", f"Body {number}"))
    blobs = [blob for _column, blob in dump() if after_header(blob) in witness.places]
    assert len(blobs) > 80
    return witness, blobs


def swaps_that_open(witness: Witness, blobs: list[bytes], tries: int) -> int:
    """A thief's best case: the right key for the blob, but the blob lies in another's place."""
    opened = 0
    for _ in range(tries):
        one, other = random.sample(blobs, 2)
        key = witness.keys[after_header(one)]
        opened += decrypt(witness.real(key), one, witness.places[after_header(other)]) is not None
    return opened


def flips_that_open(witness: Witness, blobs: list[bytes], tries: int) -> int:
    opened = 0
    for _ in range(tries):
        blob = random.choice(blobs)
        key, place = witness.keys[after_header(blob)], witness.places[after_header(blob)]
        flipped = bytearray(blob)
        flipped[random.randrange(len(blob) - len(after_header(blob)), len(blob))] ^= 1 << random.randrange(8)
        opened += decrypt(witness.real(key), bytes(flipped), place) is not None
    return opened


def test_swaps_and_flips(sealed):
    witness, blobs = sealed
    assert swaps_that_open(witness, blobs, 2000) == 0
    assert flips_that_open(witness, blobs, 2000) == 0


@pytest.mark.slow
def test_10000(sealed):
    witness, blobs = sealed
    assert swaps_that_open(witness, blobs, 10_000) == 0
    assert flips_that_open(witness, blobs, 10_000) == 0


def test_control_without_places_swaps_open(sealed):
    """As if a place were nothing but "": then every blob opens wherever its key is."""
    witness, blobs = sealed
    key = Key.new()
    aead = witness.real(key.secret)
    loose = [blobs[0][:9] + bytes(12) + aead.encrypt(bytes(12), b"\0\0\0\1x", b"") for _ in range(3)]
    witness.places |= {after_header(blob): b"" for blob in loose}
    witness.keys |= {after_header(blob): key.secret for blob in loose}
    assert swaps_that_open(witness, loose, 10) == 10


def read(person, entry) -> None:
    with identity("writer", person.user.pk):
        fresh = Entry.objects.get(pk=entry.pk)
        fresh.read_head(person.vault)
        fresh.read_body(person.vault)


@pytest.mark.parametrize("column", COLUMNS)
def test_with_sql_between_two_entries_and_two_people(committed_people, column):
    ana, ben = committed_people.ana, committed_people.ben
    one, two = (cast.write(ana, Draft("A title", f"Words {number}")) for number in range(2))
    his = cast.write(ben, Draft("A title", "His words"))
    read(ana, one)
    for source in (two, his):
        with connect("postgres") as superuser:
            before = superuser.execute(
                f"SELECT {column} FROM journal_entry WHERE id = %s", [one.pk]
            ).fetchone()
            superuser.execute(
                f"UPDATE journal_entry SET {column} = (SELECT {column} FROM journal_entry WHERE id = %s)"
                " WHERE id = %s",
                [source.pk, one.pk],
            )
            if column == "folded":
                with pytest.raises(Unreadable), identity("writer", ana.user.pk):
                    Entry.objects.get(pk=one.pk).read_folded(ana.vault)
            else:
                with pytest.raises(Unreadable):
                    read(ana, one)
            superuser.execute(f"UPDATE journal_entry SET {column} = %s WHERE id = %s", [before[0], one.pk])
    read(ana, one)
    connections.close_all()


def test_with_sql_an_older_body_under_the_newer_revision(committed_people):
    """One column of an older state is refused. (The whole older row is not: docs/keys.md says so.)"""
    ana = committed_people.ana
    entry = cast.write(ana, Draft("A title", "First"))
    with connect("postgres") as superuser:
        older = superuser.execute("SELECT body FROM journal_entry WHERE id = %s", [entry.pk]).fetchone()[0]
        with identity("writer", ana.user.pk):
            Entry.objects.get(pk=entry.pk).save_draft(
                ana.vault, Draft("A title", "Second"), based_on=entry.revision
            )
        superuser.execute("UPDATE journal_entry SET body = %s WHERE id = %s", [older, entry.pk])
    with pytest.raises(Unreadable):
        read(ana, entry)
