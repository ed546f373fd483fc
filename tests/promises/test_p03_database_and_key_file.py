"""P3: somebody with the whole database and the server's key file, while nobody is signed in, opens no word.

The thief's script knows our source code: it tries every key it has, and every key it finds or can derive on
the way, on every sealed value, each at its right place.
"""

import uuid

import pytest

from tests.cast import PASSWORD
from tests.promises.sealed import Witness, dump
from vault.cipher import ID_BYTES, SECRET_BYTES, Key
from vault.models import SessionVault, UserKeys
from vault.ring import ring

PURPOSES = ("wrap", "private", "link", "mark", "query", "code", "session", "slot", "django", "server key")
# What the server key alone opens: that is its work, and none of it is a word or a key to one.
SERVERS_OWN = {"vault_keyslot.sealed", "accounts_user.password", "sharing_connection.ledger_key"}


@pytest.fixture
def stolen(committed_people, monkeypatch):
    witness = Witness(monkeypatch)
    committed_people.everything()
    return committed_people, witness


def opened(witness: Witness, keys: list[Key]) -> dict[str, list[bytes]]:
    """All that these keys open, with all the keys that come out of that, and so on."""
    blobs, found, tried = list(dump()), {}, set()
    owners = [uuid.UUID(str(pk)) for pk in UserKeys.objects.values_list("pk", flat=True)]
    while keys:
        key = keys.pop()
        if key.secret in tried:
            continue
        tried.add(key.secret)
        salts = [b"", *(owner.bytes for owner in owners)] if len(tried) < 40 else [b""]
        keys += [Key.derive(key.secret, purpose, salt) for purpose in PURPOSES for salt in salts] * (
            len(tried) < 40
        )
        for column, blob in blobs:
            plain = witness.open(blob, key)
            if plain is None:
                continue
            found.setdefault(column, []).append(plain)
            if len(plain) == ID_BYTES + SECRET_BYTES:
                keys.insert(0, Key.from_bytes(plain))
    return found


def test_the_key_file_opens_no_word(stolen):
    people, witness = stolen
    found = opened(witness, list(ring().keys))
    assert set(found) == SERVERS_OWN
    for plain in (plain for plains in found.values() for plain in plains):
        assert not any(word.encode() in plain.lower() for word in people.words)
        assert people.ana.vault._user_key.secret not in plain


def test_no_session_row_opens_without_its_cookie(stolen):
    """A signed-in session in the dump: its sealed keys need the secret that only the browser has."""
    people, witness = stolen
    people.ana.client.get("/")
    sealed = bytes(SessionVault.objects.get(pk=people.ana.client.session["vault"]).sealed)
    server = ring().current
    for owner in (b"", people.ana.user.pk.bytes):
        assert witness.open(sealed, Key.derive(server.secret, "session", owner)) is None
    assert witness.open(sealed, server) is None


def test_control_the_password_opens_her_words(stolen):
    people, witness = stolen
    vault = UserKeys.objects.get(pk=people.ana.user.pk).open(PASSWORD)
    found = opened(witness, [vault._user_key])
    assert {"journal_entry.key", "journal_entry.body", "journal_entry.head"} <= set(found)
    assert any(b"quicksilver" in body for body in found["journal_entry.body"])


def test_control_a_dump_without_the_key_file_opens_less_still(stolen):
    _people, witness = stolen
    assert opened(witness, [Key.new()]) == {}
