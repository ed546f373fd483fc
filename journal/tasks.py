"""What the worker does for the journal: empty the trash, sweep up after photos."""

from procrastinate.contrib.django import app

from journal.models import Entry, Photo
from vault.identity import identity


@app.periodic(cron="23 * * * *")
@app.task(queueing_lock="empty_trash")
def empty_trash(timestamp: int) -> None:
    """For one person at a time, as that person and without any key."""
    for owner_id in Entry.objects.overdue().values_list("owner_id", flat=True).distinct():
        with identity("writer", owner_id):
            for entry in Entry.objects.overdue().heads():
                entry.delete_for_good()


@app.periodic(cron="53 4 * * *")
@app.task(queueing_lock="sweep_photos")
def sweep_photos(timestamp: int) -> None:
    """Without becoming anybody: names of files are random and say nothing."""
    Photo.objects.sweep()
