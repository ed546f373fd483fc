"""Answers of every kind: read from a form as given, refused with a kind sentence, and turned into words again."""

import pytest
from django.http import QueryDict

from questionnaires.answers import in_words, read
from questionnaires.forms import bounds_in_words
from tests.questionnaires.documents import document, question

OPTIONS = [
    {"key": "a", "label": "A"},
    {"key": "b", "label": "B"},
    {"key": "other", "label": "Something else", "opens": "Which?"},
]
NONE = {"key": "none", "label": "None of these", "exclusive": True}
ALL = document(
    [
        question("scale"),
        question("ends", low="calm", high="tense"),
        question("pair", "pair"),
        question("single", "single", options=OPTIONS),
        question("yn", "yesno"),
        question("many", "multiple", options=[*OPTIONS, NONE]),
        question("number", "number", minimum=0, maximum=24, unit="hours"),
        question("day", "date"),
        question("short", "short"),
        question("long", "long"),
        question("info", "information"),
    ]
)


def given(text: str):
    return read(ALL.questions.values(), QueryDict(text))


@pytest.mark.parametrize(
    ("posted", "answers"),
    [
        ("scale=3", {"scale": "3"}),
        ("pair.me=3&pair.them=1", {"pair.me": "3", "pair.them": "1"}),
        ("single=a", {"single": "a"}),
        ("single=other&single.other=+mine+", {"single": "other", "single.other": "mine"}),
        ("yn=no", {"yn": "no"}),
        ("many=b&many=a", {"many": ["a", "b"]}),
        ("many=other&many.other=mine", {"many": ["other"], "many.other": "mine"}),
        ("many=none", {"many": ["none"]}),
        ("number=7", {"number": 7}),
        ("number=7,5", {"number": 7.5}),
        ("number=0", {"number": 0}),
        ("day=2026-02-17", {"day": "2026-02-17"}),
        ("short=%00Hi", {"short": "Hi"}),
        ("long=One%0D%0Atwo", {"long": "One\ntwo"}),
        ("scale=&pair.me=&yn=&number=+&day=&short=+&single.other=", {}),
        ("info=x&gone=1", {}),
    ],
)
def test_what_is_given_is_kept(posted, answers):
    assert given(posted) == (answers, {})


@pytest.mark.parametrize(
    ("posted", "name", "sentence"),
    [
        ("scale=9", "scale", "Choose one of the answers shown."),
        ("pair.me=x", "pair.me", "Choose one of the answers shown."),
        ("yn=maybe", "yn", "Choose one of the answers shown."),
        ("many=a&many=x", "many", "Choose among the answers shown."),
        (
            "many=a&many=none",
            "many",
            "“None of these” cannot stand beside the others. Choose it alone, or the others.",
        ),
        ("number=many", "number", "Write a number here."),
        ("number=nan", "number", "Write a number here."),
        ("number=-1", "number", "The number can be 0 or more."),
        ("number=25", "number", "The number can be 24 or less."),
        ("day=tomorrow", "day", "Write a day like 2026-02-17."),
        ("day=2026-02-30", "day", "Write a day like 2026-02-17."),
        ("short=" + 301 * "a", "short", "This is longer than 300 characters."),
        ("single.other=" + 301 * "a", "single.other", "This is longer than 300 characters."),
        ("long=" + 20001 * "a", "long", "This is longer than 20000 characters."),
    ],
)
def test_what_cannot_be_kept_is_told_and_the_rest_is_kept(posted, name, sentence):
    answers, refused = given(f"{posted}&single=b")
    assert answers == {"single": "b"}
    assert {key: str(each) for key, each in refused.items()} == {name: sentence}


@pytest.mark.parametrize(
    ("answers", "words"),
    [
        ({"scale": "3"}, "Answer 3"),
        ({"ends": "3"}, "Answer 3 (from “calm” to “tense”)"),
        ({"pair.them": "1"}, "Answer 1"),
        ({"single": "other"}, "Something else"),
        ({"single": "other", "single.other": "mine"}, "Something else: mine"),
        ({"yn": "no"}, "No"),
        ({"many": ["a", "other"], "many.other": "mine"}, "A; Something else: mine"),
        ({"number": 7.5}, "7.5 hours"),
        ({"number": 0}, "0 hours"),
        ({"day": "2026-02-17"}, "February 17, 2026"),
        ({"long": "One\ntwo"}, "One\ntwo"),
    ],
)
def test_an_answer_in_words(answers, words):
    name = next(iter(answers))
    assert in_words(ALL.by_name[name], name, answers) == words


@pytest.mark.parametrize(
    ("bounds", "words"),
    [
        ({"minimum": 0, "maximum": 24}, "From 0 to 24."),
        ({"minimum": 0}, "0 or more."),
        ({"maximum": 24}, "24 or less."),
        ({}, ""),
    ],
)
def test_the_bounds_of_a_number_are_said(bounds, words):
    asked = document([question("n", "number", **bounds)]).questions["n"]
    assert bounds_in_words(asked) == words
