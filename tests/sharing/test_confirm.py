"""The writer's word on the digits, which makes the key that both hold."""

import pytest

from sharing.models import Connection
from tests import cast
from vault.identity import identity

pytestmark = pytest.mark.django_db


@pytest.fixture
def comparing(people):
    """Accepted, and confirmed by Dr Cho."""
    made = cast.invite(people.ana, "Ana")
    cast.accept(made, people.ana, people.cho)
    with identity("therapist", people.cho.user.pk):
        theirs = Connection.objects.for_therapist().get(pk=made.pk)
        theirs.therapist_confirm(people.cho.vault, theirs.code(people.cho.vault))
    return made


def stored(people, connection):
    with identity("writer", people.ana.user.pk):
        return Connection.objects.get(pk=connection.pk)


def confirm(people, connection, code):
    return people.ana.client.post(
        f"/sharing/connections/{connection.pk}/confirm/", {"code": code}, follow=True
    )


def test_the_same_digits_make_a_key_that_both_hold(people, comparing):
    code = people.ana.client.get(f"/sharing/connections/{comparing.pk}/").context["code"]
    answer = confirm(people, comparing, code)
    assert "You are connected. Nothing is shared yet." in answer.content.decode()
    found = stored(people, comparing)
    with identity("therapist", people.cho.user.pk):
        theirs = found.open_key(people.cho.vault)
        assert found.read_name(people.cho.vault) == "Ana"
    assert found.open_key(people.ana.vault) == theirs
    assert found.owner_link is None


@pytest.mark.parametrize("code", ["", "000000", "abc", "12345678901234567890", "１２３４５６"])
def test_other_digits_than_the_page_showed_connect_nobody(people, comparing, code):
    assert confirm(people, comparing, code).status_code == 200
    assert stored(people, comparing).owner_key is None


def test_not_before_the_therapist(people):
    made = cast.invite(people.ana, "Ana")
    cast.accept(made, people.ana, people.cho)
    code = people.ana.client.get(f"/sharing/connections/{made.pk}/").context["code"]
    confirm(people, made, code)
    assert stored(people, made).writer_confirmed_at is None


def test_not_twice(people, connection):
    before = bytes(stored(people, connection).owner_key)
    confirm(people, connection, "000000")
    assert bytes(stored(people, connection).owner_key) == before


def test_somebody_elses_is_not_found(people, comparing):
    assert people.ben.client.post(f"/sharing/connections/{comparing.pk}/confirm/").status_code == 404


def test_a_double_click_raises_no_alarm(people, comparing):
    code = people.ana.client.get(f"/sharing/connections/{comparing.pk}/").context["code"]
    confirm(people, comparing, code)
    again = confirm(people, comparing, code)
    assert "Something changed in the meantime" not in again.content.decode()
