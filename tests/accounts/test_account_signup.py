"""Signing up: an address, a password, six digits by mail, and the keys."""

import email
import re
import socket

import pytest
from aiosmtpd.controller import Controller
from allauth.account.models import EmailAddress
from django.core import mail
from django.core.cache import cache
from django.test import Client

from accounts.models import Therapist, User
from vault.models import KeySlot, SessionVault, UserKeys

PASSWORD = "lantern-paper-boat"


def sign_up(client: Client, address: str = "mia@example.org", **fields: str):
    return client.post("/accounts/signup/", {"email": address, "password1": PASSWORD, **fields})


def test_a_writer_signs_up_and_is_unlocked(newest_code):
    client = Client()
    answer = sign_up(client, time_zone="Europe/Lisbon")
    assert (answer.status_code, answer.url) == (302, "/accounts/confirm-email/")
    assert client.get("/account/").status_code == 302
    answer = client.post("/accounts/confirm-email/", {"code": newest_code()})
    assert (answer.status_code, answer.url) == (302, "/")
    user = User.objects.get(email="mia@example.org")
    assert (user.kind, user.time_zone) == ("writer", "Europe/Lisbon")
    assert EmailAddress.objects.get(user=user).verified
    assert UserKeys.objects.get(pk=user.pk).recovery_confirmed_at is None
    assert list(KeySlot.objects.filter(owner=user).values_list("kind", flat=True)) == ["password"]
    answer = client.get("/")
    assert (answer.status_code, answer.url) == (302, "/recovery-code/")
    assert client.get("/recovery-code/").status_code == 200


def test_the_mail_says_notes_and_nothing_else_of_what_this_is(newest_code):
    sign_up(Client())
    [sent] = mail.outbox
    assert sent.subject == "Notes: your code"
    assert sent.from_email.startswith("Notes <")
    assert sent.alternatives == []
    text = f"{sent.subject} {sent.body}".lower()
    for word in (
        "bothways",
        "journal",
        "diary",
        "love",
        "relationship",
        "therap",
        "questionnaire",
        "partner",
    ):
        assert word not in text


@pytest.mark.parametrize("password", ["short", "password1234", "123456789012", "mia@example.org"])
def test_a_weak_password_is_refused_in_words(password):
    answer = Client().post("/accounts/signup/", {"email": "mia@example.org", "password1": password})
    assert answer.status_code == 400
    assert "This password is" in answer.text or "password is too" in answer.text
    assert not User.objects.exists()


def test_an_address_that_is_none(db):
    answer = sign_up(Client(), "mia at example")
    assert answer.status_code == 400
    assert 'aria-invalid="true"' in answer.text


def test_a_wrong_code_is_refused_and_three_are_enough(newest_code):
    client = Client()
    sign_up(client)
    right = newest_code()
    wrong = "000000" if right != "000000" else "111111"
    assert client.post("/accounts/confirm-email/", {"code": wrong}).status_code == 400
    assert client.post("/accounts/confirm-email/", {"code": wrong}).status_code == 400
    assert client.post("/accounts/confirm-email/", {"code": wrong}).status_code == 302
    answer = client.post("/accounts/confirm-email/", {"code": right})
    assert answer.url == "/accounts/login/"
    assert not EmailAddress.objects.get().verified


def test_a_strange_time_zone_is_left_alone(newest_code):
    sign_up(Client(), time_zone="Mars/Olympus")
    assert User.objects.get().time_zone == "UTC"


def test_an_unconfirmed_address_belongs_to_whoever_signs_up_last(newest_code):
    stranger, owner = Client(), Client()
    stranger.post("/accounts/signup/", {"email": "mia@example.org", "password1": "the-strangers-secret"})
    strangers_code = newest_code()
    cache.clear()
    sign_up(owner)
    owner.post("/accounts/confirm-email/", {"code": newest_code()})
    [user] = User.objects.all()
    assert user.check_password(PASSWORD)
    assert owner.get("/recovery-code/").status_code == 200
    # The stranger's own session still knows a code that is no longer anybody's business.
    stranger.post("/accounts/confirm-email/", {"code": strangers_code})
    assert stranger.get("/recovery-code/").status_code == 302
    assert [slot.kind for slot in KeySlot.objects.all()] == ["password"]


def test_nobody_else_takes_a_sign_up_over(newest_code):
    """Between her sign-up and her code a stranger signs up with her address: her code confirms nothing of theirs."""
    her, stranger = Client(), Client()
    sign_up(her)
    code, id_before = newest_code(), User.objects.get().pk
    cache.clear()
    stranger.post("/accounts/signup/", {"email": "mia@example.org", "password1": "the-strangers-secret"})
    answer = her.post("/accounts/confirm-email/", {"code": code})
    assert answer.status_code == 400
    assert "Sign up again." in answer.text
    assert not EmailAddress.objects.filter(verified=True).exists()
    assert her.get("/recovery-code/").status_code == 302
    [user] = User.objects.all()
    assert user.pk != id_before
    assert not KeySlot.objects.filter(owner_id=id_before).exists()
    # She begins again, and then it is hers alone.
    cache.clear()
    sign_up(her)
    assert her.post("/accounts/confirm-email/", {"code": newest_code()}).url == "/"
    assert her.get("/recovery-code/").status_code == 200
    form = {"login": "mia@example.org", "password": "the-strangers-secret"}
    assert Client().post("/accounts/login/", form).status_code == 400
    assert Client().post("/accounts/login/", form | {"password": PASSWORD}).status_code == 302


def test_control_without_a_stranger_the_same_code_is_right(newest_code):
    her = Client()
    sign_up(her)
    assert her.post("/accounts/confirm-email/", {"code": newest_code()}).url == "/"


def test_confirmed_while_another_password_is_stretched(newest_code, monkeypatch):
    """Whether somebody has the address is asked when the person is written, not before the slow part."""
    her, stranger = Client(), Client()
    sign_up(her)
    code, prepare = newest_code(), UserKeys.prepare
    cache.clear()

    def meanwhile(user, password):
        monkeypatch.undo()
        assert her.post("/accounts/confirm-email/", {"code": code}).url == "/"
        return prepare(user, password)

    monkeypatch.setattr(UserKeys, "prepare", meanwhile)
    answer = stranger.post(
        "/accounts/signup/", {"email": "mia@example.org", "password1": "the-strangers-secret"}
    )
    assert (answer.status_code, answer.url) == (302, "/accounts/confirm-email/")
    [user] = User.objects.all()
    assert user.check_password(PASSWORD)
    assert her.get("/recovery-code/").status_code == 200
    assert [slot.kind for slot in KeySlot.objects.all()] == ["password"]


def test_a_therapists_sign_up_that_nobody_confirmed_goes_with_its_profile(newest_code):
    form = {"email": "mia@example.org", "password1": PASSWORD, "name": "N", "license": "L", "place": "P"}
    Client().post("/accounts/signup/therapist/", form)
    assert Therapist.objects.exists()
    sign_up(Client())
    assert not Therapist.objects.exists()
    assert User.objects.get().is_writer


def test_the_keys_of_one_sign_up_do_not_open_for_another_person(people, newest_code):
    client = Client()
    sign_up(client)
    client.post("/accounts/login/", {"login": people.ana.user.email, "password": "paper-boat-lantern"})
    assert client.get("/recovery-code/").status_code == 200
    kept = SessionVault.objects.get(pk=client.session["vault"])
    assert kept.owner_id == people.ana.user.pk


def test_a_second_mail(newest_code):
    client = Client()
    sign_up(client)
    assert client.post("/accounts/confirm-email/", {"action": "resend"}).status_code in (302, 429)
    assert len(mail.outbox) == 1
    cache.clear()
    assert client.post("/accounts/confirm-email/", {"action": "resend"}).status_code == 302
    assert len(mail.outbox) == 2
    assert client.post("/accounts/confirm-email/", {"code": newest_code()}).url == "/"


class Mailbox:
    def __init__(self) -> None:
        self.received: list[email.message.Message] = []

    async def handle_DATA(self, server, session, envelope) -> str:
        self.received.append(email.message_from_bytes(envelope.content))
        return "250 OK"


@pytest.fixture
def smtp(settings):
    mailbox = Mailbox()
    with socket.create_server(("127.0.0.1", 0)) as found:
        port = found.getsockname()[1]
    controller = Controller(mailbox, hostname="127.0.0.1", port=port)
    controller.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
    yield mailbox
    controller.stop()


def test_through_a_real_mail_server(smtp):
    client = Client()
    sign_up(client)
    [received] = smtp.received
    assert (received["Subject"], received["To"]) == ("Notes: your code", "mia@example.org")
    assert received["From"].startswith("Notes <")
    code = re.search(r"\b\d{6}\b", received.get_payload(decode=True).decode())[0]
    assert client.post("/accounts/confirm-email/", {"code": code}).url == "/"


def test_a_mail_server_that_is_down(settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9
    answer = sign_up(Client())
    assert answer.status_code == 503
    assert "Try again" in answer.text


def test_a_mistyped_address_is_no_dead_end(newest_code):
    client = Client()
    sign_up(client, "mai@example.org")
    assert client.get("/accounts/signup/").status_code == 200
    sign_up(client)
    client.post("/accounts/confirm-email/", {"code": newest_code()})
    assert client.get("/recovery-code/").status_code == 200
    assert EmailAddress.objects.get(verified=True).email == "mia@example.org"
