"""Templates of one's own: kept from an entry, begun from, renamed and deleted; sealed, and nobody else's."""

import pytest

from journal.models import Entry, Template
from tests.journal.sheet import sheet
from vault.identity import identity

pytestmark = pytest.mark.django_db
URL = "/journal/templates/"


@pytest.fixture
def entry(people, written):
    return written(
        people.ana, title="Evening", body="## What was good\n\n## What was hard", mood=3, tags=("x",)
    )


@pytest.fixture
def kept(people):
    """kept(person, name, body) is a template of that person."""

    def keep(person, name: str, body: str = "Words.") -> Template:
        with identity("writer", person.user.pk):
            return Template.keep(person.user, person.vault, name, body)

    return keep


def stored(person) -> list[tuple[str, str]]:
    with identity("writer", person.user.pk):
        return [(t.read_name(person.vault), t.read_body(person.vault)) for t in Template.objects.all()]


def test_none_yet(people):
    assert "You have no templates yet." in people.ana.client.get(URL).content.decode()


def test_an_entry_becomes_one(people, entry):
    assert f"/entries/{entry.pk}/template/" in people.ana.client.get(f"/entries/{entry.pk}/").content.decode()
    page = people.ana.client.get(f"/entries/{entry.pk}/template/")
    assert page.context["form"]["name"].value() == "Evening"
    assert "What was hard" in page.content.decode()
    answer = people.ana.client.post(f"/entries/{entry.pk}/template/", {"name": "Evenings"})
    assert answer["Location"] == URL
    assert stored(people.ana) == [("Evenings", "## What was good\n\n## What was hard")]


@pytest.mark.parametrize("name", ["", "   ", "x" * 201])
def test_it_needs_a_name(people, entry, name):
    assert people.ana.client.post(f"/entries/{entry.pk}/template/", {"name": name}).status_code == 400
    assert stored(people.ana) == []


def test_answers_and_what_lies_in_the_trash_become_none(people):
    people.everything()
    entry = people.entry
    assert people.ana.client.get(f"/entries/{people.response.pk}/template/").status_code == 404
    people.ana.client.post(f"/entries/{entry.pk}/trash/")
    assert people.ana.client.post(f"/entries/{entry.pk}/template/", {"name": "x"}).status_code == 404


def test_begun_with(people, kept):
    template = kept(people.ana, "Evenings", "## What was good\n")
    page = people.ana.client.get("/entries/new/", {"template": template.pk})
    assert page.context["form"]["body"].value() == "## What was good\n"
    people.ana.client.post("/entries/new/", sheet(people.ana, body="## What was good\nThe lake."))
    with identity("writer", people.ana.user.pk):
        assert Entry.objects.count() == 1
    assert stored(people.ana) == [("Evenings", "## What was good\n")]


@pytest.mark.parametrize("wrong", ["", "7", "0f9d2f5e-2ad9-4d0e-8b43-1a2b3c4d5e6f"])
def test_an_address_that_no_page_wrote(people, wrong):
    assert people.ana.client.get("/entries/new/", {"template": wrong}).status_code == 404


def test_renamed(people, kept):
    template = kept(people.ana, "Evenings")
    page = people.ana.client.get(f"{URL}{template.pk}/").content.decode()
    assert "Words." in page
    assert people.ana.client.post(f"{URL}{template.pk}/", {"name": " Nights "})["Location"] == URL
    assert people.ana.client.post(f"{URL}{template.pk}/", {"name": ""}).status_code == 400
    assert stored(people.ana) == [("Nights", "Words.")]


def test_deleted_after_asking(people, kept):
    template = kept(people.ana, "Evenings")
    assert "Delete this template?" in people.ana.client.get(f"{URL}{template.pk}/delete/").content.decode()
    assert len(stored(people.ana)) == 1
    assert people.ana.client.post(f"{URL}{template.pk}/delete/")["Location"] == URL
    assert stored(people.ana) == []


def test_listed_by_name_and_only_to_its_owner(people, kept):
    for name in ("Evenings", "äpfel", "Zebras"):
        kept(people.ana, name)
    theirs = kept(people.ben, "Ben's")
    page = people.ana.client.get(URL)
    assert [name for _template, name in page.context["templates"]] == ["äpfel", "Evenings", "Zebras"]
    for address in (f"{URL}{theirs.pk}/", f"{URL}{theirs.pk}/delete/", f"/entries/new/?template={theirs.pk}"):
        assert people.ana.client.get(address).status_code == 404
    with identity("writer", people.ana.user.pk):
        assert not Template.objects.filter(pk=theirs.pk).exists()


def test_one_that_cannot_be_opened_hides_no_other(people, kept):
    damaged, whole = kept(people.ana, "Damaged"), kept(people.ana, "Whole")
    with identity("writer", people.ana.user.pk):
        Template.objects.filter(pk=damaged.pk).update(name=whole.name, body=whole.body)
    page = people.ana.client.get(URL).content.decode()
    assert "This template cannot be opened" in page
    assert "Whole" in page
    assert people.ana.client.get(f"{URL}{damaged.pk}/").status_code == 200
    assert people.ana.client.get("/entries/new/", {"template": damaged.pk}).status_code == 404
    assert people.ana.client.post(f"{URL}{damaged.pk}/delete/").status_code == 302


def test_starting_over_takes_them_along(people, kept):
    kept(people.ana, "Evenings")
    people.ana.client.post("/start-over/", {"password": "paper-boat-lantern", "words": "start over"})
    with identity("writer", people.ana.user.pk):
        assert not Template.objects.exists()


@pytest.mark.parametrize("templates", [1, 3])
def test_queries(people, kept, templates, django_assert_num_queries):
    for number in range(templates):
        kept(people.ana, f"Template {number}")
    client = people.ana.client
    client.get(URL)
    # Four of them come from the test's own transaction: savepoint, release, identity before and after.
    with django_assert_num_queries(5 + 4):
        client.get(URL)


def test_sealed(people, kept):
    kept(people.ana, "Heliotrope", "Quicksilver.")
    with identity("writer", people.ana.user.pk):
        template = Template.objects.get()
    assert len(bytes(template.name)) > 1024
    assert b"eliotrope" not in bytes(template.name)
    assert b"uicksilver" not in bytes(template.body)
