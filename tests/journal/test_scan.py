"""A search passes every entry once, in order, in one query, whatever the length of the journal."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from journal.models import Entry
from journal.scan import BATCH, leaves
from journal.search import PAGE, Query, find
from journal.words import Draft
from vault.identity import identity

MANY = 2 * BATCH + 7


@pytest.fixture
def ana(people):
    """Inside a transaction of her own, as a view is."""
    with identity("writer", people.ana.user.pk):
        yield people.ana


def write(ana, *texts):
    return [Entry.begin(ana.user, ana.vault, Draft(body=text))[0] for text in texts]


def words(ana, **options):
    passing = leaves(ana.user.entries.newest_first(), ana.vault, **options)
    return [leaf.with_more().decode() for leaf in passing]


@pytest.mark.parametrize("count", [0, 1, BATCH, BATCH + 1, MANY])
def test_each_entry_passes_once_newest_first(ana, count):
    write(ana, *(f"Number {number}" for number in range(count)))
    assert words(ana) == [f"number {number}" for number in reversed(range(count))]


def test_a_search_asks_as_often_with_many_entries_as_with_one(ana):
    counts = []
    for more in (1, 2, MANY):
        write(ana, *["Rain."] * more)
        with CaptureQueriesContext(connection) as asked:
            find(ana.user.entries.live(), ana.vault, Query.parse("snow"))
        counts.append(len(asked))
    assert counts == [1, 1, 1]


def test_whoever_has_enough_may_stop(ana):
    write(ana, *["Rain."] * MANY)
    passing = leaves(ana.user.entries.newest_first(), ana.vault)
    assert next(passing).words == b"rain."
    passing.close()
    assert len(find(ana.user.entries.live(), ana.vault, Query.parse("rain")).hits) == PAGE
    assert len(words(ana)) == MANY


def test_words_kept_elsewhere_come_along_and_a_head_if_it_is_wanted(ana):
    [entry] = write(ana, "A page")
    entry.also_find(ana.vault, "They **Opened** up.")
    [leaf] = leaves(ana.user.entries.all(), ana.vault, with_heads=True)
    assert leaf.id == str(entry.id)
    assert leaf.with_more() == b"a page they opened up."
    assert leaf.read_head().first_words == "A page"


@pytest.mark.parametrize("column", ["key", "folded", "more"])
def test_a_damaged_row_says_nothing_and_hides_no_other(ana, column):
    first, second, third = write(ana, "One", "Two", "Three")
    for entry in (first, second, third):
        entry.also_find(ana.vault, "More")
    Entry.objects.filter(id=second.id).update(**{column: b"\x01" + bytes(60)})
    assert words(ana) == ["three more", "", "one more"]
