"""Signing up: an address, a password, six digits by mail, and the keys."""

import re

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.test import Client

from accounts.models import User
from vault.models import KeySlot, UserKeys

PASSWORD = "lantern-paper-boat"


def sign_up(client: Client, email: str = "mia@example.org", **fields: str):
    return client.post("/accounts/signup/", {"email": email, "password1": PASSWORD, **fields})


def code_sent() -> str:
    return re.search(r"^\s+(\d{6})$", mail.outbox[-1].body, re.M)[1]


@pytest.mark.django_db
def test_a_writer_signs_up_and_is_unlocked():
    client = Client()
    answer = sign_up(client, time_zone="Europe/Lisbon")
    assert (answer.status_code, answer.url) == (302, "/accounts/confirm-email/")
    assert client.get("/account/").status_code == 302
    answer = client.post("/accounts/confirm-email/", {"code": code_sent()})
    assert (answer.status_code, answer.url) == (302, "/")
    user = User.objects.get(email="mia@example.org")
    assert (user.kind, user.time_zone) == ("writer", "Europe/Lisbon")
    assert EmailAddress.objects.get(user=user).verified
    assert UserKeys.objects.get(pk=user.pk).recovery_confirmed_at is None
    assert list(KeySlot.objects.filter(owner=user).values_list("kind", flat=True)) == ["password"]
    answer = client.get("/")
    assert (answer.status_code, answer.url) == (302, "/recovery-code/")
    assert client.get("/recovery-code/").status_code == 200
