"""Reading an entry."""

import uuid

import pytest

from journal.models import Entry
from tests.journal.sheet import sheet
from vault.identity import identity

pytestmark = pytest.mark.django_db


@pytest.fixture
def entry(people, written):
    return written(
        people.ana,
        title="A <b> day",
        body="# Early\n\n*cold* <i>",
        mood=2,
        tags=("swim",),
        prompt="What now?",
    )


def test_read(people, entry):
    page = people.ana.client.get(f"/entries/{entry.pk}/").content.decode()
    assert "A &lt;b&gt; day</h1>" in page
    assert "<h2>Early</h2>" in page
    assert "<em>cold</em> &lt;i&gt;" in page
    assert "What now?" in page
    assert "Low" in page
    assert "swim" in page
    assert "<title>Notes</title>" in page


def test_an_open_conflict_is_offered(people, entry):
    sent = sheet(people.ana, id=entry.pk, body="Other", based_on="0" * 32)
    people.ana.client.post(f"/entries/{entry.pk}/edit/", sent)
    assert "Look at both" in people.ana.client.get(f"/entries/{entry.pk}/").content.decode()


def test_changed_bytes_are_refused_and_hide_nothing_else(people, entry, written):
    written(people.ana, title="Whole", body="cold too")
    with identity("writer", people.ana.user.pk):
        damaged = Entry.objects.get(pk=entry.pk)
        for column in ("head", "body", "folded"):
            sealed = bytearray(getattr(damaged, column))
            sealed[-1] ^= 1
            setattr(damaged, column, bytes(sealed))
        damaged.save()
    answer = people.ana.client.get(f"/entries/{entry.pk}/")
    assert answer.status_code == 409
    assert "cannot be opened" in answer.content.decode()
    assert people.ana.client.get(f"/entries/{entry.pk}/edit/")["Location"] == f"/entries/{entry.pk}/"
    timeline = people.ana.client.get("/journal/").content.decode()
    assert "This entry cannot be opened" in timeline
    assert "Whole" in timeline
    found = people.ana.client.post("/journal/search/", {"q": "cold"}, follow=True)
    assert [hit.head.title for hit in found.context["found"].hits] == ["Whole"]


def test_in_the_trash(people, entry):
    people.ana.client.post(f"/entries/{entry.pk}/trash/")
    page = people.ana.client.get(f"/entries/{entry.pk}/").content.decode()
    assert "in the trash" in page
    assert f"/entries/{entry.pk}/edit/" not in page


def test_others(people, entry):
    assert people.ben.client.get(f"/entries/{entry.pk}/").status_code == 404
    assert people.cho.client.get(f"/entries/{entry.pk}/").status_code == 404
    assert people.ana.client.get(f"/entries/{uuid.uuid4()}/").status_code == 404
    assert people.ana.client.post(f"/entries/{entry.pk}/").status_code == 405


@pytest.mark.parametrize("tags", [1, 3])
def test_queries(people, written, django_assert_num_queries, tags):
    entry = written(people.ana, body="x", tags=tuple(f"tag {n}" for n in range(tags)))
    client = people.ana.client
    client.get(f"/entries/{entry.pk}/")  # the session is sealed anew, and the gate looks once
    # Four of them come from the test's own transaction: savepoint, release, identity before and after.
    with django_assert_num_queries(8 + 4):
        client.get(f"/entries/{entry.pk}/")
