"""The library of prompts, by theme; each opens a sheet that keeps its words and no key to it."""

import pytest
from django.utils import timezone

from journal.models import Entry, Prompt
from tests.journal.sheet import sheet
from vault.identity import identity

pytestmark = pytest.mark.django_db


@pytest.fixture
def prompt(people) -> Prompt:
    with identity("editor", people.eve.user.pk):
        return Prompt.objects.get(key="not-said")


def change(people, prompt, **changes):
    with identity("editor", people.eve.user.pk):
        Prompt.objects.filter(pk=prompt.pk).update(**changes)


def test_by_theme(people):
    page = people.ana.client.get("/journal/prompts/").content.decode()
    assert page.count("<details") == 10
    assert page.count("?prompt=") == 63
    assert "What did you not say today?" in page


def test_what_is_retired_is_not_offered(people, prompt):
    change(people, prompt, retired_at=timezone.now())
    assert "What did you not say today?" not in people.ana.client.get("/journal/prompts/").content.decode()
    assert people.ana.client.get("/entries/new/", {"prompt": prompt.pk}).status_code == 404


def test_none_at_all(people):
    with identity("editor", people.eve.user.pk):
        Prompt.objects.update(retired_at=timezone.now())
    assert (
        "There are no prompts on this site yet."
        in people.ana.client.get("/journal/prompts/").content.decode()
    )
    assert people.ana.client.get("/").status_code == 200


def test_an_entry_begins_with_one_and_keeps_its_words(people, prompt):
    page = people.ana.client.get("/entries/new/", {"prompt": prompt.pk})
    assert page.context["form"]["prompt"].value() == prompt.text
    people.ana.client.post("/entries/new/", sheet(people.ana, body="That I am tired.", prompt=prompt.text))
    change(people, prompt, text="Something else?")
    with identity("writer", people.ana.user.pk):
        entry = Entry.objects.get()
        assert entry.as_draft(people.ana.vault).prompt == "What did you not say today?"
    assert "What did you not say today?" in people.ana.client.get(f"/entries/{entry.pk}/").content.decode()


@pytest.mark.parametrize("wrong", ["", "7", "0f9d2f5e-2ad9-4d0e-8b43-1a2b3c4d5e6f"])
def test_an_address_that_no_page_wrote(people, wrong):
    assert people.ana.client.get("/entries/new/", {"prompt": wrong}).status_code == 404


@pytest.mark.parametrize("more", [1, 3])
def test_queries(people, more, django_assert_num_queries):
    with identity("editor", people.eve.user.pk):
        Prompt.objects.bulk_create(
            Prompt(text=f"Question {number}?", theme="new", theme_name="New") for number in range(more)
        )
    client = people.ana.client
    client.get("/journal/prompts/")
    # Four of them come from the test's own transaction: savepoint, release, identity before and after.
    with django_assert_num_queries(5 + 4):
        client.get("/journal/prompts/")
