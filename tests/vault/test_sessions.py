"""A session's row does not tell the cookie that leads to it."""

import datetime

import pytest
from django.conf import settings
from django.contrib.sessions.backends.base import UpdateError
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone

from tests.conftest import connect
from vault.models import SessionVault
from vault.sessions import SessionStore


def with_cookie(value: str) -> Client:
    client = Client()
    client.cookies[settings.SESSION_COOKIE_NAME] = value
    return client


def is_signed_in(client: Client) -> bool:
    return client.get("/account/").status_code == 200


def test_no_value_of_a_dump_is_a_cookie(people):
    eve = people.eve.client
    for row in Session.objects.all():
        for value in (row.session_key, row.session_key[:32], row.session_data, row.session_data[:32]):
            assert not is_signed_in(with_cookie(value))
    assert Session.objects.exists()
    # The control: her own cookie.
    assert is_signed_in(with_cookie(eve.cookies[settings.SESSION_COOKIE_NAME].value))


def test_control_djangos_own_rows_sign_in(people, settings):
    settings.SESSION_ENGINE = "django.contrib.sessions.backends.db"
    assert people.eve.client
    assert is_signed_in(with_cookie(Session.objects.get().session_key))


@pytest.mark.parametrize(
    "value", ['"\\000abc"', "abc", "x" * 5_000, "A" * 32, "é" * 32, "a" * 31 + "\\n", " "]
)
def test_a_cookie_that_is_no_key_is_none(db, value):
    client = Client(headers={"cookie": f"{settings.SESSION_COOKIE_NAME}={value}"})
    assert client.get("/accounts/login/").status_code == 200
    assert client.get("/account/").status_code == 302


def test_signing_out_removes_the_row(people):
    client = people.ana.client
    assert Session.objects.count() == 1
    client.post("/accounts/logout/")
    assert Session.objects.count() == 0


def test_a_session_that_ended_does_not_come_back(people):
    """Saved by a slow request after somebody has signed out: nothing is made anew."""
    key = people.ana.client.cookies[settings.SESSION_COOKIE_NAME].value
    slow = SessionStore(key)
    assert slow["_auth_user_id"]
    people.ana.client.post("/accounts/logout/")
    with pytest.raises(UpdateError):
        slow.save()
    assert not SessionStore().exists(key)


def test_the_worker_sees_no_open_session(committed_people):
    assert committed_people.ana.client
    with connect("bothways_worker") as worker:
        assert (
            worker.execute("DELETE FROM vault_sessionvault WHERE until < now() + interval '1 day'").rowcount
            == 0
        )
    assert SessionVault.objects.count() == 1
    SessionVault.objects.update(until=timezone.now() - datetime.timedelta(minutes=1))
    with connect("bothways_worker") as worker:
        assert worker.execute("DELETE FROM vault_sessionvault WHERE until < now()").rowcount == 1
