"""Documents are read strictly, written without loss, and their faults are told in sentences."""

import contextlib
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from questionnaires.document import Document
from questionnaires.faults import faults
from questionnaires.plain import Malformed, load, parse, to_dict
from tests.questionnaires.documents import FIVE, document, question, when

EVERY_KIND = document(
    [
        question("p", "pair", required=True, help="Both lines."),
        question("s"),
        question(
            "one", "single", options=[{"key": "a", "label": "A"}, {"key": "b", "label": "B", "care": True}]
        ),
        question("n", "number", minimum=0, maximum=24.5, unit="hours"),
        question("ends", low="calm", high="tense"),
    ],
    {
        "key": "more",
        "title": "More",
        "intro": "A few more.",
        "show_if": when("s", at_least="2"),
        "questions": [
            question(
                "many",
                "multiple",
                options=[
                    {"key": "x", "label": "X"},
                    {"key": "other", "label": "Other", "opens": "Which?"},
                    {"key": "no", "label": "None", "exclusive": True},
                ],
            ),
            question("yn", "yesno"),
            question(
                "d",
                "date",
                show_if={"any": [{"question": "many", "contains": "x"}, {"question": "n", "less": 3}]},
            ),
            question("t", "short", kept=True, show_if=when("d", answered=True)),
            question("long", "long"),
            question("info", "information"),
        ],
    },
    {"key": "after", "title": "After", "opens_on": "d", "questions": [question("how")]},
    scales=[
        {"key": "whole", "title": "Whole", "parts": ["pairs"], "words": {"even": "Even."}},
        {
            "key": "pairs",
            "title": "Pairs",
            "items": ["p"],
            "bands": [{"at_least": 1, "words": "low"}, {"at_least": 3, "words": "high"}],
            "source": "Ours.",
        },
        {
            "key": "sum",
            "title": "Sum",
            "method": "sum",
            "multiplier": 2.5,
            "items": [{"question": "s", "reversed": True, "weight": 2}],
        },
    ],
)


def test_every_kind_is_without_fault():
    assert faults(EVERY_KIND) == []


def test_a_document_survives_json():
    assert parse(json.loads(json.dumps(to_dict(EVERY_KIND)))) == EVERY_KIND


def test_conditions_and_items_are_written_short():
    plain = to_dict(EVERY_KIND)
    assert plain["sections"][1]["show_if"] == {"all": [{"question": "s", "at_least": "2"}]}
    assert plain["scales"][2]["items"] == [{"question": "s", "reversed": True, "weight": 2}]


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"title": 3}, "The questionnaire: “title” must be a text."),
        ({"minutes": True}, "The questionnaire: “minutes” must be a whole number."),
        ({"minutes": float("nan")}, "The questionnaire: “minutes” must be a whole number."),
        ({"colour": "red"}, "The questionnaire has a field “colour” that nothing reads."),
        ({"sections": {}}, "The questionnaire: “sections” must be a list."),
        ({"sections": [3]}, "Section 1 must be a table of fields."),
        ({"sections": [{"key": "s"}]}, "Section “s” lacks “title”."),
        (
            {"sections": [{"key": "s", "title": "S", "questions": [{"key": "q", "kind": "long"}]}]},
            "Question “q” lacks “text”.",
        ),
        (
            {"sections": [{"key": "s", "title": "S", "show_if": {"all": [{"question": "q", "like": 1}]}}]},
            "Condition 1 must have exactly one of: equals, not, less, more, at_least, at_most, answered, contains.",
        ),
        (
            {"sections": [{"key": "s", "title": "S", "show_if": {"all": [{"question": "q", "equals": []}]}}]},
            "Condition 1: “value” must be a text, a number, true or false.",
        ),
    ],
)
def test_what_is_no_document_is_told_in_a_sentence(change, sentence):
    with pytest.raises(Malformed) as caught:
        parse(to_dict(EVERY_KIND) | change)
    assert str(caught.value) == sentence


def test_toml_that_is_none_is_told_in_a_sentence():
    with pytest.raises(Malformed, match="This is not readable as TOML"):
        load("key = ")


def test_choices_that_do_not_exist_are_told():
    text = '[[sections]]\nkey = "s"\n[[sections.questions]]\nkey = "q"\noptions = "gone"'
    with pytest.raises(Malformed, match="uses no known choices: “gone”"):
        load(text)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from([*to_dict(EVERY_KIND), "questions", "all", "question", "x"]), inner, max_size=4
        )
    ),
    max_leaves=12,
)


@given(JSON)
def test_any_data_is_a_document_or_malformed(data):
    with contextlib.suppress(Malformed):
        assert isinstance(parse(data), Document)


def scaled(**fields):
    return document([question("q")], scales=[{"key": "s", "title": "S", "items": ["q"]} | fields])


TWO = [{"key": "a", "label": "A"}, {"key": "b", "label": "B"}]


@pytest.mark.parametrize(
    ("broken", "sentence"),
    [
        (document(), "The questionnaire has no section."),
        (document([question("q")], purpose=" "), "The questionnaire has no purpose."),
        (document([question("q")], minutes=0), "The questionnaire does not say how many minutes it takes."),
        (
            document([question("q")], key="A b"),
            "The key “A b” may hold only small letters, digits and single hyphens.",
        ),
        (document([]), "Section “s1” has no question."),
        (document([question("q")], [question("q")]), "Question “q” occurs 2 times."),
        (
            document([question("q.me")]),
            "Question “q.me”: a key may hold only small letters, digits and single hyphens.",
        ),
        (document([question("q", "slider")]), "Question “q” is of the kind “slider”, which does not exist."),
        (document([question("q", text=" ")]), "Question “q” has no text."),
        (
            document([question("q", "pair", me="")]),
            "Question “q” is a pair, but one of its two lines is empty.",
        ),
        (document([question("q", me="I do.")]), "Question “q” has lines for two sides, but is no pair."),
        (document([question("q", options=FIVE[:1])]), "Question “q” has fewer than two options."),
        (document([question("q", options=TWO)]), "Question “q” has an option without a value."),
        (
            document([question("q", "long", options=TWO)]),
            "Question “q” has options, but nothing can be chosen in a question of the kind “long”.",
        ),
        (
            document([question("q", "single", options=[*TWO, TWO[0]])]),
            "Question “q”: option “a” occurs 2 times.",
        ),
        (
            document([question("q", "yesno", options=TWO)]),
            "Question “q” must have the options “yes” and “no”.",
        ),
        (
            document([question("q", "single", options=[TWO[0], TWO[1] | {"exclusive": True}])]),
            "Question “q” has an exclusive option, but only one can be chosen anyway.",
        ),
        (
            document([question("q", "number", minimum=3, maximum=2)]),
            "Question “q” has a minimum that is not below its maximum.",
        ),
        (
            document([question("q", "number", minimum=2, maximum=2)]),
            "Question “q” has a minimum that is not below its maximum.",
        ),
        (
            document([question("q", "date", unit="days")]),
            "Question “q” has bounds or a unit, but is no number.",
        ),
        (document([question("q", low="calm")]), "Question “q” names only one of its two ends."),
        (
            document([question("q", "number", low="calm", high="tense")]),
            "Question “q” names two ends, but is no scale.",
        ),
        (
            document([question("q", options=[FIVE[0] | {"opens": "Which?"}, FIVE[1]])]),
            "Question “q” has an option that opens a text, which one of the kind “scale” cannot.",
        ),
        (
            document([question("q", "date", kept=True)]),
            "Question “q” is to be kept as words, but is of the kind “date”.",
        ),
        (
            document([question("q", "information", required=True)]),
            "Question “q” asks nothing, so it cannot be required.",
        ),
        (
            document({"key": "s", "title": "S", "opens_on": "q", "questions": [question("q", "date")]}),
            "Section “s” waits for the day of “q”, which is not asked before it.",
        ),
        (
            document(
                [question("q")], {"key": "s", "title": "S", "opens_on": "q", "questions": [question("r")]}
            ),
            "Section “s” waits for the day of “q”, which is no question for a date.",
        ),
        (scaled(multiplier=0), "Scale “s” is multiplied by a number that is not above zero."),
        (
            scaled(multiplier=10, bands=[{"at_least": 11, "words": "x"}], source="Ours."),
            "Scale “s” has no band for its lowest scores.",
        ),
        (
            document([question("q", show_if=when("gone", equals="1"))]),
            "Question “q” depends on “gone”, which does not exist.",
        ),
        (
            document([question("q", show_if=when("r", equals="1")), question("r")]),
            "Question “q” depends on “r”, which is asked later.",
        ),
        (
            document([question("q", show_if=when("q", equals="1"))]),
            "Question “q” depends on “q”, which is asked later.",
        ),
        (
            document([question("q"), question("r", show_if=when("q", equals="9"))]),
            "Question “r” depends on “q”, but “9” is none of its options.",
        ),
        (
            document([question("q"), question("r", show_if=when("q", contains="1"))]),
            "Question “r” depends on “q”, but “contains” cannot be asked of a question of the kind “scale”.",
        ),
        (
            document([question("q", "long"), question("r", show_if=when("q", equals="x"))]),
            "Question “r” depends on “q”, but “equals” cannot be asked of a question of the kind “long”.",
        ),
        (
            document([question("q", "number"), question("r", show_if=when("q", more="x"))]),
            "Question “r” depends on “q”, but “x” is no number.",
        ),
        (
            document([question("q", "date"), question("r", show_if=when("q", more="soon"))]),
            "Question “r” depends on “q”, but “soon” is no date like 2026-02-17.",
        ),
        (
            document([question("q"), question("r", show_if=when("q", answered="yes"))]),
            "Question “r” depends on “q”, but “answered” needs true or false.",
        ),
        (document([question("q", show_if={})]), "Question “q” is shown under conditions, but none is given."),
        (
            document([question("q"), question("r", show_if=when("q", less="1"))]),
            "Question “r” can never be reached.",
        ),
        (
            document(
                [question("q"), question("r", show_if=when("q", equals="1"))],
                {
                    "key": "s2",
                    "title": "S2",
                    "show_if": {
                        "all": [{"question": "q", "equals": "2"}, {"question": "r", "answered": True}]
                    },
                    "questions": [question("t")],
                },
            ),
            "Section “s2” can never be reached.",
        ),
        (
            document(
                [
                    question("q"),
                    question(
                        "r",
                        show_if={"any": [{"question": "q", "equals": "1"}, {"question": "q", "more": "5"}]},
                    ),
                ]
            ),
            "Question “r” has a condition that can never be true: “q” more “5”.",
        ),
        (
            document([question("q")], scales=[{"key": "s", "title": "S"}]),
            "Scale “s” has no question.",
        ),
        (
            document([question("q")], scales=[{"key": "s", "title": "S", "items": ["gone"]}]),
            "Scale “s” counts the question “gone”, which does not exist.",
        ),
        (
            document([question("q")], scales=[{"key": "s", "title": "S", "parts": ["gone"]}]),
            "Scale “s” has the part “gone”, which does not exist.",
        ),
        (
            document([question("q", "long")], scales=[{"key": "s", "title": "S", "items": ["q"]}]),
            "Scale “s” counts the question “q”, whose answers have no values.",
        ),
        (
            document(
                [question("q"), question("p", "pair")],
                scales=[{"key": "s", "title": "S", "items": ["q", "p"]}],
            ),
            "Scale “s” counts pairs and single questions together.",
        ),
        (
            document(
                [question("q", options=[*FIVE, {"key": "hurt", "label": "H", "value": 6, "care": True}])],
                scales=[{"key": "s", "title": "S", "items": ["q"]}],
            ),
            "Scale “s” counts the question “q”, which asks about fear or harm.",
        ),
        (
            document(
                [question("q"), question("r", options=FIVE[:3])],
                scales=[{"key": "s", "title": "S", "items": ["q", "r"]}],
            ),
            "Scale “s” takes the mean of questions whose answers have different ranges.",
        ),
        (
            document([question("q")], scales=[{"key": "s", "title": "S", "items": ["q"], "answers": 2}]),
            "Scale “s” asks for 2 answers, but has 1 questions.",
        ),
        (
            document(
                [question("q")],
                scales=[{"key": "s", "title": "S", "items": [{"question": "q", "weight": 0}]}],
            ),
            "Scale “s” gives the question “q” a weight that is not above zero.",
        ),
        (
            document([question("q")], scales=[{"key": "s", "title": "S", "items": ["q", "q"]}]),
            "Scale “s” counts the question “q” more than once.",
        ),
        (
            document(
                [question("q")], scales=[{"key": "s", "title": "S", "items": ["q"], "method": "median"}]
            ),
            "Scale “s” is to be counted by “median”, but only “mean” and “sum” exist.",
        ),
        (
            document(
                [question("q")],
                scales=[
                    {
                        "key": "s",
                        "title": "S",
                        "items": ["q"],
                        "source": "Ours.",
                        "bands": [{"at_least": 3, "words": "x"}, {"at_least": 1, "words": "y"}],
                    }
                ],
            ),
            "Scale “s” has bands that are not in rising order.",
        ),
        (
            document(
                [question("q")],
                scales=[{"key": "s", "title": "S", "items": ["q"], "bands": [{"at_least": 1, "words": "x"}]}],
            ),
            "Scale “s” has bands, but does not say where they come from.",
        ),
        (
            scaled(bands=[{"at_least": 2, "words": "x"}], source="Ours."),
            "Scale “s” has no band for its lowest scores.",
        ),
        (
            scaled(words={"me": "More in {theme}."}),
            "Scale “s” has a sentence with “{theme}”, which nothing fills.",
        ),
    ],
)
def test_a_fault_names_the_item(broken, sentence):
    assert sentence in faults(broken)


def test_a_question_behind_a_hidden_question_is_found():
    broken = document(
        [
            question("q"),
            question("r", show_if=when("q", at_least="4")),
            question(
                "t", show_if={"all": [{"question": "r", "equals": "1"}, {"question": "q", "less": "4"}]}
            ),
        ]
    )
    assert faults(broken) == ["Question “t” can never be reached."]
