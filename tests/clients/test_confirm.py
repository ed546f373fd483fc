"""The therapist's word on the digits, the first of the two."""

import pytest

from sharing.models import Connection
from tests import cast
from vault.identity import identity

pytestmark = pytest.mark.django_db


@pytest.fixture
def accepted(people):
    made = cast.invite(people.ana, "Ana")
    cast.accept(made, people.ana, people.cho)
    return made


def confirmed_at(people, made):
    with identity("writer", people.ana.user.pk):
        return Connection.objects.get(pk=made.pk).therapist_confirmed_at


def test_the_digits_of_the_page_are_confirmed(people, accepted):
    code = people.cho.client.get(f"/clients/{accepted.pk}/").context["code"]
    people.cho.client.post(f"/clients/{accepted.pk}/confirm/", {"code": code})
    assert confirmed_at(people, accepted)
    assert "Have they confirmed?" in people.cho.client.get(f"/clients/{accepted.pk}/").content.decode()


@pytest.mark.parametrize("code", ["", "000000", "\0", "１２３４５６"])
def test_other_digits_are_not(people, accepted, code):
    answer = people.cho.client.post(f"/clients/{accepted.pk}/confirm/", {"code": code}, follow=True)
    assert "Please compare the digits once more." in answer.content.decode()
    assert confirmed_at(people, accepted) is None


def test_not_another_therapist(people, accepted):
    assert people.diaz.client.post(f"/clients/{accepted.pk}/confirm/").status_code == 404
