"""Signing out leaves nothing in the browser and nothing to replay on the server."""

from django.test import Client


def test_sign_out(people):
    client = people.ana.client
    before = {name: morsel.value for name, morsel in client.cookies.items()}
    answer = client.post("/accounts/logout/")
    assert (answer.status_code, answer.url) == (302, "/accounts/login/")
    assert answer["Clear-Site-Data"] == '"storage"'
    for name in ("session", "key", "csrf"):
        assert answer.cookies[name]["max-age"] == 0
        assert answer.cookies[name].value == ""
    replayed = Client()
    replayed.cookies.load(before)
    assert replayed.get("/account/").status_code == 302


def test_a_get_only_asks(people):
    answer = people.ana.client.get("/accounts/logout/")
    assert answer.status_code == 200
    assert "data-tell" in answer.text
    assert people.ana.client.get("/account/").status_code == 200


def test_nobody_is_sent_to_sign_in(db):
    assert Client().get("/accounts/logout/").url == "/accounts/login/"


def test_leave_ends_it_too(people):
    answer = people.ana.client.get("/leave", headers={"sec-fetch-site": "same-origin"})
    assert answer["Clear-Site-Data"] == '"storage"'
    assert answer.cookies["key"]["max-age"] == 0
