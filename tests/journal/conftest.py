"""Entries to look at."""

from collections.abc import Callable

import pytest

from journal.models import Entry
from journal.words import Draft
from tests.cast import Person
from vault.identity import identity


@pytest.fixture
def written() -> Callable[..., Entry]:
    """written(person, body="...", ...) is an entry of that person, kept by the domain's own verb."""

    def write(person: Person, **words: object) -> Entry:
        with identity("writer", person.user.pk):
            return Entry.begin(person.user, person.vault, Draft(**words))[0]

    return write
