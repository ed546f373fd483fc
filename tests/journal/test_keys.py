"""The page of keys, and on whose pages they are listened for."""

import pytest

from accounts.models import User

pytestmark = pytest.mark.django_db
LISTENER = "<page-keys"


def test_the_page(people, django_assert_num_queries):
    client = people.ana.client
    page = client.get("/journal/keys/").content.decode()
    assert [
        key for key in ("n", "/", "j", "k", "e", "g", "t", "q", "?") if f"<kbd>{key}</kbd>" not in page
    ] == []
    # Four of them come from the test's own transaction: savepoint, release, identity before and after.
    with django_assert_num_queries(4 + 4):
        client.get("/journal/keys/")


@pytest.mark.parametrize("path", ["/help/", "/account/"])
def test_ways_to_the_page(people, path):
    assert 'href="/journal/keys/"' in people.ana.client.get(path).content.decode().partition("<main")[2]
    assert "/journal/keys/" not in people.cho.client.get(path).content.decode()


def test_who_has_them(people, client):
    assert LISTENER in people.ana.client.get("/").content.decode()
    assert LISTENER not in people.cho.client.get("/clients/").content.decode()
    assert LISTENER not in client.get("/help/").content.decode()


def test_switched_off(people):
    User.objects.filter(pk=people.ana.user.pk).update(shortcuts=False)
    page = people.ana.client.get("/journal/keys/").content.decode()
    assert LISTENER not in page
    assert "You have switched them off." in page
