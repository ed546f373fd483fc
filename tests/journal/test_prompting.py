"""How long a choice about prompts lasts, and what is kept of it: a day and a number, or a tick; never which prompt."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from journal.models import Entry, Prompt
from journal.prompting import PASSED
from tests.cast import PASSWORD
from tests.journal.sheet import sheet
from vault.identity import identity

pytestmark = pytest.mark.django_db


def prompt_on(page) -> str:
    return page.context["form"]["prompt"].value()


def tomorrow(person):
    """A client that signs in a day later."""
    return type(person)(person.user, person.vault).client


@pytest.mark.parametrize("change", ["another", "without"])
def test_a_change_lasts_through_lock_and_unlock_until_tomorrow(people, change):
    client = people.ana.client
    first = prompt_on(client.get("/"))
    changed = prompt_on(client.post("/", sheet(people.ana, change=change)))
    assert changed != first
    client.post("/lock/")
    client.post("/unlock/", {"password": PASSWORD})
    assert prompt_on(client.get("/")) == changed
    with time_machine.travel(timezone.now() + timedelta(days=1)):
        assert prompt_on(tomorrow(people.ana).get("/")) not in ("", changed)


def test_what_the_session_keeps(people):
    client = people.ana.client
    for _ in range(2):
        client.post("/", sheet(people.ana, change="another"))
    today = timezone.localdate().isoformat()
    assert client.session[PASSED] == [today, 2]
    client.post("/", sheet(people.ana, change="without"))
    assert client.session[PASSED] == [today, None]


def test_switched_off_for_good(people):
    client = people.ana.client
    page = client.get("/account/").context["form"]
    kept = {name: page[name].value() for name in page.fields}
    client.post("/account/", {name: value for name, value in kept.items() if name != "prompt_of_the_day"})
    assert prompt_on(client.get("/")) == ""
    with time_machine.travel(timezone.now() + timedelta(days=1)):
        client = tomorrow(people.ana)
        assert prompt_on(client.get("/")) == ""
        client.post("/account/", kept | {"prompt_of_the_day": "on"})
        assert prompt_on(client.get("/")) != ""


def test_an_entry_keeps_the_words_sealed_and_no_key(people):
    """Retired and rewritten later, the prompt still says in the entry what it said."""
    with identity("editor", people.eve.user.pk):
        prompt = Prompt.objects.live().first()
    client = people.ana.client
    begun = client.get(f"/entries/new/?prompt={prompt.pk}").context["form"]
    client.post("/entries/new/", sheet(people.ana, prompt=begun["prompt"].value(), body="Words."))
    with identity("editor", people.eve.user.pk):
        Prompt.objects.filter(pk=prompt.pk).update(text="Something else?", retired_at=timezone.now())
    with identity("writer", people.ana.user.pk):
        entry = Entry.objects.get()
        assert entry.as_draft(people.ana.vault).prompt == prompt.text
        (row,) = Entry.objects.values()
    stored = b"".join(
        bytes(value) if isinstance(value, bytes | memoryview) else str(value).encode()
        for value in row.values()
    )
    for told in (prompt.text.encode(), prompt.pk.bytes, str(prompt.pk).encode(), prompt.key.encode()):
        assert told not in stored
    assert not [field.name for field in Entry._meta.get_fields() if field.related_model is Prompt]
    assert prompt.text in client.get(f"/entries/{entry.pk}/").content.decode()
