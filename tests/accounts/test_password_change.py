"""Changing the password: one slot is rewritten, and other browsers are signed out."""

import pytest
from django.test import Client

from accounts.models import User
from tests.cast import PASSWORD
from vault.models import UserKeys

NEW = "moss-under-the-birch"


def test_the_new_one_opens_account_and_words(people):
    client, elsewhere = people.ana.client, Client()
    elsewhere.post("/accounts/login/", {"login": people.ana.user.email, "password": PASSWORD})
    assert client.post("/account/password/", {"password": PASSWORD, "new_password": NEW}).url == "/account/"
    assert client.get("/").status_code == 200
    assert elsewhere.get("/account/").status_code == 302
    fresh = Client()
    fresh.post("/accounts/login/", {"login": people.ana.user.email, "password": NEW})
    assert fresh.get("/").status_code == 200
    old = Client()
    answer = old.post("/accounts/login/", {"login": people.ana.user.email, "password": PASSWORD})
    assert answer.status_code == 400


@pytest.mark.parametrize(
    "wrong",
    [
        {"password": "wrong"},
        {"new_password": "short"},
        {"new_password": "password1234"},
        {"new_password": ""},
    ],
)
def test_nothing_changes_when_something_is_wrong(people, wrong):
    before = UserKeys.objects.get(pk=people.ana.user.pk).slots.get(kind="password").pk
    form = {"password": PASSWORD, "new_password": NEW} | wrong
    assert people.ana.client.post("/account/password/", form).status_code == 400
    assert User.objects.get(pk=people.ana.user.pk).check_password(PASSWORD)
    assert UserKeys.objects.get(pk=people.ana.user.pk).slots.get(kind="password").pk == before


def test_an_editor_changes_it_too(people):
    answer = people.eve.client.post("/account/password/", {"password": PASSWORD, "new_password": NEW})
    assert answer.status_code == 302
    assert User.objects.get(pk=people.eve.user.pk).check_password(NEW)


def test_locked_it_asks_to_unlock_first(people):
    people.ana.client.post("/lock/")
    assert people.ana.client.get("/account/password/").url == "/unlock/?next=/account/password/"
