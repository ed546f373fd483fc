"""Writing something new: saved by itself or by the button, once, and only for its owner."""

import uuid
from datetime import timedelta
from urllib.parse import urlencode

import pytest
from django.utils import timezone

from journal.models import Entry
from journal.words import BODY_LIMIT
from tests.journal.sheet import AUTOSAVE, sheet
from vault.identity import identity

pytestmark = pytest.mark.django_db
URL = "/entries/new/"
FORM = "application/x-www-form-urlencoded"


def stored(person):
    with identity("writer", person.user.pk):
        return [entry.as_draft(person.vault) for entry in Entry.objects.newest_first()]


def test_the_page(people):
    page = people.ana.client.get(URL).content.decode()
    assert 'name="title"' in page
    assert 'name="body"' in page


def test_saved_by_the_button(people):
    sent = sheet(people.ana, title="The lake", body="One\r\ntwo", mood=4, tags="#Swim, cold water, swim")
    answer = people.ana.client.post(URL, sent)
    assert answer.status_code == 302
    assert answer["Location"] == f"/entries/{sent['id']}/"
    [draft] = stored(people.ana)
    assert (draft.title, draft.body, draft.mood, draft.tags) == (
        "The lake",
        "One\ntwo",
        4,
        ("swim", "cold water"),
    )
    assert draft.about_on == timezone.localdate()


def test_saved_by_itself_and_again(people):
    sent = sheet(people.ana, body="One")
    first = people.ana.client.post(URL, sent, headers=AUTOSAVE)
    assert first.status_code == 200
    assert set(first.json()) == {"revision", "saved_at"}
    sent |= {"body": "One two", "based_on": first.json()["revision"], "sequence": 2}
    second = people.ana.client.post(URL, sent, headers=AUTOSAVE).json()
    assert second["revision"] != first.json()["revision"]
    assert second["saved_at"] == f"{timezone.localtime():%H:%M}"
    assert [draft.body for draft in stored(people.ana)] == ["One two"]


def test_blank_begins_nothing(people):
    sent = sheet(people.ana, body=" \n ")
    assert people.ana.client.post(URL, sent, headers=AUTOSAVE).json()["revision"] == ""
    assert people.ana.client.post(URL, sent).status_code == 302
    assert stored(people.ana) == []


def test_emptied_is_deleted_and_goes_on(people):
    sent = sheet(people.ana, body="One")
    sent["based_on"] = people.ana.client.post(URL, sent, headers=AUTOSAVE).json()["revision"]
    answer = people.ana.client.post(URL, sent | {"body": "", "sequence": 2}, headers=AUTOSAVE)
    assert answer.json()["revision"] == ""
    assert stored(people.ana) == []
    people.ana.client.post(URL, sent | {"body": "Two", "sequence": 3, "based_on": ""}, headers=AUTOSAVE)
    assert [draft.body for draft in stored(people.ana)] == ["Two"]


def test_another_person_has_signed_in(people):
    sent = sheet(people.ana, body="Ana's words")
    answer = people.ben.client.post(URL, sent, headers=AUTOSAVE)
    assert answer.status_code == 409
    assert answer.json()["reason"] == "owner"
    page = people.ben.client.post(URL, sent)
    assert page.status_code == 409
    assert "stored nowhere" in page.content.decode()
    assert stored(people.ana) == stored(people.ben) == []


def test_an_id_of_another_person(people, written):
    entry = written(people.ana, body="Ana's words")
    answer = people.ben.client.post(URL, sheet(people.ben, id=entry.pk, body="Ben's"), headers=AUTOSAVE)
    assert answer.status_code == 404
    assert [draft.body for draft in stored(people.ana)] == ["Ana's words"]
    assert stored(people.ben) == []


TOMORROW = f"{timezone.localdate() + timedelta(days=2):%Y-%m-%d}"


@pytest.mark.parametrize(
    ("field", "value", "says"),
    [
        ("about_on", TOMORROW, "This day has not come yet."),
        ("about_on", "soon", "This is not a date we can read."),
        ("body", "x" * (BODY_LIMIT + 5), "This is 5 characters more than one entry can hold"),
        ("body", "nul \0 byte", "Null characters are not allowed."),
        ("title", "x" * 201, "at most 200 characters"),
        ("tags", ",".join(f"t{n}" for n in range(21)), "Please keep to 20 tags."),
        ("tags", "x" * 41, "longer than 40 characters"),
        ("mood", "9", "not one of the available choices"),
        ("id", "7", "valid UUID"),
        ("page", "x", "valid value"),
        ("sequence", "-1", "greater than or equal to 0"),
        ("based_on", "x", "valid value"),
    ],
)
def test_what_cannot_be_stored_stays_on_the_page(people, field, value, says):
    sent = sheet(people.ana, **{"body": "Words to keep", field: value})
    answer = people.ana.client.post(URL, sent, headers=AUTOSAVE)
    assert answer.status_code == 400
    assert says in answer.json()["errors"][field][0]
    page = people.ana.client.post(URL, sent)
    assert page.status_code == 400
    if field != "body":
        assert "Words to keep" in page.content.decode()
    assert stored(people.ana) == []


def test_much_too_long_without_script_stays_on_the_page(people):
    """Its form is 3.1 MB long."""
    body = "ш" * 520_000
    page = people.ana.client.post(URL, urlencode(sheet(people.ana, body=body)), content_type=FORM)
    assert page.status_code == 400
    assert "This is 320000 characters more than one entry can hold" in page.content.decode()
    assert body in page.content.decode()
    assert stored(people.ana) == []


def test_the_longest_entry(people):
    body = "ü" * BODY_LIMIT
    assert people.ana.client.post(URL, sheet(people.ana, body=body)).status_code == 302
    assert stored(people.ana)[0].body == body


def test_signed_out_and_locked(people, client):
    sent = sheet(people.ana, body="Words")
    assert client.post(URL, sent, headers=AUTOSAVE).status_code == 401
    signed_in = people.ana.client
    del signed_in.cookies["key"]
    assert signed_in.post(URL, sent, headers=AUTOSAVE).status_code == 423
    assert stored(people.ana) == []


def test_a_page_of_its_own_id(people):
    assert uuid.UUID(str(people.ana.client.get(URL).context["form"]["id"].value()))
