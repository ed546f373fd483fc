"""Other digits end the invitation, from the therapist's side too."""

import pytest

from sharing.models import Connection
from tests import cast
from vault.identity import identity

pytestmark = pytest.mark.django_db


def test_not_the_same_ends_it(people):
    made = cast.invite(people.ana, "Ana")
    cast.accept(made, people.ana, people.cho)
    with identity("writer", people.ana.user.pk):
        token = made.token(people.ana.vault)
    people.cho.client.post(f"/clients/{made.pk}/refuse/")
    with identity("writer", people.ana.user.pk):
        found = Connection.objects.get(pk=made.pk)
    assert people.cho.client.get(f"/clients/invitation/{token}/").status_code == 404
    assert (found.ended_by_id, found.therapist_link) == (people.cho.user.pk, None)


def test_a_connection_that_stands_is_not_refused(people, connection):
    assert people.cho.client.post(f"/clients/{connection.pk}/refuse/").status_code == 404


def test_not_another_therapist(people, connection):
    assert people.diaz.client.post(f"/clients/{connection.pk}/refuse/").status_code == 404
