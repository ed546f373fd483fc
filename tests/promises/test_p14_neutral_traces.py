"""P14: no mail, title, URL, log line or file name carries a word, a questionnaire's name or a partner's name.

Everything that one walk through the product emits, against what was written on it.
"""

import logging
import re
from urllib.parse import unquote_plus

import pytest
from django.core import mail
from django.test import Client

from config.logs import NoWords
from questionnaires.models import Edition
from tests.environment import FOLDER
from vault.identity import identity

TITLE = re.compile(r"<title>(.*?)</title>", re.S)
LINK = re.compile(r"""(?:href|action|src)="([^"]*)\"""")


class Traces(logging.Handler):
    """What stays behind: addresses, titles, log lines, mails, file names."""

    def __init__(self) -> None:
        super().__init__()
        self.left: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.left.append(self.format(record))

    def take(self, answer) -> None:
        self.left += [answer.request["PATH_INFO"], answer.get("Location", "")]
        if answer.get("Content-Type", "").startswith("text/html"):
            page = answer.content.decode()
            self.left += TITLE.findall(page) + LINK.findall(page)

    def naming(self, words: list[str]) -> list[str]:
        mails = [str(each.message()) for each in mail.outbox]
        files = [str(path.relative_to(FOLDER)) for path in FOLDER.rglob("*")]
        everything = [unquote_plus(trace).casefold() for trace in self.left + mails + files]
        return [trace for trace in everything for word in words if word.casefold() in trace]


LOGGERS = ("", "django")


@pytest.fixture
def traces():
    """Listens where the console does, and writes as the console writes."""
    handler = Traces()
    formatter = logging.getLogger("django").handlers[0].formatter
    assert isinstance(formatter, NoWords)
    handler.setFormatter(formatter)
    for name in LOGGERS:
        logging.getLogger(name).addHandler(handler)
    yield handler
    for name in LOGGERS:
        logging.getLogger(name).removeHandler(handler)


@pytest.fixture
def troubles(people, monkeypatch):
    """What makes a server log: a page that is not there, a refused form, a failure that quotes a word."""
    people.everything()
    word = people.words[0]

    def fail(*args, **kwargs):
        raise ValueError(f"cannot digest {word}")

    def happen() -> None:
        people.ana.client.get(f"/{word}/")
        people.ana.client.post("/entries/new/", {"owner": str(people.ana.user.pk), "body": word})
        monkeypatch.setattr("journal.views.lists.look_for", fail)
        client = people.ana.client
        client.raise_request_exception = False
        address = client.post("/journal/search/", {"q": word})["Location"]
        assert client.get(address).status_code == 500

    return happen


@pytest.fixture
def walk(people, traces, troubles) -> list[str]:
    """Ana, Dr Cho and Eve look at everything; somebody signs up. Returns what may stand nowhere."""
    ana, cho, eve = people.ana.client, people.cho.client, people.eve.client
    for client, paths in (
        (
            ana,
            [
                "/",
                "/journal/",
                "/journal/trash/",
                "/questionnaires/",
                "/sharing/",
                "/sharing/ledger/",
                "/account/",
            ],
        ),
        (ana, [f"/entries/{people.entry.pk}/", f"/entries/{people.entry.pk}/edit/"]),
        (ana, [f"/responses/{people.response.pk}/", f"/sharing/entries/{people.entry.pk}/"]),
        (cho, ["/clients/", f"/clients/{people.connection.pk}/", f"/shared/{people.consent.pk}/"]),
        (eve, ["/admin/", "/admin/accounts/therapist/"]),
    ):
        for path in paths:
            traces.take(client.get(path))
    troubles()
    traces.take(ana.post("/journal/search/", {"q": people.words[0]}))
    traces.take(
        Client().post("/accounts/signup/", {"email": "fay@example.org", "password1": "kettle-and-moss"})
    )
    traces.take(Client().post("/accounts/password/reset/", {"email": "ana@example.org"}))
    traces.take(
        Client().post("/accounts/signup/", {"email": "ben@example.org", "password1": "kettle-and-moss"})
    )
    assert len(mail.outbox) >= 2
    with identity("writer", people.ana.user.pk):
        editions = list(Edition.objects.current())
    names = [name for each in editions for name in (each.questionnaire.key, each.parsed.title)]
    return [*people.words, *names, "bothways", "love", "partner"]


def test_no_trace_names_anything(walk, traces):
    assert len(traces.left) > 200
    assert traces.naming(walk) == []


def test_the_failure_was_logged(walk, traces):
    assert [trace for trace in traces.left if trace.startswith("ValueError at ")] != []


def test_control_written_plainly_the_log_quotes_the_word(people, traces, troubles):
    traces.setFormatter(None)
    troubles()
    assert [trace for trace in traces.left if f"cannot digest {people.words[0]}" in trace] != []


def test_control_a_word_in_an_address_is_found(walk, traces):
    traces.left.append("/journal/search/?q=Marz%69pan")
    assert "/journal/search/?q=marzipan" in traces.naming(walk)
