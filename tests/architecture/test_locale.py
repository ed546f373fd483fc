"""The catalogues: complete, alike, with every placeholder and tag of the original; and pages drawn with them."""

import gettext
import re
from pathlib import Path

import pytest
from django.conf import settings

from tests import cast

FOLDER = Path(settings.LOCALE_PATHS[0])
TRANSLATED = [code for code, _name in settings.LANGUAGES if code != "en"]
MARKS = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w+\}|</?[a-z][^>]*>")
PAGES = [
    "/",
    "/journal/",
    "/questionnaires/",
    "/sharing/",
    "/sharing/ledger/",
    "/account/",
    "/help/",
    "/journal/search/",
]


def catalogue(language: str) -> dict:
    with (FOLDER / language / "LC_MESSAGES" / "django.mo").open("rb") as file:
        return {key: text for key, text in gettext.GNUTranslations(file)._catalog.items() if key}


def differing(original: str, translated: str) -> set[str]:
    """Placeholders and tags that only one of the two has."""
    return set(MARKS.findall(original)) ^ set(MARKS.findall(translated))


def test_languages_have_the_same_messages():
    names = [{key[0] if isinstance(key, tuple) else key for key in catalogue(code)} for code in TRANSLATED]
    assert len(names[0]) > 500
    assert all(each == names[0] for each in names)


@pytest.mark.parametrize("language", TRANSLATED)
def test_no_message_loses_a_placeholder(language):
    singular = {key: text for key, text in catalogue(language).items() if not isinstance(key, tuple)}
    assert {key: differing(key, text) for key, text in singular.items() if differing(key, text)} == {}


def test_control_a_lost_placeholder_is_found():
    assert differing("Saved %(time)s, <a href='x'>see</a>", "Gespeichert, siehe") == {
        "%(time)s",
        "<a href='x'>",
        "</a>",
    }


@pytest.mark.parametrize(
    ("language", "direction", "word"), [("de", "ltr", "Tagebuch"), ("ar", "rtl", "اليوميات")]
)
def test_pages_are_drawn_in_the_persons_language(people, language, direction, word):
    people.everything()
    people.ana.user.language = language
    people.ana.user.save(update_fields=["language"])
    for path in [*PAGES, f"/entries/{people.entry.pk}/", f"/responses/{people.response.pk}/1/"]:
        answer = people.ana.client.get(path)
        page = answer.content.decode()
        assert answer.status_code == 200, path
        assert f'<html lang="{language}" dir="{direction}"' in page, path
        assert word in page, path
        assert "<title>Notes</title>" in page


def test_somebody_who_is_signed_out_is_met_in_the_browsers_language(db):
    page = cast.Client().get("/accounts/login/", headers={"Accept-Language": "de"}).content.decode()
    assert "Passwort" in page
