"""What search finds in which script, where it looks, and in which order; marks stand in what was written."""

import re
from datetime import date

import pytest

from journal.models import Entry
from vault.identity import identity

pytestmark = pytest.mark.django_db


@pytest.fixture
def search(people):
    """The words of each hit, its title first, and what is marked in them."""

    def search(words: str) -> list[tuple[str, list[str]]]:
        page = people.ana.client.post("/journal/search/", {"q": words}, follow=True)
        hits = page.context["found"].hits
        marks = re.findall("<mark>(.*?)</mark>", page.content.decode())
        told = ["".join(text for text, _hit in [*hit.title, *hit.excerpt]) for hit in hits]
        found = [mark for hit in hits for mark, is_hit in [*hit.title, *hit.excerpt] if is_hit]
        assert marks == found
        return [(words, found) for words in told]

    return search


@pytest.mark.parametrize(
    ("body", "words", "mark"),
    [
        ("Don’t go.", "don't", "Don’t"),
        ("Ça m’a touchée.", "CA TOUCHEE", "touchée"),
        ("Schöne Grüße.", "grusse", "Grüße"),
        ("今天我们什么都没说。他走了。", "没说", "没说"),
        ("今天我们什么都没说。他走了。", "“都没说” 今天", "都没说"),
        ("今日は雨でした。パパと話した。", "「パパと」", "パパと"),
        ("今日は雨でした。ｶﾞｸｾｲだった。", "ガクセイ", "ｶﾞｸｾｲ"),
        ("اليوم قُلْتُ لَهُ أَنَّنِي حزينة.", "قلت", "قُلْتُ"),
        ("اليوم قلت له أنني حزينة.", "قُلْتُ انني", "قلت"),
        ("إلى أين؟ لا أدري.", "الي", "إلى"),
        ("שָׁלוֹם לך.", "שלום", "שָׁלוֹם"),
        ("오늘은 말이 없었다.", "말이", "말이"),
        ("Мы ещё молчали.", "еще МОЛЧ", "молч"),
        ("I was so happy ❤️ tonight 🌧.", "❤", "❤️"),
        ("We waved 👋🏽 and left.", "👋", "👋"),
        ("One **bold** word.", '"one bold word"', "One bold word"),
    ],
)
def test_every_script(search, people, written, body, words, mark):
    written(people.ana, body=body)
    written(people.ana, body="Something else.")
    ((sentence, marks),) = search(words)
    assert mark in marks
    assert mark in sentence


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ("ハハと話した。", "パパ"),
        ("We sat in silence.", '"in we"'),
        ("We sat in silence.", "silence tea"),
        ("今天没说。", "今天说没"),
    ],
)
def test_not_found(search, people, written, body, words):
    written(people.ana, body=body)
    assert search(words) == []


def test_where_it_looks(search, people, written):
    """Titles, text, tags; answers: tests/questionnaires/test_responses_tags.py. Not prompts: they are our words."""
    written(people.ana, title="A lantern", body="x", about_on=date(2026, 3, 1))
    written(people.ana, body="The lantern.", about_on=date(2026, 3, 2))
    written(people.ana, body="y", tags=("Lanterns",), about_on=date(2026, 3, 3))
    written(people.ana, body="z", prompt="Which lantern?", about_on=date(2026, 3, 4))
    assert [words for words, _marks in search("lantern")] == ["y", "The lantern.", "A lanternx"]
    assert [words for words, _marks in search("#lanterns")] == ["y"]


def test_newest_day_first_then_what_was_written_last(search, people, written):
    for body, day in [("one same", 2), ("two same", 3), ("three same", 2), ("four same", 1)]:
        written(people.ana, body=body, about_on=date(2026, 3, day))
    assert [words for words, _marks in search("same")] == ["two same", "three same", "one same", "four same"]


def test_what_was_rewritten(search, people, written):
    entry = written(people.ana, body="Before.")
    with identity("writer", people.ana.user.pk):
        draft = entry.as_draft(people.ana.vault)
        Entry.objects.get(pk=entry.pk).save_draft(
            people.ana.vault, type(draft)(body="After."), based_on=entry.revision
        )
    assert search("before") == []
    assert search("after") == [("After.", ["After"])]
