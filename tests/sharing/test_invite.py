"""Making a link for one therapist."""

import uuid

import pytest

from sharing.models import Connection, read_token
from vault.identity import identity

pytestmark = pytest.mark.django_db


def test_the_name_becomes_an_invitation_with_a_link(people):
    answer = people.ana.client.post("/sharing/invite/", {"id": uuid.uuid4(), "name": "Ana"}, follow=True)
    made = answer.context["connection"]
    assert answer.redirect_chain == [(f"/sharing/connections/{made.pk}/", 302)]
    assert made.therapist_id is None
    assert (made.expires_at - made.invited_at).days == 14
    html = answer.content.decode()
    assert "/clients/invitation/" in html
    assert "Ana" in html


@pytest.mark.parametrize("name", ["", "   ", "x" * 81, "A\0na"])
def test_a_name_that_is_none_is_refused_kindly(people, name):
    answer = people.ana.client.post("/sharing/invite/", {"id": uuid.uuid4(), "name": name})
    assert answer.status_code == 400
    assert answer.context["form"].errors["name"]
    with identity("writer", people.ana.user.pk):
        assert not people.ana.user.connections.exists()


def test_the_link_stands_nowhere_in_the_database(people):
    client = people.ana.client
    link = client.post("/sharing/invite/", {"id": uuid.uuid4(), "name": "Ana"}, follow=True).context["link"]
    token = link.rstrip("/").rpartition("/")[2]
    assert len(token) == 22
    with identity("writer", people.ana.user.pk):
        row = Connection.objects.values().get()
    blobs = b"".join(bytes(value) for value in row.values() if isinstance(value, bytes | memoryview))
    assert read_token(token) not in blobs
    assert token.encode() not in blobs


def test_a_double_click_invites_once(people):
    form = {"id": str(uuid.uuid4()), "name": "Ana"}
    first, second = (people.ana.client.post("/sharing/invite/", form) for _ in range(2))
    assert first["Location"] == second["Location"] == f"/sharing/connections/{form['id']}/"
    with identity("writer", people.ana.user.pk):
        assert people.ana.user.connections.count() == 1
