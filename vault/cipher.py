"""Sealing: the only module that names an algorithm.

AES-256-GCM for words, HKDF-SHA256 for derived keys, Argon2id for passwords, and HPKE with the hybrid of
ML-KEM-768 and X25519 for what is sealed to another person. docs/keys.md says which key is kept where.
"""

import hmac
import json
import os
import threading
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.mlkem import MLKEM768PrivateKey, MLKEM768PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.hpke import (
    AEAD,
    KDF,
    KEM,
    MLKEM768X25519PrivateKey,
    MLKEM768X25519PublicKey,
    Suite,
)
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

VERSION = b"\x01"
ID_BYTES = 8
NONCE_BYTES = 12
SECRET_BYTES = 32
NONCE_AT = len(VERSION) + ID_BYTES
HEADER_BYTES = NONCE_AT + NONCE_BYTES
LENGTH_BYTES = 4
KEY_AT = LENGTH_BYTES + ID_BYTES  # in a wrapped key, where the secret begins

HEAD = "head"
TEXT = "text"
ANSWERS = "answers"

MLKEM_PUBLIC_BYTES = 1184
MLKEM_SEED_BYTES = 64
X25519_BYTES = 32
SUITE = Suite(KEM.MLKEM768_X25519, KDF.HKDF_SHA256, AEAD.AES_256_GCM)


# The database driver hands out either.
Blob = bytes | memoryview
# A row, what else must match, its wrapped key, and what that key sealed.
Wrapped = tuple[str, str, bytes, bytes]


class Unreadable(Exception):
    """The blob does not open here: another key, another place, or changed bytes."""


@dataclass(frozen=True, slots=True)
class Key:
    """A secret and the eight bytes by which blobs name it."""

    id: bytes
    secret: bytes = field(repr=False)
    # Set up once for all that a key opens: a list unwraps a key a row with the same one.
    _aead: AESGCM | None = field(default=None, init=False, repr=False, compare=False)

    @property
    def aead(self) -> AESGCM:
        aead = self._aead
        if aead is None:
            aead = AESGCM(self.secret)
            object.__setattr__(self, "_aead", aead)
        return aead

    @classmethod
    def new(cls) -> "Key":
        return cls(os.urandom(ID_BYTES), os.urandom(SECRET_BYTES))

    @classmethod
    def from_bytes(cls, data: bytes) -> "Key":
        if len(data) != ID_BYTES + SECRET_BYTES:
            raise Unreadable
        return cls(data[:ID_BYTES], data[ID_BYTES:])

    @classmethod
    def derive(cls, secret: bytes, purpose: str, salt: bytes = b"") -> "Key":
        """Both halves come from HKDF, so the same secret and purpose give the same key and the same name."""
        hkdf = HKDF(SHA256(), ID_BYTES + SECRET_BYTES, salt or None, f"bothways/1/{purpose}".encode())
        return cls.from_bytes(hkdf.derive(secret))

    def __bytes__(self) -> bytes:
        return self.id + self.secret


@dataclass(frozen=True, slots=True)
class Place:
    """Where a blob belongs; it opens nowhere else. `extra` carries what else must match, as a revision."""

    table: str
    column: str
    owner: UUID | str
    row: UUID | str
    extra: str = ""

    def fields(self) -> list[bytes]:
        return [str(part).encode() for part in (self.table, self.column, self.owner, self.row, self.extra)]


def seal(key: Key, data: bytes, place: Place, pad: str | None = None) -> bytes:
    """Version, key id, nonce, ciphertext with tag; the length inside is hidden by `pad`."""
    nonce = os.urandom(NONCE_BYTES)
    framed = len(data).to_bytes(LENGTH_BYTES) + data
    framed += bytes(padded_length(len(framed), pad) - len(framed))
    return VERSION + key.id + nonce + key.aead.encrypt(nonce, framed, _associated(key.id, place))


def unseal(key: Key, blob: Blob, place: Place) -> bytes:
    return _open(key, bytes(blob), _associated(key.id, place))


def _open(key: Key, blob: bytes, associated: bytes) -> bytes:
    if not blob.startswith(VERSION + key.id):
        raise Unreadable
    try:
        framed = key.aead.decrypt(blob[NONCE_AT:HEADER_BYTES], blob[HEADER_BYTES:], associated)
    except (InvalidTag, ValueError):
        raise Unreadable from None
    end = LENGTH_BYTES + int.from_bytes(framed[:LENGTH_BYTES])
    if end > len(framed):
        raise Unreadable
    return framed[LENGTH_BYTES:end]


def seal_json(key: Key, value: Any, place: Place, pad: str | None = None) -> bytes:
    return seal(key, json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode(), place, pad)


def unseal_json(key: Key, blob: Blob, place: Place) -> Any:
    return json.loads(unseal(key, blob, place))


def key_id(blob: Blob) -> bytes:
    """The name of the key that a blob was sealed with."""
    return bytes(blob[len(VERSION) : len(VERSION) + ID_BYTES])


def padded_length(length: int, pad: str | None) -> int:
    if pad is None:
        return length
    if pad == HEAD:
        return _steps(length)
    if pad == TEXT:
        return _steps(length) if length <= 4096 else _padme(length)
    if pad == ANSWERS:
        return _padme(max(length, 16 * 1024))
    raise ValueError(f"Unknown padding {pad!r}.")


def _steps(length: int) -> int:
    return -(-length // 1024) * 1024


def _padme(length: int) -> int:
    """Padmé (Nikitin and others, 2019): hides all but O(log log n) bits of a length for at most 12 %."""
    exponent = length.bit_length() - 1
    low_bits = exponent - exponent.bit_length()
    mask = (1 << low_bits) - 1
    return (length + mask) & ~mask


# --- To another person ----------------------------------------------------------------------------------


def new_pair() -> tuple[bytes, bytes]:
    """A public and a private key for `seal_to` and `open_from`."""
    mlkem, x25519 = MLKEM768PrivateKey.generate(), X25519PrivateKey.generate()
    private = mlkem.private_bytes_raw() + x25519.private_bytes_raw()
    return public_of(private), private


def public_of(private: bytes) -> bytes:
    mlkem, x25519 = _private_halves(private)
    return mlkem.public_key().public_bytes_raw() + x25519.public_key().public_bytes_raw()


def seal_to(public: Blob, data: bytes, info: Place) -> bytes:
    """Seal for the holder of the private key alone; `info` binds it as a place binds a blob."""
    public = bytes(public)
    if len(public) != MLKEM_PUBLIC_BYTES + X25519_BYTES:
        raise Unreadable
    try:
        key = MLKEM768X25519PublicKey(
            MLKEM768PublicKey.from_public_bytes(public[:MLKEM_PUBLIC_BYTES]),
            X25519PublicKey.from_public_bytes(public[MLKEM_PUBLIC_BYTES:]),
        )
        return VERSION + SUITE.encrypt(data, key, info=_framed(b"bothways/1/to", *info.fields()))
    except ValueError:
        raise Unreadable from None


def open_from(private: bytes, blob: Blob, info: Place) -> bytes:
    blob = bytes(blob)
    key = MLKEM768X25519PrivateKey(*_private_halves(private))
    if blob[:1] != VERSION:
        raise Unreadable
    try:
        return SUITE.decrypt(blob[1:], key, info=_framed(b"bothways/1/to", *info.fields()))
    except (InvalidTag, ValueError):
        raise Unreadable from None


def _private_halves(private: bytes) -> tuple[MLKEM768PrivateKey, X25519PrivateKey]:
    if len(private) != MLKEM_SEED_BYTES + X25519_BYTES:
        raise Unreadable
    return (
        MLKEM768PrivateKey.from_seed_bytes(private[:MLKEM_SEED_BYTES]),
        X25519PrivateKey.from_private_bytes(private[MLKEM_SEED_BYTES:]),
    )


# --- From passwords, and marks --------------------------------------------------------------------------

# Each run takes its memory cost; more than two at once would let a queue of sign-ins starve the process.
_argon2_turns = threading.BoundedSemaphore(2)

# Normalizing takes the square of a run of combining marks: 120,000 characters would keep a turn for seconds.
LONGEST_PASSWORD = 1000


def stretch(password: str, salt: Blob, memory_kib: int, passes: int, lanes: int = 1) -> bytes:
    """Argon2id. NFC first: the same letters, typed on another machine, are the same password.

    Unreadable if it is longer than any form lets through.
    """
    if len(password) > LONGEST_PASSWORD:
        raise Unreadable
    normal = unicodedata.normalize("NFC", password).encode()
    argon2 = Argon2id(
        salt=bytes(salt), length=SECRET_BYTES, iterations=passes, lanes=lanes, memory_cost=memory_kib
    )
    with _argon2_turns:
        return argon2.derive(normal)


def mac(key: Key, *fields: Blob | str) -> bytes:
    """HMAC-SHA256 over the fields, each with its length, so that no two lists of fields read alike."""
    parts = [part.encode() if isinstance(part, str) else bytes(part) for part in fields]
    return hmac.digest(key.secret, _framed(*parts), "sha256")


def same(one: Blob, other: Blob) -> bool:
    return hmac.compare_digest(bytes(one), bytes(other))


def unseal_wrapped(wrap: Key, sealed: Iterable[Wrapped], key: Place, data: Place) -> Iterator[bytes | None]:
    """What `unseal` says of thousands of blobs, each under a key of its own that is wrapped beside it; None if it would
    raise. `key` and `data` are the places but for row and `extra`. Long on purpose: a search lives here.
    """
    wrap_name, unwrap = VERSION + wrap.id, wrap.aead.decrypt
    before_key = _framed(VERSION, wrap.id, *key.fields()[:3])
    before, after = _frame(VERSION) + ID_BYTES.to_bytes(LENGTH_BYTES), _framed(*data.fields()[:3])
    nothing = _frame(b"")
    for row, extra, wrapped, blob in sealed:
        place = _frame(row.encode())
        try:
            framed = unwrap(
                wrapped[NONCE_AT:HEADER_BYTES], wrapped[HEADER_BYTES:], before_key + place + nothing
            )
            id, secret = framed[LENGTH_BYTES:KEY_AT], framed[KEY_AT:]
            associated = b"".join((before, id, after, place, _frame(extra.encode())))
            text = AESGCM(secret).decrypt(blob[NONCE_AT:HEADER_BYTES], blob[HEADER_BYTES:], associated)
        except (InvalidTag, ValueError):
            yield None
            continue
        end = LENGTH_BYTES + int.from_bytes(text[:LENGTH_BYTES])
        is_whole = wrapped.startswith(wrap_name) and blob.startswith(VERSION + id) and end <= len(text)
        yield text[LENGTH_BYTES:end] if is_whole else None


def _associated(key_id: bytes, place: Place) -> bytes:
    return _framed(VERSION, key_id, *place.fields())


def _framed(*parts: bytes) -> bytes:
    return b"".join(map(_frame, parts))


def _frame(part: bytes) -> bytes:
    return len(part).to_bytes(LENGTH_BYTES) + part
