"""Six digits against somebody in between: whoever can write to the database, or a wrong key."""

import pytest
from django.db import ProgrammingError
from django.utils import timezone

from sharing.models import Connection
from tests import cast
from tests.conftest import connect
from vault import cipher
from vault.cipher import Key, Place, Unreadable, mac
from vault.identity import identity

pytestmark = pytest.mark.usefixtures("committed")


def test_a_public_key_put_in_between_gives_other_digits(committed_people):
    """Whoever can write to the database swaps Dr Cho's public key for their own: the digits differ."""
    people = committed_people
    made = cast.invite(people.ana, "Ana")
    cast.accept(made, people.ana, people.cho)
    public, _private = cipher.new_pair()
    with identity("writer", people.ana.user.pk):
        before = Connection.objects.get(pk=made.pk).code(people.ana.vault)
    with connect("postgres") as owner:
        owner.execute("UPDATE sharing_connection SET therapist_public_key = %s", [public])
    with identity("writer", people.ana.user.pk):
        hers = Connection.objects.get(pk=made.pk).code(people.ana.vault)
    with identity("therapist", people.cho.user.pk):
        theirs = Connection.objects.for_therapist().get(pk=made.pk).code(people.cho.vault)
    assert theirs == before
    assert hers != theirs


def forged_key(people, made) -> bytes:
    """A connection key sealed to Dr Cho by whoever knows every column, but not the link."""
    found = Connection.objects.get(pk=made.pk)
    place = Place(
        "sharing_connection", "therapist_key", found.owner_id, found.pk, mac(Key.new(), "guess").hex()
    )
    return cipher.seal_to(bytes(found.therapist_public_key), bytes(Key.new()), place)


def test_a_connection_key_from_somebody_without_the_link_does_not_open(committed_people):
    """Sealing to a public key needs no secret, so the seal is bound to the link that only the two held."""
    people = committed_people
    made = cast.connect(people.ana, people.cho, "Ana")
    with identity("therapist", people.cho.user.pk):
        theirs = Connection.objects.for_therapist().get(pk=made.pk)
        assert theirs.open_key(people.cho.vault)  # the control: the writer's own opens
    with identity("writer", people.ana.user.pk):
        forged = forged_key(people, made)
    with connect("postgres") as owner:
        owner.execute("UPDATE sharing_connection SET therapist_key = %s", [forged])
    with identity("therapist", people.cho.user.pk), pytest.raises(Unreadable):
        Connection.objects.for_therapist().get(pk=made.pk).open_key(people.cho.vault)


def test_a_therapist_ends_in_no_name_but_their_own(committed_people):
    people = committed_people
    made = cast.connect(people.ana, people.cho, "Ana")

    def end_as(person) -> None:
        with identity("therapist", people.cho.user.pk):
            Connection.objects.filter(pk=made.pk).update(ended_at=timezone.now(), ended_by=person.user.pk)

    with pytest.raises(ProgrammingError, match="row-level security"):
        end_as(people.ana)
    end_as(people.cho)
    with identity("writer", people.ana.user.pk):
        assert Connection.objects.get(pk=made.pk).ended_by_id == people.cho.user.pk
