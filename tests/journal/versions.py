"""Writing an entry anew, for tests that look at what was kept of it."""

from datetime import timedelta

from django.db.models import F

from journal.models import Entry, Revision
from journal.words import Draft
from tests.cast import Person
from vault.identity import identity


def rewrite(person: Person, entry: Entry, *texts: str, minutes: int = 10, title: str = "The lake") -> None:
    """Save one text after the other, each so many minutes after what was saved before it."""
    for text in texts:
        with identity("writer", person.user.pk):
            passed = timedelta(minutes=minutes)
            Entry.objects.filter(pk=entry.pk).update(
                kept_at=F("kept_at") - passed, changed_at=F("changed_at") - passed
            )
            Revision.objects.filter(entry=entry).update(kept_at=F("kept_at") - passed)
            now = Entry.objects.get(pk=entry.pk)
            assert now.save_draft(person.vault, Draft(title, text), based_on=now.revision) is None
            entry.revision = now.revision
