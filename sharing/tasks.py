"""What the worker does for sharing: remove copies that nobody can open any more."""

from procrastinate.contrib.django import app

from sharing.models import SharedCopy
from vault.identity import identity


@app.periodic(cron="*/10 * * * *")
@app.task(queueing_lock="remove_ended_copies")
def remove_ended_copies(timestamp: int) -> None:
    """Row security shuts them at the very end of a share; this takes them out of the database."""
    for owner_id in SharedCopy.objects.over().values_list("owner_id", flat=True).distinct():
        with identity("writer", owner_id):
            SharedCopy.objects.over().delete()
