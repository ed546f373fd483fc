"""What Today and an entry's page show of rounds."""

from dataclasses import replace

import pytest

from journal.models import Entry
from tests.questionnaires.conftest import begun, finished
from vault.identity import identity


def test_today_offers_to_go_on(people, love, talk):
    finished(people.ana, talk)
    response = begun(people.ana, love)
    page = people.ana.client.get("/").content.decode()
    assert f'href="/responses/{response.pk}/"' in page
    assert "Is the love mutual?" in page
    assert "Can you communicate?" not in page


def test_today_without_open_rounds_says_nothing(people, love):
    finished(people.ana, love)
    assert "/responses/" not in people.ana.client.get("/").content.decode()


def test_what_lies_in_the_trash_is_not_offered(people, love):
    response = begun(people.ana, love)
    with identity("writer", people.ana.user.pk):
        response.entry.trash()
    assert "/responses/" not in people.ana.client.get("/").content.decode()


@pytest.mark.parametrize(("make", "word"), [(begun, "Go on"), (finished, "See the result")])
def test_an_entry_leads_to_its_round(people, love, make, word):
    response = make(people.ana, love)
    page = people.ana.client.get(f"/entries/{response.pk}/").content.decode()
    assert word in page
    assert f"/responses/{response.pk}/" in page


WORDS = "What I thought of it then."


def with_words(person, response):
    with identity("writer", person.user.pk):
        entry = Entry.objects.get(pk=response.pk)
        draft = replace(entry.as_draft(person.vault), body=WORDS)
        entry.save_draft(person.vault, draft, based_on=entry.revision, page="", sequence=0)
    return response


def searched(person, words):
    return person.client.post("/journal/search/", {"q": words}, follow=True).content.decode()


def test_before_today_is_answered_an_earlier_entry_is_folded(people, love):
    response = with_words(people.ana, finished(people.ana, love))
    address = f"/entries/{response.pk}/"
    assert "<details" not in people.ana.client.get(address).content.decode().split("</h1>")[1]
    begun(people.ana, love)
    before, after = people.ana.client.get(address).content.decode().split("<details", 1)
    assert "You are answering this again right now." in before
    assert WORDS not in before
    assert WORDS in after


def test_search_folds_it_too(people, love, talk):
    response, other = with_words(people.ana, finished(people.ana, love)), finished(people.ana, talk)
    assert "soon: <mark>Mostly</mark>" in searched(people.ana, "mostly")
    begun(people.ana, love)
    for words in ("mostly", "thought"):
        page = searched(people.ana, words)
        assert f'href="/responses/{response.pk}/result/"' in page
        assert "Folded away" in page
        assert "<mark>" not in page
    page = searched(people.ana, "often")
    assert f'href="/responses/{other.pk}/result/"' in page
    assert "Folded away" not in page


def test_in_the_trash_the_answers_can_be_read(people, love):
    response = finished(people.ana, love)
    with identity("writer", people.ana.user.pk):
        response.entry.trash()
    page = people.ana.client.get(f"/entries/{response.pk}/").content.decode()
    assert "I am glad when I know I will see them soon." in page
    assert "/result/" not in page
    begun(people.ana, love)
    before = people.ana.client.get(f"/entries/{response.pk}/").content.decode().split("<details", 1)[0]
    assert "I am glad" not in before


def test_an_open_round_in_the_trash_leads_nowhere(people, love):
    response = begun(people.ana, love)
    with identity("writer", people.ana.user.pk):
        response.entry.trash()
    page = people.ana.client.get(f"/entries/{response.pk}/")
    assert page.status_code == 200
    assert "/responses/" not in page.content.decode()
