"""P5: whoever holds the mailbox gets the account and not the journal."""

import re

import pytest
from django.core import mail
from django.core.cache import cache
from django.test import Client
from django.urls import NoReverseMatch, get_resolver, reverse

from tests.cast import PASSWORD
from vault import codes

NEW = "moss-under-the-birch"


@pytest.fixture
def thief(people) -> Client:
    """Somebody who reads Ana's mail, after a whole reset."""
    people.everything()
    cache.clear()
    client = Client()
    client.post("/accounts/password/reset/", {"email": people.ana.user.email})
    link = re.search(r"http://[^/]+(/\S+)", mail.outbox[-1].body)[1]
    assert client.post(client.get(link).url, {"password1": NEW}).status_code == 302
    assert client.get("/unlock/").status_code == 200
    return client


def every_page(people) -> list[str]:
    paths = []
    for pattern in get_resolver().reverse_dict:
        if isinstance(pattern, str):
            try:
                paths.append(reverse(pattern))
            except NoReverseMatch:
                continue
    for namespace, (_prefix, resolver) in get_resolver().namespace_dict.items():
        for name in filter(lambda key: isinstance(key, str), resolver.reverse_dict):
            try:
                paths.append(reverse(f"{namespace}:{name}", kwargs=people.arguments(f"{namespace}:{name}")))
            except (NoReverseMatch, KeyError):
                continue
    return paths


def words_seen(client: Client, people) -> set[str]:
    seen = set()
    for path in every_page(people):
        if path in ("/accounts/logout/", "/leave"):
            continue
        page = client.get(path, follow=True).content.decode(errors="ignore").lower()  # photos are pages too
        seen |= {word for word in people.words if word in page}
    return seen


def test_the_account_opens_and_no_word_does(people, thief):
    assert words_seen(thief, people) == set()
    for guess in (NEW, "", codes.new(), people.ana.user.email):
        answer = thief.post("/unlock/", {"password": guess, "current": NEW})
        assert answer.status_code == 400
    assert words_seen(thief, people) == set()


def test_another_reset_and_another_sign_in_change_nothing(people, thief):
    thief.post("/accounts/logout/")
    thief.post("/accounts/login/", {"login": people.ana.user.email, "password": NEW})
    assert thief.get("/journal/").url.startswith("/unlock/")
    assert words_seen(thief, people) == set()


def test_starting_over_destroys_nothing_for_a_week(people, thief):
    """The mailbox neither opens the journal nor deletes it; she who comes back in time finds everything."""
    form = {"password": NEW, "words": "start over"}
    for _time in range(2):
        assert thief.post("/start-over/", form).url == "/unlock/"
    assert thief.post("/unlock/", {"password": PASSWORD, "current": NEW}).status_code == 302
    assert {"marzipan", "quicksilver"} <= words_seen(thief, people)


def test_control_without_the_wait_all_is_gone(people, thief, monkeypatch):
    monkeypatch.setattr("vault.models.UserKeys.may_start_over", True)
    assert thief.post("/start-over/", {"password": NEW, "words": "start over"}).url == "/recovery-code/"
    assert thief.post("/unlock/", {"password": PASSWORD, "current": NEW}).status_code != 200
    assert words_seen(thief, people) == set()


def test_control_with_what_she_had_before_it_opens(people, thief):
    assert thief.post("/unlock/", {"password": PASSWORD, "current": NEW}).status_code == 302
    assert {"marzipan", "quicksilver"} <= words_seen(thief, people)
