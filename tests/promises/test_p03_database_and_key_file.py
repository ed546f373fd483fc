"""P3: somebody with the whole database and the server's key file, while nobody is signed in, opens no word.

The thief's script knows our source code: it tries every key it has, and every key it finds or can derive on
the way, on every sealed value, each at its right place.
"""

import base64
import re
import uuid

import pytest
from cryptography.exceptions import InvalidTag
from django.conf import settings

from tests.cast import PASSWORD
from tests.promises.sealed import Witness, dump
from vault import cipher
from vault.cipher import ID_BYTES, SECRET_BYTES, Key
from vault.models import SessionVault, UserKeys
from vault.ring import ring

PURPOSES = (
    *("wrap", "private", "link", "mark", "tag", "template", "mute", "check-in", "ledger", "query", "code"),
    *(
        "session",
        "slot",
        "django",
        "server key",
        "invitation",
        "pairing",
        "connection share",
        "connection name",
    ),
)
PURPOSE_IN_CODE = re.compile(r'(?:\.key\(|\bderive\([^"\n]*?)f?"([^"\n]+)"')
# What the server key alone opens: that is its work, and none of it is a word or a key to one.
SERVERS_OWN = {"vault_keyslot.sealed", "accounts_user.password", "sharing_connection.ledger_key"}


class Letters:
    """Remembers for what HPKE sealed, as Witness does for the other cipher."""

    def __init__(self, monkeypatch) -> None:
        self.real, self.infos = cipher.SUITE, {}
        self.decrypt = self.real.decrypt
        monkeypatch.setattr(cipher, "SUITE", self)

    def encrypt(self, data: bytes, key, info: bytes) -> bytes:
        blob = self.real.encrypt(data, key, info=info)
        self.infos[cipher.VERSION + blob] = info
        return blob

    def open(self, blob: bytes, private: bytes) -> bytes | None:
        if blob not in self.infos:
            return None
        key = cipher.MLKEM768X25519PrivateKey(*cipher._private_halves(private))
        try:
            return self.decrypt(blob[len(cipher.VERSION) :], key, info=self.infos[blob])
        except (InvalidTag, ValueError):
            return None


@pytest.fixture
def stolen(committed_people, monkeypatch):
    witness = Witness(monkeypatch)
    witness.letters = Letters(monkeypatch)
    committed_people.everything()
    return committed_people, witness


def opened(witness: Witness, keys: list[Key]) -> dict[str, list[bytes]]:
    """All that these keys open, with all the keys that come out of that, and so on.

    From each key that stands somewhere all purposes are derived, and from those at the start once more.
    """
    blobs, found, tried = list(dump()), {}, set()
    salts = [b"", *(uuid.UUID(str(pk)).bytes for pk in UserKeys.objects.values_list("pk", flat=True))]
    waiting = [(key, 2) for key in keys]
    while waiting:
        key, depth = waiting.pop()
        if (key.secret, depth) in tried:
            continue
        tried.add((key.secret, depth))
        if depth:
            derived = (Key.derive(key.secret, purpose, salt) for purpose in PURPOSES for salt in salts)
            waiting += [(each, depth - 1) for each in derived]
        for column, blob in blobs:
            plain = witness.open(blob, key)
            if plain is None:
                continue
            found.setdefault(column, []).append(plain)
            waiting += [(each, 1) for each in keys_in(plain)]
            if len(plain) == cipher.MLKEM_SEED_BYTES + cipher.X25519_BYTES:
                for name, letter in blobs:
                    if read := witness.letters.open(letter, plain):
                        found.setdefault(name, []).append(read)
                        waiting += [(each, 1) for each in keys_in(read)]
    return found


def keys_in(plain: bytes) -> list[Key]:
    return [Key.from_bytes(plain)] if len(plain) == ID_BYTES + SECRET_BYTES else []


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
    # The control: with the secret of her cookie it opens, and only together with the server key.
    cookie = people.ana.client.cookies["key"].value
    secret = base64.urlsafe_b64decode(cookie + "=" * (-len(cookie) % 4))
    owner = people.ana.user.pk.bytes
    plain = witness.open(sealed, Key.derive(secret + server.secret, "session", owner))
    assert plain == bytes(people.ana.vault._user_key)
    assert witness.open(sealed, Key.derive(secret, "session", owner)) is None


def test_the_thief_knows_every_purpose():
    named = set()
    for app in ("vault", "accounts", "journal", "questionnaires", "sharing", "config"):
        for path in (settings.BASE / app).rglob("*.py"):
            named |= set(PURPOSE_IN_CODE.findall(path.read_text()))
    assert {"wrap", "tag", "pairing"} <= named
    assert {each.partition("{")[0].strip() for each in named} <= {*PURPOSES, "connection", "bothways/1/"}


def test_control_the_password_opens_her_words(stolen):
    people, witness = stolen
    vault = UserKeys.objects.get(pk=people.ana.user.pk).open(PASSWORD)
    found = opened(witness, [vault._user_key])
    assert {"journal_entry.key", "journal_entry.body", "journal_entry.head"} <= set(found)
    assert any(b"quicksilver" in body for body in found["journal_entry.body"])


def test_control_a_therapists_password_opens_the_letter_to_them(stolen):
    """By their private key, the key of the connection; with it, what is shared."""
    people, witness = stolen
    vault = UserKeys.objects.get(pk=people.cho.user.pk).open(PASSWORD)
    found = opened(witness, [vault._user_key])
    assert {"vault_userkeys.private_key", "sharing_connection.therapist_key"} <= set(found)
    assert any(b"quicksilver" in copy for copies in found.values() for copy in copies)


def test_control_a_dump_without_the_key_file_opens_less_still(stolen):
    _people, witness = stolen
    assert opened(witness, [Key.new()]) == {}
