"""Ending a connection, or an invitation."""

import pytest

from sharing.models import Connection, SharedCopy
from tests import cast
from vault.identity import identity

pytestmark = pytest.mark.django_db


def test_it_asks_first(people, connection):
    answer = people.ana.client.get(f"/sharing/connections/{connection.pk}/end/")
    assert "End the connection with Mina Cho?" in answer.content.decode()


def test_everything_shared_is_taken_back_at_once(people, connection, shared):
    people.ana.client.post(f"/sharing/connections/{connection.pk}/end/")
    with identity("writer", people.ana.user.pk):
        found = Connection.objects.get(pk=connection.pk)
        assert not SharedCopy.objects.exists()
    assert (found.ended_by_id, found.owner_key, found.therapist_key) == (people.ana.user.pk, None, None)
    assert people.cho.client.get(f"/shared/{shared.pk}/").status_code == 404


def test_an_invitation_too(people):
    made = cast.invite(people.ana, "Ana")
    with identity("writer", people.ana.user.pk):
        token = made.token(people.ana.vault)
    people.ana.client.post(f"/sharing/connections/{made.pk}/end/")
    assert people.cho.client.get(f"/clients/invitation/{token}/").status_code == 404


def test_not_twice_and_not_somebody_elses(people, connection):
    path = f"/sharing/connections/{connection.pk}/end/"
    assert people.ben.client.post(path).status_code == 404
    assert people.ana.client.post(path)["Location"] == "/sharing/"
    with identity("writer", people.ana.user.pk):
        ended_at = Connection.objects.get(pk=connection.pk).ended_at
    assert people.ana.client.post(path)["Location"] == "/sharing/"
    with identity("writer", people.ana.user.pk):
        assert Connection.objects.get(pk=connection.pk).ended_at == ended_at
