"""What Today and an entry's page show of rounds."""

import pytest

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
