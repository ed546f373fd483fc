"""The therapist ends a connection."""

import pytest

from sharing.models import Connection
from vault.identity import identity

pytestmark = pytest.mark.django_db


def test_nothing_opens_from_then_on_and_the_writer_sees_who_ended_it(people, connection, shared):
    client = people.cho.client
    assert "End the connection with Ana?" in client.get(f"/clients/{connection.pk}/end/").content.decode()
    client.post(f"/clients/{connection.pk}/end/")
    assert client.get(f"/shared/{shared.pk}/").status_code == 404
    with identity("writer", people.ana.user.pk):
        found = Connection.objects.get(pk=connection.pk)
    assert (found.ended_by_id, found.therapist_key) == (people.cho.user.pk, None)


def test_also_without_verification(people, connection):
    with identity("editor", people.eve.user.pk):
        people.cho.user.therapist.withdraw(people.eve.user, "Left the register.")
    assert people.cho.client.post(f"/clients/{connection.pk}/end/").status_code == 302


def test_not_another_therapist(people, connection):
    assert people.diaz.client.post(f"/clients/{connection.pk}/end/").status_code == 404
