"""The therapist's two doors: an invitation, found by its link, and words, opened one at a time and on record."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.contrib.postgres.functions import TransactionNow
from django.db import connection as database
from django.db import transaction

from accounts.models import User
from sharing.content import Content
from sharing.fields import CurrentTransactionId
from sharing.models import Connection, Consent, Opening, SharedCopy, link_hash, read_token
from vault.models import OpenVault


@dataclass(frozen=True)
class Opened:
    """What one opening shows."""

    consent: Consent
    content: Content
    name: str


def open_copy(therapist: User, vault: OpenVault, consent_id: UUID) -> Opened:
    """The only way to words: write the opening, then read the copy, in the same transaction.

    Raises Consent.DoesNotExist for what is not shared with this therapist, or not any more.
    """
    consent = (
        Consent.objects.for_therapist()
        .live()
        .annotate(now=TransactionNow(), transaction=CurrentTransactionId())
        .filter(therapist__verified_at__isnull=False, therapist__withdrawn_at__isnull=True)
        .select_related("connection")
        .defer("connection__owner_link", "connection__owner_key", "connection__seen_mark")
        # One opening of a connection after the other: each is tied to the one before.
        .select_for_update(no_key=True, of=("connection",))
        .get(id=consent_id, therapist=therapist.pk)
    )
    _record(consent, consent.now, consent.transaction)
    copy = SharedCopy.objects.filter(consent=consent).first()
    if copy is None:
        # Taken back between these statements. An opening that showed nothing never happened.
        transaction.set_rollback(True)
        raise Consent.DoesNotExist
    private_key = vault.private_key()
    key = consent.connection.open_key(vault, private_key)
    return Opened(consent, copy.read(key), consent.connection.read_name(vault, private_key))


def find_invitation(token: str) -> Connection:
    """The invitation behind a link, for a verified therapist: the database shows no other.

    Raises Connection.DoesNotExist when it was used, has expired or never was, Unreadable for no link at all.
    """
    hashed = link_hash(read_token(token))
    with database.cursor() as cursor:
        cursor.execute("SELECT set_config('app.invitation', %s, true)", [hashed.hex()])
    return Connection.objects.for_therapist().get(link_hash=hashed)


def _record(consent: Consent, now: datetime, transaction_id: int) -> None:
    earlier = Opening.objects.filter(connection=consent.connection_id).order_by("-number")
    number, previous = earlier.values_list("number", "mac").first() or (0, b"")
    opening = Opening(
        owner_id=consent.owner_id,
        connection_id=consent.connection_id,
        consent=consent,
        therapist_id=consent.therapist_id,
        number=number + 1,
        opened_at=now,
        in_transaction=transaction_id,
    )
    opening.mac = opening.mark(consent.connection.open_ledger_key(), bytes(previous))
    opening.save(force_insert=True)
