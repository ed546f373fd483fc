"""Today: a blank sheet on each load, and the way back to what was just written."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.utils import timezone

from accounts.models import User
from journal.models import Entry
from journal.views import begin
from tests.journal.sheet import sheet
from vault.identity import identity

pytestmark = pytest.mark.django_db


def test_a_blank_sheet(people, written):
    written(people.ana, body="Something from before.")
    page = people.ana.client.get("/").content.decode()
    assert "<title>Notes</title>" in page
    assert f'name="owner" value="{people.ana.user.pk}"' in page
    assert "Something from before." not in page
    assert 'autocomplete="off"' in page
    assert "data-first" in page


def test_an_import_of_a_moment_ago_is_not_read_as_a_whole(people, written, monkeypatch):
    monkeypatch.setattr(begin, "RECENT", 2)
    written(people.ana, body="First.", mood=5)
    written(people.ana, body="Second.")
    last = written(people.ana, body="Third.")
    page = people.ana.client.get("/")
    assert page.context["continued"] == last
    assert page.context["mood"] is None


def test_every_load_is_a_page_of_its_own(people):
    first, second = (people.ana.client.get("/").context["form"] for _ in range(2))
    assert first["id"].value() != second["id"].value()
    assert first["page"].value() != second["page"].value()


def test_going_on_for_twelve_hours(people, written):
    entry = written(people.ana, body="Just now.")
    page = people.ana.client.get("/").content.decode()
    assert f"/entries/{entry.pk}/edit/" in page
    assert f"Continue, {timezone.localtime(entry.changed_at):%H:%M}" in page
    client = people.ana.client
    with time_machine.travel(timezone.now() + timedelta(hours=12, minutes=1)):
        client = type(people.ana)(people.ana.user, people.ana.vault).client
        assert "Continue" not in client.get("/").content.decode()


def test_nothing_to_go_on_with(people, written):
    written(people.ben, body="Ben's.")
    assert "Continue" not in people.ana.client.get("/").content.decode()


@pytest.mark.parametrize("entries", [1, 3])
def test_queries(people, written, django_assert_num_queries, entries):
    for number in range(entries):
        written(people.ana, body=str(number), tags=(f"tag {number}",))
    client = people.ana.client
    client.get("/")  # the session is sealed anew, and the gate looks once
    # Four of them come from the test's own transaction: savepoint, release, identity before and after.
    with django_assert_num_queries(8 + 4):
        client.get("/")


def test_others(people):
    assert people.cho.client.get("/")["Location"] == "/clients/"
    assert people.eve.client.get("/")["Location"] == "/admin/"
    assert people.ana.client.post("/").status_code == 409


# The prompt of the day


def prompt_on(page) -> str:
    return page.context["form"]["prompt"].value()


def test_the_prompt_of_the_day_is_stable_for_day_and_person(people):
    def on_the(day: int, person) -> str:
        with time_machine.travel(datetime(2026, 11, day, 12, tzinfo=UTC), tick=False):
            return prompt_on(type(person)(person.user, person.vault).client.get("/"))

    days = {day: on_the(day, people.ana) for day in range(1, 5)}
    assert all(text.endswith(("?", ".")) for text in days.values())
    assert on_the(1, people.ana) == days[1]
    assert len(set(days.values())) > 1
    assert [on_the(day, people.ben) for day in days] != list(days.values())


def test_another_one_stays_for_the_day_and_keeps_what_was_typed(people):
    client = people.ana.client
    first = prompt_on(client.get("/"))
    typed = sheet(
        people.ana, title="So", body="Half a sentence", mood=2, tags="lake", prompt=first, change="another"
    )
    page = client.post("/", typed)
    assert page.status_code == 200
    assert prompt_on(page) not in ("", first)
    form = page.context["form"]
    kept = {name: str(form[name].value()) for name in ("id", "title", "body", "mood", "tags")}
    assert kept == {name: str(typed[name]) for name in kept}
    assert "Half a sentence" in page.content.decode()
    assert form["page"].value() != typed["page"]
    assert prompt_on(client.get("/")) == prompt_on(page)
    with identity("writer", people.ana.user.pk):
        assert Entry.objects.count() == 0


def test_another_goes_round_all_of_them(people):
    client = people.ana.client
    seen = [prompt_on(client.get("/"))]
    seen += [prompt_on(client.post("/", sheet(people.ana, change="another"))) for _ in range(63)]
    assert len(set(seen)) == 63
    assert seen[-1] == seen[0]


def test_without_one_until_tomorrow(people):
    client = people.ana.client
    page = client.post("/", sheet(people.ana, body="Half a sentence", change="without"))
    assert (prompt_on(page), page.context["form"]["body"].value()) == ("", "Half a sentence")
    assert prompt_on(client.get("/")) == ""
    with time_machine.travel(timezone.now() + timedelta(days=1)):
        client = type(people.ana)(people.ana.user, people.ana.vault).client
        assert prompt_on(client.get("/")) != ""


def test_switched_off(people, django_assert_num_queries):
    User.objects.filter(pk=people.ana.user.pk).update(prompt_of_the_day=False)
    client = people.ana.client
    assert prompt_on(client.get("/")) == ""
    with django_assert_num_queries(7 + 4):
        client.get("/")


def test_what_was_saved_meanwhile_is_not_offered_to_go_on_with(people, written):
    entry = written(people.ana, body="Saved by itself")
    sent = sheet(people.ana, id=entry.pk, based_on=entry.revision, body="Saved by itself", change="another")
    page = people.ana.client.post("/", sent)
    assert page.context["continued"] is None
    assert page.context["form"]["based_on"].value() == entry.revision


def test_words_that_cannot_be_stored_stay_too(people):
    page = people.ana.client.post(
        "/", sheet(people.ana, body="Words to keep", tags="x" * 41, change="another")
    )
    assert page.status_code == 400
    assert "Words to keep" in page.content.decode()


def test_the_prompt_of_another_persons_form(people):
    answer = people.ben.client.post("/", sheet(people.ana, body="Ana's words", change="another"))
    assert answer.status_code == 409
    assert "stored nowhere" in answer.content.decode()
