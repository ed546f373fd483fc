"""Both password and code lost: everything sealed is deleted, and an empty journal begins."""

import datetime

import pytest
import time_machine
from django.core import mail
from django.test import Client
from django.utils import timezone

from accounts.adapter import Adapter
from accounts.models import User
from journal.models import Entry
from tests.cast import PASSWORD
from vault.identity import identity
from vault.models import UserKeys

NEW = "moss-under-the-birch"
FORM = {"password": PASSWORD, "words": "Start  over"}


@pytest.mark.parametrize(
    "wrong", [{"password": "wrong"}, {"words": "start"}, {"words": ""}, {"password": ""}]
)
def test_not_by_accident(people, wrong):
    before = UserKeys.objects.get(pk=people.ana.user.pk).key_id
    assert people.ana.client.post("/start-over/", FORM | wrong).status_code == 400
    assert UserKeys.objects.get(pk=people.ana.user.pk).key_id == before


def test_everything_sealed_goes(people):
    people.everything()
    client, elsewhere = people.ana.client, Client()
    elsewhere.post("/accounts/login/", {"login": people.ana.user.email, "password": PASSWORD})
    client.post("/lock/")
    assert client.get("/start-over/").status_code == 200
    answer = client.post("/start-over/", FORM)
    assert (answer.status_code, answer.url) == (302, "/recovery-code/")
    keys = UserKeys.objects.get(pk=people.ana.user.pk)
    assert keys.key_id != people.ana.vault.key_id
    assert keys.recovery_confirmed_at is None
    with identity("writer", people.ana.user.pk):
        assert Entry.objects.count() == 0
    with identity("therapist", people.cho.user.pk):
        from sharing.models import SharedCopy

        assert SharedCopy.objects.count() == 0
    # A browser that still had the old keys open cannot write with them.
    assert elsewhere.get("/account/").url.startswith("/accounts/login/")
    assert client.get("/recovery-code/").status_code == 200


@pytest.fixture
def behind(people) -> Client:
    """After a reset by mail: in the account, and not in the journal."""
    people.everything()
    Adapter().set_password(User.objects.get(pk=people.ana.user.pk), NEW)
    client = Client()
    client.post("/accounts/login/", {"login": people.ana.user.email, "password": NEW})
    return client


def entries_of(person) -> int:
    with identity("writer", person.user.pk):
        return Entry.objects.count()


def sign_in_again(client: Client, person) -> None:
    client.post("/accounts/login/", {"login": person.user.email, "password": NEW})


def test_after_a_reset_by_mail_it_waits_for_a_week(people, behind):
    begun = entries_of(people.ana)
    with time_machine.travel(timezone.now(), tick=False) as clock:
        assert "waits for seven days" in behind.get("/start-over/").text
        assert behind.post("/start-over/", FORM | {"password": NEW}).url == "/unlock/"
        assert "Starting over was asked for" in behind.get("/unlock/").text
        [sent] = mail.outbox
        assert sent.to == [people.ana.user.email]
        assert "cannot be done before" in sent.body
        clock.shift(datetime.timedelta(days=6, hours=23))
        sign_in_again(behind, people.ana)
        assert behind.post("/start-over/", FORM | {"password": NEW}).url == "/unlock/"
        assert entries_of(people.ana) == begun > 0
        assert len(mail.outbox) == 1
        clock.shift(datetime.timedelta(hours=2))
        sign_in_again(behind, people.ana)
        assert behind.post("/start-over/", FORM | {"password": NEW}).url == "/recovery-code/"
    assert entries_of(people.ana) == 0
    keys = UserKeys.objects.get(pk=people.ana.user.pk)
    assert (keys.start_over_at, keys.password_is_behind) == (None, False)


def test_any_unlock_takes_it_back(people, behind):
    behind.post("/start-over/", FORM | {"password": NEW})
    assert UserKeys.objects.get(pk=people.ana.user.pk).start_over_at
    assert behind.post("/unlock/", {"password": PASSWORD, "current": NEW}).status_code == 302
    assert UserKeys.objects.get(pk=people.ana.user.pk).start_over_at is None
    # Another reset does not find the old date.
    Adapter().set_password(User.objects.get(pk=people.ana.user.pk), NEW + NEW)
    assert not UserKeys.objects.get(pk=people.ana.user.pk).may_start_over


def test_a_mail_that_cannot_be_sent_announces_nothing(people, behind, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9
    assert behind.post("/start-over/", FORM | {"password": NEW}).status_code == 503
    assert UserKeys.objects.get(pk=people.ana.user.pk).start_over_at is None


def test_others_keep_theirs(people):
    people.everything()
    before = UserKeys.objects.get(pk=people.cho.user.pk).key_id
    people.ana.client.post("/start-over/", FORM)
    assert UserKeys.objects.get(pk=people.cho.user.pk).key_id == before


def test_a_therapist_starts_over(people):
    people.everything()
    assert people.cho.client.post("/start-over/", FORM).url == "/recovery-code/"
    with identity("writer", people.ana.user.pk):
        assert Entry.objects.count() > 0


def test_editors_have_nothing_to_start_over(people):
    assert people.eve.client.post("/start-over/", FORM).status_code == 404
