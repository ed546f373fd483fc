"""P22: a rotation of the server key and changes of passwords lose nothing and need no other person: while people
read and write, nobody meets an error, and afterwards everybody's words open."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core.cache import cache
from django.core.management import call_command
from django.db import connections
from django.test import Client

from journal.models import Entry
from journal.words import Draft
from tests import cast
from tests.cast import PASSWORD, Person
from tests.promises.sealed import dump, keys_of_its_own
from vault import cipher
from vault.cipher import Unreadable
from vault.identity import identity
from vault.models import UserKeys
from vault.ring import Ring, ring

__all__ = ["keys_of_its_own"]

NEW = "moss-under-the-birch"


@pytest.fixture
def writers(keys_of_its_own, committed) -> list[Person]:
    return make_writers(6)


def make_writers(count: int) -> list[Person]:
    people = [cast._person(f"writer{number}", "writer") for number in range(count)]
    for person in people:
        cast.write(person, Draft("A title", f"Words of {person.user.email}"))
    return people


def busy_while(people: list[Person], work) -> list[int]:
    """Statuses that people saw in their open sessions while `work` was done; half of them change passwords."""
    stop, seen = threading.Event(), []

    def use(number: int) -> None:
        client = people[number].client
        try:
            if number % 2:
                form = {"password": PASSWORD, "new_password": NEW}
                seen.append(client.post("/account/password/", form).status_code)
            while not stop.is_set():
                seen.append(client.get("/journal/").status_code)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(4) as pool:
        for person in people[:4]:
            assert person.client
        using = [pool.submit(use, number) for number in range(min(4, len(people)))]
        try:
            work()
        finally:
            stop.set()
        for future in using:
            future.result()
    return seen


def rotate_twice() -> None:
    call_command("rotate_server_key", verbosity=0)
    call_command("rotate_server_key", verbosity=0)


def everybody_reads(people: list[Person]) -> None:
    for person in people:
        # All from one address: so many sign-ins would be slowed down.
        cache.clear()
        client = Client()
        for password in (PASSWORD, NEW):
            client.post("/accounts/login/", {"login": person.user.email, "password": password})
        assert client.get("/journal/").status_code == 200
        keys = UserKeys.objects.get(pk=person.user.pk)
        vault = next(filter(None, (opened(keys, password) for password in (PASSWORD, NEW))))
        with identity("writer", person.user.pk):
            assert Entry.objects.get().read_body(vault) == f"Words of {person.user.email}"


def opened(keys: UserKeys, password: str):
    try:
        return keys.open(password)
    except Unreadable:
        return None


def check(people: list[Person]) -> None:
    seen = busy_while(people, rotate_twice)
    assert seen
    assert max(seen) < 500
    everybody_reads(people)
    slots = {cipher.key_id(blob) for column, blob in dump() if column == "vault_keyslot.sealed"}
    assert slots <= ring().ids


def test_small(writers):
    check(writers)


@pytest.mark.slow
def test_200(keys_of_its_own, committed):
    check(make_writers(200))


def test_control_a_rotation_that_forgets_the_slots_is_found(writers, monkeypatch):
    monkeypatch.setattr("vault.apps.VaultConfig.rewrap", lambda app: None)
    with pytest.raises((AssertionError, StopIteration, Unreadable)):
        check(writers)


def test_control_without_the_key_before_requests_under_way_fail(writers, monkeypatch):
    """The key before stays in the ring for one rotation; were it dropped at once, sessions would close."""
    person = writers[0]
    assert person.client.get("/journal/").status_code == 200
    call_command("rotate_server_key", verbosity=0)
    assert person.client.get("/journal/").status_code == 200
    monkeypatch.setattr("vault.models.ring", lambda: Ring(ring().keys[-1:]))
    assert person.client.get("/journal/").status_code == 302
