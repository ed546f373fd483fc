"""Begin: one round, whatever is clicked."""

import uuid

import pytest

from questionnaires.models import Response
from tests.questionnaires.conftest import begun, finished
from vault.identity import identity


def post(person, edition=None, **fields):
    if edition:
        fields = {"questionnaire": edition.questionnaire_id, "id": uuid.uuid4()} | fields
    return person.client.post("/responses/", fields)


def rounds(person):
    with identity("writer", person.user.pk):
        return list(Response.objects.values_list("pk", flat=True))


def test_it_begins_a_round_and_leads_to_its_first_section(people, love):
    id = uuid.uuid4()
    answer = post(people.ana, love, id=id)
    assert answer.status_code == 302
    assert answer["Location"] == f"/responses/{id}/"
    assert people.ana.client.get(answer["Location"])["Location"] == f"/responses/{id}/1/"
    assert rounds(people.ana) == [id]


def test_a_double_click_begins_one(people, love):
    id = uuid.uuid4()
    assert post(people.ana, love, id=id)["Location"] == post(people.ana, love, id=id)["Location"]
    assert rounds(people.ana) == [id]


def test_an_open_round_is_gone_on_with(people, love):
    response = begun(people.ana, love)
    assert post(people.ana, love)["Location"] == f"/responses/{response.pk}/"
    assert rounds(people.ana) == [response.pk]


def test_after_a_finished_round_a_new_one_begins(people, love):
    finished(people.ana, love)
    assert post(people.ana, love).status_code == 302
    assert len(rounds(people.ana)) == 2


def test_an_id_of_another_person_is_not_found(people, love):
    response = begun(people.ben, love)
    assert post(people.ana, love, id=response.pk).status_code == 404
    assert rounds(people.ana) == []


def test_an_id_of_an_entry_that_is_no_round_is_not_found(people, love, written):
    entry = written(people.ana, body="Free words.")
    assert post(people.ana, love, id=entry.pk).status_code == 404


@pytest.mark.parametrize("fields", [{}, {"questionnaire": "love", "id": "1"}])
def test_what_is_no_form_of_ours_gets_the_catalogue(people, love, fields):
    answer = post(people.ana, **fields)
    assert answer.status_code == 400
    assert "Is the love mutual?" in answer.content.decode()


def test_what_is_not_offered_is_not_found(people, love):
    assert post(people.ana, love, questionnaire=uuid.uuid4()).status_code == 404


def test_looking_is_refused(people, love):
    assert people.ana.client.get("/responses/").status_code == 405


def test_a_therapist_begins_nothing(people, love):
    assert post(people.cho, love).status_code == 404
