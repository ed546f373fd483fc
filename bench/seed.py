"""The rows: writers with sealed entries of about 300 words, other people's beside them, and the same for the bare one.

Sealing is real: each own entry is begun as everybody begins one. Other people's rows are copies of these, since nobody
opens them. All lie in the order in which they would have been written, everybody's mixed, as in a table that grew over
years.
"""

import datetime
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import psycopg
from django.test import Client
from django.utils import timezone

from accounts.models import User
from bench import places
from config.demo import story
from config.demo.people import PASSWORD, Person, sign_up
from config.postgres.server import DATABASE
from journal.models import Entry
from journal.words import Draft, first_words
from vault.identity import identity

WORDS = 300
YEARS = 10
OTHER_WRITERS = 40
TAGGED = 20  # one entry in so many bears a tag, and each of the newest
RARE = "heliotrope"  # stands in the oldest entry alone, so whoever looks for it reads all
ABSENT = "quicksilver"


@dataclass(frozen=True)
class Writer:
    """One person, signed in on both sides, with as many entries there as here."""

    size: int
    person: Person
    cookies: dict[str, str]
    newest: str  # the id of the newest entry, the same on both sides
    bare_cookies: dict[str, str]


def seed(sizes: Sequence[int], others: int) -> list[Writer]:
    people = [sign_up(f"writer-{size}@example.org") for size in sizes]
    texts = [list(_written(size)) for size in sizes]
    for person, drafts in zip(people, texts, strict=True):
        _keep(person, drafts)
    with _superuser(DATABASE) as connection:
        _among_others(connection, others)
    bare = places.bare_people([f"writer-{size}" for size in sizes])
    newest = _bare_notes(people, texts, bare, others)
    return [
        Writer(size, person, _sign_in(person), id, side["cookies"])
        for size, person, id, side in zip(sizes, people, newest, bare, strict=True)
    ]


def _written(size: int) -> Iterator[tuple[datetime.datetime, Draft]]:
    """The newest first; sentences of the demo's entries, shuffled, the same at every run."""
    chance, now = random.Random(size), timezone.now()  # noqa: S311
    pages = [page.draft for page in story.pages(now)]
    paragraphs = [part for page in pages for part in page.body.split("\n\n")]
    titles = [page.title for page in pages]
    step = datetime.timedelta(days=365 * YEARS) / size
    for number in range(size):
        parts: list[str] = []
        while sum(map(len, parts)) < WORDS * 5.5:
            parts.append(chance.choice(paragraphs))
        if number == size - 1:
            parts.append(f"It smelled of {RARE}.")
        moment = now - step * number
        tags = (chance.choice(["us", "work", "sleep", "home"]),) if number < 50 or not number % TAGGED else ()
        title = chance.choice(titles)
        yield moment, Draft(title, "\n\n".join(parts), chance.choice([None, 2, 3, 4]), tags, moment.date())


def _keep(person: Person, texts: list[tuple[datetime.datetime, Draft]]) -> None:
    """The oldest first, by the verb that everybody uses; `_among_others` dates them back."""
    with identity("writer", person.user.pk):
        for _moment, draft in reversed(texts):
            Entry.begin(person.user, person.vault, draft)


def _among_others(connection: psycopg.Connection, others: int) -> None:
    """Everything anew, in the order of its time, with other people's rows between."""
    writers = [
        User(email=f"other-{number}@example.org", kind=User.Kind.WRITER) for number in range(OTHER_WRITERS)
    ]
    User.objects.bulk_create(writers)
    connection.execute(
        "CREATE TEMPORARY TABLE own AS SELECT *, row_number() OVER () AS number FROM journal_entry"
    )
    connection.execute("ALTER TABLE own ADD PRIMARY KEY (number)")
    connection.execute(
        "UPDATE own SET written_at = about_on::timestamptz + (written_at - (SELECT min(written_at) FROM own)),"
        " changed_at = written_at"
    )
    names = _columns(connection, "journal_entry")
    copied = ["id", "owner_id", "about_on", "written_at", "changed_at"]
    kept = ", ".join(name for name in names if name not in copied)
    order = f"{', '.join(copied)}, {kept}"
    connection.execute("TRUNCATE journal_entry CASCADE")
    connection.execute(
        f"""
        INSERT INTO journal_entry ({order})
        SELECT {order} FROM (
            SELECT {order} FROM own
            UNION ALL
            SELECT gen_random_uuid(), (%(writers)s::uuid[])[1 + n %% %(count)s], moment::date, moment, moment, {kept}
            FROM (SELECT n, now() - make_interval(days => %(days)s) * (n::float / %(others)s) AS moment
                  FROM generate_series(1, %(others)s) AS n) AS made
            JOIN own ON number = 1 + n %% (SELECT count(*) FROM own)
        ) AS everything ORDER BY written_at
        """,  # noqa: S608
        {
            "writers": [writer.pk for writer in writers],
            "count": OTHER_WRITERS,
            "days": 365 * YEARS,
            "others": others,
        },
    )
    connection.execute("DROP TABLE own")
    connection.execute("VACUUM ANALYZE journal_entry")


def _bare_notes(
    people: list[Person],
    texts: list[list[tuple[datetime.datetime, Draft]]],
    bare: list[dict[str, Any]],
    others: int,
) -> list[str]:
    """The same words with the same ids and dates; tells the newest id of each."""
    newest = []
    with _superuser("bare") as connection:
        connection.execute("CREATE TEMPORARY TABLE own (LIKE bare_note)")
        for person, drafts, side in zip(people, texts, bare, strict=True):
            with identity("writer", person.user.pk):
                ids = list(person.user.entries.newest_first().values_list("id", flat=True))
            newest.append(str(ids[0]))
            columns = "id, owner_id, about_on, written_at, title, first_words, body"
            with connection.cursor().copy(f"COPY own ({columns}) FROM STDIN") as copy:
                for id, (moment, draft) in zip(ids, drafts, strict=True):
                    row = (draft.about_on, moment, draft.title, first_words(draft.body), draft.body)
                    copy.write_row((id, side["id"], *row))
        connection.execute(
            "INSERT INTO auth_user (username, password, first_name, last_name, email, is_superuser, is_staff,"
            " is_active, date_joined) SELECT 'other-' || n, '', '', '', '', false, false, true, now()"
            " FROM generate_series(1, %s) AS n",
            [OTHER_WRITERS],
        )
        connection.execute(
            f"""
            INSERT INTO bare_note ({columns})
            SELECT {columns} FROM (
                SELECT {columns} FROM own
                UNION ALL
                SELECT gen_random_uuid(), (SELECT max(id) FROM auth_user) - n %% %(count)s, moment::date, moment,
                       title, first_words, body
                FROM (SELECT n, now() - make_interval(days => %(days)s) * (n::float / %(others)s) AS moment
                      FROM generate_series(1, %(others)s) AS n) AS made
                JOIN (SELECT *, row_number() OVER () AS number FROM own) AS own
                  ON number = 1 + n %% (SELECT count(*) FROM own)
            ) AS everything ORDER BY written_at
            """,  # noqa: S608
            {"count": OTHER_WRITERS, "days": 365 * YEARS, "others": others},
        )
        connection.execute("VACUUM ANALYZE bare_note")
    return newest


def make_bare_database() -> None:
    with _superuser("postgres") as connection:
        connection.execute("CREATE DATABASE bare")


def _superuser(database: str) -> psycopg.Connection:
    """Past row security, which binds even the owner of the tables; PGHOST and its like say where."""
    return psycopg.connect(dbname=database, autocommit=True)


def _columns(connection: psycopg.Connection, table: str) -> list[str]:
    found = connection.execute(
        "SELECT attname FROM pg_attribute WHERE attrelid = %s::regclass AND attnum > 0 AND NOT attisdropped",
        [table],
    )
    return [name for (name,) in found]


def _sign_in(person: Person) -> dict[str, str]:
    """With the password, so that the journal is open."""
    client = Client(HTTP_HOST="127.0.0.1")
    client.post("/accounts/login/", {"login": person.user.email, "password": PASSWORD})
    client.get("/journal/")
    return {name: morsel.value for name, morsel in client.cookies.items()}
