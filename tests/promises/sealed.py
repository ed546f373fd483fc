"""Everything sealed that stands in the database, as somebody with a dump of it would find it."""

import base64
import binascii
import shutil
from collections.abc import Iterator

import pytest
from cryptography.exceptions import InvalidTag

from tests.conftest import connect
from vault import cipher, ring
from vault.cipher import Key

COLUMNS = """
SELECT table_name, column_name FROM information_schema.columns
WHERE table_schema = 'public' AND data_type = 'bytea' ORDER BY 1, 2
"""


def dump() -> Iterator[tuple[str, bytes]]:
    """(table.column, bytes) of every binary value and of every hash of a password, past row security."""
    with connect("postgres") as superuser:
        for table, column in superuser.execute(COLUMNS).fetchall():
            for (value,) in superuser.execute(f'SELECT "{column}" FROM "{table}"').fetchall():
                if value:
                    yield f"{table}.{column}", bytes(value)
        for (value,) in superuser.execute("SELECT password FROM accounts_user").fetchall():
            try:
                yield "accounts_user.password", base64.b64decode(value.rpartition("$")[2])
            except binascii.Error:
                continue


class Witness:
    """Remembers the associated data of all that is sealed, which a thief would read off the source code."""

    def __init__(self, monkeypatch) -> None:
        self.places: dict[bytes, bytes] = {}
        self.keys: dict[bytes, bytes] = {}
        self.real = cipher.AESGCM
        monkeypatch.setattr(cipher, "AESGCM", self._watch)
        # Not the one that a key of the server has kept since an earlier test.
        monkeypatch.setattr(Key, "aead", property(lambda key: self._watch(key.secret)))

    def _watch(self, secret: bytes):
        witness, aead = self, self.real(secret)

        class Watched:
            decrypt = aead.decrypt

            def encrypt(self, nonce: bytes, data: bytes, place: bytes) -> bytes:
                sealed = aead.encrypt(nonce, data, place)
                witness.places[nonce + sealed], witness.keys[nonce + sealed] = place, secret
                return sealed

        return Watched()

    def open(self, blob: bytes, key: Key) -> bytes | None:
        """What a thief with this key reads, at the place where the blob was sealed for."""
        place = self.places.get(after_header(blob))
        return None if place is None else decrypt(self.real(key.secret), blob, place)


def after_header(blob: bytes) -> bytes:
    """Nonce, ciphertext and tag."""
    return blob[cipher.HEADER_BYTES - cipher.NONCE_BYTES :]


def decrypt(aead, blob: bytes, place: bytes) -> bytes | None:
    rest = after_header(blob)
    try:
        framed = aead.decrypt(rest[: cipher.NONCE_BYTES], rest[cipher.NONCE_BYTES :], place)
    except InvalidTag:
        return None
    length = int.from_bytes(framed[: cipher.LENGTH_BYTES])
    return framed[cipher.LENGTH_BYTES : cipher.LENGTH_BYTES + length]


@pytest.fixture
def keys_of_its_own(committed, settings, tmp_path, monkeypatch):
    """A copy of the key file, so that the other tests keep theirs; and a rotation that does not wait long."""
    monkeypatch.setattr("vault.management.commands.rotate_server_key.LONGEST_REQUEST", 0.5)
    before = settings.BOTHWAYS_KEYS
    shutil.copy2(before, tmp_path / "keys")
    settings.BOTHWAYS_KEYS = tmp_path / "keys"
    yield
    settings.BOTHWAYS_KEYS = before
    with connect("postgres") as superuser:
        superuser.execute("DELETE FROM vault_serverkey")
        superuser.execute(
            "INSERT INTO vault_serverkey (id, since) VALUES (%s, now())", [ring.read(before).current.id.hex()]
        )
