"""The trash: what lies in it, back out of it, and gone for good after the page has asked."""

import uuid
from datetime import timedelta

import pytest
from django.utils.formats import date_format
from django.utils.timezone import localtime

from journal.models import Entry
from vault.identity import identity

pytestmark = pytest.mark.django_db


@pytest.fixture
def entry(people, written):
    return written(people.ana, title="The lake", body="Cold.")


@pytest.fixture
def thrown(people, entry):
    assert people.ana.client.post(f"/entries/{entry.pk}/trash/")["Location"] == "/journal/"
    return entry


def count(person):
    with identity("writer", person.user.pk):
        return Entry.objects.count()


def test_listed(people, thrown):
    page = people.ana.client.get("/journal/trash/").content.decode()
    assert "The lake" in page
    assert f"/entries/{thrown.pk}/delete/" in page


def test_empty(people):
    assert "The trash is empty." in people.ana.client.get("/journal/trash/").content.decode()


def test_in_pages(people, written):
    for number in range(45):
        people.ana.client.post(f"/entries/{written(people.ana, title=str(number)).pk}/trash/")
    url, pages = "/journal/trash/", []
    while url:
        answer = people.ana.client.get(url)
        pages.append([line.head.title for line in answer.context["lines"]])
        page = answer.context["page"]
        url = f"/journal/trash/?page={page.next_page_number()}" if page.has_next() else None
        assert (f'href="{url}"' in answer.content.decode()) == bool(url)
    assert [len(titles) for titles in pages] == [20, 20, 5]
    assert [title for titles in pages for title in titles] == [str(number) for number in reversed(range(45))]
    last = people.ana.client.get("/journal/trash/", {"page": "99"})
    assert [line.head.title for line in last.context["lines"]] == pages[-1]
    first = people.ana.client.get("/journal/trash/", {"page": "all"})
    assert [line.head.title for line in first.context["lines"]] == pages[0]


def test_brought_back(people, thrown):
    answer = people.ana.client.post(f"/entries/{thrown.pk}/restore/")
    assert answer["Location"] == f"/entries/{thrown.pk}/"
    assert "The lake" in people.ana.client.get("/journal/").content.decode()


def test_deleted_only_from_the_trash_and_after_asking(people, entry):
    url = f"/entries/{entry.pk}/delete/"
    assert people.ana.client.post(url).status_code == 404
    people.ana.client.post(f"/entries/{entry.pk}/trash/")
    assert "Delete this for good?" in people.ana.client.get(url).content.decode()
    assert count(people.ana) == 1
    assert people.ana.client.post(url)["Location"] == "/journal/trash/"
    assert count(people.ana) == 0


def test_deleted_by_two_clicks(people, thrown):
    url = f"/entries/{thrown.pk}/delete/"
    asked = {"asked": people.ana.client.get(url).context["asked"]}
    for _ in range(2):
        assert people.ana.client.post(url, asked)["Location"] == "/journal/trash/"
    assert people.ana.client.post(url).status_code == 404
    assert people.ana.client.post(f"/entries/{uuid.uuid4()}/delete/", asked).status_code == 404
    assert people.ben.client.post(url, asked).status_code == 404


def test_starred_and_not(people, entry):
    url = f"/entries/{entry.pk}/star/"
    for starred in (True, True, False, False):
        wanted = 'value="no"' if starred else 'value="yes"'
        answer = people.ana.client.post(url, {"starred": "yes" if starred else "no"}, follow=True)
        assert answer.redirect_chain == [(f"/entries/{entry.pk}/", 302)]
        assert f'name="starred" {wanted}' in answer.content.decode()
        with identity("writer", people.ana.user.pk):
            assert bool(Entry.objects.get().starred_at) is starred


@pytest.mark.parametrize("verb", ["star", "trash", "restore", "delete"])
def test_others(people, entry, verb):
    url = f"/entries/{entry.pk}/{verb}/"
    assert people.ben.client.post(url).status_code == 404
    assert people.cho.client.post(url).status_code == 404
    with identity("writer", people.ana.user.pk):
        stored = Entry.objects.get()
    assert (stored.trashed_at, stored.starred_at) == (None, None)


def test_deleted_after_a_page_of_its_own(people, thrown):
    """What it asks about, that it is for good, and both ways on; another person's never."""
    page = people.ana.client.get(f"/entries/{thrown.pk}/delete/").content.decode()
    assert "The lake" in page
    assert "Nobody can bring them back" in page
    assert "Delete for good" in page
    assert "Keep it" in page
    assert people.ben.client.post(f"/entries/{thrown.pk}/delete/").status_code == 404
    assert count(people.ana) == 1


def test_gone_in_thirty_days(people, thrown):
    with identity("writer", people.ana.user.pk):
        entry = Entry.objects.get(pk=thrown.pk)
    assert entry.gone_at - entry.trashed_at == timedelta(days=30)
    page = people.ana.client.get("/journal/trash/").content.decode()
    assert f"Gone for good on {date_format(localtime(entry.gone_at), 'DATE_FORMAT')}" in page


@pytest.mark.parametrize("verb", ["star", "trash", "restore"])
def test_only_posted(people, entry, verb):
    assert people.ana.client.get(f"/entries/{entry.pk}/{verb}/").status_code == 405


@pytest.mark.parametrize("entries", [1, 3])
def test_queries(people, written, django_assert_num_queries, entries):
    for _ in range(entries):
        people.ana.client.post(f"/entries/{written(people.ana, body='x').pk}/trash/")
    people.ana.client.get("/journal/trash/")  # the session is sealed anew, and the gate looks once
    # Four of them come from the test's own transaction: savepoint, release, identity before and after.
    with django_assert_num_queries(6 + 4):
        people.ana.client.get("/journal/trash/")
