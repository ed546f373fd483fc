"""Entries to look at."""

from collections.abc import Callable

import pytest
from django.core.files.storage import default_storage

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


def photo_files() -> set[str]:
    folders = default_storage.listdir("")[0] if default_storage.exists("") else []
    return {f"{folder}/{name}" for folder in folders for name in default_storage.listdir(folder)[1]}


@pytest.fixture(autouse=True)
def no_photos():
    """The files of a test are its own."""
    yield
    for file in photo_files():
        default_storage.delete(file)
