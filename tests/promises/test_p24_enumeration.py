"""P24: sign-in, sign-up and reset tell nothing about whether an account exists; guessing is slowed, and never
by locking the owner out."""

import statistics
import time
import uuid

import pytest
from django.core import mail
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.adapter import Adapter
from accounts.forms import SignupForm, taken
from accounts.models import User
from tests.cast import PASSWORD
from vault import cipher

VARYING = {"Content-Length", "Expires", "Date"}
FORMS = {
    "sign-in": ("/accounts/login/", lambda address: {"login": address, "password": "wrong-wrong-wrong"}),
    "sign-up": ("/accounts/signup/", lambda address: {"email": address, "password1": "moss-under-birch"}),
    "therapist": (
        "/accounts/signup/therapist/",
        lambda address: {
            "email": address,
            "password1": "moss-under-birch",
            "name": "N",
            "license": "L",
            "place": "P",
        },
    ),
    "reset": ("/accounts/password/reset/", lambda address: {"email": address}),
}


def what_is_seen(path: str, form: dict[str, str]) -> tuple:
    """Everything a browser gets, but for what is random in each answer; the page that follows, too."""
    client = Client()
    answer = client.post(path, form)
    address = form.get("email") or form["login"]
    pages = [answer.text.replace(address, "?")]
    if answer.status_code == 302:
        pages.append(client.get(answer.url).text.replace(address, "?"))
    cookies = {name: {**morsel, "expires": ""} for name, morsel in answer.cookies.items()}
    headers = {name: value for name, value in answer.headers.items() if name not in VARYING}
    sizes = {name: len(morsel.value) for name, morsel in answer.cookies.items()}
    return answer.status_code, headers, cookies, sizes, [without_token(page) for page in pages]


def without_token(page: str) -> list[str]:
    return [line for line in page.splitlines() if "csrfmiddlewaretoken" not in line]


@pytest.mark.parametrize("name", FORMS)
def test_equal_answers(people, name):
    path, form = FORMS[name]
    cache.clear()
    known = what_is_seen(path, form(people.ana.user.email))
    cache.clear()
    assert what_is_seen(path, form("abc@example.org")) == known


def test_equal_answers_to_a_wrong_code(people):
    """The page after a sign-up goes on telling nothing: three wrong codes, another mail."""
    seen = []
    for address in (people.ana.user.email, "abc@example.org"):
        cache.clear()
        client = Client()
        client.post("/accounts/signup/", FORMS["sign-up"][1](address))
        cache.clear()
        answers = [
            client.post("/accounts/confirm-email/", form)
            for form in ({"action": "resend"}, {"code": "1"}, {"code": "2"}, {"code": "3"}, {"code": "4"})
        ]
        seen.append([(a.status_code, without_token(a.text.replace(address, "?"))) for a in answers])
    assert seen[0] == seen[1]


def test_equal_answers_when_somebody_signs_up_again_elsewhere(people):
    """A sign-up that another one ends is as mute as one that never was."""
    seen = []
    for address in (people.ana.user.email, "abc@example.org"):
        first, second = Client(), Client()
        for client in (first, second):
            cache.clear()
            client.post("/accounts/signup/", FORMS["sign-up"][1](address))
        cache.clear()
        answers = [first.get("/accounts/confirm-email/")]
        answers += [
            first.post("/accounts/confirm-email/", form)
            for form in ({"action": "resend"}, {"code": "1"}, {"code": "2"}, {"code": "3"}, {"code": "4"})
        ]
        seen.append([(a.status_code, without_token(a.text.replace(address, "?"))) for a in answers])
    assert seen[0] == seen[1]


@pytest.fixture
def unrehearsed(monkeypatch):
    """A sign-up that answers a known address at once, as allauth would."""
    real = SignupForm.try_save

    def at_once(form, request):
        email = form.cleaned_data["email"]
        if not taken(User.objects.filter(email=email).first(), email):
            return real(form, request)
        form.account_already_exists = True
        return super(SignupForm, form).try_save(request)

    monkeypatch.setattr(SignupForm, "try_save", at_once)


def test_control_a_cookie_that_only_real_sign_ups_set_is_found(people, unrehearsed):
    with pytest.raises(AssertionError):
        test_equal_answers(people, "sign-up")


def work(monkeypatch, path: str, form: dict[str, str]) -> tuple[int, int, int]:
    """What takes time in an answer: passwords stretched, mails sent, questions to the database."""
    stretched = []
    real = cipher.stretch
    cache.clear()
    sent = len(mail.outbox)
    with monkeypatch.context() as patch, CaptureQueriesContext(connection) as queries:
        patch.setattr(cipher, "stretch", lambda *args, **kwargs: stretched.append(1) or real(*args, **kwargs))
        Client().post(path, form)
    return len(stretched), len(mail.outbox) - sent, len(queries)


@pytest.mark.parametrize(
    ("name", "passwords", "mails"), [("sign-in", 1, 0), ("sign-up", 2, 1), ("reset", 0, 1)]
)
def test_equal_work(people, monkeypatch, name, passwords, mails):
    path, form = FORMS[name]
    known = work(monkeypatch, path, form(people.ana.user.email))
    unknown = work(monkeypatch, path, form("abc@example.org"))
    assert known[:2] == unknown[:2] == (passwords, mails)
    # A look-up takes a third of a millisecond.
    assert abs(known[2] - unknown[2]) <= 3


def test_control_a_sign_up_that_is_not_rehearsed_is_found(people, monkeypatch, unrehearsed):
    with pytest.raises(AssertionError):
        test_equal_work(people, monkeypatch, "sign-up", 2, 1)


def difference(path: str, form, known: str | None, rounds: int = 40) -> float:
    """By how many milliseconds a known address differs from an unknown one: the median over pairs.

    Pairs, in turns, because a busy machine slows both of a pair alike. Without a known address it is the
    difference that the machine itself makes.
    """
    differences = []
    for number in range(rounds):
        took = {}
        pair = ["a", "b"] if number % 2 else ["b", "a"]
        for which in pair:
            address = known if known and which == "a" else f"{which}{uuid.uuid4()}@example.org"
            cache.clear()
            client = Client()
            began = time.perf_counter()
            client.post(path, form(address))
            took[which] = time.perf_counter() - began
        differences.append(took["a"] - took["b"])
    return abs(statistics.median(differences)) * 1000


@pytest.mark.slow
@pytest.mark.parametrize("name", FORMS)
def test_equal_times(committed_people, name):
    path, form = FORMS[name]
    address = committed_people.ana.user.email
    # In turns with what the machine itself makes of two unknown addresses: it is never too busy to be asked.
    rounds = [(difference(path, form, address), difference(path, form, None)) for _ in range(3)]
    measured, noise = (statistics.median(each) for each in zip(*rounds, strict=True))
    assert measured < 5 + noise


@pytest.mark.slow
def test_control_a_password_that_is_not_hashed_for_strangers_is_found(people, monkeypatch, settings):
    settings.ARGON2 = {"memory_kib": 16 * 1024, "passes": 2, "lanes": 1}
    assert people.ana
    monkeypatch.setattr(
        "allauth.account.auth_backends.AuthenticationBackend._mitigate_timing_attack", lambda *args: None
    )
    path, form = FORMS["sign-in"]
    address = people.ana.user.email
    rounds = [(difference(path, form, address, 5), difference(path, form, None, 5)) for _ in range(3)]
    measured, noise = (statistics.median(each) for each in zip(*rounds, strict=True))
    assert measured > 5 + noise


@pytest.fixture
def evaluated(monkeypatch):
    """How many passwords were really compared."""
    count = []
    real = User.check_password
    monkeypatch.setattr(User, "check_password", lambda user, raw: count.append(raw) or real(user, raw))
    return count


def test_of_many_guesses_ten_are_looked_at(people, evaluated):
    cache.clear()
    for number in range(40):
        form = {"login": people.ana.user.email, "password": f"guess number {number}"}
        assert Client().post("/accounts/login/", form).status_code in (400, 429)
    assert len(evaluated) == 10


def test_one_network_is_one_guesser_however_many_addresses_it_has(people, evaluated):
    cache.clear()
    for number in range(40):
        form = {"login": people.ana.user.email, "password": f"guess number {number}"}
        Client(REMOTE_ADDR=f"2001:db8:1:1::{number + 1:x}").post("/accounts/login/", form)
    assert len(evaluated) == 10


def guess_from_everywhere(address: str, networks: int) -> list[tuple]:
    seen = []
    for number in range(networks * 10):
        client = Client(REMOTE_ADDR=f"2001:db8:{number // 10:x}::1")
        answer = client.post("/accounts/login/", {"login": address, "password": f"guess {number}"})
        seen.append((answer.status_code, without_token(answer.text.replace(address, "?"))))
    return seen


def test_from_all_networks_together_a_hundred_a_day_are_looked_at(people, evaluated):
    """Past that the answer is the same, so that it does not tell who has come in from where."""
    address = people.ana.user.email
    cache.clear()
    at_home = Client(REMOTE_ADDR="203.0.113.7")
    form = {"login": address, "password": PASSWORD}
    assert at_home.post("/accounts/login/", form).status_code == 302
    evaluated.clear()
    known = guess_from_everywhere(address, 12)
    assert len([raw for raw in evaluated if raw.startswith("guess ")]) == 100
    assert known == guess_from_everywhere("abc@example.org", 12)
    # Nor is the right one looked at from somewhere new; from where she was before she comes in.
    assert Client(REMOTE_ADDR="198.51.100.9").post("/accounts/login/", form).status_code == 400
    assert Client(REMOTE_ADDR="203.0.113.7").post("/accounts/login/", form).status_code == 302


def test_control_before_the_hundred_she_comes_in_from_anywhere(people):
    cache.clear()
    guess_from_everywhere(people.ana.user.email, 9)
    form = {"login": people.ana.user.email, "password": PASSWORD}
    assert Client(REMOTE_ADDR="198.51.100.9").post("/accounts/login/", form).status_code == 302


def test_control_without_the_limit_all_are_looked_at(people, evaluated, settings):
    settings.ACCOUNT_RATE_LIMITS = False
    for number in range(12):
        Client().post("/accounts/login/", {"login": people.ana.user.email, "password": f"guess {number}"})
    assert len(evaluated) == 12


def test_a_stranger_cannot_use_up_her_mails(people):
    """Five from one network go out; hers still does; and the answer tells none of this."""
    cache.clear()
    form = {"email": people.ana.user.email}
    stranger, her = Client(REMOTE_ADDR="203.0.113.7"), Client(REMOTE_ADDR="198.51.100.4")
    answers = {stranger.post("/accounts/password/reset/", form).status_code for _ in range(8)}
    assert (answers, len(mail.outbox)) == ({302}, 5)
    assert her.post("/accounts/password/reset/", form).status_code == 302
    assert len(mail.outbox) == 6
    # The quiet cap on what one mailbox gets.
    for number in range(12):
        assert (
            Client(REMOTE_ADDR=f"192.0.2.{number}").post("/accounts/password/reset/", form).status_code == 302
        )
    assert len(mail.outbox) == 10


@pytest.mark.parametrize("name", FORMS)
def test_limits_tell_nothing(people, name):
    """The same address again and again, without forgetting what was counted before: equal to the last answer."""
    path, form = FORMS[name]
    seen = []
    for number, address in enumerate((people.ana.user.email, "abc@example.org")):
        cache.clear()
        client = Client(REMOTE_ADDR=f"203.0.113.{number}")
        answers = [client.post(path, form(address)) for _ in range(24)]
        seen.append([(a.status_code, without_token(a.text.replace(address, "?"))) for a in answers])
    assert seen[0] == seen[1]


def test_who_reached_the_mailbox_guesses_without_shutting_her_out(people):
    """Wrong guesses at unlocking are counted for a network, right ones not at all."""
    cache.clear()
    stranger, her = Client(REMOTE_ADDR="203.0.113.7"), Client(REMOTE_ADDR="198.51.100.4")
    for client in (stranger, her):
        client.post("/accounts/login/", {"login": people.ana.user.email, "password": PASSWORD})
        client.post("/lock/")
    answers = [stranger.post("/unlock/", {"password": f"guess {number}"}).status_code for number in range(12)]
    assert answers == [400] * 10 + [429] * 2
    assert stranger.post("/unlock/", {"password": PASSWORD}).status_code == 429
    assert her.post("/unlock/", {"password": PASSWORD}).status_code == 302


def test_the_owner_still_comes_in(people):
    """A stranger's guesses slow the stranger; at the same address a reset by mail opens the way."""
    cache.clear()
    form = {"login": people.ana.user.email, "password": PASSWORD}
    for number in range(15):
        Client(REMOTE_ADDR="203.0.113.7").post("/accounts/login/", form | {"password": f"guess {number}"})
    assert Client(REMOTE_ADDR="203.0.113.7").post("/accounts/login/", form).status_code == 400
    assert Client(REMOTE_ADDR="198.51.100.4").post("/accounts/login/", form).status_code == 302
    request = Client(REMOTE_ADDR="203.0.113.7").get("/accounts/login/").wsgi_request
    Adapter(request)._delete_login_attempts_cached_email(request, email=people.ana.user.email)
    assert Client(REMOTE_ADDR="203.0.113.7").post("/accounts/login/", form).status_code == 302
