"""Leave now: the session ends for a request from our own pages only, and the way out is always the same."""

import pytest
from django.test import Client

from vault.sessions import SessionStore


@pytest.mark.parametrize(
    ("headers", "ends"),
    [
        ({"Sec-Fetch-Site": "same-origin"}, True),
        ({"Referer": "http://testserver/journal/"}, True),
        ({"Sec-Fetch-Site": "cross-site"}, False),
        ({"Sec-Fetch-Site": "none"}, False),
        ({"Sec-Fetch-Site": "same-origin", "Sec-Purpose": "prefetch"}, False),
        ({"Referer": "http://evil.example/"}, False),
        ({}, False),
    ],
)
def test_leave(people, headers, ends):
    client = people.ana.client
    key = client.session.session_key
    answer = client.get("/leave", headers=headers)
    assert (answer.status_code, answer["Location"]) == (302, "https://www.wikipedia.org/")
    assert SessionStore().exists(key) is not ends


def test_leave_takes_the_cookies(people):
    client = people.ana.client
    answer = client.get("/leave", headers={"Sec-Fetch-Site": "same-origin"})
    gone = {name for name, cookie in answer.cookies.items() if cookie["max-age"] == 0}
    assert gone == {"session", "key", "csrf"}
    assert answer["Clear-Site-Data"] == '"storage"'


def test_leave_when_signed_out(db):
    assert Client().get("/leave", headers={"Sec-Fetch-Site": "same-origin"}).status_code == 302


def test_leave_takes_no_post(db):
    assert Client().post("/leave").status_code == 405
