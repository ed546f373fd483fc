"""One client: digits to compare, then what they share."""

import pytest

from tests import cast
from vault.identity import identity

pytestmark = pytest.mark.django_db


def page(person, connection):
    return person.client.get(f"/clients/{connection.pk}/")


def test_what_is_shared_by_dates_only(people, connection, shared):
    html = page(people.cho, connection).content.decode()
    assert f'href="/shared/{shared.pk}/"' in html
    assert "not opened yet" in html
    assert "Sunday" not in html


def test_what_was_taken_back_is_gone(people, connection, shared):
    with identity("writer", people.ana.user.pk):
        shared.withdraw()
    html = page(people.cho, connection).content.decode()
    assert f"/shared/{shared.pk}/" not in html
    assert "Ana shares nothing with you now." in html


def test_before_both_confirmed_it_shows_digits_and_no_name(people):
    made = cast.invite(people.ana, "Ana")
    cast.accept(made, people.ana, people.cho)
    answer = page(people.cho, made)
    assert len(answer.context["code"]) == 6
    assert "Ana" not in answer.content.decode()


def test_not_another_therapists_and_not_an_ended_one(people, connection):
    assert page(people.diaz, connection).status_code == 404
    with identity("writer", people.ana.user.pk):
        connection.end(people.ana.user)
    assert page(people.cho, connection).status_code == 404


def test_queries(people, connection, shared, django_assert_num_queries):
    page(people.cho, connection)
    with django_assert_num_queries(11):
        page(people.cho, connection)
