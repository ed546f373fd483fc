"""Files of photos that nothing needs: of entries that the trash lets go, and without any row."""

import os
import time

from django.core.files.storage import default_storage

from journal.models import Entry
from journal.tasks import empty_trash, sweep_photos
from journal.words import Draft
from tests.cast import photograph, write
from tests.journal.conftest import photo_files
from vault.identity import identity


def test_the_worker_empties_the_trash_and_sweeps(committed_people, as_worker):
    ana = committed_people.ana
    old, kept = (write(ana, Draft(body="x")) for _ in range(2))
    photograph(ana, old)
    kept = photograph(ana, kept)
    with identity("writer", ana.user.pk):
        Entry.objects.filter(pk=old.pk).update(trashed_at="2026-01-01T00:00Z")
    stray, young = default_storage.path("ab/stray"), default_storage.path("ab/young")
    os.makedirs(os.path.dirname(stray), exist_ok=True)
    for path in (stray, young):
        with open(path, "wb") as file:
            file.write(b"sealed")
    day_before_yesterday = time.time() - 2 * 24 * 60 * 60
    for path in (stray, default_storage.path(kept.file)):
        os.utime(path, (day_before_yesterday, day_before_yesterday))
    as_worker()
    empty_trash(0)
    sweep_photos(0)
    assert photo_files() == {kept.file, "ab/young"}
