"""The worker empties the trash, logged in as itself, and finds nothing else."""

from datetime import timedelta

import pytest
from django.db import transaction
from django.db.utils import ProgrammingError
from django.utils import timezone

from journal.models import Entry, Revision
from journal.tasks import empty_trash
from journal.words import Draft
from questionnaires.models import Response
from sharing.models import Consent, SharedCopy
from tests import cast
from vault.identity import identity


def titles(person):
    with identity("writer", person.user.pk):
        return sorted(entry.read_head(person.vault).title for entry in Entry.objects.all())


def test_overdue_is_gone_for_good(committed_people, as_worker, written):
    ana, ben = committed_people.ana, committed_people.ben
    for person in (ana, ben):
        for title, days in [("overdue", 31), ("in the trash", 29), ("live", None)]:
            entry = written(person, title=title)
            if days:
                with identity("writer", person.user.pk):
                    entry.trashed_at = timezone.now() - timedelta(days=days)
                    entry.save()
    as_worker()
    empty_trash.func(0)
    assert titles(ana) == titles(ben) == ["in the trash", "live"]


def test_answers_versions_and_copies_go_with_their_entry(committed_people, as_worker, written):
    ana, cho = committed_people.ana, committed_people.cho
    entry = written(ana, title="shared")
    cast.conflict(ana, entry, Draft(body="Other."))
    cast.share(ana, cast.connect(ana, cho, "Ana"), entry)
    cast.begin(ana, "is-the-love-mutual")
    with identity("writer", ana.user.pk):
        Entry.objects.update(trashed_at=timezone.now() - timedelta(days=31))
    as_worker()
    empty_trash.func(0)
    with identity("writer", ana.user.pk):
        left = [model.objects.count() for model in (Entry, Revision, Response, SharedCopy, Consent)]
    assert left == [0, 0, 0, 0, 1]  # a consent outlives what it was about


def test_the_worker_as_itself_finds_owners_of_trash_and_no_word(committed_people, as_worker, written):
    written(committed_people.ana, title="live")
    as_worker()
    assert list(Entry.objects.values_list("owner_id")) == []
    for column in ("head", "body", "key", "written_at"):
        with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
            list(Entry.objects.values_list(column))
