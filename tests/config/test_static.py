"""What a browser is sent of style sheets, and which answers are compressed."""

import gzip
import re

import pytest
from django.core.files.storage import storages
from django.core.management import call_command
from django.http import HttpResponse

from config.middleware import CompressMiddleware


@pytest.fixture
def collected(settings, tmp_path):
    settings.STATIC_ROOT = tmp_path
    settings.STORAGES = {**settings.STORAGES, "staticfiles": {"BACKEND": "config.static.Storage"}}
    call_command("collectstatic", interactive=False, verbosity=0)
    return lambda name: (tmp_path / storages["staticfiles"].stored_name(name)).read_text()


@pytest.mark.parametrize(
    ("name", "pieces"),
    [
        ("css/site.css", ["base", "frame", "parts", "journal", "questions", "sharing"]),
        (
            "js/site.js",
            ["face", "page-guard", "leave-now", "idle-lock", "keys", "autosave", "photos", "more-below"],
        ),
    ],
)
def test_what_every_page_uses_is_one_file(settings, collected, name, pieces):
    text = collected(name)
    assert not re.search(r"^@?import ", text, re.MULTILINE)
    folder, _, kind = name.partition("/site")
    for piece in pieces:
        first_line = (settings.BASE / "static" / folder / f"{piece}{kind}").read_text().partition("\n")[0]
        assert text.count(first_line) == 1, piece
    # Addresses inside a sheet are those of the hashed files.
    assert "literata-latin-wght-normal.woff2" not in text


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
