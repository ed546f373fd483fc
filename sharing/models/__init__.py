"""Connections, consents, sealed copies and openings: who may read what, until when, and who looked."""

from sharing.models.connection import AlreadyConnected, Connection, Refused, link_hash, read_token
from sharing.models.consent import Consent, SharedCopy
from sharing.models.opening import Opening

__all__ = [
    "AlreadyConnected",
    "Connection",
    "Consent",
    "Opening",
    "Refused",
    "SharedCopy",
    "link_hash",
    "read_token",
]
