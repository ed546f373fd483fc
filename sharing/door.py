"""The therapist's two doors: an invitation, found by its link, and words, opened one at a time and on record."""

from dataclasses import dataclass
from uuid import UUID

from django.contrib.postgres.functions import TransactionNow
from django.db import connection as database
from django.db.models import OuterRef, Subquery

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
    # One opening of a connection after the other, and none while the writer takes something back: both lock this row.
    connection = (
        Connection.objects.of(therapist)
        .connected()
        .select_for_update(no_key=True, of=("self",))
        .filter(consents=consent_id)
        .first()
    )
    if connection is None:
        raise Consent.DoesNotExist
    line = _next_line(connection, consent_id)
    _write(line)
    copy = SharedCopy.objects.get(consent=line.consent)
    private_key = vault.private_key()
    content = copy.read(connection.open_key(vault, private_key))
    return Opened(line.consent, content, connection.read_name(vault, private_key))


def find_invitation(token: str) -> Connection:
    """The invitation behind a link, for a verified therapist: the database shows no other.

    Raises Connection.DoesNotExist when it was used, has expired or never was, Unreadable for no link at all.
    """
    hashed = link_hash(read_token(token))
    with database.cursor() as cursor:
        cursor.execute("SELECT set_config('app.invitation', %s, true)", [hashed.hex()])
    return Connection.objects.for_therapist().get(link_hash=hashed, ended_at__isnull=True)


# The conditions of the policy once more, so that what it would refuse writes nothing instead of raising.
RECORD = """
INSERT INTO sharing_opening
  (id, owner_id, connection_id, consent_id, therapist_id, number, opened_at, in_transaction, mac)
SELECT %s, owner_id, connection_id, id, therapist_id, %s, transaction_timestamp(), pg_current_xact_id(), %s
FROM sharing_consent
WHERE id = %s AND withdrawn_at IS NULL AND ends_at > now() AND is_verified_therapist()
"""


def _next_line(connection: Connection, consent_id: UUID) -> Opening:
    """The line to write for this reading: of this very transaction, as the database says, tied to the line before."""
    last = Opening.objects.filter(connection=OuterRef("connection")).order_by("-number")
    consent = (
        connection.consents.for_therapist()
        .live()
        .annotate(
            last_number=Subquery(last.values("number")[:1]),
            last_mark=Subquery(last.values("mac")[:1]),
            now=TransactionNow(),
            transaction=CurrentTransactionId(),
        )
        .get(id=consent_id)
    )
    line = Opening(
        owner_id=consent.owner_id,
        connection=connection,
        consent=consent,
        therapist_id=consent.therapist_id,
        number=(consent.last_number or 0) + 1,
        opened_at=consent.now,
        in_transaction=consent.transaction,
    )
    line.mac = line.mark(connection.open_ledger_key(), bytes(consent.last_mark or b""))
    return line


def _write(line: Opening) -> None:
    with database.cursor() as cursor:
        cursor.execute(RECORD, [line.id, line.number, bytes(line.mac), line.consent_id])
        if not cursor.rowcount:
            raise Consent.DoesNotExist
