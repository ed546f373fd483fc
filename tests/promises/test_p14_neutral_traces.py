"""P14: no mail, title, URL, log line or file name carries a word, a questionnaire's name or a partner's name.

Everything that one walk through the product emits, against what was written on it.
"""

import logging
import re
from urllib.parse import unquote_plus

import pytest
from django.core import mail
from django.test import Client

from questionnaires.models import Edition
from tests.environment import FOLDER
from vault.identity import identity

TITLE = re.compile(r"<title>(.*?)</title>", re.S)
LINK = re.compile(r"""(?:href|action|src)="([^"]*)\"""")


class Traces(logging.Handler):
    """What stays behind: addresses, titles, log lines, mails, file names."""

    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.left: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.left.append(record.getMessage())

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


@pytest.fixture
def traces():
    handler = Traces()
    root = logging.getLogger()
    level = root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    yield handler
    root.removeHandler(handler)
    root.setLevel(level)


@pytest.fixture
def walk(people, traces) -> list[str]:
    """Ana, Dr Cho and Eve look at everything; somebody signs up. Returns what may stand nowhere."""
    people.everything()
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
    traces.take(ana.post("/journal/search/", {"q": people.words[0]}))
    traces.take(
        Client().post("/accounts/signup/", {"email": "fay@example.org", "password1": "kettle-and-moss"})
    )
    assert len(mail.outbox) == 1
    with identity("writer", people.ana.user.pk):
        editions = list(Edition.objects.current())
    names = [name for each in editions for name in (each.questionnaire.key, each.parsed.title)]
    return [*people.words, *names, "bothways", "love", "partner"]


def test_no_trace_names_anything(walk, traces):
    assert len(traces.left) > 200
    assert traces.naming(walk) == []


def test_control_a_word_in_an_address_is_found(walk, traces):
    traces.left.append("/journal/search/?q=Marz%69pan")
    assert "/journal/search/?q=marzipan" in traces.naming(walk)
