"""Openings: the lines of the ledger, each tied to the one before."""

import datetime
import uuid

from django.conf import settings
from django.db import models

from accounts.models import Therapist
from sharing.fields import TransactionIdField
from sharing.models.connection import Connection
from sharing.models.consent import Consent
from vault.cipher import Key, mac


class Opening(models.Model):
    """One reading by a therapist: a line of the writer's ledger that nobody can change or take away.

    The database shows a copy only to the transaction that wrote its opening (config/row_security.sql).
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="openings")
    connection = models.ForeignKey(Connection, models.CASCADE, related_name="openings")
    consent = models.ForeignKey(Consent, models.CASCADE, related_name="openings")
    therapist = models.ForeignKey(Therapist, models.PROTECT, related_name="+")
    number = models.PositiveIntegerField()
    # The database accepts no other values than its own transaction_timestamp() and pg_current_xact_id().
    opened_at = models.DateTimeField()
    in_transaction = TransactionIdField()
    mac = models.BinaryField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["connection", "number"], name="sharing_opening_number"),
        ]

    def __str__(self) -> str:
        return str(self.id)

    def mark(self, ledger_key: Key, previous: bytes) -> bytes:
        """Ties this line, every column of it, to the one before."""
        ids = (self.id, self.owner_id, self.connection_id, self.consent_id, self.therapist_id)
        moment = self.opened_at.astimezone(datetime.UTC).isoformat()
        parts = (*ids, self.number, moment, self.in_transaction)
        return mac(ledger_key, previous, *(str(part) for part in parts))
