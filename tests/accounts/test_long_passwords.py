"""No field takes a password so long that preparing it would keep others waiting."""

import pytest
from django.test import Client

from tests.cast import PASSWORD
from vault import cipher

LONG = "a" + "\u0301\u0316" * 1_000
SIGN_UP = {"email": "mia@example.org", "password1": LONG}


@pytest.fixture
def stretched(monkeypatch):
    lengths = []
    real = cipher.stretch
    monkeypatch.setattr(
        cipher, "stretch", lambda password, *rest: lengths.append(len(password)) or real(password, *rest)
    )
    return lengths


@pytest.mark.parametrize(
    ("path", "form"),
    [
        ("/accounts/login/", {"login": "ana@example.org", "password": LONG}),
        ("/accounts/signup/", SIGN_UP),
        ("/accounts/signup/therapist/", SIGN_UP | {"name": "N", "license": "L", "place": "P"}),
    ],
)
def test_before_the_sign_in(people, stretched, path, form):
    assert people.ana
    stretched.clear()
    answer = Client().post(path, form)
    assert answer.status_code == 400
    assert "at most 1,000 characters" in answer.text
    assert stretched == []


@pytest.mark.parametrize(
    ("path", "form"),
    [
        ("/unlock/", {"password": LONG}),
        ("/account/password/", {"password": LONG, "new_password": "moss-under-the-birch"}),
        ("/account/password/", {"password": PASSWORD, "new_password": LONG}),
        ("/start-over/", {"password": LONG, "words": "start over"}),
    ],
)
def test_after_the_sign_in(people, stretched, path, form):
    client = people.ana.client
    if path == "/unlock/":
        client.post("/lock/")
    stretched.clear()
    answer = client.post(path, form)
    assert answer.status_code == 400
    assert "at most 1,000 characters" in answer.text
    assert LONG not in answer.text
    assert len(LONG) not in stretched


def test_by_a_reset(people, reset_link, stretched):
    client = Client()
    client.post("/accounts/password/reset/", {"email": people.ana.user.email})
    stretched.clear()
    answer = client.post(client.get(reset_link()).url, {"password1": LONG})
    assert answer.status_code == 400
    assert stretched == []


def test_past_every_form_it_is_simply_wrong(people, stretched):
    ana = people.ana.user
    stretched.clear()
    assert not ana.check_password(LONG)
    assert stretched == []


def test_control_the_longest_signs_up(newest_code):
    client = Client()
    longest = "".join(f"{number} boats, " for number in range(200))[
        :1_000
    ]  # "boat" * 250 is one word, and refused
    client.post("/accounts/signup/", SIGN_UP | {"password1": longest})
    assert client.post("/accounts/confirm-email/", {"code": newest_code()}).url == "/"
