"""P1: no word that a writer wrote, and nothing that ties a person to a questionnaire, stands in clear on disk.

Random marker words go through every verb that takes words; then the whole folder of the server (tables, WAL,
logs, temporary files) is searched after a checkpoint, also for base64 and UTF-16. The small version; bin/verify
would take a thousand entries.
"""

import base64
import itertools
import json
import secrets
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.sessions.serializers import JSONSerializer
from django.core import signing
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connections
from PIL import Image

from journal.models import Photo, Template
from journal.words import Draft
from questionnaires.models import Edition
from tests import cast, pictures
from tests.conftest import connect
from tests.environment import FOLDER
from vault.identity import identity

ENTRIES = 40
SESSION_SALT = "django.contrib.sessions.SessionStore"
TEXTS_OF_NOBODY = {"questionnaires_questionnaire", "questionnaires_edition"}


# Every word of this run begins with it, so that one search finds them all.
MARKER = "zq" + secrets.token_hex(8)


def forms(word: str) -> Iterator[bytes]:
    """A word as a file might hold it; base64 has three alignments, of which the middle is searched."""
    yield word.encode()
    yield word.upper().encode()
    yield word.encode("utf-16-le")
    for shift in range(3):
        yield base64.b64encode(b"\0" * shift + word.encode())[4:-4]


def files_with(word: str) -> list[Path]:
    with connect("postgres") as superuser:
        superuser.execute("CHECKPOINT")
    folders = (Path(FOLDER / "postgres").resolve(), settings.MEDIA_ROOT)
    files = [path for folder in folders for path in folder.rglob("*") if path.is_file()]
    assert len(files) > 500
    return [path for path in files if any(form in path.read_bytes() for form in forms(word))]


def exif(word: str) -> bytes:
    """What a camera writes into a photo, where it was taken too."""
    exif = Image.Exif()
    exif[0x010E] = word
    exif.get_ifd(0x8825)[29] = word
    return exif.tobytes()


def upload(person, entry, data: bytes) -> None:
    file = SimpleUploadedFile(f"{MARKER}.jpg", data, "image/jpeg")
    answer = person.client.post(f"/entries/{entry.pk}/photos/", {"owner": person.user.pk, "photo": file})
    assert answer.status_code == 302


@pytest.fixture
def written(committed_people) -> int:
    """Marked words went through entries, titles, tags, a conflict, a template, answers, a name, a share, a search."""
    ana, cho, numbers = committed_people.ana, committed_people.cho, itertools.count()

    def word() -> str:
        return f"{MARKER}{next(numbers)}"

    for _ in range(ENTRIES):
        entry = cast.write(ana, Draft(word(), f"{word()} " * 20, 3, (word(),)))
    cast.conflict(ana, entry, Draft(word(), word()))
    response = cast.begin(ana, "can-you-communicate")
    with identity("writer", ana.user.pk):
        response.answer(ana.vault, {"note": word()}, based_on=response.revision)
        response.entry.also_find(ana.vault, word())
    cast.ask_again(ana, response)
    with identity("writer", ana.user.pk):
        Template.keep(ana.user, ana.vault, word(), word())
    cast.share(ana, cast.connect(ana, cho, word()), entry)
    upload(ana, entry, pictures.picture(exif=exif(word()), comment=word()))
    with identity("writer", ana.user.pk):
        Photo.objects.get().say(ana.vault, word(), word())
    ana.client.post("/journal/search/", {"q": word()})
    connections.close_all()
    return next(numbers)


def test_no_word_stands_in_clear(written):
    assert written == 3 * ENTRIES + 12
    assert files_with(MARKER) == []


def test_control_a_word_in_clear_is_found(written):
    word = "zq" + secrets.token_hex(8)
    with connect("bothways_owner") as owner:
        owner.execute(f"COMMENT ON SCHEMA public IS '{word}'")
    assert files_with(word) != []


def test_no_picture_stands_in_clear(written, committed_people):
    """Neither the one that was sent nor what it became; the first bytes of its pixels would give it away."""
    ana = committed_people.ana
    with identity("writer", ana.user.pk):
        photo = Photo.objects.get()
        pixels = photo.read(ana.vault)[20:60]
        path = settings.MEDIA_ROOT / photo.file
    assert pixels not in path.read_bytes()
    assert not any(mark in path.read_bytes() for mark in (b"RIFF", b"WEBP", b"JFIF"))


def rows_behind_an_encoding() -> list[str]:
    """Sessions are compressed and in base64, cache rows pickled: what a search of the files cannot see."""
    with connect("postgres") as superuser:
        sessions = superuser.execute("SELECT session_data FROM django_session").fetchall()
        cached = superuser.execute("SELECT value FROM cache").fetchall()
    return [
        json.dumps(signing.loads(data, salt=SESSION_SALT, serializer=JSONSerializer)) for (data,) in sessions
    ] + [repr(base64.b64decode(value)) for (value,) in cached]


def test_no_session_and_no_cache_row_holds_a_word(written, ids):
    rows = rows_behind_an_encoding()
    assert len(rows) >= 2
    assert [row for row in rows for word in (MARKER, *ids) if word in row] == []


def test_control_a_word_in_a_session_is_found(committed_people):
    client = committed_people.ana.client
    session = client.session
    session["title"] = f"Saved {MARKER}"
    session.save()
    assert [MARKER in row for row in rows_behind_an_encoding()].count(True) == 1


def tied(ids: list[str]) -> set[str]:
    """Tables beside the questionnaires' own where a row names one of these."""
    with connect("postgres") as superuser:
        tables = superuser.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'").fetchall()
        return {
            table
            for (table,) in tables
            if table not in TEXTS_OF_NOBODY
            for one in ids
            if superuser.execute(
                f'SELECT EXISTS (SELECT FROM "{table}" t WHERE t::text LIKE %s)', [f"%{one}%"]
            ).fetchone()[0]
        }


@pytest.fixture
def ids(written, committed_people) -> list[str]:
    with identity("writer", committed_people.ana.user.pk):
        editions = list(Edition.objects.select_related("questionnaire"))
    return [
        *(str(edition.pk) for edition in editions),
        *(str(edition.questionnaire_id) for edition in editions),
        *(edition.questionnaire.key for edition in editions),
    ]


def test_nothing_ties_a_person_to_a_questionnaire(ids):
    assert len(ids) >= 6
    assert tied(ids) == set()


def test_control_a_tie_is_found(ids):
    with connect("postgres") as superuser:
        superuser.execute(
            "UPDATE accounts_user SET language = %s WHERE email = 'ana@example.org'", [ids[-1][:10]]
        )
    assert tied([ids[-1][:10]]) == {"accounts_user"}
