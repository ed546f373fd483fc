"""Today: a blank sheet on each load, and the way back to what was just written."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

pytestmark = pytest.mark.django_db


def test_a_blank_sheet(people, written):
    written(people.ana, body="Something from before.")
    page = people.ana.client.get("/").content.decode()
    assert "<title>Notes</title>" in page
    assert f'name="owner" value="{people.ana.user.pk}"' in page
    assert "Something from before." not in page
    assert 'autocomplete="off"' in page
    assert "data-first" in page


def test_every_load_is_a_page_of_its_own(people):
    first, second = (people.ana.client.get("/").context["form"] for _ in range(2))
    assert first["id"].value() != second["id"].value()
    assert first["page"].value() != second["page"].value()


def test_going_on_for_twelve_hours(people, written):
    entry = written(people.ana, body="Just now.")
    page = people.ana.client.get("/").content.decode()
    assert f"/entries/{entry.pk}/edit/" in page
    assert f"Continue, {timezone.localtime(entry.changed_at):%H:%M}" in page
    client = people.ana.client
    with time_machine.travel(timezone.now() + timedelta(hours=12, minutes=1)):
        client = type(people.ana)(people.ana.user, people.ana.vault).client
        assert "Continue" not in client.get("/").content.decode()


def test_nothing_to_go_on_with(people, written):
    written(people.ben, body="Ben's.")
    assert "Continue" not in people.ana.client.get("/").content.decode()


@pytest.mark.parametrize("entries", [1, 3])
def test_queries(people, written, django_assert_num_queries, entries):
    for number in range(entries):
        written(people.ana, body=str(number), tags=(f"tag {number}",))
    client = people.ana.client
    client.get("/")  # the session is sealed anew, and the gate looks once
    # Four of them come from the test's own transaction: savepoint, release, identity before and after.
    with django_assert_num_queries(7 + 4):
        client.get("/")


def test_others(people):
    assert people.cho.client.get("/")["Location"] == "/clients/"
    assert people.eve.client.get("/")["Location"] == "/admin/"
    assert people.ana.client.post("/").status_code == 405
