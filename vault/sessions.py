"""Where sessions are kept: under a hash of their cookie, so that a row of a dump signs nobody in."""

import re
from hashlib import sha256
from typing import Any

from django.contrib.sessions.backends import db
from django.contrib.sessions.base_session import AbstractBaseSession
from django.utils import timezone

from vault.models import SessionVault

KEY = re.compile("[a-z0-9]{32}")
# As long as Django's column; 160 bits are beyond guessing.
NAME_LENGTH = 40


def name_of(key: str) -> str:
    return sha256(key.encode()).hexdigest()[:NAME_LENGTH]


class SessionStore(db.SessionStore):
    """Django's, but for the key of the row. A cookie that is no key of ours is no cookie."""

    def exists(self, session_key: str) -> bool:
        return super().exists(name_of(session_key))

    def create_model_instance(self, data: dict[str, Any]) -> AbstractBaseSession:
        row = super().create_model_instance(data)
        row.session_key = name_of(row.session_key)
        return row

    def delete(self, session_key: str | None = None) -> None:
        key = session_key or self.session_key
        if key:
            super().delete(name_of(key))

    @classmethod
    def clear_expired(cls) -> None:
        """And the vaults that have locked by themselves, of sessions that nobody came back to."""
        super().clear_expired()
        SessionVault.objects.filter(until__lt=timezone.now()).delete()

    def _get_session_from_db(self) -> AbstractBaseSession | None:
        name = name_of(self.session_key or "")
        row = self.model.objects.filter(session_key=name, expire_date__gt=timezone.now()).first()
        if row is None:
            self._session_key = None
        return row

    def _validate_session_key(self, key: str | None) -> bool:
        return bool(key and KEY.fullmatch(key))
