"""How a sign-in password is kept: Argon2id with the slots' cost, sealed under the server key.

Without the key file no guess can even be checked.
"""

import base64
import os
import struct
from typing import Any

from django.conf import settings
from django.contrib.auth.hashers import BasePasswordHasher
from django.utils.translation import gettext_noop as _

from vault import cipher
from vault.cipher import Place, Unreadable
from vault.ring import ring

COST = struct.Struct(">IHH")
SALT_BYTES = 16


def belongs_to(encoded: str, owner: str) -> bool:
    """Whether this hash was made for this person, and not carried over from another row."""
    return encoded.split("$")[1:2] == [owner]


def contents(encoded: str) -> bytes:
    """What is sealed in it: the same after a rotation of the server key. Nothing if it does not open."""
    try:
        return SealedArgon2Hasher()._plain(encoded)
    except Unreadable:
        return b""


def rewrapped(encoded: str) -> str | None:
    """The same hash under the current server key; None if it is that already."""
    hasher = SealedArgon2Hasher()
    owner = encoded.split("$")[1]
    blob = ring().renew(hasher._blob(encoded), hasher._place(owner))
    return None if blob is None else hasher._encoded(owner, blob)


class SealedArgon2Hasher(BasePasswordHasher):
    """`sealed$<owner>$<blob>`. In place of a salt, callers give the owner's id; the salt is random and sealed."""

    algorithm = "sealed"

    def encode(self, password: str, salt: str) -> str:
        cost, own_salt = self._cost(), os.urandom(SALT_BYTES)
        digest = cipher.stretch(password, own_salt, *cost)
        blob = ring().seal(COST.pack(*cost) + own_salt + digest, self._place(salt))
        return self._encoded(salt, blob)

    def verify(self, password: str, encoded: str) -> bool:
        if len(password) > cipher.LONGEST_PASSWORD:
            return False
        try:
            cost, salt, digest = self._open(encoded)
        except Unreadable:
            # As long as a real check, so that a damaged row does not show.
            cipher.stretch(password, os.urandom(SALT_BYTES), *self._cost())
            return False
        return cipher.same(cipher.stretch(password, salt, *cost), digest)

    def must_update(self, encoded: str) -> bool:
        try:
            cost, _salt, _digest = self._open(encoded)
        except Unreadable:
            return False
        return cost != self._cost() or cipher.key_id(self._blob(encoded)) != ring().current.id

    def safe_summary(self, encoded: str) -> dict[Any, Any]:
        return {_("algorithm"): self.algorithm}

    def harden_runtime(self, password: str, encoded: str) -> None:
        """Every row has the same cost soon after its next sign-in; nothing to even out."""

    def _encoded(self, owner: str, blob: bytes) -> str:
        return f"{self.algorithm}${owner}${base64.b64encode(blob).decode()}"

    def _cost(self) -> tuple[int, int, int]:
        return settings.ARGON2["memory_kib"], settings.ARGON2["passes"], settings.ARGON2["lanes"]

    def _place(self, owner: str) -> Place:
        return Place("accounts_user", "password", owner, owner)

    def _open(self, encoded: str) -> tuple[tuple[int, ...], bytes, bytes]:
        plain = self._plain(encoded)
        cost, rest = COST.unpack(plain[: COST.size]), plain[COST.size :]
        return cost, rest[:SALT_BYTES], rest[SALT_BYTES:]

    def _plain(self, encoded: str) -> bytes:
        return ring().unseal(self._blob(encoded), self._place(encoded.split("$")[1]))

    def _blob(self, encoded: str) -> bytes:
        try:
            return base64.b64decode(encoded.rpartition("$")[2], validate=True)
        except ValueError:
            raise Unreadable from None
