"""Search: POST, then an address that only its owner can read; hits marked in their sentence."""

from datetime import date, timedelta

import pytest

pytestmark = pytest.mark.django_db
URL = "/journal/search/"


def look(person, words):
    answer = person.client.post(URL, {"q": words})
    assert answer.status_code == 303
    return person.client.get(answer["Location"])


def found(answer):
    return ["".join(text for text, _ in hit.excerpt) for hit in answer.context["found"].hits]


@pytest.fixture
def entries(people, written):
    written(people.ana, title="Le café", body="We sat. I said **nothing** at all.", about_on=date(2026, 3, 1))
    written(people.ana, body="Nothing, they said.\nThen Tea.", tags=("évening",), about_on=date(2026, 3, 2))
    written(people.ben, body="Ben said nothing.")


@pytest.mark.parametrize(
    ("words", "excerpts"),
    [
        ("NOTHING said", ["Nothing, they said.", "I said nothing at all."]),
        ('"said nothing"', ["I said nothing at all."]),
        ("noth tea", ["Nothing, they said."]),
        ("cafe", ["We sat. I said nothing at all."]),
        ("Evening", ["Nothing, they said. Then Tea."]),
        ("soup", []),
    ],
)
def test_found(people, entries, words, excerpts):
    assert found(look(people.ana, words)) == excerpts


def test_marks(people, entries):
    page = look(people.ana, "café noth").content.decode()
    assert "Le <mark>café</mark>" in page
    assert "I said <mark>noth</mark>ing at all." in page


def test_the_address_tells_nothing_and_opens_for_nobody_else(people, entries):
    address = people.ana.client.post(URL, {"q": "nothing"})["Location"]
    assert "nothing" not in address
    assert found(people.ana.client.get(address)) == found(people.ana.client.get(address)) != []
    assert people.ben.client.get(address).status_code == 404
    assert people.ana.client.get(address[:-2]).status_code == 404


@pytest.mark.parametrize("token", ["", "x", "é", "AAAA"])
def test_no_token_of_ours(people, token):
    assert people.ana.client.get(URL, {"f": token}).status_code == 404


def test_pages(people, written):
    for number in range(25):
        written(people.ana, body=f"Day {number}", about_on=date(2026, 6, 1) - timedelta(days=number))
    first = look(people.ana, "day")
    older = first.context["found"].older
    second = people.ana.client.get(URL, {"f": first.context["f"], "before": str(older)})
    assert found(first) + found(second) == [f"Day {number}" for number in range(25)]
    assert second.context["found"].older is None


def test_blank_and_too_long(people):
    assert people.ana.client.get(URL).status_code == 200
    assert people.ana.client.post(URL, {"q": " "})["Location"] == URL
    answer = people.ana.client.post(URL, {"q": "x" * 201})
    assert answer.status_code == 400
    assert "fewer words" in answer.content.decode()


def test_not_in_the_trash(people, written):
    entry = written(people.ana, body="Nothing.")
    people.ana.client.post(f"/entries/{entry.pk}/trash/")
    assert found(look(people.ana, "nothing")) == []


@pytest.mark.parametrize("entries", [1, 3])
def test_queries(people, written, django_assert_num_queries, entries):
    for _ in range(entries):
        written(people.ana, body="Nothing.")
    address = people.ana.client.post(URL, {"q": "nothing"})["Location"]
    people.ana.client.get(address)  # the session is sealed anew, and the gate looks once
    # Four of them come from the test's own transaction: savepoint, release, identity before and after.
    with django_assert_num_queries(7 + 4):
        people.ana.client.get(address)
