"""Filters: all that is asked for together, in an address that only its owner can read; each can be taken away."""

from datetime import date, timedelta

import pytest

from journal import filters
from journal.filters import Look
from tests.cast import begin
from vault.identity import identity

pytestmark = pytest.mark.django_db
URL = "/journal/search/"


@pytest.fixture
def entries(people, written):
    """Four evenings, all alike but for what the filters ask."""
    for day, tags, mood in ((1, ("lake",), 4), (2, ("lake", "Kim"), 2), (3, ("Kim",), 2), (4, (), None)):
        written(people.ana, body=f"Evening {day}.", tags=tags, mood=mood, about_on=date(2026, 3, day))
    written(people.ben, body="Ben's.", tags=("lake",), mood=4, about_on=date(2026, 3, 2))
    begin(people.ana, "is-the-love-mutual")
    with identity("writer", people.ana.user.pk):
        people.ana.user.entries.get(about_on=date(2026, 3, 2)).star()


def tag(person, name):
    with identity("writer", person.user.pk):
        return next(id for id, each in person.user.tags.all().names(person.vault).items() if each == name)


def look(person, **asked):
    asked = {"tags": [tag(person, name) for name in asked.pop("tags", ())], **asked}
    answer = person.client.post(URL, asked)
    assert answer.status_code == 303
    return person.client.get(answer["Location"])


def words(answer):
    return [line.head.first_words for line in answer.context["page"].lines]


@pytest.mark.parametrize(
    ("asked", "days"),
    [
        ({"tags": ["lake"]}, [2, 1]),
        ({"tags": ["lake", "Kim"]}, [2]),
        ({"moods": [2]}, [3, 2]),
        ({"moods": [2, 4]}, [3, 2, 1]),
        ({"starred": "on"}, [2]),
        ({"kind": "entry"}, [4, 3, 2, 1]),
        ({"first": "2026-03-02", "last": "2026-03-03"}, [3, 2]),
        ({"first": "2026-03-03", "last": "2026-03-02"}, [3, 2]),
        ({"kind": "entry", "first": "2026-03-03"}, [4, 3]),
        ({"tags": ["Kim"], "moods": [2], "starred": "on", "kind": "entry", "last": "2026-03-03"}, [2]),
        ({"tags": ["Kim"], "moods": [5]}, []),
        ({"kind": "response", "starred": "on"}, []),
    ],
)
def test_together(people, entries, asked, days):
    assert words(look(people.ana, **asked)) == [f"Evening {day}." for day in days]


def test_words_and_filters(people, entries):
    found = look(people.ana, q="evening", tags=["Kim"], moods=[2], last="2026-03-02").context["found"]
    assert [hit.head.first_words for hit in found.hits] == ["Evening 2."]
    assert look(people.ana, q="morning", tags=["Kim"]).context["found"].hits == []


def test_only_answers(people, entries):
    page = look(people.ana, kind="response")
    assert [line.entry.kind for line in page.context["page"].lines] == ["response"]


def test_what_is_active_is_shown_and_can_be_taken_away(people, entries):
    page = look(people.ana, tags=["lake", "Kim"], moods=[2], starred="on", first="2026-03-01")
    parts = {part.word: href for part, href in page.context["parts"]}
    assert list(parts) == ["Starred", "Low", "lake", "Kim", "March 1, 2026"]
    for href in parts.values():
        assert f'href="{href}"' in page.content.decode()
    without = people.ana.client.get(parts["Kim"])
    assert [part.word for part, _ in without.context["parts"]] == ["Starred", "Low", "lake", "March 1, 2026"]


def test_the_form_is_filled_with_what_is_active(people, entries):
    form = look(people.ana, tags=["lake"], moods=[4], q="evening", first="2026-03-01").context["form"]
    assert (form["tags"].value(), form["moods"].value(), form["q"].value(), form["first"].value()) == (
        {tag(people.ana, "lake")},
        (4,),
        "evening",
        date(2026, 3, 1),
    )


def test_the_address_tells_nothing_and_opens_for_nobody_else(people, entries):
    lake = tag(people.ana, "lake")
    address = people.ana.client.post(URL, {"tags": [lake], "first": "2026-03-02"})["Location"]
    assert lake not in address
    assert "2026-03" not in address
    assert people.ana.client.get(address).status_code == 200
    assert people.ben.client.get(address).status_code == 404


@pytest.mark.parametrize(
    "wrong",
    [
        {"kind": "secret"},
        {"moods": "9"},
        {"moods": "x"},
        {"tags": "7"},
        {"first": "soon"},
        {"last": "2026-02-30"},
        {"first": "\x00"},
    ],
)
def test_what_no_form_asked(people, wrong):
    answer = people.ana.client.post(URL, {"q": "kept words", **wrong})
    assert answer.status_code == 400
    assert 'value="kept words"' in answer.content.decode()


def test_a_tag_of_another_person_is_none(people, entries):
    assert people.ana.client.post(URL, {"tags": tag(people.ben, "lake")}).status_code == 400


def test_nothing_found(people, entries):
    assert "No entry is like this." in look(people.ana, moods=[5]).content.decode()
    assert "No entry holds all of this." in look(people.ana, moods=[5], q="evening").content.decode()


def test_pages(people, written):
    for number in range(45):
        day = date(2026, 6, 1) - timedelta(days=number)
        written(people.ana, body=f"Day {number}", mood=4 if number % 2 else 2, about_on=day)
    page = look(people.ana, moods=[4])
    first = words(page)
    older = people.ana.client.get(URL, {"f": page.context["f"], "before": str(page.context["page"].older)})
    assert (len(first), len(words(older))) == (20, 2)
    assert first + words(older) == [f"Day {number}" for number in range(1, 45, 2)]
    assert older.context["page"].older is None


def test_when_the_time_is_over_it_says_how_far_it_came_and_goes_on(people, written, monkeypatch):
    for number in range(4):
        day = date(2026, 6, 4) - timedelta(days=number)
        written(people.ana, body=f"Day {number}", mood=4 if number == 3 else 2, about_on=day)
    monkeypatch.setattr(filters, "SECONDS", 0)
    page, seen = look(people.ana, moods=[4]), []
    while page.context["page"].older:
        assert f"Looked back as far as {page.context['page'].looked_to:%B} " in page.content.decode()
        assert "No entry is like this" not in page.content.decode()
        seen += words(page)
        page = people.ana.client.get(URL, {"f": page.context["f"], "before": str(page.context["page"].older)})
    assert seen + words(page) == ["Day 3"]


def test_a_damaged_row_hides_no_other(people, entries):
    with identity("writer", people.ana.user.pk):
        people.ana.user.entries.filter(about_on=date(2026, 3, 2)).update(head=b"\x01broken")
    assert words(look(people.ana, moods=[2])) == ["Evening 3."]


def test_what_is_sealed_is_the_same_when_opened(people):
    asked = Look("tea", "entry", True, (1, 5), ("a", "b"), date(2026, 1, 2), date(2026, 3, 4))
    vault = people.ana.vault
    assert Look.unsealed(vault, asked.sealed(vault)) == asked
    assert Look.unsealed(vault, Look().sealed(vault)) == Look()


@pytest.mark.parametrize("count", [1, 3])
def test_queries(people, written, django_assert_num_queries, count):
    for number in range(count):
        written(people.ana, body="Words.", mood=4, tags=("lake", f"tag {number}"))
        begin(people.ana, "is-the-love-mutual")
    page = look(people.ana, q="")
    for asked, queries in (
        ({"kind": "entry"}, 7),
        ({"moods": [4], "tags": ["lake"]}, 7),
        ({"last": "2030-01-01"}, 8),
    ):
        page = look(people.ana, **asked)
        # Four of them come from the test's own transaction: savepoint, release, identity before and after.
        with django_assert_num_queries(queries + 4):
            people.ana.client.get(URL, {"f": page.context["f"]})
