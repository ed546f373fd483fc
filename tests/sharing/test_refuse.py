"""Other digits end the invitation."""

import pytest

from sharing.models import Connection
from tests import cast
from vault.identity import identity

pytestmark = pytest.mark.django_db


def test_not_the_same_ends_it(people):
    made = cast.invite(people.ana, "Ana")
    cast.accept(made, people.ana, people.cho)
    answer = people.ana.client.post(f"/sharing/connections/{made.pk}/refuse/", follow=True)
    assert "This invitation has ended" in answer.content.decode()
    with identity("writer", people.ana.user.pk):
        found = Connection.objects.get(pk=made.pk)
    assert (found.ended_by_id, found.owner_link) == (people.ana.user.pk, None)
    assert people.cho.client.get(f"/clients/{made.pk}/").status_code == 404


def test_a_connection_that_stands_is_not_refused(people, connection):
    assert people.ana.client.post(f"/sharing/connections/{connection.pk}/refuse/").status_code == 404


def test_only_by_post(people, connection):
    assert people.ana.client.get(f"/sharing/connections/{connection.pk}/refuse/").status_code == 405
