"""Earlier versions of an entry: looked at, and brought back without losing what stood there."""

import uuid

import pytest

from journal.models import Entry, Revision
from journal.words import Draft
from tests.cast import conflict
from tests.journal.sheet import AUTOSAVE, sheet
from vault.identity import identity

pytestmark = pytest.mark.django_db


@pytest.fixture
def entry(people, written):
    """Its second text was not chosen, so it is an earlier version."""
    entry = written(people.ana, title="The lake", body="This.")
    other = conflict(people.ana, entry, Draft(title="The sea", body="Other."))
    sent = {"choice": "this", "based_on": entry.revision}
    people.ana.client.post(f"/entries/{entry.pk}/versions/{other.pk}/", sent)
    return entry


@pytest.fixture
def url(entry):
    return f"/entries/{entry.pk}/versions/"


@pytest.fixture
def sent(people, entry):
    with identity("writer", people.ana.user.pk):
        return {"version": Revision.objects.get().pk, "based_on": entry.revision}


def texts(person):
    with identity("writer", person.user.pk):
        stored = Entry.objects.get()
        versions = [(each.kind, each.read_body(person.vault)) for each in Revision.objects.all()]
        return stored.read_body(person.vault), sorted(versions)


def test_the_entry_leads_to_them_and_they_can_be_read(people, entry, url):
    assert url in people.ana.client.get(f"/entries/{entry.pk}/").content.decode()
    page = people.ana.client.get(url).content.decode()
    assert "Other." in page
    assert "The sea" in page
    assert "Look at it" in page


def test_none(people, written):
    entry = written(people.ana, body="Alone.")
    url = f"/entries/{entry.pk}/versions/"
    assert url not in people.ana.client.get(f"/entries/{entry.pk}/").content.decode()
    assert "There is no earlier version" in people.ana.client.get(url).content.decode()


def test_brought_back_and_the_second_click(people, entry, url, sent):
    for _ in range(2):
        answer = people.ana.client.post(url, sent)
        assert answer["Location"] == f"/entries/{entry.pk}/"
        assert texts(people.ana) == ("Other.", [("earlier", "This.")])


def test_brought_back_over_what_changed_meanwhile_shows_both(people, entry, url, sent):
    now = sheet(people.ana, id=entry.pk, body="Newer.", based_on=entry.revision)
    people.ana.client.post(f"/entries/{entry.pk}/edit/", now, headers=AUTOSAVE)
    answer = people.ana.client.post(url, sent)
    assert answer.status_code == 409
    assert "Which one should stay?" in answer.content.decode()
    assert texts(people.ana) == ("Newer.", [("conflict", "Other.")])


@pytest.mark.parametrize("wrong", [{}, {"version": "x"}, {"based_on": ""}])
def test_bad_input(people, url, sent, wrong):
    answer = people.ana.client.post(url, sent | wrong if wrong else {})
    assert answer.status_code == 400
    assert "Other." in answer.content.decode()
    assert texts(people.ana) == ("This.", [("earlier", "Other.")])


def test_damaged_bytes(people, entry, url, sent):
    with identity("writer", people.ana.user.pk):
        damaged = Revision.objects.get()
        damaged.body = bytes(damaged.body)[:-1] + b"\0\0"
        damaged.save()
    assert "This version cannot be opened" in people.ana.client.get(url).content.decode()
    assert people.ana.client.post(url, sent).status_code == 409


def test_others(people, url, sent):
    assert people.ben.client.get(url).status_code == 404
    assert people.ben.client.post(url, sent).status_code == 404
    assert people.ana.client.get(f"/entries/{uuid.uuid4()}/versions/").status_code == 404
    assert texts(people.ana) == ("This.", [("earlier", "Other.")])
