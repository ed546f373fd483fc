"""The server's keys (KEK): a file outside the database, needed to open anything in it.

One line a key, the newest last. Settings read this module before Django
stands, so it knows nothing of models; vault/models.py remembers which keys the database needs.
"""

import os
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import connections

from vault import cipher
from vault.cipher import SECRET_BYTES, Blob, Key, Place, Unreadable


class KeysMissing(ImproperlyConfigured):
    """The database needs a server key that the file does not hold; nothing may start."""


@dataclass(frozen=True, slots=True)
class Ring:
    """All server keys by id; the newest seals, the older ones still open."""

    keys: tuple[Key, ...]

    @property
    def current(self) -> Key:
        return self.keys[-1]

    @property
    def ids(self) -> set[bytes]:
        return {key.id for key in self.keys}

    def find(self, key_id: bytes) -> Key:
        for key in self.keys:
            if key.id == bytes(key_id):
                return key
        raise Unreadable

    def seal(self, data: bytes, place: Place) -> bytes:
        return cipher.seal(self.current, data, place)

    def unseal(self, blob: Blob, place: Place) -> bytes:
        return cipher.unseal(self.find(cipher.key_id(blob)), blob, place)

    def renew(self, blob: Blob, place: Place) -> bytes | None:
        """The same under the current key; None if it is that already."""
        if cipher.key_id(blob) == self.current.id:
            return None
        return self.seal(self.unseal(blob, place), place)


def ring() -> Ring:
    """The running server's keys; the file is read again when it changes."""
    return read(settings.BOTHWAYS_KEYS)


def read(path: Path | str) -> Ring:
    try:
        stat = os.stat(path)
        return _read(str(path), stat.st_mtime_ns, stat.st_ino, stat.st_size)
    except OSError as error:
        raise KeysMissing(f"The key file {path} cannot be read ({error.strerror}).") from None


@lru_cache(maxsize=4)
def _read(path: str, *_version: int) -> Ring:
    lines = Path(path).read_text("ascii", errors="replace").split("\n")
    try:
        secrets = [bytes.fromhex(line) for line in lines if line.strip()]
    except ValueError:
        raise KeysMissing(f"The key file {path} is damaged: a line in it is not a key.") from None
    if not secrets or any(len(secret) != SECRET_BYTES for secret in secrets):
        raise KeysMissing(f"The key file {path} is damaged: it is empty or a key in it is cut short.")
    # The id comes from the secret: a file with other keys under the same names is noticed at once.
    return Ring(tuple(Key(Key.derive(secret, "server key").id, secret) for secret in secrets))


def make(path: Path | str) -> Ring:
    """The first key of an empty database; on the disk before it seals anything. Never replaces a file."""
    _write(Path(path), [os.urandom(SECRET_BYTES)], replace=False)
    return read(path)


def add(path: Path | str) -> Ring:
    """One more key, which seals from now on. The one before stays to open; what is older goes."""
    secrets = [read(path).current.secret, os.urandom(SECRET_BYTES)]
    _write(Path(path), secrets, replace=True)
    return read(path)


def _write(path: Path, secrets: list[bytes], replace: bool) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f"{path.name}.{os.getpid()}.new")
    beside.unlink(missing_ok=True)
    descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o400)
    with os.fdopen(descriptor, "w") as file:
        file.writelines(f"{secret.hex()}\n" for secret in secrets)
        file.flush()
        os.fsync(file.fileno())
    try:
        if replace:
            beside.replace(path)
        else:
            # Unlike rename, link refuses when another process was first.
            os.link(beside, path)
    finally:
        beside.unlink(missing_ok=True)
    folder = os.open(path.parent, os.O_RDONLY)
    os.fsync(folder)
    os.close(folder)


def secret_key(path: Path | str) -> str:
    """Django's SECRET_KEY: derived from the oldest server key, so that adding one signs nobody out."""
    return Key.derive(read(path).keys[0].secret, "django").secret.hex()


# --- The database and the file belong together ----------------------------------------------------------


def prepare_ring(using: str = "owner") -> None:
    """After migrating: make the first key if nobody is in the database yet, and note which key it needs."""
    path = settings.BOTHWAYS_KEYS
    needed = _needed(using)
    if not Path(path).exists():
        if needed or _anybody(using):
            raise KeysMissing(
                f"The key file {path} is missing, and what is in the database opens with no other. "
                "Put it back from your backup of the keys, or set BOTHWAYS_KEYS to where it is."
            )
        _make_once(path)
    if needed:
        check_ring(using)
    else:
        _note(using, read(path).current)


def _make_once(path: Path | str) -> None:
    try:
        make(path)
    except OSError as error:
        if Path(path).exists():
            # Another process started at the same moment and was first; its key is the key.
            return
        raise KeysMissing(f"The key file {path} cannot be made ({error.strerror}).") from None


def check_ring(using: str = "default") -> None:
    """Nothing starts unless the file holds every key that the database needs."""
    path, needed = settings.BOTHWAYS_KEYS, _needed(using)
    lacking = needed - {key_id.hex() for key_id in read(path).ids}
    if lacking:
        raise KeysMissing(
            f"The key file {path} is not the one of this database: it lacks the server key "
            f"{', '.join(sorted(lacking))}. Put back the file that belongs to it, or set BOTHWAYS_KEYS."
        )
    if not needed:
        raise KeysMissing(f"The database has no note of the key file {path}; run manage.py migrate first.")


def rotate_ring(using: str = "owner") -> None:
    """A new key to seal with. Its id stands in the database before anything is sealed with it."""
    check_ring(using)
    keys = add(settings.BOTHWAYS_KEYS)
    _note(using, keys.current)
    with connections[using].cursor() as cursor:
        cursor.execute(
            "DELETE FROM vault_serverkey WHERE id <> ALL(%s)", [[key.id.hex() for key in keys.keys]]
        )


def _needed(using: str) -> set[str]:
    with connections[using].cursor() as cursor:
        cursor.execute("SELECT id FROM vault_serverkey")
        return {key_id for (key_id,) in cursor.fetchall()}


def _anybody(using: str) -> bool:
    with connections[using].cursor() as cursor:
        cursor.execute("SELECT EXISTS (SELECT FROM accounts_user)")
        return cursor.fetchone()[0]


def _note(using: str, key: Key) -> None:
    with connections[using].cursor() as cursor:
        cursor.execute(
            "INSERT INTO vault_serverkey (id, since) VALUES (%s, now()) ON CONFLICT DO NOTHING",
            [key.id.hex()],
        )
