"""A therapist's clients, and what is new."""

import pytest

from journal.words import Draft
from tests import cast
from vault import codes
from vault.identity import identity
from vault.models import UserKeys

pytestmark = pytest.mark.django_db


def test_nobody_yet(people):
    html = people.cho.client.get("/clients/").content.decode()
    assert "Here will stand the clients who have invited you." in html
    assert "Nobody monitors this between sessions." in html


def test_a_client_under_the_name_they_chose_with_what_is_new(people, shared):
    html = people.cho.client.get("/clients/").content.decode()
    assert "Ana" in html
    assert "One thing you have not opened" in html
    assert "ana@example.org" not in html


def test_a_list_is_not_an_opening_and_shows_no_words(people, shared):
    html = people.cho.client.get("/clients/").content.decode()
    assert "Sunday" not in html
    with identity("writer", people.ana.user.pk):
        assert not people.ana.user.openings.exists()


def test_once_opened_it_is_not_new(people, shared):
    people.cho.client.get(f"/shared/{shared.pk}/")
    assert "One thing to read, nothing new" in people.cho.client.get("/clients/").content.decode()


def test_two_clients_each_under_their_own_name(people, shared):
    cast.connect(people.ben, people.cho, "B.")
    cards = people.cho.client.get("/clients/").context["cards"]
    assert [(card.name, card.new) for card in cards] == [("Ana", 1), ("B.", 0)]


def test_another_therapist_sees_none_of_them(people, shared):
    assert people.diaz.client.get("/clients/").context["cards"] == []


def test_a_therapist_who_is_not_verified_gets_a_calm_page(people, shared):
    with identity("editor", people.eve.user.pk):
        people.cho.user.therapist.withdraw(people.eve.user, "Left the register.")
    answer = people.cho.client.get("/clients/")
    assert answer.status_code == 403
    assert "Your verification was withdrawn" in answer.content.decode()
    assert "Ana" not in answer.content.decode()


def test_after_new_keys_the_client_asks_to_be_connected_anew(people, shared):
    vault = UserKeys.make(people.cho.user, cast.PASSWORD)
    keys = UserKeys.objects.get(pk=people.cho.user.pk)
    keys.set_recovery_code(vault, codes.new())
    keys.tell()
    html = people.cho.client.get("/clients/").content.decode()
    assert "A client whose words your keys no longer open" in html


@pytest.mark.parametrize("things", [1, 3])
def test_queries(people, connection, django_assert_num_queries, things):
    for number in range(things):
        cast.share(people.ana, connection, cast.write(people.ana, Draft(title=f"Walk {number}")))
    client = people.cho.client
    client.get("/clients/")
    # 4 for the page; 3 for session, person and identity; 4 that only a test's outer transaction costs.
    with django_assert_num_queries(11):
        client.get("/clients/")
