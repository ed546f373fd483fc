"""Locking by hand."""

from django.test import Client


def test_lock(people):
    client = people.ana.client
    client.get("/")
    answer = client.post("/lock/")
    assert (answer.status_code, answer.url) == (302, "/unlock/")
    assert answer.cookies["key"]["max-age"] == 0
    assert client.get("/", headers={"hx-request": "true"}).status_code == 423
    assert client.get("/account/").url == "/unlock/?next=/account/"


def test_the_cookies_of_before_open_nothing_after_locking(people):
    client = people.ana.client
    client.get("/")
    before = {name: morsel.value for name, morsel in client.cookies.items()}
    client.post("/lock/")
    replayed = Client()
    replayed.cookies.load(before)
    assert replayed.get("/").url == "/unlock/?next=/"


def test_a_request_without_the_cookie_is_locked_and_locks_nobody(people):
    client = people.ana.client
    client.get("/")
    without = Client()
    without.cookies["session"] = client.cookies["session"].value
    assert without.get("/").url == "/unlock/?next=/"
    assert client.get("/").status_code == 200


def test_only_by_post(people):
    assert people.ana.client.get("/lock/").status_code == 405
    assert Client().post("/lock/").status_code == 302
