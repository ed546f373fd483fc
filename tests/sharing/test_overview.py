"""Who reads along, what they can read, and until when."""

import pytest

from journal.words import Draft
from tests import cast
from vault.identity import identity

pytestmark = pytest.mark.django_db


def test_nothing_yet_offers_the_first_step(people):
    page = people.ana.client.get("/sharing/")
    assert page.status_code == 200
    assert 'href="/sharing/invite/"' in page.content.decode()


def test_a_therapist_is_a_card_with_what_they_can_read(people, shared):
    html = people.ana.client.get("/sharing/").content.decode()
    assert "Mina Cho" in html
    assert "One thing, not yet opened; it ends on" in html
    assert "Sunday, the walk" in html
    assert f'action="/sharing/consents/{shared.pk}/take-back/"' in html


def test_three_things_one_opened(people, connection, shared):
    for number in range(2):
        cast.share(people.ana, connection, cast.write(people.ana, Draft(title=f"Walk {number}")), days=9)
    people.cho.client.get(f"/shared/{shared.pk}/")
    assert (
        "3 things, 2 not yet opened; the first ends on" in people.ana.client.get("/sharing/").content.decode()
    )


def test_what_was_taken_back_is_not_listed(people, shared):
    with identity("writer", people.ana.user.pk):
        shared.withdraw()
    html = people.ana.client.get("/sharing/").content.decode()
    assert "Sunday, the walk" not in html
    assert "They can read nothing now." in html


def test_a_withdrawn_verification_is_said(people, shared):
    with identity("editor", people.eve.user.pk):
        people.cho.user.therapist.withdraw(people.eve.user, "Left the register.")
    assert "Their verification was withdrawn." in people.ana.client.get("/sharing/").content.decode()


def test_another_writer_sees_none_of_it(people, shared):
    html = people.ben.client.get("/sharing/").content.decode()
    assert "Mina Cho" not in html
    assert "Sunday" not in html


@pytest.mark.parametrize("things", [1, 3])
def test_queries(people, connection, django_assert_num_queries, things):
    for number in range(things):
        cast.share(people.ana, connection, cast.write(people.ana, Draft(title=f"Walk {number}")))
    client = people.ana.client
    client.get("/sharing/")
    # 2 for the page; 3 for session, person and identity; 4 that only a test's outer transaction costs.
    with django_assert_num_queries(10):
        client.get("/sharing/")
