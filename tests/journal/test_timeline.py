"""The timeline: months, pages of twenty, nobody else's."""

from datetime import date, timedelta

import pytest

pytestmark = pytest.mark.django_db


def test_months_newest_first(people, written):
    written(people.ana, title="Spring", body="Rain.", about_on=date(2026, 3, 2), mood=4)
    written(people.ana, body="Snow, and no title.", about_on=date(2026, 1, 9))
    written(people.ben, body="Ben's.")
    answer = people.ana.client.get("/journal/")
    months = [
        (str(month), [line.head.first_words for line in lines]) for month, lines in answer.context["months"]
    ]
    assert months == [("2026-03-01", ["Rain."]), ("2026-01-01", ["Snow, and no title."])]
    page = answer.content.decode()
    assert "March 2026" in page
    assert "Spring" in page
    assert "Good" in page
    assert "Ben" not in page


def test_pages_of_twenty_linkable(people, written):
    for number in range(45):
        written(people.ana, body=f"Entry {number}", about_on=date(2026, 6, 1) - timedelta(days=number))
    url, pages = "/journal/", []
    while url:
        answer = people.ana.client.get(url)
        pages.append([line.head.first_words for _, lines in answer.context["months"] for line in lines])
        older = answer.context["older"]
        url = f"/journal/?before={older}" if older else None
        assert (f'href="{url}"' in answer.content.decode()) == bool(older)
    assert [len(page) for page in pages] == [20, 20, 5]
    assert [words for page in pages for words in page] == [f"Entry {number}" for number in range(45)]


def test_trash_is_not_shown(people, written):
    entry = written(people.ana, body="Away.")
    people.ana.client.post(f"/entries/{entry.pk}/trash/")
    assert "Away." not in people.ana.client.get("/journal/").content.decode()


def test_empty(people):
    page = people.ana.client.get("/journal/").content.decode()
    assert "Here will stand what you write" in page


def test_no_cursor_of_ours(people):
    assert people.ana.client.get("/journal/?before=yesterday").status_code == 404


@pytest.mark.parametrize("entries", [1, 3])
def test_queries(people, written, django_assert_num_queries, entries):
    for number in range(entries):
        written(people.ana, body=str(number), tags=(f"tag {number}",))
    client = people.ana.client
    client.get("/journal/")  # the session is sealed anew, and the gate looks once
    # Four of them come from the test's own transaction: savepoint, release, identity before and after.
    with django_assert_num_queries(7 + 4):
        client.get("/journal/")
