"""How a sign-in password is kept: Argon2id with the slots' cost, sealed under the server key.

Without the key file no guess can even be checked.
"""

import base64
import binascii
import os
import struct
from typing import Any

from django.conf import settings
from django.contrib.auth.hashers import BasePasswordHasher
from django.utils.crypto import get_random_string
from django.utils.translation import gettext_noop as _

from vault import cipher
from vault.cipher import Place, Unreadable
from vault.ring import ring

# Django hashes without telling for whom, so the owner is not part of the place.
PLACE = Place("accounts_user", "password", "", "")
COST = struct.Struct(">IHH")
SALT_BYTES = 16


class SealedArgon2Hasher(BasePasswordHasher):
    algorithm = "sealed"

    def salt(self) -> str:
        return get_random_string(SALT_BYTES)

    def encode(self, password: str, salt: str) -> str:
        cost = (settings.ARGON2["memory_kib"], settings.ARGON2["passes"], settings.ARGON2["lanes"])
        raw_salt = salt.encode()[:SALT_BYTES].ljust(SALT_BYTES, b"\0")
        digest = cipher.stretch(password, raw_salt, *cost)
        blob = ring().seal(COST.pack(*cost) + raw_salt + digest, PLACE)
        return f"{self.algorithm}${base64.b64encode(blob).decode()}"

    def verify(self, password: str, encoded: str) -> bool:
        try:
            cost, salt, digest = self._open(encoded)
        except Unreadable:
            # As long as a real check, so that a damaged row does not show.
            cipher.stretch(password, os.urandom(SALT_BYTES), **settings.ARGON2)
            return False
        return cipher.same(cipher.stretch(password, salt, *cost), digest)

    def must_update(self, encoded: str) -> bool:
        try:
            cost, _salt, _digest = self._open(encoded)
        except Unreadable:
            return False
        now = (settings.ARGON2["memory_kib"], settings.ARGON2["passes"], settings.ARGON2["lanes"])
        return cost != now or cipher.key_id(self._blob(encoded)) != ring().current.id

    def safe_summary(self, encoded: str) -> dict[Any, Any]:
        return {_("algorithm"): self.algorithm}

    def harden_runtime(self, password: str, encoded: str) -> None:
        """Every row has the same cost soon after its next sign-in; nothing to even out."""

    def _open(self, encoded: str) -> tuple[tuple[int, ...], bytes, bytes]:
        plain = ring().unseal(self._blob(encoded), PLACE)
        cost, rest = COST.unpack(plain[: COST.size]), plain[COST.size :]
        return cost, rest[:SALT_BYTES], rest[SALT_BYTES:]

    def _blob(self, encoded: str) -> bytes:
        try:
            return base64.b64decode(encoded.partition("$")[2], validate=True)
        except binascii.Error:
            raise Unreadable from None
