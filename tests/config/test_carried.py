"""Without script: words posted after the session ended or the journal locked come through the sign-in."""

import re
import time
import uuid

import pytest
import time_machine
from django.test import Client

from journal.models import Entry
from journal.words import Draft
from tests.cast import PASSWORD, write
from vault.identity import identity

OURS, FOREIGN = {"Sec-Fetch-Site": "same-origin"}, {"Sec-Fetch-Site": "cross-site"}
SIGN_IN, UNLOCK = "/accounts/login/", "/unlock/"


def form(person, body="Written too late.") -> dict[str, str]:
    return {
        "owner": str(person.user.pk),
        "id": str(uuid.uuid4()),
        "page": uuid.uuid4().hex,
        "sequence": "1",
        "body": body,
    }


def carried(answer) -> str:
    found = re.search(r'name="carried" value="([^"]+)"', answer.content.decode())
    return found[1] if found else ""


def bodies(person) -> list[str]:
    with identity("writer", person.user.pk):
        return [entry.read_body(person.vault) for entry in Entry.objects.all()]


def sign_in(client, person, **more):
    return client.post(SIGN_IN, {"login": person.user.email, "password": PASSWORD, **more})


def test_a_post_after_the_session_ended_is_saved_after_signing_in(people):
    ana = people.ana
    client = Client()
    asked = client.post("/entries/new/", form(ana), headers=OURS)
    assert asked.status_code == 401
    assert f'action="{SIGN_IN}"' in asked.content.decode()
    assert b"Written too late" not in asked.content
    answer = sign_in(client, ana, carried=carried(asked))
    assert answer.status_code == 302
    assert bodies(ana) == ["Written too late."]
    assert answer["Location"].startswith("/entries/")


def test_a_mistyped_password_keeps_them(people):
    client = Client()
    asked = client.post("/entries/new/", form(people.ana), headers=OURS)
    again = client.post(
        SIGN_IN, {"login": people.ana.user.email, "password": "not it", "carried": carried(asked)}
    )
    assert again.status_code == 400
    sign_in(client, people.ana, carried=carried(again))
    assert bodies(people.ana) == ["Written too late."]


def test_a_post_to_a_locked_journal_is_saved_after_unlocking(people):
    ana = people.ana
    ana.client.post("/lock/")
    asked = ana.client.post("/entries/new/", form(ana), headers=OURS)
    assert asked.status_code == 423
    assert f'action="{UNLOCK}"' in asked.content.decode()
    ana.client.post(UNLOCK, {"password": PASSWORD, "carried": carried(asked)})
    assert bodies(ana) == ["Written too late."]


def test_another_person_gets_nothing(people):
    ana, ben = people.ana, people.ben
    client = Client()
    asked = client.post("/entries/new/", form(ana), headers=OURS)
    assert sign_in(client, ben, carried=carried(asked))["Location"] == "/"
    assert (bodies(ana), bodies(ben)) == ([], [])


def test_after_twelve_hours_they_are_gone_and_the_page_says_so(people):
    client = Client()
    asked = client.post("/entries/new/", form(people.ana), headers=OURS)
    with time_machine.travel(time.time() + 12 * 60 * 60 + 1):
        sign_in(client, people.ana, carried=carried(asked))
        assert "it was not kept" in client.get("/journal/").content.decode()
    assert bodies(people.ana) == []


def test_long_words_in_large_letters_come_through(people):
    words = "".join(chr(0x1F600 + number % 60) for number in range(200_000))
    client = Client()
    asked = client.post("/entries/new/", form(people.ana, words), headers=OURS)
    sign_in(client, people.ana, carried=carried(asked))
    assert bodies(people.ana) == [words]


def test_only_words_are_carried(people):
    """Nothing that throws away, shares or ends may wait behind somebody's sign-in."""
    entry = write(people.ana, Draft(body="Stays."))
    asked = Client().post(f"/entries/{entry.pk}/trash/", form(people.ana), headers=OURS)
    assert (asked.status_code, carried(asked)) == (401, "")


@pytest.mark.parametrize("path", ["/entries/new/", "/accounts/login/"])
def test_a_form_in_another_encoding_is_refused(people, path):
    kind = "application/x-www-form-urlencoded; charset=latin-1"
    answer = Client().generic("POST", path, b"owner=1&body=\xe9", kind)
    assert answer.status_code in (400, 401)


@pytest.mark.parametrize("rubbish", ["x", "AAAA", "%00", "é"])
def test_rubbish_signs_in_and_saves_nothing(people, rubbish):
    assert sign_in(Client(), people.ana, carried=rubbish).status_code == 302
    assert bodies(people.ana) == []


def test_a_token_from_before_asks_for_one_more_press(people):
    """Signed in anew in another tab: the page of the first tab still holds the old token."""
    ana = people.ana
    client = Client(enforce_csrf_checks=True)
    client.cookies = ana.client.cookies.copy()
    asked = client.post("/entries/new/", form(ana), headers=OURS)
    page = asked.content.decode()
    assert asked.status_code == 403
    fields = dict(re.findall(r'<textarea name="(\w+)" hidden autocomplete="off">([^<]*)</textarea>', page))
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page)[1]
    assert 'action="/entries/new/"' in page
    client.post("/entries/new/", {**fields, "csrfmiddlewaretoken": token}, headers=OURS)
    assert bodies(ana) == ["Written too late."]


def test_another_site_can_plant_nothing(people):
    ana = people.ana
    signed_out = Client().post("/entries/new/", form(ana), headers=FOREIGN)
    assert (signed_out.status_code, carried(signed_out)) == (401, "")
    client = Client(enforce_csrf_checks=True)
    client.cookies = ana.client.cookies.copy()
    signed_in = client.post("/entries/new/", form(ana), headers=FOREIGN)
    assert (signed_in.status_code, carried(signed_in)) == (403, "")


def test_htmx_and_autosave_get_a_status_and_keep_their_words(people):
    ana = people.ana
    for headers in ({"HX-Request": "true"}, {"X-Autosave": "1"}):
        answer = Client().post("/entries/new/", form(ana), headers=headers)
        assert (answer.status_code, answer.json()) == (401, {"reason": "signed_out"})
    ana.client.post("/lock/")
    answer = ana.client.post("/entries/new/", form(ana), headers={"X-Autosave": "1"})
    assert (answer.status_code, answer.json()) == (423, {"reason": "locked"})


def test_too_many_guesses_keep_them_too(people):
    ana = people.ana
    ana.client.post("/lock/")
    token = carried(ana.client.post("/entries/new/", form(ana), headers=OURS))
    answers = [ana.client.post(UNLOCK, {"password": "no", "carried": token}) for _ in range(11)]
    assert (answers[-1].status_code, carried(answers[-1])) == (429, token)
