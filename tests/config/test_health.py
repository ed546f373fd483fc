"""Health: 200 and no words when database and keys are well, 503 otherwise."""

from django.test import Client


def test_well(db):
    answer = Client().get("/health/")
    assert (answer.status_code, answer.content) == (200, b"")


def test_without_its_key_file(db, settings, tmp_path):
    settings.BOTHWAYS_KEYS = tmp_path / "nowhere"
    answer = Client().get("/health/")
    assert (answer.status_code, answer.content) == (503, b"")
