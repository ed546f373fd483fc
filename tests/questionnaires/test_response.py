"""Where a round stands: open ones go on, finished ones can be read."""

import uuid

import pytest

from tests.questionnaires.conftest import begun, finished
from vault.identity import identity


def get(person, response):
    return person.client.get(f"/responses/{response.pk}/")


def test_an_open_round_goes_on(people, love):
    response = begun(people.ana, love)
    assert get(people.ana, response)["Location"] == f"/responses/{response.pk}/1/"


def test_a_finished_round_can_be_read(people, talk):
    others = {"sensed": "yes", "asked": "no", "what_holds": ["words", "afraid"]}
    response = finished(people.ana, talk, **others)
    page = get(people.ana, response).content.decode()
    assert "I tell them when something makes me happy." in page
    assert "I do not know how to say it; I am afraid of what they might do" in page


def test_while_answering_again_it_is_folded(people, love):
    response = finished(people.ana, love)
    assert "<details" not in get(people.ana, response).content.decode()
    begun(people.ana, love)
    assert "Show these answers anyway" in get(people.ana, response).content.decode()


def test_in_the_trash_it_is_not_found(people, love):
    response = finished(people.ana, love)
    with identity("writer", people.ana.user.pk):
        response.entry.trash()
    assert get(people.ana, response).status_code == 404


@pytest.mark.parametrize("who", ["ben", "cho", "eve"])
def test_nobody_else_finds_it(people, love, who):
    response = finished(people.ana, love)
    assert get(getattr(people, who), response).status_code == 404


def test_what_does_not_exist_is_not_found(people, love):
    assert people.ana.client.get(f"/responses/{uuid.uuid4()}/").status_code == 404


def test_post_is_refused(people, love):
    response = begun(people.ana, love)
    assert people.ana.client.post(f"/responses/{response.pk}/").status_code == 405


@pytest.mark.parametrize("rows", [1, 3])
def test_queries_do_not_grow(people, love, rows, queries):
    for _ in range(rows):
        response = finished(people.ana, love)
    assert queries(lambda: get(people.ana, response)) == 9
