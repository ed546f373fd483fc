"""What an error page tells a person who was writing: going back would empty the sheet."""

import pytest
from django.conf import settings
from django.template.loader import render_to_string

pytestmark = pytest.mark.django_db
FORM = "application/x-www-form-urlencoded"


def says_reload(page: str) -> bool:
    return "eload this page: your browser then sends the same words again" in page


def test_broken():
    assert says_reload(render_to_string("500.html"))


def test_too_large_to_be_read(people):
    body = "body=" + "x" * settings.DATA_UPLOAD_MAX_MEMORY_SIZE
    answer = people.ana.client.post("/entries/new/", body, content_type=FORM)
    assert answer.status_code == 400
    assert says_reload(answer.content.decode())


def test_open_for_too_long(client):
    client.handler.enforce_csrf_checks = True
    answer = client.post("/accounts/login/", {"login": "ana@example.org", "password": "x"})
    assert answer.status_code == 403
    assert says_reload(answer.content.decode())
