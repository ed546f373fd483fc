"""A new server key while people are signed in: everything goes on opening, and the old key becomes useless."""

import shutil

import pytest
from django.core.management import call_command
from django.test import Client

from tests.cast import PASSWORD
from tests.promises.sealed import dump, keys_of_its_own
from vault import cipher, ring
from vault.ring import check_ring, prepare_ring

__all__ = ["keys_of_its_own"]

SEALED_BY_SERVER = {"vault_keyslot.sealed", "accounts_user.password", "sharing_connection.ledger_key"}


def sealed_with() -> set[bytes]:
    return {cipher.key_id(blob) for column, blob in dump() if column in SEALED_BY_SERVER}


def rotate() -> None:
    call_command("rotate_server_key", verbosity=0)


def test_everything_opens_and_nothing_needs_the_old_key(keys_of_its_own, committed_people, capsys):
    people = committed_people
    people.everything()
    first = ring.ring().current
    signed_in = people.ana.client
    assert signed_in.get("/").status_code == 200
    assert sealed_with() == {first.id}

    rotate()
    second = ring.ring().current
    assert sealed_with() == {second.id} != {first.id}
    assert signed_in.get("/").status_code == 200
    assert signed_in.get("/sharing/ledger/").status_code == 200
    again = Client()
    again.post("/accounts/login/", {"login": people.ana.user.email, "password": PASSWORD})
    assert again.get("/").status_code == 200
    check_ring()

    rotate()
    assert first not in ring.ring().keys
    fresh = Client()
    fresh.post("/accounts/login/", {"login": people.cho.user.email, "password": PASSWORD})
    assert fresh.get("/clients/").status_code == 200
    check_ring()
    prepare_ring()
    assert "Back the key file up" in capsys.readouterr().out


def test_an_interrupted_rotation_is_finished_by_the_next(keys_of_its_own, committed_people, monkeypatch):
    people = committed_people
    people.everything()
    with monkeypatch.context() as patch:
        patch.setattr("accounts.apps.AccountsConfig.rewrap", lambda app: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            rotate()
    rotate()
    rotate()
    assert sealed_with() == {ring.ring().current.id}
    client = Client()
    client.post("/accounts/login/", {"login": people.ana.user.email, "password": PASSWORD})
    assert client.get("/").status_code == 200


def test_the_file_of_before_the_rotation_is_refused(keys_of_its_own, committed_people, settings, tmp_path):
    assert committed_people.ana
    shutil.copy2(settings.BOTHWAYS_KEYS, tmp_path / "old")
    rotate()
    settings.BOTHWAYS_KEYS = tmp_path / "old"
    with pytest.raises(ring.KeysMissing):
        check_ring()
