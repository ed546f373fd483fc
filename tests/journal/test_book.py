"""A small book: POST, then an address that tells no day; the pages in order, in parts that stay small."""

from datetime import date, timedelta

import pytest

from journal import book
from journal.book import Span
from tests import cast
from vault.identity import identity

pytestmark = pytest.mark.django_db
URL = "/journal/book/"
MARCH = {"first": "2026-03-01", "last": "2026-03-31"}


def laid_out(person, first="2026-03-01", last="2026-03-31"):
    answer = person.client.post(URL, {"first": first, "last": last})
    assert answer.status_code == 303
    return person.client.get(answer["Location"])


def bodies(answer):
    return [page.body for page in answer.context["part"].pages]


def test_days_in_order_by_month(people, written):
    written(people.ana, title="Late", body="Third.", about_on=date(2026, 3, 31))
    written(people.ana, body="First.", about_on=date(2026, 2, 28), prompt="What now?")
    written(people.ana, body="**Second.**", about_on=date(2026, 3, 1))
    written(people.ana, body="Before.", about_on=date(2026, 2, 27))
    written(people.ben, body="Ben's.", about_on=date(2026, 3, 1))
    answer = laid_out(people.ana, "2026-02-28", "2026-03-31")
    chapters = [
        (str(month), [page.body for page in pages]) for month, pages in answer.context["part"].chapters
    ]
    assert chapters == [("2026-02-01", ["First."]), ("2026-03-01", ["**Second.**", "Third."])]
    page = answer.content.decode()
    assert '<h1 tabindex="-1" autofocus>Notes</h1>' in page
    assert "February 28, 2026 – March 31, 2026" in page
    assert "<strong>Second.</strong>" in page
    assert "What now?" in page
    assert "<title>Notes</title>" in page


def test_photos(people, written):
    entry = written(people.ana, body="Here.", about_on=date(2026, 3, 5))
    photo = cast.photograph(people.ana, entry, alt="A lake", caption="Before the rain.")
    page = laid_out(people.ana).content.decode()
    assert f'src="/entries/{entry.pk}/photos/{photo.pk}/"' in page
    assert 'alt="A lake"' in page
    assert "Before the rain." in page


def test_days_in_the_other_order(people, written):
    written(people.ana, body="Here.", about_on=date(2026, 3, 5))
    assert bodies(laid_out(people.ana, "2026-03-31", "2026-03-01")) == ["Here."]


def test_not_what_lies_in_the_trash(people, written):
    entry = written(people.ana, body="Away.", about_on=date(2026, 3, 5))
    people.ana.client.post(f"/entries/{entry.pk}/trash/")
    page = laid_out(people.ana).content.decode()
    assert "You wrote nothing about these days." in page
    assert 'value="2026-03-01"' in page


@pytest.mark.parametrize("sent", [{}, MARCH | {"first": "yesterday"}, MARCH | {"last": ""}])
def test_no_days(people, sent):
    answer = people.ana.client.post(URL, sent)
    assert answer.status_code == 400
    assert "errorlist" in answer.content.decode()


def test_the_address_tells_no_day_and_opens_for_nobody_else(people, written):
    written(people.ana, body="Here.", about_on=date(2026, 3, 5))
    address = people.ana.client.post(URL, MARCH)["Location"]
    assert "2026" not in address
    assert bodies(people.ana.client.get(address)) == ["Here."]
    assert people.ben.client.get(address).status_code == 404
    for token in ("", "x", "é", "AAAA", address[-8:]):
        assert people.ana.client.get(URL, {"f": token}).status_code == 404


def in_parts(person):
    answer = laid_out(person)
    parts = [bodies(answer)]
    while "next" in answer.context:
        answer = person.client.get(answer.context["next"])
        parts.append(bodies(answer))
        assert f"Part {len(parts)}" in answer.content.decode()
    return parts


def test_in_parts_by_entries(people, written, monkeypatch):
    monkeypatch.setattr(book, "ENTRIES", 2)
    for number in range(5):
        written(people.ana, body=str(number), about_on=date(2026, 3, 5))
    assert in_parts(people.ana) == [["0", "1"], ["2", "3"], ["4"]]


def test_in_parts_by_length(people, written, monkeypatch):
    monkeypatch.setattr(book, "BYTES", 6_000)
    lengths = [100, 100, 50_000, 4_000, 100]
    for day, length in enumerate(lengths):
        written(people.ana, body="x" * length, about_on=date(2026, 3, 1) + timedelta(days=day))
    assert [[len(body) for body in part] for part in in_parts(people.ana)] == [
        [100, 100],
        [50_000],
        [4_000, 100],
    ]


def test_what_does_not_fit_stays_in_the_database(people, written, monkeypatch, django_assert_num_queries):
    """Two queries, whatever the span holds: sizes, then what fits."""
    monkeypatch.setattr(book, "BYTES", 6_000)
    for _ in range(3):
        written(people.ana, body="x" * 4_000, about_on=date(2026, 3, 5))
    with identity("writer", people.ana.user.pk), django_assert_num_queries(2):
        part = Span(date(2026, 1, 1), date(2026, 12, 31)).read(
            people.ana.user.entries.live(), people.ana.vault
        )
    assert len(part.pages) == 1
    assert part.pages[0].entry.get_deferred_fields() == {"folded", "more"}


@pytest.mark.parametrize("entries", [1, 3])
def test_queries(people, written, django_assert_num_queries, entries):
    for _ in range(entries):
        written(people.ana, body="Words.", about_on=date(2026, 3, 5), tags=("lake",))
    address = people.ana.client.post(URL, MARCH)["Location"]
    people.ana.client.get(address)  # the session is sealed anew, and the gate looks once
    # Four of them come from the test's own transaction: savepoint, release, identity before and after.
    with django_assert_num_queries(6 + 4):
        people.ana.client.get(address)
