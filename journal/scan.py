"""Every entry's folded words, newest first, at a few microseconds a row: a search has no index to be quick by.

No models: rows come as they are, through a cursor of the database. So it is one query, whatever the length of the
journal, and never more than two batches lie in memory. While one is looked through, the database prepares the next.
"""

from collections.abc import Generator, Iterator
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, cast

import psycopg
from django.db import connection
from django.db.models import TextField
from django.db.models.functions import Cast
from psycopg.pq import TransactionStatus

from journal.models import Entry, EntryQuerySet
from journal.words import Head, fold, plain
from vault.cipher import Place, Unreadable, unseal_wrapped
from vault.session import OpenVault

BATCH = 100  # about what a socket holds
COLUMNS = ("revision", "key", "folded", "more")

Row = tuple[Any, ...]  # the id as text, then COLUMNS, then the head if it was asked for


@dataclass(slots=True)
class Leaf:
    """One entry on its way by. `words` is what it says, folded, as UTF-8; None if the row is damaged."""

    vault: OpenVault
    row: Row
    words: bytes | None

    @property
    def id(self) -> str:
        return cast(str, self.row[0])

    def read_head(self) -> Head:
        return self._entry(head=self.row[-1]).read_head(self.vault)

    def with_more(self) -> bytes:
        """And the words that are kept elsewhere; nothing if any of them is damaged, which the timeline shows."""
        if self.words is None or self.row[4] is None:
            return self.words or b""
        with suppress(Unreadable):
            more = fold(plain(self._entry(more=self.row[4]).read_more(self.vault)))
            return b" ".join([self.words, more.encode()])
        return b""

    def _entry(self, **columns: bytes) -> Entry:
        id, revision, key = self.row[:3]
        return Entry(id=id, owner_id=self.vault.owner_id, revision=revision, key=key, **columns)


def leaves(
    entries: EntryQuerySet, vault: OpenVault, *, with_heads: bool = False
) -> Generator[Leaf, None, None]:
    """In the order of `entries`."""
    columns = [*COLUMNS, "head"] if with_heads else COLUMNS
    wanted = entries.values_list(Cast("id", TextField()), *columns)
    places = [Place("journal_entry", column, vault.owner_id, "") for column in ("key", "folded")]
    for rows in _batches(wanted):
        sealed = ((id, revision, key, folded) for id, revision, key, folded, *_ in rows)
        for row, words in zip(rows, unseal_wrapped(vault.key("wrap"), sealed, *places), strict=True):
            yield Leaf(vault, row, words)


def _batches(wanted: Any) -> Iterator[list[Row]]:
    """Each is asked for while the one before is looked through. The cursor needs the transaction of the request."""
    sql, parameters = wanted.query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(f"DECLARE leaves NO SCROLL CURSOR FOR {sql}", parameters)
    own = connection.connection
    assert isinstance(own, psycopg.Connection)  # noqa: S101 - it has just been used
    try:
        with own.pipeline():
            coming = _fetch(own)
            while True:
                this, coming = coming, _fetch(own)
                rows = this.fetchall()
                if not rows:
                    return
                yield rows
    finally:
        if own.info.transaction_status == TransactionStatus.INTRANS:
            own.execute("CLOSE leaves")


def _fetch(own: psycopg.Connection) -> psycopg.Cursor:
    return psycopg.Cursor(own).execute(f"FETCH {BATCH} FROM leaves", binary=True)
