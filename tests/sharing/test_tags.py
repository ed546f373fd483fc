"""What an entry's page says about sharing."""

import pytest
from django.apps import apps

from journal.models import Entry
from journal.words import Draft
from tests import cast
from tests.questionnaires.conftest import begun
from vault.identity import identity

pytestmark = pytest.mark.django_db


def page(people, entry):
    return people.ana.client.get(f"/entries/{entry.pk}/").content.decode()


def change(people, entry, draft):
    with identity("writer", people.ana.user.pk):
        stored = Entry.objects.get(pk=entry.pk)
        stored.save_draft(people.ana.vault, draft, based_on=stored.revision)


def test_what_is_not_shared_can_be(people, walk):
    html = page(people, walk)
    assert f'href="/sharing/entries/{walk.pk}/"' in html
    assert "can read this until" not in html


def test_what_is_shared_says_with_whom_until_when_and_whether_opened(people, shared, walk):
    html = page(people, walk)
    assert "Mina Cho can read this until" in html
    assert "Not opened yet." in html
    people.cho.client.get(f"/shared/{shared.pk}/")
    assert "Last opened" in page(people, walk)


@pytest.mark.parametrize(
    ("draft", "has_changed"),
    [
        (Draft(title="Sunday, the walk", body="We talked."), True),
        (Draft(title="Another", body="We **walked** without talking."), True),
        # Neither mood nor tags are shared, so a change of them is none.
        (
            Draft(title="Sunday, the walk", body="We **walked** without talking.", mood=5, tags=("new",)),
            False,
        ),
    ],
)
def test_changed_means_that_they_would_see_something_else(people, shared, walk, draft, has_changed):
    change(people, walk, draft)
    assert ("You changed it since you shared it" in page(people, walk)) == has_changed


def test_an_unfinished_round_offers_no_sharing(people, talk):
    response = begun(people.ana, talk)
    assert f"/sharing/entries/{response.pk}/" not in page(people, response)


def test_the_timeline_marks_what_somebody_can_read(people, shared, walk):
    before = people.ana.client.get("/journal/").content.decode()
    assert "Shared" in before
    with identity("writer", people.ana.user.pk):
        shared.withdraw()
    assert "Shared" not in people.ana.client.get("/journal/").content.decode()


def test_starting_over_ends_the_connection_and_removes_the_copies(people, shared, connection):
    with identity("writer", people.ana.user.pk):
        apps.get_app_config("sharing").start_over(people.ana.user)
    assert people.cho.client.get(f"/shared/{shared.pk}/").status_code == 404
    cast.connect(people.ana, people.cho, "Ana again")
