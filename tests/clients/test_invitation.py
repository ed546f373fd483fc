"""The link of an invitation: GET shows, only POST accepts, once, within fourteen days."""

import datetime

import pytest
import time_machine
from django.utils import timezone

from sharing.models import Connection
from tests import cast
from vault.identity import identity

pytestmark = pytest.mark.django_db


@pytest.fixture
def made(people):
    return cast.invite(people.ana, "Ana")


@pytest.fixture
def path(people, made):
    with identity("writer", people.ana.user.pk):
        return f"/clients/invitation/{made.token(people.ana.vault)}/"


def stored(people, made):
    with identity("writer", people.ana.user.pk):
        return Connection.objects.get(pk=made.pk)


def test_opening_the_link_accepts_nothing(people, made, path):
    answer = people.cho.client.get(path)
    assert answer.status_code == 200
    assert "Ana" not in answer.content.decode()
    assert stored(people, made).therapist_id is None


def test_accepting_leads_to_the_digits(people, made, path):
    answer = people.cho.client.post(path)
    assert (answer.status_code, answer["Location"]) == (302, f"/clients/{made.pk}/")
    assert stored(people, made).therapist_id == people.cho.user.pk


def test_it_works_once(people, made, path):
    people.cho.client.post(path)
    for ask in (people.diaz.client.get, people.diaz.client.post):
        assert ask(path).status_code == 404
    assert stored(people, made).therapist_id == people.cho.user.pk


def test_the_one_who_accepted_is_led_back_to_the_client(people, made, path):
    people.cho.client.post(path)
    for ask in (people.cho.client.get, people.cho.client.post):
        assert ask(path)["Location"] == f"/clients/{made.pk}/"


def test_after_fourteen_days_it_is_over(people, made, path):
    cho = people.cho
    with time_machine.travel(timezone.now() + datetime.timedelta(days=14, seconds=1)):
        assert cho.client.post(path).status_code == 404
    assert stored(people, made).therapist_id is None


@pytest.mark.parametrize("token", ["x", "A" * 22, "é" * 22, "%00", "AAAA_AAA-AAAAAAAAAAAAA", "A" * 500])
def test_a_link_that_is_none_does_not_open(people, token):
    answer = people.cho.client.get(f"/clients/invitation/{token}/")
    assert answer.status_code == 404
    assert "This link does not open" in answer.content.decode()


def test_a_second_connection_of_the_same_two_is_refused_with_reason(people, connection, path, made):
    answer = people.cho.client.post(path)
    assert answer.status_code == 409
    assert "You are connected already" in answer.content.decode()
    assert stored(people, made).is_open


def test_not_without_verification(people, made, path):
    cho, eve = people.cho, people.eve
    with identity("editor", eve.user.pk):
        cho.user.therapist.withdraw(eve.user, "Left the register.")
    assert cho.client.post(path).status_code == 403
    assert stored(people, made).therapist_id is None


def test_writers_and_strangers_do_not_get_it(people, path):
    assert people.ben.client.get(path).status_code == 404
    assert people.visitor().get(path).status_code == 302
