"""Scores computed by hand; what must hold for any answers is in test_scoring_properties.py."""

import pytest

from questionnaires.scoring import Score, change, describe, nearest_answer, reading, score
from tests.questionnaires.documents import document, question, when

YES_NO = [{"key": "yes", "label": "Yes", "value": 1}, {"key": "no", "label": "No", "value": 0}]
SIMPLE = document(
    [
        question("a"),
        question("b"),
        question("c"),
        question("gate", "yesno"),
        question("d", show_if=when("gate", equals="yes")),
    ],
    scales=[
        {
            "key": "mean",
            "title": "Mean",
            "items": ["a", {"question": "b", "reversed": True}, "c"],
            "answers": 2,
        },
        {"key": "weighted", "title": "Weighted", "items": [{"question": "a", "weight": 3}, "b"]},
        {
            "key": "sum",
            "title": "Sum",
            "method": "sum",
            "items": ["a", {"question": "b", "weight": 2}, "d"],
            "answers": 2,
        },
    ],
)


def test_mean_with_a_reversed_question():
    # (5 + (6 - 1) + 2) / 3
    assert score(SIMPLE, {"a": "5", "b": "1", "c": "2"})["mean"] == Score(4, None, 1, 5, 1)


def test_weights():
    # (3 * 4 + 1 * 2) / 4
    assert score(SIMPLE, {"a": "4", "b": "2"})["weighted"].me == 3.5


def test_too_few_answers_are_no_score():
    assert score(SIMPLE, {"a": "5"})["mean"].me is None
    assert score(SIMPLE, {"a": "5"})["weighted"].me is None


def test_sum():
    full = score(SIMPLE, {"a": "5", "b": "2", "gate": "yes", "d": "1"})["sum"]
    # 5 + 2 * 2 + 1, out of 4..20; one step of every answer is 1 + 2 + 1
    assert full == Score(10, None, 4, 20, 4)


def test_a_sum_with_a_gap_is_filled_with_its_mean():
    # (5 + 2 * 2) / 3 * 4
    assert score(SIMPLE, {"a": "5", "b": "2"})["sum"].me == 12


def test_a_gap_is_filled_within_the_bounds_of_different_questions():
    mixed = document(
        [question("yn", "yesno", options=YES_NO), question("a")],
        scales=[{"key": "s", "title": "S", "method": "sum", "items": ["yn", "a"], "answers": 1}],
    )
    assert score(mixed, {"yn": "yes", "a": "2"})["s"] == Score(3, None, 1, 6, 2)
    # The highest of one question is the highest of the whole, and half is half.
    assert score(mixed, {"a": "5"})["s"].me == 6
    assert score(mixed, {"a": "3"})["s"].me == 3.5


def test_a_multiplier():
    percent = document(
        [question("a"), question("b")],
        scales=[
            {"key": "m", "title": "M", "multiplier": 25, "items": ["a", {"question": "b", "reversed": True}]}
        ],
    )
    # (4 + (6 - 1)) / 2 * 25, out of 1 * 25 and 5 * 25
    assert score(percent, {"a": "4", "b": "1"})["m"] == Score(112.5, None, 25, 125, 25)
    assert nearest_answer(percent, percent.scale("m"), 112.5) == "Answer 5"


def test_a_sum_reads_as_its_band_or_as_its_number():
    bands = [{"at_least": 4, "words": "low"}, {"at_least": 12, "words": "high"}]
    fields = {"key": "s", "title": "S", "method": "sum", "items": ["a", "b"]}
    for more, words in (({}, "13"), ({"bands": bands, "source": "Ours."}, "high")):
        shown = document([question("a"), question("b")], scales=[fields | more])
        assert reading(shown, shown.scale("s"), 13) == words


def test_one_side_reads_as_its_band_and_two_as_answers():
    bands = [{"at_least": 1, "words": "low"}, {"at_least": 3, "words": "high"}]
    scale = {"key": "s", "title": "S", "items": ["a"], "bands": bands, "source": "Ours."}
    alone = document([question("a")], scales=[scale])
    assert reading(alone, alone.scale("s"), 4.2) == "high"
    assert reading(PAIRS, PAIRS.scale("whole"), 4.2) == "Answer 4"


def test_a_number_between_named_ends_says_them():
    shown = document(
        [question("a", low="calm", high="tense")], scales=[{"key": "s", "title": "S", "items": ["a"]}]
    )
    assert nearest_answer(shown, shown.scale("s"), 4) == "Answer 4 (from “calm” to “tense”)"


def test_a_hidden_question_is_never_scored():
    assert score(SIMPLE, {"a": "5", "b": "2", "gate": "no", "d": "1"}) == score(
        SIMPLE, {"a": "5", "b": "2", "gate": "no", "d": "5"}
    )


def test_a_number_counts_as_itself():
    hours = document(
        [question("hours", "number", minimum=0, maximum=24)],
        scales=[{"key": "s", "title": "S", "items": [{"question": "hours", "reversed": True}]}],
    )
    assert score(hours, {"hours": 7})["s"] == Score(17, None, 0, 24, 1)


PAIRS = document(
    [question(key, "pair") for key in ("a", "b", "c", "d")],
    [
        question(
            "fear",
            "single",
            options=[{"key": "no", "label": "No"}, {"key": "yes", "label": "Yes", "care": True}],
        )
    ],
    scales=[
        {
            "key": "whole",
            "title": "Whole",
            "parts": ["left", "right"],
            "answers": 2,
            "bands": [{"at_least": 1, "words": "faint"}, {"at_least": 3, "words": "strong"}],
            "source": "Ours.",
            "words": {
                "even": "Even.",
                "even_most": "Even, but for {part}.",
                "me": "More from you.",
                "me_most": "More from you, most in {part}.",
                "them": "More from them.",
                "them_most": "More from them, most in {part}.",
                "level": "You {me}, they {them}.",
                "level_same": "Both {me}.",
            },
        },
        {
            "key": "left",
            "title": "Left",
            "phrase": "the left",
            "items": ["a", {"question": "b", "reversed": True}],
        },
        {"key": "right", "title": "Right", "items": ["c", "d"]},
    ],
)


def pairs(me, them):
    """Answers a, b, c, d of both sides, as digits; a dot is no answer."""
    sides = {"me": me, "them": them}
    return {
        f"{key}.{side}": digit
        for side, digits in sides.items()
        for key, digit in zip("abcd", digits, strict=True)
        if digit != "."
    }


def test_two_sides_and_their_distance():
    scores = score(PAIRS, pairs("5155", "3333"))
    assert scores["left"] == Score(5, 3, 1, 5, 1)
    assert scores["whole"].distance == 2
    assert scores["whole"].share("me") == 1
    assert scores["whole"].share("them") == 0.5


def test_a_side_without_enough_answers_leaves_the_other():
    scores = score(PAIRS, pairs("51..", "3..."))
    assert (scores["left"].me, scores["left"].them) == (5, None)
    assert scores["left"].distance is None
    assert scores["left"].share("them") is None


@pytest.mark.parametrize(
    ("me", "them", "sentences"),
    [
        ("3333", "3333", ["Even.", "Both strong."]),
        # Left 5 against 3, right 5 against 3: of equals the first is named.
        ("5155", "3333", ["More from you, most in the left.", "Both strong."]),
        # Left 3 against 3, right 5 against 1; a part without a phrase is named by its title.
        ("3355", "3311", ["More from you, most in Right.", "You strong, they faint."]),
        # Left 1 against 5, right 1 against 5.
        ("1511", "5155", ["More from them, most in the left.", "You faint, they strong."]),
        # Left 5 against 3, right 1 against 5: in all more from them, so the left is not named.
        ("5111", "3355", ["More from them, most in Right.", "Both strong."]),
        # Left 3.5 against 3, in all 3.25 against 3: even, with one part apart.
        ("4333", "3333", ["Even, but for the left.", "Both strong."]),
    ],
)
def test_the_result_in_words(me, them, sentences):
    assert describe(PAIRS, score(PAIRS, pairs(me, them))) == sentences


def test_too_little_to_say_is_nothing_said():
    assert describe(PAIRS, score(PAIRS, {})) == []


def test_one_side_alone_is_not_compared():
    assert describe(PAIRS, score(PAIRS, pairs("5155", "...."))) == []


def test_fear_or_harm_ends_the_counting():
    assert score(PAIRS, pairs("5155", "3333") | {"fear": "yes"}) == {}
    assert score(PAIRS, pairs("5155", "3333") | {"fear": "no"}) == score(PAIRS, pairs("5155", "3333"))


@pytest.mark.parametrize(("mean", "words"), [(1, "Answer 1"), (4.2, "Answer 4"), (4.5, "Answer 5")])
def test_a_mean_reads_as_the_nearest_answer(mean, words):
    assert nearest_answer(PAIRS, PAIRS.scale("whole"), mean) == words


def both(me, them):
    return Score(me, them, 1, 5, 1)


@pytest.mark.parametrize(
    ("before", "now", "words"),
    [
        ((4, 2), (4.4, 1.6), "as before"),
        ((4, 2), (4, 2.5), "closer together"),
        ((4, 2), (4.5, 2), "further apart"),
        ((4, 2), (4.6, 2.4), "your side higher"),
        ((4, 2), (3.4, 1.5), "both sides lower"),
        ((3, 2), (4, 3), "both sides higher"),
        ((3, 2), (3.3, 2.6), "their side higher"),
        ((4, 3), (3, 4), "the other way round now"),
    ],
)
def test_change_of_two_sides(before, now, words):
    assert str(change(both(*now), both(*before))) == words


@pytest.mark.parametrize(
    ("before", "now", "words"),
    [(3, 3.4, "as before"), (3, 3.5, "higher than last time"), (3, 2.5, "lower than last time")],
)
def test_change_of_one_side(before, now, words):
    assert str(change(both(now, None), both(before, None))) == words


def test_what_cannot_be_compared_is_not():
    assert change(both(3, 3), None) == ""
    assert change(both(3, 3), Score(3, 3, 1, 7, 1)) == ""
    assert change(both(None, None), both(3, 3)) == ""


def test_a_score_survives_json():
    assert Score(**both(3, None).to_dict()) == both(3, None)
