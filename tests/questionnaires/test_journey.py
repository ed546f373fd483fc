"""The path follows from the answers alone."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from questionnaires.journey import first_open, missing, needs_care, on_path, path, waits_until
from questionnaires.plain import to_dict
from tests.questionnaires.documents import document, question, when

BRANCHING = document(
    [
        question("asked", "yesno"),
        question("how", show_if=when("asked", equals="yes"), required=True),
        question("why", "long", show_if=when("how", at_most="2")),
    ],
    {
        "key": "s2",
        "title": "S2",
        "show_if": when("how", at_least="4"),
        "questions": [question("pair", "pair")],
    },
    [question("last", "number"), question("info", "information")],
)


def keys(answers):
    return [[question.key for question in step.questions] for step in path(BRANCHING, answers)]


def test_without_answers_only_the_unconditional_is_asked():
    assert keys({}) == [["asked"], ["last", "info"]]


def test_each_answer_opens_what_hangs_on_it():
    assert keys({"asked": "yes"}) == [["asked", "how"], ["last", "info"]]
    assert keys({"asked": "yes", "how": "2"}) == [["asked", "how", "why"], ["last", "info"]]
    assert keys({"asked": "yes", "how": "4"}) == [["asked", "how"], ["pair"], ["last", "info"]]


def test_an_answer_off_the_path_opens_nothing():
    assert keys({"asked": "no", "how": "5"}) == [["asked"], ["last", "info"]]


def test_only_answers_on_the_path_count():
    answers = {"asked": "no", "how": "5", "pair.me": "1", "last": 3}
    assert on_path(BRANCHING, answers) == {"asked": "no", "last": 3}


def test_going_on_starts_at_the_first_step_with_nothing_answered():
    assert first_open(BRANCHING, {}) == 1
    assert first_open(BRANCHING, {"asked": "yes", "how": "4"}) == 2
    assert first_open(BRANCHING, {"asked": "no", "last": 1}) == 2


def test_what_is_required_and_shown_can_be_missing():
    assert missing(BRANCHING, {}) == []
    assert [(number, question.key) for number, question in missing(BRANCHING, {"asked": "yes"})] == [
        (1, "how")
    ]
    assert missing(BRANCHING, {"asked": "yes", "how": "1"}) == []


OPERATORS = document(
    [
        question("scale"),
        question("many", "multiple", options=[{"key": "a", "label": "A"}, {"key": "b", "label": "B"}]),
        question("number", "number"),
        question("day", "date"),
    ]
)


@pytest.mark.parametrize(
    ("condition", "answer", "met"),
    [
        ({"question": "scale", "equals": "3"}, {"scale": "3"}, True),
        ({"question": "scale", "equals": "3"}, {}, False),
        ({"question": "scale", "not": "3"}, {"scale": "2"}, True),
        ({"question": "scale", "not": "3"}, {"scale": "3"}, False),
        ({"question": "scale", "not": "3"}, {}, False),
        ({"question": "scale", "less": "3"}, {"scale": "2"}, True),
        ({"question": "scale", "less": "3"}, {"scale": "3"}, False),
        ({"question": "scale", "at_most": "3"}, {"scale": "3"}, True),
        ({"question": "scale", "more": "3"}, {"scale": "3"}, False),
        ({"question": "scale", "at_least": "3"}, {"scale": "3"}, True),
        ({"question": "scale", "answered": True}, {"scale": "3"}, True),
        ({"question": "scale", "answered": False}, {"scale": "3"}, False),
        ({"question": "scale", "answered": False}, {}, True),
        ({"question": "many", "contains": "a"}, {"many": ["a", "b"]}, True),
        ({"question": "many", "contains": "a"}, {"many": ["b"]}, False),
        ({"question": "number", "more": 9}, {"number": 10}, True),
        ({"question": "day", "less": "2026-10-01"}, {"day": "2026-09-30"}, True),
    ],
)
def test_each_operator(condition, answer, met):
    shown = document(
        [question("scale"), *[q for q in _plain(OPERATORS) if q["key"] != "scale"]],
        [question("then", "long", show_if={"all": [condition]})],
    )
    assert (len(path(shown, answer)) == 2) is met


def _plain(source):
    return to_dict(source)["sections"][0]["questions"]


def test_all_and_any_together():
    both = {
        "all": [{"question": "q", "answered": True}],
        "any": [{"question": "q", "equals": "1"}, {"question": "r", "equals": "1"}],
    }
    shown = document([question("q"), question("r"), question("then", show_if=both)])

    def asked(**answers):
        return len(path(shown, answers)[0].questions) == 3

    assert [asked(q="1"), asked(r="1"), asked(q="2", r="1"), asked(q="2", r="2")] == [
        True,
        False,
        True,
        False,
    ]


WAITING = document(
    [question("day", "date"), question("r", required=True)],
    {
        "key": "s2",
        "title": "S2",
        "opens_on": "day",
        "questions": [question("then", required=True), question("more", show_if=when("then", equals="1"))],
    },
)
THIRD = date(2026, 3, 3)


def test_a_section_waits_for_its_day():
    answers = {"day": "2026-03-03", "r": "1"}
    for today, steps in ((date(2026, 3, 2), 1), (THIRD, 2), (date(2027, 1, 1), 2)):
        assert len(path(WAITING, answers, today)) == steps
    assert waits_until(WAITING, answers, date(2026, 3, 2)) == THIRD
    assert waits_until(WAITING, answers, THIRD) is None


def test_without_a_day_there_is_nothing_to_wait_for():
    assert len(path(WAITING, {"r": "1"}, THIRD)) == 1
    assert waits_until(WAITING, {"r": "1"}, THIRD) is None


def test_what_waits_is_not_missing_and_what_was_said_of_it_stays_on_the_way():
    answers = {"day": "2026-03-03", "r": "1"}
    assert missing(WAITING, answers, date(2026, 3, 2)) == []
    assert [question.key for _number, question in missing(WAITING, answers, THIRD)] == ["then"]
    # Once finished, it is read on any day.
    assert on_path(WAITING, answers | {"then": "1", "more": "2"}) == answers | {"then": "1", "more": "2"}
    assert first_open(WAITING, answers, date(2026, 3, 2)) == 1
    assert first_open(WAITING, answers, THIRD) == 2


OPENING = document(
    [
        question(
            "why",
            "multiple",
            options=[{"key": "a", "label": "A"}, {"key": "other", "label": "Other", "opens": "Which?"}],
        ),
        question("then", "long", show_if=when("why", contains="other")),
    ]
)


def test_words_of_an_option_count_while_it_is_chosen():
    assert on_path(OPENING, {"why": ["a"], "why.other": "mine"}) == {"why": ["a"]}
    assert on_path(OPENING, {"why": ["a", "other"], "why.other": "mine"}) == {
        "why": ["a", "other"],
        "why.other": "mine",
    }
    assert missing(OPENING, {"why": ["other"]}) == []


CARE = document(
    [
        question(
            "one", "single", options=[{"key": "a", "label": "A"}, {"key": "b", "label": "B", "care": True}]
        ),
        question(
            "many",
            "multiple",
            options=[{"key": "a", "label": "A"}, {"key": "b", "label": "B", "care": True}],
            show_if=when("one", equals="a"),
        ),
    ]
)


def test_answers_of_fear_or_harm_are_seen_on_the_path_only():
    assert needs_care(CARE, {"one": "b"})
    assert needs_care(CARE, {"one": "a", "many": ["a", "b"]})
    assert not needs_care(CARE, {"one": "a", "many": ["a"]})
    assert not needs_care(CARE, {"many": ["b"]})


ANSWERS = st.fixed_dictionaries(
    {},
    optional={
        "asked": st.sampled_from(["yes", "no"]),
        "how": st.sampled_from("12345"),
        "why": st.just("because"),
        "pair.me": st.sampled_from("12345"),
        "last": st.integers(),
    },
)


@given(ANSWERS)
def test_the_path_depends_only_on_the_answers_on_it(answers):
    assert path(BRANCHING, answers) == path(BRANCHING, on_path(BRANCHING, answers))
