"""The library, published once for all tests, and rounds of it."""

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from questionnaires.models import Edition, Response
from tests.browser.fixtures import chromium, device, playwright, site, visit
from tests.journal.conftest import written
from tests.questionnaires.test_library import LOVE_TURNED, TALK_TURNED, answers_of
from vault.identity import identity

__all__ = ["chromium", "device", "playwright", "site", "visit", "written"]


@pytest.fixture(scope="session")
def published(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock():
        call_command("publish_questionnaires", verbosity=0)


@pytest.fixture
def love(published, db) -> Edition:
    return edition("is-the-love-mutual")


@pytest.fixture
def talk(published, db) -> Edition:
    return edition("can-you-communicate")


def edition(key: str) -> Edition:
    with identity("editor", "00000000-0000-4000-8000-000000000000"):
        return Edition.objects.current().get(questionnaire__key=key)


def begun(person, edition) -> Response:
    with identity("writer", person.user.pk):
        return Response.begin(person.user, person.vault, edition)


def answered(person, edition, me=4, them=2, **others) -> Response:
    """A round with every pair answered, not finished."""
    response = begun(person, edition)
    turned = LOVE_TURNED if edition.parsed.key == "is-the-love-mutual" else TALK_TURNED
    given = answers_of(edition.parsed, me, them, turned)
    if edition.parsed.key == "can-you-communicate":
        given |= {"sensed": "no"}
    given |= {name.replace("_", "-"): answer for name, answer in others.items()}
    with identity("writer", person.user.pk):
        response.answer(person.vault, given, based_on=response.revision)
    return response


def finished(person, edition, me=4, them=2, **others) -> Response:
    response = answered(person, edition, me, them, **others)
    with identity("writer", person.user.pk):
        response.finish(person.vault)
    return response


@pytest.fixture
def queries():
    """How many statements a request sends, without the savepoints that only a test's transaction makes."""

    def count(ask) -> int:
        ask()  # a first request makes the session ready
        with CaptureQueriesContext(connection) as captured:
            assert ask().status_code == 200
        return sum("SAVEPOINT" not in query["sql"] for query in captured)

    return count
