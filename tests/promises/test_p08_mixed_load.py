"""P8: under load with mixed people nobody gets another's row, over direct connections and over a pool.

The small version; PgBouncer and the full count belong to bin/verify. The control is the mistake that this design
avoids: an identity set for the session instead of the transaction, over a shared pool.
"""

import random
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from uuid import UUID

import pytest
from django.conf import settings
from django.db import connection, connections
from psycopg.errors import InsufficientPrivilege
from psycopg_pool import ConnectionPool

from config.postgres import server
from journal.models import Entry
from journal.words import Draft
from tests.environment import FOLDER
from vault.identity import identity

THREADS, ROUNDS = 8, 60

READ = "SELECT owner_id FROM journal_entry"


@pytest.fixture
def writers(committed_people) -> list[UUID]:
    """Two people with one entry each; Dr Cho has none."""
    for person in (committed_people.ana, committed_people.ben):
        with identity("writer", person.user.pk):
            Entry.begin(person.user, person.vault, Draft(body="Something."))
    return [committed_people.ana.user.pk, committed_people.ben.user.pk]


def wrong_answers(writers: list[UUID], read: Callable[[UUID], list[UUID]]) -> int:
    """How many reads did not give exactly the reader's own row."""

    def work(seed: int) -> int:
        choose = random.Random(seed)
        wrong = 0
        try:
            for _ in range(ROUNDS):
                writer = choose.choice(writers)
                wrong += read(writer) != [writer]
        finally:
            connections.close_all()
        return wrong

    with ThreadPoolExecutor(THREADS) as pool:
        return sum(pool.map(work, range(THREADS)))


def read_as(writer: UUID) -> list[UUID]:
    with identity("writer", writer), connection.cursor() as cursor:
        cursor.execute(READ)
        return [owner for (owner,) in cursor.fetchall()]


@pytest.mark.parametrize("pooled", [False, True], ids=["direct", "pool"])
def test_nobody_gets_anothers_row(writers, pooled, monkeypatch):
    options = {
        **settings.DATABASES["default"]["OPTIONS"],
        "pool": {"min_size": 1, "max_size": 4} if pooled else False,
    }
    connections.close_all()
    connection.close_pool()
    monkeypatch.setitem(settings.DATABASES["default"], "OPTIONS", options)
    try:
        assert wrong_answers(writers, read_as) == 0
    finally:
        connections.close_all()
        connections["default"].close_pool()


def test_control_an_identity_for_the_session_gives_others_rows(writers):
    found = server.credentials(FOLDER / "postgres")
    login = {
        "host": found.host,
        "port": found.port,
        "dbname": "bothways",
        "user": "bothways_web",
        "password": found.passwords["bothways_web"],
        "autocommit": True,
    }
    with ConnectionPool(kwargs=login, min_size=2, max_size=2, open=True) as pool:

        def read(writer: UUID) -> list[UUID]:
            with pool.connection() as one:
                one.execute(
                    "SELECT set_config('role', 'bothways_writer', false), set_config('app.user_id', %s, false)",
                    [str(writer)],
                )
            with pool.connection() as other:
                try:
                    return [owner for (owner,) in other.execute(READ).fetchall()]
                except InsufficientPrivilege:
                    return [writer]  # a connection that nobody was on before; loud, so not a leak

        assert wrong_answers(writers, read) > 0
