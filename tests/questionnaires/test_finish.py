"""The end of a round: a last look, and one act."""

import pytest

from questionnaires.models import Response
from tests.questionnaires.conftest import answered, begun, finished
from vault.identity import identity


def url(response):
    return f"/responses/{response.pk}/finish/"


def is_finished(person, response):
    with identity("writer", person.user.pk):
        return Response.objects.get(pk=response.pk).finished_at is not None


def test_it_shows_what_is_open_and_asks(people, love):
    response = answered(people.ana, love)
    page = people.ana.client.get(url(response)).content.decode()
    assert "That was the last question" in page
    assert "You left some lines open" not in page
    assert not is_finished(people.ana, response)


def test_lines_left_open_are_named_and_do_not_hinder(people, love):
    response = begun(people.ana, love)
    page = people.ana.client.get(url(response)).content.decode()
    assert f'<a href="/responses/{response.pk}/1/">Being in love</a>' in page
    assert people.ana.client.post(url(response)).status_code == 302
    assert is_finished(people.ana, response)


def test_finishing_leads_to_the_result(people, love):
    response = answered(people.ana, love)
    answer = people.ana.client.post(url(response))
    assert (answer.status_code, answer["Location"]) == (302, f"/responses/{response.pk}/result/")
    assert is_finished(people.ana, response)


def test_finishing_twice_is_finishing_once(people, love):
    response = finished(people.ana, love)
    assert people.ana.client.post(url(response))["Location"] == f"/responses/{response.pk}/result/"


def test_what_is_needed_is_asked_for(people, talk):
    response = begun(people.ana, talk)
    answer = people.ana.client.post(url(response))
    assert answer.status_code == 400
    assert f"/responses/{response.pk}/6/" in answer.content.decode()
    assert not is_finished(people.ana, response)


@pytest.mark.parametrize("who", ["ben", "cho", "eve"])
def test_nobody_else_finishes_it(people, love, who):
    response = answered(people.ana, love)
    client = getattr(people, who).client
    assert client.get(url(response)).status_code == 404
    assert client.post(url(response)).status_code == 404
    assert not is_finished(people.ana, response)


def test_other_methods_are_refused(people, love):
    response = answered(people.ana, love)
    assert people.ana.client.put(url(response)).status_code == 405


@pytest.mark.parametrize("rows", [1, 3])
def test_queries_do_not_grow(people, love, rows, queries):
    for _ in range(rows):
        finished(people.ana, love)
    response = answered(people.ana, love)
    assert queries(lambda: people.ana.client.get(url(response))) == 8
