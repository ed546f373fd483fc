"""The key file: made once, never replaced, and nothing starts without the one that belongs to the database."""

import os
import stat

import pytest

from vault import ring
from vault.cipher import Place, Unreadable
from vault.ring import KeysMissing

PLACE = Place("table", "column", "owner", "row")


@pytest.fixture
def path(tmp_path):
    return tmp_path / "keys"


@pytest.fixture
def running_keys(db, settings):
    return ring.read(settings.BOTHWAYS_KEYS)


def test_made_for_its_owner_alone(path):
    made = ring.make(path)
    assert stat.S_IMODE(os.stat(path).st_mode) == 0o400
    assert ring.read(path) == made
    assert [file.name for file in path.parent.iterdir()] == ["keys"]


def test_made_only_once(path):
    first = ring.make(path)
    with pytest.raises(FileExistsError):
        ring.make(path)
    assert ring.read(path) == first


def test_an_added_key_seals_and_the_old_one_still_opens(path):
    before = ring.make(path)
    blob = before.seal(b"words", PLACE)
    secret_key = ring.secret_key(path)
    after = ring.add(path)
    assert after.keys[0] == before.current != after.current
    assert after.unseal(blob, PLACE) == b"words"
    assert ring.secret_key(path) == secret_key
    assert stat.S_IMODE(os.stat(path).st_mode) == 0o400
    assert len(ring.add(path).keys) == 2
    with pytest.raises(Unreadable):
        before.unseal(after.seal(b"words", PLACE), PLACE)


@pytest.mark.parametrize("text", ["", "\n", "zz\n", "abcd\n", "\x00\xff"])
def test_a_damaged_file_is_said_to_be_damaged(path, text):
    path.write_text(text)
    with pytest.raises(KeysMissing, match="damaged"):
        ring.read(path)


def test_a_missing_file_is_named(path):
    with pytest.raises(KeysMissing, match=str(path)):
        ring.read(path)


def test_the_running_database_has_its_keys(running_keys):
    ring.check_ring()


def test_another_file_is_refused(running_keys, path, settings):
    ring.make(path)
    settings.BOTHWAYS_KEYS = path
    with pytest.raises(KeysMissing, match="is not the one of this database"):
        ring.check_ring()
    with pytest.raises(KeysMissing, match="is not the one of this database"):
        ring.prepare_ring("default")


def test_a_lost_file_is_not_made_anew(running_keys, path, settings):
    settings.BOTHWAYS_KEYS = path
    with pytest.raises(KeysMissing, match="Put it back"):
        ring.prepare_ring("default")
    assert not path.exists()


def test_django_signs_with_a_key_of_its_own(path):
    assert ring.make(path).current.secret.hex() != ring.secret_key(path)


def test_a_folder_that_cannot_be_written_is_one_sentence(db, tmp_path, settings, monkeypatch):
    (tmp_path / "file").write_text("")
    settings.BOTHWAYS_KEYS = tmp_path / "file" / "keys"
    monkeypatch.setattr(ring, "_needed", lambda using: set())
    with pytest.raises(KeysMissing, match="cannot be made"):
        ring.prepare_ring("default")


def test_whoever_is_second_takes_the_first_key(path, monkeypatch):
    first = ring.make(path)
    ring._make_once(path)
    assert ring.read(path) == first
