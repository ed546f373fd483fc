"""Rounds in lists of entries: not finished says so, and what is answered again now is folded."""

from dataclasses import replace
from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from tests.questionnaires.conftest import begun, finished
from vault.identity import identity

pytestmark = pytest.mark.django_db
WORDS = "What I thought of it then."
LISTS = ["/journal/", "month", "day", "filtered", "/journal/on-this-day/"]


def with_words(person, response):
    with identity("writer", person.user.pk):
        entry = response.entry
        entry.save_draft(
            person.vault, replace(entry.as_draft(person.vault), body=WORDS, mood=2), based_on=entry.revision
        )
    return response


def opened(person, place):
    """The page of one list, on which rounds of a week ago stand."""
    day = timezone.localdate() - timedelta(days=7)
    if place == "filtered":
        return person.client.post("/journal/search/", {"kind": "response"}, follow=True).content.decode()
    path = {"month": f"/journal/{day:%Y-%m}/", "day": f"/journal/{day}/"}.get(place, place)
    return person.client.get(path).content.decode()


def listed(page):
    """From the first entry on: filters name the moods too."""
    return page.split('class="timeline"', 1)[1]


@pytest.fixture
def last_week(people, love, talk):
    with time_machine.travel(timezone.now() - timedelta(days=7)):
        return with_words(people.ana, finished(people.ana, love)), finished(people.ana, talk)


@pytest.mark.parametrize("place", LISTS)
def test_an_earlier_round_is_folded_while_it_is_answered_again(people, love, last_week, place):
    response, _other = last_week
    before = opened(people.ana, place)
    assert WORDS in before
    assert "Folded away" not in before
    assert "Low" in listed(before)
    begun(people.ana, love)
    page = opened(people.ana, place)
    assert WORDS not in page
    assert page.count("Folded away") == 1
    assert f'href="/responses/{response.pk}/result/"' in page
    assert "Low" not in listed(page)


def test_not_finished_says_so_and_leads_on(people, love, talk):
    open_one, done = begun(people.ana, love), finished(people.ana, talk)
    page = people.ana.client.get("/journal/").content.decode()
    assert page.count("Not finished. Go on") == 1
    assert f'href="/responses/{open_one.pk}/"' in page
    assert f'href="/responses/{done.pk}/result/"' in page


def test_found_by_its_title_it_leads_on_too(people, love):
    response = begun(people.ana, love)
    page = people.ana.client.post("/journal/search/", {"q": "mutual"}, follow=True).content.decode()
    assert "Not finished. Go on" in page
    assert f'href="/responses/{response.pk}/"' in page


def test_an_open_round_in_the_trash_folds_nothing(people, love, last_week):
    response = begun(people.ana, love)
    with identity("writer", people.ana.user.pk):
        response.entry.trash()
    assert WORDS in opened(people.ana, "/journal/")


def test_another_persons_open_round_folds_nothing(people, love, last_week):
    begun(people.ben, love)
    assert WORDS in opened(people.ana, "/journal/")


@pytest.mark.parametrize("rounds", [1, 3])
def test_queries(people, love, django_assert_num_queries, rounds):
    for _ in range(rounds):
        finished(people.ana, love)
        begun(people.ana, love)
    client = people.ana.client
    client.get("/journal/")  # the session is sealed anew, and the gate looks once
    # Four of them come from the test's own transaction: savepoint, release, identity before and after.
    with django_assert_num_queries(8 + 4):
        client.get("/journal/")
