"""Signing in: unlocks at once, tells nothing, and sends each kind of person home."""

import pytest
from django.test import Client

from accounts.models import User
from tests.cast import PASSWORD
from vault.models import UserKeys


def sign_in(client: Client, address: str, password: str = PASSWORD, **fields: str):
    return client.post("/accounts/login/", {"login": address, "password": password, **fields})


def test_a_sign_in_unlocks(people):
    client = Client()
    answer = sign_in(client, people.ana.user.email)
    assert (answer.status_code, answer.url) == (302, "/")
    assert client.cookies["key"]["httponly"]
    assert client.cookies["key"]["samesite"] == "Lax"
    assert client.cookies["key"]["max-age"] == ""
    assert client.get("/").status_code == 200


@pytest.mark.parametrize(("who", "home"), [("ana", "/"), ("cho", "/clients/"), ("eve", "/admin/")])
def test_home(people, who, home):
    assert sign_in(Client(), getattr(people, who).user.email).url == home


def test_on_to_where_one_was_going(people):
    assert sign_in(Client(), people.ana.user.email, next="/journal/").url == "/journal/"
    assert sign_in(Client(), people.ana.user.email, next="https://evil.example/").url == "/"


def test_case_of_the_address_does_not_matter(people):
    assert sign_in(Client(), people.ana.user.email.upper()).status_code == 302


@pytest.mark.parametrize("address", ["ana@example.org", "nobody@example.org"])
def test_a_wrong_password_is_the_same_sentence_for_all(people, address):
    assert people.ana
    answer = sign_in(Client(), address, "wrong-wrong-wrong")
    assert answer.status_code == 400
    assert "The e-mail address or the password is not right." in answer.text
    assert "key" not in answer.cookies


def test_editors_get_no_vault(people):
    client = Client()
    sign_in(client, people.eve.user.email)
    assert "key" not in client.cookies
    assert "vault" not in client.session
    assert not UserKeys.objects.filter(pk=people.eve.user.pk).exists()


def test_keys_are_made_at_the_first_sign_in(people):
    UserKeys.objects.filter(pk=people.ana.user.pk).delete()
    client = Client()
    sign_in(client, people.ana.user.email)
    assert client.get("/recovery-code/").status_code == 200
    assert UserKeys.objects.filter(pk=people.ana.user.pk).exists()


def test_an_unconfirmed_address_is_asked_for_the_code(db, newest_code):
    user = User.objects.create_user("mia@example.org", PASSWORD)
    client = Client()
    assert sign_in(client, user.email).url == "/accounts/confirm-email/"
    assert client.post("/accounts/confirm-email/", {"code": newest_code()}).url == "/"


def test_in_place_it_brings_a_new_token(people):
    answer = Client().post(
        "/accounts/login/",
        {"login": people.ana.user.email, "password": PASSWORD},
        headers={"accept": "application/json"},
    )
    assert answer.status_code == 200
    assert answer.json()["ok"]
    assert len(answer.json()["csrf"]) > 20
    answer = Client().post(
        "/accounts/login/",
        {"login": people.ana.user.email, "password": "wrong"},
        headers={"accept": "application/json"},
    )
    assert (answer.status_code, answer.json()["error"][:10]) == (400, "The e-mail")


def test_twelve_hours_end_it(people):
    import time_machine

    with time_machine.travel("2026-11-24 08:00", tick=False) as clock:
        client = Client()
        sign_in(client, people.cho.user.email)
        for _ in range(65):
            clock.shift(11 * 60)
            client.get("/account/")
        assert client.get("/account/").status_code == 200
        clock.shift(6 * 60)
        answer = client.get("/account/")
        assert answer.url == "/accounts/login/?next=/account/"
        assert answer["Clear-Site-Data"] == '"storage"'
