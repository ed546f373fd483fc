"""Two people who are connected, and something shared: made only through the domain's verbs, as whoever does it."""

import datetime
from dataclasses import dataclass

import pytest
from django.utils import timezone

from journal.models import Entry
from journal.words import Draft
from sharing.content import Choice, Content
from sharing.door import find_invitation
from sharing.models import Connection, Consent
from tests.cast import Person
from vault.identity import identity

WALK = Draft(title="Sunday, the walk", body="We **walked** without talking.", mood=2, tags=("silence",))


@dataclass
class Sharing:
    """What the tests do in one line; each verb runs in a transaction of its own, as its person."""

    people: object

    def write(self, writer: Person, draft: Draft = WALK) -> Entry:
        with identity("writer", writer.user.pk):
            return Entry.begin(writer.user, writer.vault, draft)[0]

    def invite(self, writer: Person, name: str = "Ana") -> Connection:
        with identity("writer", writer.user.pk):
            return Connection.invite(writer.user, writer.vault, name)

    def accept(self, connection: Connection, writer: Person, therapist: Person) -> None:
        with identity("writer", writer.user.pk):
            token = connection.token(writer.vault)
        with identity("therapist", therapist.user.pk):
            find_invitation(token).accept(therapist.user.therapist, therapist.vault, token)

    def connect(self, writer: Person, therapist: Person, name: str = "Ana") -> Connection:
        connection = self.invite(writer, name)
        self.accept(connection, writer, therapist)
        with identity("therapist", therapist.user.pk):
            theirs = Connection.objects.for_therapist().get(pk=connection.pk)
            theirs.therapist_confirm(therapist.vault, theirs.code(therapist.vault))
        with identity("writer", writer.user.pk):
            connection = Connection.objects.get(pk=connection.pk)
            connection.confirm(writer.vault, connection.code(writer.vault))
        return connection

    def share(self, connection: Connection, writer: Person, entry: Entry, days: float = 30) -> Consent:
        with identity("writer", writer.user.pk):
            content = Content.of(entry, writer.vault, Choice())
            ends_at = timezone.now() + datetime.timedelta(days=days)
            return connection.share(entry, content, Choice(), writer.vault, ends_at)


@pytest.fixture
def sharing(people) -> Sharing:
    return Sharing(people)


@pytest.fixture
def committed_sharing(committed_people) -> Sharing:
    return Sharing(committed_people)
