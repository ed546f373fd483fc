"""Earlier versions of an entry: when they were saved, a page at a time."""

import uuid
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from journal.models import Entry, Revision
from journal.models.entry import KEEP_EVERY
from journal.models.revision import MOST
from journal.words import Draft
from tests.journal.versions import rewrite
from vault.identity import identity

pytestmark = pytest.mark.django_db


@pytest.fixture
def entry(people, written):
    return written(people.ana, title="The lake", body="First.")


def url(entry):
    return f"/entries/{entry.pk}/versions/"


def dates(person):
    with identity("writer", person.user.pk):
        return list(Revision.objects.newest_first().values_list("kept_at", flat=True))


def test_the_entry_leads_to_their_dates(people, entry):
    rewrite(people.ana, entry, "Second.", "Third.")
    with identity("writer", people.ana.user.pk):
        Revision.objects.filter(id__in=Revision.objects.newest_first()[:1]).update(
            kept_at=datetime(2026, 3, 12, 22, 14, tzinfo=UTC)
        )
        version = Revision.objects.get(kept_at__year=2026, kept_at__month=3)
    assert url(entry) in people.ana.client.get(f"/entries/{entry.pk}/").content.decode()
    page = people.ana.client.get(url(entry)).content.decode()
    assert "March 12, 2026, 22:14" in page
    assert f"{url(entry)}{version.pk}/" in page
    assert page.count("Look at it") == 2


def test_none(people, entry):
    assert url(entry) not in people.ana.client.get(f"/entries/{entry.pk}/").content.decode()
    assert "There is no earlier version" in people.ana.client.get(url(entry)).content.decode()


def test_a_page_at_a_time(people, entry):
    rewrite(people.ana, entry, *(f"Text {n}." for n in range(25)))
    first = people.ana.client.get(url(entry)).content.decode()
    assert first.count("Look at it") == 20
    assert "?page=2" in first
    second = people.ana.client.get(f"{url(entry)}?page=2").content.decode()
    assert second.count("Look at it") == 5
    assert people.ana.client.get(f"{url(entry)}?page=x").status_code == 200


def test_the_list_reads_no_words(people, entry):
    rewrite(people.ana, entry, "Second.")
    with CaptureQueriesContext(
        connection,
    ) as queries:
        people.ana.client.get(url(entry))
    read = [query["sql"] for query in queries if "journal_" in query["sql"]]
    assert read
    assert not any('."body"' in sql for sql in read)


@pytest.mark.parametrize("versions", [1, 3])
def test_queries(people, entry, versions, django_assert_num_queries):
    rewrite(people.ana, entry, *(f"Text {n}." for n in range(versions)))
    client = people.ana.client
    client.get(url(entry))  # the session is sealed anew, and the gate looks once
    # Four of them come from the test's own transaction: savepoint, release, identity before and after.
    with django_assert_num_queries(7 + 4):
        client.get(url(entry))


def test_others(people, entry):
    assert people.ben.client.get(url(entry)).status_code == 404
    assert people.ana.client.get(f"/entries/{uuid.uuid4()}/versions/").status_code == 404
    assert people.ana.client.post(url(entry)).status_code == 405


# What is kept


def kept(person):
    with identity("writer", person.user.pk):
        return [version.read_body(person.vault) for version in Revision.objects.order_by("kept_at", "id")]


def test_one_text_for_ten_minutes_of_writing(people, entry):
    ana = people.ana
    rewrite(ana, entry, "Second.", "Third.", minutes=4)
    assert kept(ana) == []
    rewrite(ana, entry, "Fourth.", minutes=4)
    assert kept(ana) == ["Third."]
    rewrite(ana, entry, "Fifth.", "Sixth.", minutes=4)
    assert kept(ana) == ["Third."]
    rewrite(ana, entry, "Seventh.", minutes=60 * 24)
    assert kept(ana) == ["Third.", "Sixth."]


def test_it_has_the_date_of_its_words(people, entry):
    with identity("writer", people.ana.user.pk):
        saved = Entry.objects.get().changed_at - KEEP_EVERY
    rewrite(people.ana, entry, "Second.")
    assert dates(people.ana) == [saved]


def test_the_same_words_again_are_no_version(people, entry):
    rewrite(people.ana, entry, "First.")
    assert kept(people.ana) == []


def test_words_that_are_emptied_are_kept_at_once(people, entry):
    rewrite(people.ana, entry, "", minutes=0)
    assert kept(people.ana) == ["First."]


def test_the_room_below_answers(people):
    """What stands there before its first words is nothing, though the entry has the title of its questions."""
    people.everything()
    ana, response = people.ana, people.response.entry
    with identity("writer", ana.user.pk):
        Revision.objects.all().delete()
    title = "Is the love mutual?"
    rewrite(ana, response, "A first thought.", title=title)
    assert kept(ana) == []
    rewrite(ana, response, "A second thought.", title=title)
    rewrite(ana, response, "", title=title, minutes=0)
    assert kept(ana) == ["A first thought.", "A second thought."]


def test_growth_has_an_end_and_the_first_and_the_newest_stay(people, entry):
    ana = people.ana
    rewrite(ana, entry, *(f"Text {n}." for n in range(MOST + 5)))
    texts = kept(ana)
    assert len(texts) == MOST
    assert texts[0] == "First."
    assert texts[-11:] == [f"Text {n}." for n in range(MOST - 7, MOST + 4)]


def test_conflicts_are_never_thinned_out(people, entry):
    ana = people.ana
    with identity("writer", ana.user.pk):
        for number in range(MOST + 2):
            Entry.objects.get().save_draft(ana.vault, Draft(body=f"Lost {number}."), based_on="0" * 32)
    rewrite(ana, entry, "Second.")
    assert len(kept(ana)) == MOST + 3


def test_they_die_with_the_entry(people, entry):
    rewrite(people.ana, entry, "Second.")
    with identity("writer", people.ana.user.pk):
        Entry.objects.get().delete_for_good()
        assert not Revision.objects.exists()


def test_of_texts_that_lie_close_together_one_goes(people, entry):
    """Spread over time they tell more than fifty of one night."""
    ana = people.ana
    rewrite(ana, entry, *(f"Text {n}." for n in range(MOST)))
    with identity("writer", ana.user.pk):
        versions = list(Revision.objects.order_by("kept_at", "id"))
        for number, version in enumerate(versions):
            version.kept_at -= timedelta(days=100 - number)
            version.save()
        closest = versions[20]
        closest.kept_at = versions[21].kept_at - timedelta(minutes=1)
        closest.save()
        neighbors = {versions[20].pk, versions[21].pk}
    rewrite(ana, entry, "Last.")
    with identity("writer", ana.user.pk):
        left = set(Revision.objects.values_list("pk", flat=True))
    assert len(neighbors & left) == 1
    assert len(left) == MOST
