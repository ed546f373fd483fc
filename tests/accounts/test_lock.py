"""Locking by hand."""

import datetime
import os

import time_machine
from django.test import Client
from django.utils import timezone

from vault.cipher import Key
from vault.models import SessionVault, UserKeys
from vault.sessions import SessionStore


def test_lock(people):
    client = people.ana.client
    client.get("/")
    answer = client.post("/lock/")
    assert (answer.status_code, answer.url) == (302, "/unlock/")
    assert answer.cookies["key"]["max-age"] == 0
    assert client.get("/", headers={"hx-request": "true"}).status_code == 423
    assert client.get("/account/").url == "/unlock/?next=/account/"


def test_the_cookies_of_before_open_nothing_after_locking(people):
    client = people.ana.client
    client.get("/")
    before = {name: morsel.value for name, morsel in client.cookies.items()}
    client.post("/lock/")
    replayed = Client()
    replayed.cookies.load(before)
    assert replayed.get("/").url == "/unlock/?next=/"


def test_a_request_without_the_cookie_is_locked_and_locks_nobody(people):
    client = people.ana.client
    client.get("/")
    without = Client()
    without.cookies["session"] = client.cookies["session"].value
    assert without.get("/").url == "/unlock/?next=/"
    assert client.get("/").status_code == 200


def test_a_slow_request_from_before_brings_nothing_back(people):
    """It loaded the session before the lock and saves it after."""
    client = people.ana.client
    client.get("/")
    cookies = {name: morsel.value for name, morsel in client.cookies.items()}
    slow = SessionStore(cookies["session"])
    assert slow["vault"]
    kept = SessionVault.objects.get(pk=slow["vault"])
    client.post("/lock/")
    slow["vault"] = slow["vault"]
    slow.save()
    kept.reseal(people.ana.vault, os.urandom(32))
    replayed = Client()
    replayed.cookies.load(cookies)
    assert replayed.get("/").url == "/unlock/?next=/"
    assert not SessionVault.objects.exists()


def test_control_without_a_lock_the_slow_request_changes_nothing(people):
    client = people.ana.client
    slow = SessionStore(client.cookies["session"].value)
    assert slow["vault"]
    slow.save()
    assert client.get("/").status_code == 200


def test_signing_out_deletes_it_too(people):
    client = people.ana.client
    assert SessionVault.objects.count() == 1
    client.post("/accounts/logout/")
    assert not SessionVault.objects.exists()


def test_other_keys_are_not_opened_by_a_session_of_before(people):
    """Keys made anew (start over elsewhere) end what was open with the older ones, even if the row stayed."""
    client = people.ana.client
    UserKeys.objects.filter(pk=people.ana.user.pk).update(key_id=Key.new().id.hex())
    assert client.get("/").url == "/unlock/?next=/"


def test_what_locked_by_itself_is_swept_up(people):
    assert people.ana.client
    SessionStore.clear_expired()
    assert SessionVault.objects.count() == 1
    with time_machine.travel(timezone.now() + datetime.timedelta(minutes=16)):
        SessionStore.clear_expired()
    assert not SessionVault.objects.exists()


def test_only_by_post(people):
    assert people.ana.client.get("/lock/").status_code == 405
    assert Client().post("/lock/").status_code == 302
