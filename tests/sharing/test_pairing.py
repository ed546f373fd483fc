"""Six digits against somebody in between: whoever can write to the database, or a wrong key."""

import pytest

from sharing.models import Connection
from tests import cast
from tests.conftest import connect
from vault import cipher
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
