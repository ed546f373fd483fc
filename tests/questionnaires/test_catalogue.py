"""The catalogue: what can be answered, and what somebody has of it."""

import pytest

from tests.questionnaires.conftest import begun, finished
from vault.identity import identity


@pytest.fixture
def ana(people, love, talk):
    return people.ana


def get(person):
    return person.client.get("/questionnaires/")


def test_it_tells_of_each_what_it_is_for(ana):
    page = get(ana).content.decode()
    assert "Is the love mutual?" in page
    assert "about 7 minutes" in page
    assert "It cannot tell you what your partner feels inside." in page
    assert page.count("Begin:") == 8


def test_it_never_says_leave(ana):
    page = get(ana).content.decode()
    assert "an article by Anne Cohen about love that goes both ways" in page
    assert "Wants to Leave" not in page


def test_an_open_round_is_gone_on_with(ana, love):
    response = begun(ana, love)
    page = get(ana).content.decode()
    assert f'href="/responses/{response.pk}/"' in page
    assert page.count("Begin:") == 7


def test_the_last_result_is_near(ana, love):
    finished(ana, love)
    response = finished(ana, love)
    page = get(ana).content.decode()
    assert f'href="/responses/{response.pk}/result/"' in page
    assert page.count("/result/") == 1


def test_a_round_in_the_trash_is_not_shown(ana, love):
    response = begun(ana, love)
    with identity("writer", ana.user.pk):
        response.entry.trash()
    assert get(ana).content.decode().count("Begin:") == 8


def test_nobody_sees_another_persons_rounds(ana, people, love):
    finished(people.ben, love)
    assert "last answered" not in get(ana).content.decode()


def test_no_name_of_a_questionnaire_stands_in_an_address(ana, love):
    begun(ana, love)
    assert "is-the-love-mutual" not in get(ana).content.decode()


@pytest.mark.parametrize("rows", [1, 3])
def test_queries_do_not_grow(ana, love, talk, rows, queries):
    for _ in range(rows):
        finished(ana, love)
    begun(ana, talk)
    assert queries(lambda: get(ana)) == 8


def test_post_is_refused(ana):
    assert ana.client.post("/questionnaires/").status_code == 405


def test_a_therapist_has_no_such_page(people, love):
    assert get(people.cho).status_code == 404
