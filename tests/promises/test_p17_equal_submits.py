"""P17: fifty equal submits at once make one entry."""

import threading
import uuid
from collections.abc import Callable

from django.db import close_old_connections, connections
from django.test import Client

from journal.models import Entry, Revision, Tag
from tests.journal.sheet import AUTOSAVE, sheet
from vault.identity import identity

SUBMITS = 50
THREADS = 8  # as many as the pool has connections


def at_once(submit: Callable[[int], int]) -> list[int]:
    """The answers to fifty submits from eight threads that start together."""
    start, answers = threading.Barrier(THREADS), []

    def run(thread: int) -> None:
        start.wait()
        try:
            answers.extend(submit(number) for number in range(thread, SUBMITS, THREADS))
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(thread,)) for thread in range(THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


def post(person, sent: dict[str, object], **options: object) -> int:
    client = Client()
    client.cookies = person.client.cookies
    return client.post("/entries/new/", sent, **options).status_code


def kept(person) -> list[int]:
    close_old_connections()
    with identity("writer", person.user.pk):
        return [model.objects.count() for model in (Entry, Revision, Tag)]


def test_fifty_equal_submits_make_one_entry(committed_people):
    ana = committed_people.ana
    assert ana.client.get("/").status_code == 200
    sent = sheet(ana, title="Once", body="Only once.", tags="evening, night")
    assert at_once(lambda _: post(ana, sent)) == [302] * SUBMITS
    assert kept(ana) == [1, 0, 2]


def test_fifty_equal_saves_make_one_entry(committed_people):
    ana = committed_people.ana
    assert ana.client.get("/").status_code == 200
    sent = sheet(ana, body="Only once.")
    assert at_once(lambda _: post(ana, sent, headers=AUTOSAVE)) == [200] * SUBMITS
    assert kept(ana) == [1, 0, 0]


def test_control_without_a_submission_id_there_are_fifty(committed_people):
    ana = committed_people.ana
    assert ana.client.get("/").status_code == 200
    sent = sheet(ana, body="Only once.")
    assert at_once(lambda _: post(ana, sent | {"id": uuid.uuid4()})) == [302] * SUBMITS
    assert kept(ana) == [SUBMITS, 0, 0]
