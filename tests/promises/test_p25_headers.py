"""P25: every page, also errors, carries the headers, has the neutral title, and no inline script or style."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from tests.promises.test_p07_access_matrix import PEOPLE, TABLE, read_table

POLICY = {
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'self'",
    "manifest-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
}
HEADERS = {
    "Cache-Control": "no-store",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}
INLINE = re.compile(
    r"""<style|\sstyle=|\son[a-z]+=|<script(?![^>]*\ssrc=)(?![^>]*type="application/json")""", re.I
)


def faults(answer) -> list[str]:
    """What is missing from an answer, or should not be in it."""
    found = [f"{name}: {answer.get(name)}" for name, value in HEADERS.items() if answer.get(name) != value]
    if set(map(str.strip, answer.get("Content-Security-Policy", "").split(";"))) != POLICY:
        found.append("Content-Security-Policy")
    if answer.get("Content-Type", "").startswith("text/html") and answer.content:
        page = answer.content.decode()
        if re.findall(r"<title>\s*(.*?)\s*</title>", page, re.S)[:1] != ["Notes"]:
            found.append("title")
        found += [f"inline: {match}" for match in INLINE.findall(page)]
    return found


@pytest.fixture
def ready(people):
    people.everything()
    return people


def test_every_page(ready):
    wrong = {}
    for (name, method), cells in read_table(TABLE.read_text()).items():
        if method != "GET":
            continue
        for person, status in zip(PEOPLE, cells, strict=True):
            client = ready.visitor() if person == "nobody" else getattr(ready, person).client
            if status == 200 or person == "nobody":
                found = faults(client.get(reverse(name, kwargs=ready.arguments(name))))
                if found:
                    wrong[f"{name} as {person}"] = found
    assert wrong == {}


@pytest.mark.parametrize(
    ("path", "headers", "status"),
    [
        ("/nowhere/", {}, 404),
        ("/entries/not-a-uuid/", {}, 404),
        ("/help/", {"Host": "evil.example"}, 400),
    ],
)
def test_errors(db, path, headers, status):
    answer = Client().get(path, headers=headers)
    assert answer.status_code == status
    assert faults(answer) == []


def test_a_form_without_its_token(db):
    answer = Client(enforce_csrf_checks=True).post("/accounts/login/", {"login": "a@example.org"})
    assert answer.status_code == 403
    assert faults(answer) == []


def test_a_failure_of_ours(db, monkeypatch):
    monkeypatch.setattr("config.views.HelpLine.objects", None)
    client = Client(raise_request_exception=False)
    answer = client.get("/help/")
    assert answer.status_code == 500
    assert faults(answer) == []


def test_control_faults_are_found(db):
    answer = Client().get("/help/")
    assert faults(answer) == []
    del answer["Referrer-Policy"]
    answer.content = answer.content.replace(b"<h1", b'<h1 style="color: red" onclick="x()"').replace(
        b"Notes", b"Diary"
    )
    assert faults(answer) == ["Referrer-Policy: None", "title", "inline:  style=", "inline:  onclick="]
