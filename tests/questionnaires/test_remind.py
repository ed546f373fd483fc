"""The worker writes a mail to whoever asked for one, as that person and without a key; P14 tells of its words."""

import datetime
import socket
from zoneinfo import ZoneInfo

import pytest
from aiosmtpd.controller import Controller
from django.conf import settings
from django.core import mail
from django.db import transaction
from django.db.utils import ProgrammingError
from django.utils import timezone

from questionnaires.models import CheckIn
from questionnaires.tasks import remind
from tests import cast
from vault.identity import identity


def asked(person, key="is-the-love-mutual", *, minutes=1, by_mail=True):
    """A check-in whose mail has been due for so many minutes."""
    check_in = cast.ask_again(person, cast.begin(person, key), by_mail=by_mail)
    with identity("writer", person.user.pk):
        if by_mail:
            CheckIn.objects.filter(pk=check_in.pk).update(
                mail_at=timezone.now() - datetime.timedelta(minutes=minutes)
            )
        return CheckIn.objects.get(pk=check_in.pk)


def again(check_in, person):
    with identity("writer", person.user.pk):
        return CheckIn.objects.get(pk=check_in.pk)


def test_one_mail_a_person_in_neutral_words(committed_people, as_worker):
    ana, ben = committed_people.ana, committed_people.ben
    first, second = asked(ana), asked(ana, "how-it-feels")
    asked(ben, by_mail=False)
    as_worker()
    remind.func(0)
    (sent,) = mail.outbox
    assert (sent.subject, sent.to) == ("Notes", ["ana@example.org"])
    assert f"{settings.ORIGIN}/" in sent.body
    remind.func(0)
    assert len(mail.outbox) == 1
    for check_in in (first, second):
        assert again(check_in, ana).mail_at > timezone.now() + datetime.timedelta(days=5)
        # What waits on Today waits on.
        assert again(check_in, ana).next_on == check_in.next_on


@pytest.mark.parametrize("zone", ["Pacific/Auckland", "America/Los_Angeles"])
def test_it_comes_in_the_morning_of_the_persons_own_time_zone(committed_people, as_worker, zone):
    ana = committed_people.ana
    ana.user.time_zone = zone
    ana.user.save()
    check_in = asked(ana)
    as_worker()
    remind.func(0)
    local = timezone.localtime(again(check_in, ana).mail_at, timezone=ZoneInfo(zone))
    assert (local.hour, local.minute, local.weekday()) == (9, 0, check_in.first_on.weekday())


def test_in_the_persons_language(committed_people, as_worker):
    committed_people.ana.user.language = "de"
    committed_people.ana.user.save()
    asked(committed_people.ana)
    as_worker()
    remind.func(0)
    assert len(mail.outbox) == 1


def test_a_mail_that_comes_half_a_day_late_is_let_go(committed_people, as_worker):
    check_in = asked(committed_people.ana, minutes=13 * 60)
    as_worker()
    remind.func(0)
    assert mail.outbox == []
    assert again(check_in, committed_people.ana).mail_at > timezone.now()


def test_a_mail_that_fails_is_tried_again_and_keeps_nobody_else_waiting(
    committed_people, as_worker, settings
):
    check_in = asked(committed_people.ana)
    as_worker()
    settings.EMAIL_BACKEND, settings.EMAIL_PORT = "django.core.mail.backends.smtp.EmailBackend", 9
    remind.func(0)
    assert again(check_in, committed_people.ana).mail_at == check_in.mail_at


def test_the_worker_as_itself_finds_owner_and_time_only(committed_people, as_worker):
    asked(committed_people.ana)
    later = asked(committed_people.ben)
    with identity("writer", committed_people.ben.user.pk):
        later.snooze()
    as_worker()
    assert [owner for (owner,) in CheckIn.objects.values_list("owner_id")] == [committed_people.ana.user.pk]
    for column in ("head", "next_on", "every"):
        with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
            list(CheckIn.objects.values_list(column))


class Mailbox:
    def __init__(self):
        self.dialogue = []

    async def handle_MAIL(self, server, session, envelope, address, options):
        self.dialogue.append(address)
        envelope.mail_from = address
        return "250 OK"

    async def handle_RCPT(self, server, session, envelope, address, options):
        self.dialogue.append(address)
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        self.dialogue.append(envelope.content.decode())
        return "250 OK"


@pytest.fixture
def mailbox(settings):
    box = Mailbox()
    controller = Controller(box, hostname="127.0.0.1", port=_free_port())
    controller.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", controller.port
    yield box
    controller.stop()


def _free_port():
    with socket.create_server(("127.0.0.1", 0)) as found:
        return found.getsockname()[1]


def test_p14_the_whole_dialogue_with_the_mail_server_names_nothing(committed_people, as_worker, mailbox):
    asked(committed_people.ana)
    as_worker()
    remind.func(0)
    said = "\n".join(mailbox.dialogue)
    assert "Subject: Notes" in said
    assert "ana@example.org" in said
    words = ("love", "mutual", "partner", "bothways", "question", "check-in", "relationship", "answer")
    assert [word for word in words if word in said.casefold()] == []


def test_control_a_word_in_the_dialogue_would_be_found(committed_people, as_worker, mailbox):
    mail.send_mail("Is the love mutual?", "Words.", None, ["ana@example.org"])
    assert "love" in "\n".join(mailbox.dialogue).casefold()
