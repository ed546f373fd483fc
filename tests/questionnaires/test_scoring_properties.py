"""What must hold for any scale and any answers."""

import random
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from questionnaires.document import Answers, Document, Item
from questionnaires.faults import faults
from questionnaires.scoring import score
from tests.questionnaires.documents import document, question, when
from tests.questionnaires.test_scoring import PAIRS

KEYS = ("a", "b", "c", "hidden")
WEIGHTS = st.sampled_from([0.5, 1, 2, 3])


def options(values: range) -> list[dict]:
    return [{"key": str(value), "label": str(value), "value": value} for value in values]


@st.composite
def scaled(draw) -> Document:
    """Three questions and one behind a gate, counted in any way that a document may say."""
    method = draw(st.sampled_from(["mean", "sum"]))
    ranges = [range(1, 6)] * 4 if method == "mean" else draw(st.lists(RANGES, min_size=4, max_size=4))
    kept = dict(zip(KEYS, ranges, strict=True))
    items = [{"question": key, "reversed": draw(st.booleans()), "weight": draw(WEIGHTS)} for key in KEYS]
    scale = {
        "key": "scale",
        "title": "Scale",
        "method": method,
        "multiplier": draw(st.sampled_from([0.5, 1, 25])),
        "items": items,
        "answers": draw(st.integers(1, 4)),
    }
    drawn = document(
        [question(key, options=options(kept[key])) for key in "abc"],
        [
            question("gate", "yesno"),
            question("hidden", options=options(kept["hidden"]), show_if=when("gate", equals="yes")),
        ],
        scales=[scale],
    )
    assert faults(drawn) == []
    return drawn


RANGES = st.sampled_from([range(2), range(1, 6), range(11), range(3, 8)])


@st.composite
def answered(draw) -> tuple[Document, Answers]:
    drawn = draw(scaled())
    choices = {key: st.sampled_from(list(drawn.questions[key].choices)) for key in (*KEYS, "gate")}
    return drawn, draw(st.fixed_dictionaries({}, optional=choices))


def value(document: Document, answers: Answers) -> float | None:
    return score(document, answers)["scale"].me


@given(answered())
def test_scores_stay_in_their_bounds(drawn):
    each = score(*drawn)["scale"]
    assert each.low < each.high
    assert each.me is None or each.low <= each.me <= each.high


@given(scaled())
def test_the_lowest_and_the_highest_can_be_reached(drawn):
    ends: list[Answers] = [{"gate": "yes"}, {"gate": "yes"}]
    for item in drawn.scales[0].items:
        lowest, *_others, highest = drawn.questions[item.question].choices
        ends[item.reversed][item.question] = lowest
        ends[not item.reversed][item.question] = highest
    each = score(drawn, ends[0])["scale"]
    assert (value(drawn, ends[0]), value(drawn, ends[1])) == (
        pytest.approx(each.low, abs=1e-5),
        pytest.approx(each.high, abs=1e-5),
    )


@given(answered(), st.randoms())
def test_scores_do_not_depend_on_the_order_of_answers(drawn, chance: random.Random):
    shown, answers = drawn
    shuffled = list(answers.items())
    chance.shuffle(shuffled)
    assert value(shown, dict(shuffled)) == value(shown, answers)


@given(answered(), st.sampled_from("abc"))
def test_scores_do_not_depend_on_the_order_of_items(drawn, first):
    shown, answers = drawn
    scale = shown.scales[0]
    items = sorted(scale.items, key=lambda item: item.question != first)
    turned = replace(shown, scales=(replace(scale, items=tuple(items)),))
    assert value(turned, answers) == pytest.approx(value(shown, answers))


@given(answered(), st.sampled_from(KEYS), st.data())
def test_a_higher_answer_raises_the_score_and_a_turned_one_lowers_it(drawn, key, data):
    shown, answers = drawn
    low, high = sorted(
        data.draw(st.lists(st.sampled_from(list(shown.questions[key].values)), min_size=2, max_size=2))
    )
    before, after = (value(shown, answers | {"gate": "yes", key: str(answer)}) for answer in (low, high))
    item = next(item for item in shown.scales[0].items if item.question == key)
    if before is not None and after is not None:
        assert (before < after, before > after) == ((low < high, False), (False, low < high))[item.reversed]


@given(answered(), st.sampled_from(["no", None]), st.data())
def test_hidden_answers_change_nothing(drawn, gate, data):
    shown, answers = drawn
    hidden = data.draw(st.sampled_from(list(shown.questions["hidden"].choices)))
    without = {name: answer for name, answer in answers.items() if name not in ("gate", "hidden")}
    closed = without | ({"gate": gate} if gate else {})
    assert value(shown, closed | {"hidden": hidden}) == value(shown, closed) == value(shown, without)


@given(answered())
def test_too_few_answers_are_no_score_and_enough_are_one(drawn):
    shown, answers = drawn
    counted = [key for key in KEYS if key in answers and (key != "hidden" or answers.get("gate") == "yes")]
    assert (value(shown, answers) is not None) is (len(counted) >= shown.scales[0].answers)


@given(answered())
def test_without_gaps_it_is_the_plain_mean_or_sum(drawn):
    shown, answers = drawn
    answers = {key: next(iter(shown.questions[key].choices)) for key in KEYS} | answers | {"gate": "yes"}
    scale = shown.scales[0]
    parts = [item.weight * _counted(shown, item, answers) for item in scale.items]
    plain = sum(parts) / (1 if scale.method == "sum" else sum(item.weight for item in scale.items))
    assert value(shown, answers) == pytest.approx(plain * scale.multiplier, abs=1e-5)


def _counted(document: Document, item: Item, answers: Answers) -> float:
    values, answer = document.questions[item.question].values, int(answers[item.question])
    return values[0] + values[-1] - answer if item.reversed else answer


# Two sides

DIGIT = st.sampled_from("12345")
SIDES = st.fixed_dictionaries(
    {}, optional={f"{key}.{side}": DIGIT for key in "abcd" for side in ("me", "them")}
)


@given(SIDES, st.sampled_from("abcd"), DIGIT)
def test_an_answer_never_touches_the_other_side(answers, key, digit):
    before, after = score(PAIRS, answers), score(PAIRS, answers | {f"{key}.me": digit})
    assert {key: each.them for key, each in before.items()} == {key: each.them for key, each in after.items()}


@given(SIDES)
def test_turning_every_answer_round_turns_every_score_round(answers):
    turned = {name: str(6 - int(digit)) for name, digit in answers.items()}
    for here, there in zip(score(PAIRS, answers).values(), score(PAIRS, turned).values(), strict=True):
        if here.me is not None:
            assert here.me == pytest.approx(6 - there.me)
