"""Writing on: over what the page was based on, or beside it."""

import uuid
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from journal.models import Entry, Revision
from sharing.models import Consent
from tests.journal.sheet import AUTOSAVE, sheet
from vault.identity import identity

pytestmark = pytest.mark.django_db


@pytest.fixture
def entry(people, written):
    return written(people.ana, title="The lake", body="Cold.", mood=2, tags=("swim",))


def url(entry):
    return f"/entries/{entry.pk}/edit/"


def texts(person):
    with identity("writer", person.user.pk):
        entries = [entry.read_body(person.vault) for entry in Entry.objects.all()]
        return entries, [version.read_body(person.vault) for version in Revision.objects.all()]


def test_the_page_holds_the_words(people, entry):
    form = people.ana.client.get(url(entry)).context["form"]
    values = {
        name: form[name].value() if name != "id" else str(form[name].value())
        for name in ("title", "body", "mood", "tags", "based_on", "id")
    }
    assert values == {
        "title": "The lake",
        "body": "Cold.",
        "mood": 2,
        "tags": "swim",
        "based_on": entry.revision,
        "id": str(entry.pk),
    }


def test_the_line_says_when_it_was_saved(people, entry):
    now = timezone.localtime(entry.changed_at)
    assert f"Saved {now:%H:%M}" in people.ana.client.get(url(entry)).content.decode()
    with identity("writer", people.ana.user.pk):
        Entry.objects.update(changed_at=datetime(2026, 3, 12, 22, 14, tzinfo=UTC))
    assert "Saved March 12, 22:14" in people.ana.client.get(url(entry)).content.decode()


def test_saved(people, entry):
    sent = sheet(people.ana, id=entry.pk, body="Warm.", based_on=entry.revision)
    answer = people.ana.client.post(url(entry), sent)
    assert answer["Location"] == f"/entries/{entry.pk}/"
    assert texts(people.ana) == (["Warm."], [])


def test_a_conflict_shows_both_and_keeps_both(people, entry):
    sent = sheet(people.ana, id=entry.pk, body="Warm, <b>I say</b>.", based_on="0" * 32)
    answer = people.ana.client.post(url(entry), sent, headers=AUTOSAVE)
    assert answer.status_code == 409
    assert answer.json()["reason"] == "changed"
    html = answer.json()["html"]
    assert "Cold." in html
    assert "Warm, &lt;b&gt;I say&lt;/b&gt;." in html
    assert 'name="csrfmiddlewaretoken"' in html
    assert "<html" not in html
    assert texts(people.ana) == (["Cold."], ["Warm, <b>I say</b>."])


def test_an_open_conflict_is_told_wherever_the_entry_is_met(people, entry):
    sent = sheet(people.ana, id=entry.pk, body="Warm.", based_on="0" * 32)
    people.ana.client.post(url(entry), sent, headers=AUTOSAVE)
    with identity("writer", people.ana.user.pk):
        settle = f"/entries/{entry.pk}/settle/{Revision.objects.get().pk}/"
    assert settle in people.ana.client.get(url(entry)).content.decode()
    refused = people.ana.client.post(url(entry), sent | {"mood": "9"}).content.decode()
    assert settle in refused
    told = "Written in two places"
    assert told in people.ana.client.get("/journal/").content.decode()
    assert told in people.ana.client.post("/journal/search/", {"q": "cold"}, follow=True).content.decode()
    people.ana.client.post(settle, {"choice": "both", "based_on": entry.revision})
    assert told not in people.ana.client.get("/journal/").content.decode()


def test_a_conflict_without_script_is_a_page(people, entry):
    sent = sheet(people.ana, id=entry.pk, body="Warm.", based_on="0" * 32)
    answer = people.ana.client.post(url(entry), sent)
    assert answer.status_code == 409
    page = answer.content.decode()
    assert "<title>Notes</title>" in page
    assert "Cold." in page
    assert "Warm." in page


def test_thrown_away_meanwhile(people, entry):
    people.ana.client.post(f"/entries/{entry.pk}/trash/")
    sent = sheet(people.ana, id=entry.pk, body="Warm.", based_on=entry.revision)
    answer = people.ana.client.post(url(entry), sent, headers=AUTOSAVE)
    assert answer.status_code == 409
    assert answer.json()["reason"] == "trashed"
    assert f"/entries/{entry.pk}/restore/" in answer.json()["html"]
    assert texts(people.ana) == (["Warm."], [])
    assert people.ana.client.get(url(entry))["Location"] == f"/entries/{entry.pk}/"


def test_deleted_meanwhile_begins_again(people, entry):
    with identity("writer", people.ana.user.pk):
        entry_id = entry.pk
        Entry.objects.get().delete_for_good()
    sent = sheet(people.ana, id=entry_id, body="Warm.", based_on=entry.revision)
    answer = people.ana.client.post(f"/entries/{entry_id}/edit/", sent, headers=AUTOSAVE)
    assert answer.status_code == 200
    assert texts(people.ana) == (["Warm."], [])


def test_emptied_by_itself_nothing_goes(people, entry):
    """Neither words nor star: whoever empties a page may be about to write it anew."""
    people.ana.client.post(f"/entries/{entry.pk}/star/", {"starred": "yes"})
    sent = sheet(people.ana, id=entry.pk, based_on=entry.revision)
    answer = people.ana.client.post(url(entry), sent, headers=AUTOSAVE)
    assert answer.status_code == 200
    assert answer.json() == {"revision": entry.revision, "emptied": True}
    assert texts(people.ana) == (["Cold."], [])
    sent |= {"body": "Anew.", "sequence": 2}
    assert people.ana.client.post(url(entry), sent, headers=AUTOSAVE).status_code == 200
    with identity("writer", people.ana.user.pk):
        stored = Entry.objects.live().get()
    assert stored.starred_at
    assert stored.written_at == entry.written_at


def test_emptied_by_itself_it_stays_shared_and_by_the_button_it_does_not(people):
    people.everything()
    sent = sheet(people.ana, id=people.entry.pk, based_on=people.entry.revision)
    for headers, shared in ((AUTOSAVE, 1), ({}, 0)):
        people.ana.client.post(url(people.entry), sent, headers=headers)
        with identity("writer", people.ana.user.pk):
            assert Consent.objects.live().filter(entry_id=people.entry.pk).count() == shared
            assert Revision.objects.count() == 2


def test_emptied_by_the_button_it_goes_to_the_trash_and_says_so(people, entry):
    sent = sheet(people.ana, id=entry.pk, based_on=entry.revision)
    answer = people.ana.client.post(url(entry), sent, follow=True)
    assert "You emptied it, so it is in the trash, with its last words." in answer.content.decode()
    assert texts(people.ana) == (["Cold."], [])
    people.ana.client.post(f"/entries/{entry.pk}/restore/")
    assert "Cold." in people.ana.client.get(f"/entries/{entry.pk}/").content.decode()


def test_a_day_that_has_begun_elsewhere_on_earth(people, entry):
    """Who travels west takes along an entry of a day that has not begun here."""
    ana = people.ana.user
    ana.time_zone = "Pacific/Midway"
    ana.save()
    day = (datetime.now(UTC) + timedelta(hours=14)).date()
    assert day > datetime.now(ZoneInfo(ana.time_zone)).date()
    for about_on, status in ((day, 200), (day + timedelta(days=1), 400)):
        sent = sheet(people.ana, id=entry.pk, body="Warm.", based_on=entry.revision, about_on=about_on)
        assert people.ana.client.post(url(entry), sent, headers=AUTOSAVE).status_code == status


def test_another_person(people, entry):
    ben = people.ben
    assert ben.client.get(url(entry)).status_code == 404
    assert ben.client.post(url(entry)).status_code == 404
    assert ben.client.post(url(entry), sheet(people.ana, body="x")).status_code == 404
    mine = sheet(ben, id=entry.pk, body="Mine", based_on=entry.revision)
    assert ben.client.post(url(entry), mine).status_code == 404
    assert texts(people.ana) == (["Cold."], [])
    assert texts(ben) == ([], [])


def test_of_another_person_posted_by_its_reader(people, entry):
    sent = sheet(people.ben, id=entry.pk, body="Ben's", based_on=entry.revision)
    assert people.ana.client.post(url(entry), sent, headers=AUTOSAVE).status_code == 409
    assert texts(people.ana) == (["Cold."], [])


def test_nowhere(people):
    assert people.ana.client.get(f"/entries/{uuid.uuid4()}/edit/").status_code == 404


@pytest.mark.parametrize("tags", [1, 3])
def test_queries(people, written, django_assert_num_queries, tags):
    entry = written(people.ana, body="x", tags=tuple(f"tag {n}" for n in range(tags)))
    client = people.ana.client
    client.get(url(entry))  # the session is sealed anew, and the gate looks once
    # Four of them come from the test's own transaction: savepoint, release, identity before and after.
    with django_assert_num_queries(8 + 4):
        client.get(url(entry))


# Four of them come from the test's own transaction: savepoint, release, identity before and after.
@pytest.mark.parametrize(("due", "queries"), [(False, 7 + 4), (True, 10 + 4)])
@pytest.mark.parametrize("tags", [1, 3])
def test_queries_of_saving_by_itself(people, written, django_assert_num_queries, tags, due, queries):
    """Once in ten minutes three more: the text that stands there is locked and kept, and the versions are counted."""
    names = tuple(f"tag {n}" for n in range(tags))
    entry = written(people.ana, body="x", tags=names)
    sent = sheet(people.ana, id=entry.pk, body="y", tags=", ".join(names), based_on=entry.revision)
    people.ana.client.get(url(entry))  # the session is sealed anew, and the gate looks once
    if due:
        with identity("writer", people.ana.user.pk):
            Entry.objects.update(kept_at=None)
    with django_assert_num_queries(queries):
        people.ana.client.post(url(entry), sent, headers=AUTOSAVE)
    with identity("writer", people.ana.user.pk):
        assert Revision.objects.count() == due


def test_the_star_changes_only_where_somebody_touched_it(people, entry):
    sent = sheet(people.ana, id=entry.pk, body="Warm.", based_on=entry.revision)

    def starred(**fields):
        sent.update(based_on="", sequence=sent["sequence"] + 1, **fields)
        with identity("writer", people.ana.user.pk):
            sent["based_on"] = Entry.objects.get().revision
        assert people.ana.client.post(url(entry), sent, headers=AUTOSAVE).status_code == 200
        with identity("writer", people.ana.user.pk):
            return Entry.objects.get().starred_at

    assert starred() is None
    when = starred(starred="on")
    assert when
    assert starred() == when
    del sent["starred"]
    assert starred(was_starred="False") == when
    assert starred(was_starred="True") is None


def test_the_day_of_a_new_page_is_that_of_the_persons_own_zone(people):
    for zone in ("Pacific/Midway", "Pacific/Kiritimati"):
        people.ana.user.time_zone = zone
        people.ana.user.save()
        form = people.ana.client.get("/entries/new/").context["form"]
        assert form["about_on"].value() == datetime.now(ZoneInfo(zone)).date()
