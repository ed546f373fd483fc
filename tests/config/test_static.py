"""What a browser is sent of style sheets, and which answers are compressed."""

import gzip

import pytest
from django.core.files.storage import storages
from django.core.management import call_command
from django.http import HttpResponse

from config.middleware import CompressMiddleware


def test_the_sheets_of_all_pages_become_one_file(settings, tmp_path, monkeypatch):
    settings.STATIC_ROOT = tmp_path
    settings.STORAGES = {**settings.STORAGES, "staticfiles": {"BACKEND": "config.static.Storage"}}
    call_command("collectstatic", interactive=False, verbosity=0)
    name = storages["staticfiles"].stored_name("css/site.css")
    sheet = (tmp_path / name).read_text()
    assert "@import" not in sheet
    for piece in ("base", "frame", "parts", "journal", "questions", "sharing"):
        first_line = (settings.BASE / f"static/css/{piece}.css").read_text().partition("\n")[0]
        assert sheet.count(first_line) == 1, piece
    # Addresses inside it are those of the hashed files.
    assert 'url("../fonts/literata-latin-wght-normal.woff2")' not in sheet


@pytest.mark.parametrize(
    ("content_type", "encoding"),
    [("text/html; charset=utf-8", "gzip"), ("application/json", None), ("image/webp", None)],
)
def test_pages_are_compressed_and_nothing_else_is(rf, content_type, encoding):
    answer = CompressMiddleware(lambda request: HttpResponse(b"x" * 1000, content_type=content_type))
    response = answer(rf.get("/", headers={"accept-encoding": "gzip"}))
    assert response.get("Content-Encoding") == encoding


def test_every_page_passes_it(client, people):
    response = client.get("/help/", headers={"accept-encoding": "gzip"})
    assert b"<h1" in gzip.decompress(response.content)
