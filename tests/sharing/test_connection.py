"""One connection, wherever it stands."""

import datetime

import pytest
import time_machine
from django.utils import timezone

from journal.words import Draft
from tests import cast
from vault.identity import identity

pytestmark = pytest.mark.django_db


def page(person, connection):
    return person.client.get(f"/sharing/connections/{connection.pk}/")


def test_an_invitation_shows_its_link(people):
    made = cast.invite(people.ana, "Ana")
    with identity("writer", people.ana.user.pk):
        token = made.token(people.ana.vault)
    assert f"/clients/invitation/{token}/" in page(people.ana, made).content.decode()


def test_after_fourteen_days_the_link_is_gone(people):
    made = cast.invite(people.ana, "Ana")
    with time_machine.travel(timezone.now() + datetime.timedelta(days=14, minutes=1)):
        html = page(people.ana, made).content.decode()
    assert "This invitation is over" in html
    assert "/clients/invitation/" not in html


def test_once_accepted_it_shows_six_digits_and_waits_for_the_therapist(people):
    made = cast.invite(people.ana, "Ana")
    cast.accept(made, people.ana, people.cho)
    answer = page(people.ana, made)
    assert len(answer.context["code"]) == 6
    assert "They confirm first" in answer.content.decode()
    assert "/confirm/" not in answer.content.decode()


def test_both_sides_see_the_same_digits(people):
    made = cast.invite(people.ana, "Ana")
    cast.accept(made, people.ana, people.cho)
    theirs = people.cho.client.get(f"/clients/{made.pk}/").context["code"]
    assert page(people.ana, made).context["code"] == theirs


def test_a_connection_says_who_and_under_which_name(people, connection):
    html = page(people.ana, connection).content.decode()
    for words in ("Mina Cho", "PSY 20417", "Lyon", "Ana"):
        assert words in html


def test_not_somebody_elses(people, connection):
    assert page(people.ben, connection).status_code == 404
    assert page(people.cho, connection).status_code == 404


def test_it_lists_what_they_can_read_now_and_what_they_have_not_opened(people, connection, shared):
    html = page(people.ana, connection).text
    for words in ("Sunday, the walk", "not opened yet", f"/sharing/consents/{shared.pk}/take-back/"):
        assert words in html
    people.cho.client.get(f"/shared/{shared.pk}/")
    html = page(people.ana, connection).text
    assert "last opened" in html
    assert "not opened yet" not in html
    with identity("writer", people.ana.user.pk):
        shared.withdraw()
    html = page(people.ana, connection).text
    assert "Sunday, the walk" not in html
    assert "Nothing. Open an entry" in html


def test_it_lists_nothing_of_another_connection(people, connection, shared):
    other = cast.connect(people.ana, people.diaz, "Ana")
    assert "Sunday, the walk" not in page(people.ana, other).text
    assert "Sunday, the walk" in page(people.ana, connection).text


@pytest.mark.parametrize("things", [1, 3])
def test_queries(people, connection, django_assert_num_queries, things):
    for number in range(things):
        cast.share(people.ana, connection, cast.write(people.ana, Draft(title=f"Walk {number}")))
    page(people.ana, connection)
    with django_assert_num_queries(10):
        page(people.ana, connection)
