"""Dr Cho connected with Ana, and the walk that Ana shares."""

import pytest

from journal.models import Entry
from journal.words import Draft
from sharing.models import Connection, Consent
from tests import cast
from tests.questionnaires.conftest import love, published, talk

__all__ = ["connection", "love", "published", "shared", "talk", "walk"]

WALK = Draft(title="Sunday, the walk", body="We **walked** without talking.", mood=2, tags=("silence",))


@pytest.fixture
def connection(people) -> Connection:
    return cast.connect(people.ana, people.cho, "Ana")


@pytest.fixture
def walk(people) -> Entry:
    return cast.write(people.ana, WALK)


@pytest.fixture
def shared(people, connection, walk) -> Consent:
    return cast.share(people.ana, connection, walk)
