"""One earlier version: what differs in the present text, and bringing it back without losing what stood there."""

import uuid

import pytest

from journal.models import Entry, Revision
from tests.journal.sheet import AUTOSAVE, sheet
from tests.journal.versions import rewrite
from vault.identity import identity

pytestmark = pytest.mark.django_db

THEN = "We walked home in silence.\n\nThey <b>left</b>."
NOW = "We ran home in silence.\n\nThey <b>left</b> early."


@pytest.fixture
def entry(people, written):
    entry = written(people.ana, title="The sea", body=THEN, mood=2, tags=("swim",))
    rewrite(people.ana, entry, NOW)
    return entry


@pytest.fixture
def version(people, entry):
    with identity("writer", people.ana.user.pk):
        return Revision.objects.get()


@pytest.fixture
def url(entry, version):
    return f"/entries/{entry.pk}/versions/{version.pk}/"


@pytest.fixture
def sent(entry):
    return {"based_on": entry.revision}


def texts(person):
    with identity("writer", person.user.pk):
        stored = Entry.objects.get()
        versions = [(each.kind, each.read_body(person.vault)) for each in Revision.objects.all()]
        return stored.read_body(person.vault), sorted(versions)


def test_what_differs_is_marked_for_the_eye_and_said_for_the_ear(people, url):
    page = people.ana.client.get(url).content.decode()
    assert '<del><span class="unseen">stood there then: </span>walked<span' in page
    assert '<ins><span class="unseen">stands there now: </span>ran<span' in page
    assert "&lt;b&gt;left&lt;/b&gt;" in page
    assert "<b>left" not in page
    assert '<del><span class="unseen">stood there then: </span>The sea</del>' in page
    assert '<ins><span class="unseen">stands there now: </span>The lake</ins>' in page
    assert "stood there then: </span>Low</del>" in page
    assert "stood there then: </span>swim</del>" in page


def test_the_whole_version_can_be_read(people, url):
    page = people.ana.client.get(url).content.decode()
    assert "<p>We walked home in silence.</p>" in page


def test_brought_back_and_the_second_click(people, entry, url, sent):
    for _ in range(2):
        answer = people.ana.client.post(url, sent)
        assert answer["Location"] == f"/entries/{entry.pk}/"
        assert texts(people.ana) == (THEN, [("earlier", NOW), ("earlier", THEN)])
    with identity("writer", people.ana.user.pk):
        draft = Entry.objects.get().as_draft(people.ana.vault)
    assert (draft.title, draft.mood, draft.tags) == ("The sea", 2, ("swim",))
    assert "the same words stand in your entry now" in people.ana.client.get(url).content.decode()


def test_brought_back_over_what_changed_meanwhile_shows_both(people, entry, url, sent):
    now = sheet(people.ana, id=entry.pk, body="Newer.", based_on=entry.revision)
    people.ana.client.post(f"/entries/{entry.pk}/edit/", now, headers=AUTOSAVE)
    answer = people.ana.client.post(url, sent)
    assert answer.status_code == 409
    assert "Which one should stay?" in answer.content.decode()
    assert texts(people.ana) == ("Newer.", [("conflict", THEN), ("earlier", THEN)])


@pytest.mark.parametrize("wrong", [{}, {"based_on": "x"}])
def test_bad_input(people, url, wrong):
    answer = people.ana.client.post(url, wrong)
    assert answer.status_code == 400
    assert "We walked home" in answer.content.decode()
    assert texts(people.ana)[0] == NOW


def test_damaged_bytes(people, url, sent, version):
    with identity("writer", people.ana.user.pk):
        version.body = bytes(version.body)[:-1] + b"\0\0"
        version.save()
    answer = people.ana.client.get(url)
    assert answer.status_code == 409
    assert "This version cannot be opened" in answer.content.decode()
    assert people.ana.client.post(url, sent).status_code == 409
    with identity("writer", people.ana.user.pk):
        assert Entry.objects.get().read_body(people.ana.vault) == NOW


def test_a_version_replaces_a_text_that_is_damaged(people, entry, url, sent):
    with identity("writer", people.ana.user.pk):
        damaged = Entry.objects.get()
        damaged.body = bytes(damaged.body)[:-1] + b"\0\0"
        damaged.save()
    assert f"/entries/{entry.pk}/versions/" in people.ana.client.get(f"/entries/{entry.pk}/").content.decode()
    page = people.ana.client.get(url)
    assert page.status_code == 200
    assert "Bring this version back" in page.content.decode()
    people.ana.client.post(url, sent)
    assert texts(people.ana) == (THEN, [("earlier", THEN)])


def test_thinned_out_meanwhile(people, entry, url, sent, version):
    with identity("writer", people.ana.user.pk):
        version.delete()
    for answer in (people.ana.client.get(url), people.ana.client.post(url, sent)):
        assert answer["Location"] == f"/entries/{entry.pk}/versions/"


def test_others(people, entry, url, sent):
    assert people.ben.client.get(url).status_code == 404
    assert people.ben.client.post(url, sent).status_code == 404
    assert people.ana.client.get(url.replace(str(entry.pk), str(uuid.uuid4()))).status_code == 404
    assert texts(people.ana)[0] == NOW


@pytest.mark.parametrize("tags", [1, 3])
def test_queries(people, written, tags, django_assert_num_queries):
    entry = written(people.ana, body="x", tags=tuple(f"tag {n}" for n in range(tags)))
    rewrite(people.ana, entry, NOW)
    with identity("writer", people.ana.user.pk):
        url = f"/entries/{entry.pk}/versions/{Revision.objects.get().pk}/"
    client = people.ana.client
    client.get(url)  # the session is sealed anew, and the gate looks once
    # Four of them come from the test's own transaction: savepoint, release, identity before and after.
    with django_assert_num_queries(7 + 4):
        client.get(url)
