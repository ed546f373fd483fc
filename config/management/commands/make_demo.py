"""Demo people for an embedded database that holds nobody, made through the pages and verbs that everybody uses."""

import datetime
from argparse import ArgumentParser
from dataclasses import replace
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.management.base import BaseCommand
from django.db import transaction
from django.utils import timezone

from accounts.models import Therapist, User
from config.demo import answers, pictures, story
from config.demo.people import Person, make_editor, sign_up, sign_up_therapist
from config.models import Demo
from journal.models import Entry, Photo
from journal.photos import draw
from questionnaires.models import Edition, Response
from sharing.content import Choice, Content
from sharing.door import find_invitation, open_copy
from sharing.models import Connection, Consent
from vault.identity import identity

SHARED_FOR = datetime.timedelta(days=30)
LETTER, TAKEN_BACK = "The bench", "The kettle"


class Command(BaseCommand):
    help = "Make demo people, once, in an embedded database that holds nobody."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--never", action="store_true", help="make none, and remember that for this database"
        )

    def handle(self, *args: object, never: bool, **options: object) -> None:
        if not settings.EMBEDDED or Demo.objects.exists():
            return
        if never:
            Demo.objects.create(wanted=False)
        elif not User.objects.exists():
            make()


def make() -> None:
    # All or nothing: what an interrupted run leaves behind must not look like a database in use.
    with transaction.atomic():
        eve = make_editor("eve@example.org")
        sign_up("ben@example.org")
        cho = therapist("dr-cho@example.org", "Mina Cho", "PSY 20417", eve)
        diaz = therapist("dr-diaz@example.org", "Luz Diaz", "PSY 18233", eve)
        ana = sign_up("ana@example.org")
        write(ana)
        fill_in(ana)
        connection = connect(ana, diaz)
        with identity("writer", ana.user.pk):
            share(ana, connection, TAKEN_BACK).withdraw()
        connection = connect(ana, cho)
        with identity("writer", ana.user.pk):
            consent = share(ana, connection, LETTER)
        Demo.objects.create(wanted=True)
    # An opening bears the time of its own transaction, so this must be one that began after the sharing.
    with identity("therapist", cho.user.pk):
        open_copy(cho.user, cho.vault, consent.pk)


# Signing up


def therapist(email: str, name: str, license: str, editor: User) -> Person:
    person = sign_up_therapist(email, name=name, license=license, place="Bremen")
    with identity("editor", editor.pk):
        Therapist.objects.get(pk=person.user.pk).verify(editor, "License seen in the public register.")
    return person


# Writing


def write(ana: Person) -> None:
    with identity("writer", ana.user.pk):
        for page in story.pages(now_of(ana)):
            entry, _ = Entry.begin(ana.user, ana.vault, page.first)
            if page.starred:
                entry.star()
            for shot in page.shots:
                picture = draw(pictures.paint(shot.scene))
                Photo.add(entry, ana.vault, picture, alt=shot.alt, caption=shot.caption)
            date_back(entry, page.written_at)
            if page.draft != page.first:
                entry.save_draft(ana.vault, page.draft, based_on=entry.revision, keep=True)
                Entry.objects.filter(id=entry.id).update(changed_at=page.changed_at)


def fill_in(ana: Person) -> None:
    """Every questionnaire there is, several times."""
    with identity("writer", ana.user.pk):
        for place, edition in enumerate(Edition.objects.current()):
            for sitting in story.sittings(now_of(ana), edition.questionnaire.key, place):
                response = Response.begin(ana.user, ana.vault, edition)
                given = answers.answer(edition.parsed, sitting.round)
                response.answer(ana.vault, given, based_on=response.revision)
                response.finish(ana.vault)
                entry = response.entry
                if sitting.room:
                    draft = replace(entry.as_draft(ana.vault), body=sitting.room)
                    entry.save_draft(ana.vault, draft, based_on=entry.revision)
                date_back(entry, sitting.finished_at)
                Response.objects.filter(pk=response.pk).update(finished_at=sitting.finished_at)


def date_back(entry: Entry, moment: datetime.datetime) -> None:
    """The verbs write the time at which they run, as they should; only a demo has a past."""
    Entry.objects.filter(id=entry.id).update(
        about_on=moment.date(),
        written_at=moment,
        changed_at=moment,
        starred_at=moment if entry.starred_at else None,
    )


def now_of(person: Person) -> datetime.datetime:
    return timezone.now().astimezone(ZoneInfo(person.user.time_zone))


# Sharing


def connect(ana: Person, therapist: Person) -> Connection:
    """The whole way: a link, an acceptance, and the same six digits on both sides."""
    with identity("writer", ana.user.pk):
        token = Connection.invite(ana.user, ana.vault, "Ana").token(ana.vault)
    with identity("therapist", therapist.user.pk):
        invitation = find_invitation(token)
        invitation.accept(therapist.user, therapist.vault, token)
        accepted = Connection.objects.for_therapist().get(id=invitation.id)
        accepted.therapist_confirm(therapist.vault, accepted.code(therapist.vault))
    with identity("writer", ana.user.pk):
        connection = ana.user.connections.get(id=invitation.id)
        connection.confirm(ana.vault, connection.code(ana.vault))
        return connection


def share(ana: Person, connection: Connection, title: str) -> Consent:
    entry = next(
        entry for entry in ana.user.entries.newest_first() if entry.read_head(ana.vault).title == title
    )
    choice = Choice()
    content = Content.of(entry, ana.vault, choice)
    return connection.share(entry, content, choice, ana.vault, timezone.now() + SHARED_FOR)
