"""Two texts of one entry: keep this one, the other, or both."""

from datetime import UTC, datetime

import pytest

from journal.models import Entry, Revision
from tests.journal.sheet import sheet
from vault.identity import identity

pytestmark = pytest.mark.django_db


@pytest.fixture
def entry(people, written):
    entry = written(people.ana, body="This.")
    sent = sheet(people.ana, id=entry.pk, body="Other.", based_on="0" * 32)
    people.ana.client.post(f"/entries/{entry.pk}/edit/", sent)
    return entry


@pytest.fixture
def url(people, entry):
    with identity("writer", people.ana.user.pk):
        return f"/entries/{entry.pk}/settle/{Revision.objects.get().pk}/"


def body(person):
    with identity("writer", person.user.pk):
        return Entry.objects.get().read_body(person.vault)


def test_both_are_shown(people, url):
    page = people.ana.client.get(url).content.decode()
    assert "This." in page
    assert "Other." in page


def test_the_day_is_told_too(people, entry, url):
    with identity("writer", people.ana.user.pk):
        Entry.objects.update(changed_at=datetime(2026, 3, 12, 22, 14, tzinfo=UTC))
        Revision.objects.update(kept_at=datetime(2026, 3, 9, 7, 5, tzinfo=UTC))
    page = people.ana.client.get(url).content.decode()
    assert "In the journal, March 12, 22:14" in page
    assert "Kept beside it, March 9, 07:05" in page


@pytest.mark.parametrize(
    ("choice", "kept"), [("this", "This."), ("other", "Other."), ("both", "This.\n\n---\n\nOther.")]
)
def test_chosen(people, entry, url, choice, kept):
    answer = people.ana.client.post(url, {"choice": choice, "based_on": entry.revision})
    assert answer["Location"] == f"/entries/{entry.pk}/"
    assert body(people.ana) == kept
    again = people.ana.client.post(url, {"choice": choice, "based_on": entry.revision})
    assert again["Location"] == people.ana.client.get(url)["Location"] == f"/entries/{entry.pk}/"
    assert body(people.ana) == kept


def test_changed_again_meanwhile(people, url):
    answer = people.ana.client.post(url, {"choice": "other", "based_on": "1" * 32})
    assert answer.status_code == 409
    assert body(people.ana) == "This."


@pytest.mark.parametrize(
    "sent", [{}, {"choice": "none", "based_on": "1" * 32}, {"choice": "this", "based_on": "x"}]
)
def test_bad_input(people, url, sent):
    assert people.ana.client.post(url, sent).status_code == 400
    assert body(people.ana) == "This."


def test_others(people, entry, url):
    assert people.ben.client.get(url).status_code == 404
    assert people.ben.client.post(url, {"choice": "other", "based_on": entry.revision}).status_code == 404
    assert body(people.ana) == "This."
