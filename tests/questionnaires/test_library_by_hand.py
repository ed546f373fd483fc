"""Six of the questionnaires that ship: their scores and branches, computed by hand."""

from datetime import date

import pytest

from questionnaires.document import Answers, Condition, Document
from questionnaires.journey import is_true, needs_care, path
from questionnaires.scoring import Score, describe, score
from tests.questionnaires.test_library import DOCUMENTS, answers_of, each_document

FEELS, TRYING, WORTH = (DOCUMENTS[k] for k in ("how-it-feels", "are-we-both-trying", "do-they-know-my-worth"))
REASONS, BEFORE, GOING = (DOCUMENTS[k] for k in ("why-i-stay", "before-the-talk", "if-they-want-to-leave"))

TRUE = ("not-at-all", "a-little", "partly", "mostly", "completely")
OFTEN = ("almost-never", "rarely", "sometimes", "often", "almost-always")


def answered(keys: str, value: int, words: tuple[str, ...] = TRUE) -> Answers:
    """These questions answered with one value; one with a minus counts the other way round."""
    return {key.lstrip("-"): words[5 - value if key[0] == "-" else value - 1] for key in keys.split()}


WEEK = "happy -shaky secure -work friends growing"
VALUED = "my-view chosen -compared with-care good-sides notice liking -invisible"
OWN = "like-myself loved -cold-days own-life -begging -small say-no without"
DRAWN = "love growth friend ahead -miss-little"
HELD = "habit their-habit money security lonely -manage duty depends think"
TO_GO = "unhappy alone different not-myself fading -few"
LETTING_GO = "-signs -begging own-choice -bending sad picture own-things"


@pytest.mark.parametrize(
    ("document", "key", "keys", "words", "agreed"),
    [
        # Agreeing to all: (questions as they are * 5 + those turned round * 1) / all questions.
        (FEELS, "week", WEEK, TRUE, (4 * 5 + 2 * 1) / 6),
        (WORTH, "valued", VALUED, TRUE, (6 * 5 + 2 * 1) / 8),
        (WORTH, "own-worth", OWN, TRUE, (5 * 5 + 3 * 1) / 8),
        (REASONS, "drawn", DRAWN, TRUE, (4 * 5 + 1 * 1) / 5),
        (REASONS, "held", HELD, TRUE, (8 * 5 + 1 * 1) / 9),
        (REASONS, "to-go", TO_GO, TRUE, (5 * 5 + 1 * 1) / 6),
        (GOING, "letting-go", LETTING_GO, OFTEN, (4 * 5 + 3 * 1) / 7),
    ],
)
def test_lowest_highest_and_between(document, key, keys, words, agreed):
    said = {"said": "no"} if document is GOING else {}
    assert score(document, said | answered(keys, 1, words))[key] == Score(1, None, 1, 5, 1)
    assert score(document, said | answered(keys, 5, words))[key] == Score(5, None, 1, 5, 1)
    agreeing = {name.lstrip("-"): words[4] for name in keys.split()}
    assert score(document, said | agreeing)[key].me == pytest.approx(agreed, abs=1e-6)
    assert len(document.items(document.scale(key))) == len(keys.split())


TRYING_TURNED = ("drifting", "old-hurts", "never-enough", "fault", "waiting")


def test_lowest_and_highest_of_trying():
    lowest, highest = Score(1, 5, 1, 5, 1), Score(5, 1, 1, 5, 1)
    assert set(score(TRYING, answers_of(TRYING, 1, 5, TRYING_TURNED)).values()) == {lowest}
    assert set(score(TRYING, answers_of(TRYING, 5, 1, TRYING_TURNED)).values()) == {highest}
    # Four themes of four questions; one of each is turned round, in “enough” two of them.
    agreed = {key: each.me for key, each in score(TRYING, answers_of(TRYING, 5, 5, ())).items()}
    assert agreed == {
        "trying": (11 * 5 + 5 * 1) / 16,
        "effort": (3 * 5 + 1) / 4,
        "repair": (3 * 5 + 1) / 4,
        "enough": (2 * 5 + 2) / 4,
        "starting": (3 * 5 + 1) / 4,
    }


def test_results_in_words():
    assert describe(FEELS, score(FEELS, answered(WEEK, 4))) == [
        "Taken together, the past week with them felt good."
    ]
    assert describe(TRYING, score(TRYING, answers_of(TRYING, 4, 2, TRYING_TURNED))) == [
        "You describe trying more than you see them try, most of all in making an effort.",
        "Taken together, you make an effort often, and you see them make one rarely.",
    ]
    assert describe(WORTH, score(WORTH, answered(VALUED, 2) | answered(OWN, 3))) == [
        "The worth that you feel they see in you reads as faint.",
        "The worth that you see in yourself reads as mixed.",
    ]
    assert describe(GOING, score(GOING, {"said": "no"} | answered(LETTING_GO, 3, OFTEN))) == [
        "You describe letting go sometimes."
    ]


def test_reasons_stand_side_by_side_and_are_never_added_up():
    scores = score(REASONS, answered(DRAWN, 5) | answered(HELD, 4) | answered(TO_GO, 4))
    assert {key: each.me for key, each in scores.items()} == {"drawn": 5, "held": 4, "to-go": 4}
    assert all(not scale.parts for scale in REASONS.scales)
    assert describe(REASONS, scores) == [
        "What draws you reads as strong.",
        "What holds you reads as strong.",
        "Your reasons to go read as strong.",
    ]


def test_words_of_worth_are_kept():
    kept = {
        question.key
        for document in DOCUMENTS.values()
        for question in document.questions.values()
        if question.kept
    }
    assert kept == {"i-value", "a-friend-says", "i-did", "good-in-me"}


def test_a_talk_and_a_plan_are_not_scored():
    assert BEFORE.scales == ()


# Fear

FEAR = [
    (TRYING, {"their-answer": "afraid"}),
    (WORTH, {"giving-in": "afraid"}),
    (REASONS, {"reaction": "afraid"}),
    (BEFORE, {"being-alone": "afraid"}),
    (BEFORE, {"day": "2026-03-03", "took-place": "partly", "what-happened": ["frightening"]}),
    (GOING, {"said": "sensed", "asked": "no", "what-keeps": ["words", "afraid"]}),
    (GOING, {"said": "hinted", "asked": "yes", "what-happened": ["frightening"]}),
    (GOING, {"said": "hinted", "asked": "tried", "what-happened": ["angry"], "the-anger": "afraid"}),
]


@pytest.mark.parametrize(("document", "answers"), FEAR)
def test_fear_leads_to_calm_words_and_to_no_score(document, answers):
    counted = answers_of(document, 3, 3, ()) | answered(" ".join([VALUED, OWN, DRAWN, HELD, TO_GO]), 3)
    assert bool(score(document, {"said": "no"} | counted)) is bool(document.scales)
    assert needs_care(document, counted | answers)
    assert score(document, counted | answers) == {}


def test_every_answer_of_fear_is_tried_above():
    careful = {
        (document.key, question.key, option.key)
        for document in DOCUMENTS.values()
        for question in document.questions.values()
        for option in question.options
        if option.care and document.key != "can-you-communicate"
    }
    tried = {
        (document.key, key, option.key)
        for document, answers in FEAR
        for key, answer in answers.items()
        for option in document.questions[key].options
        if option.care and option.is_in(answer)
    }
    assert tried == careful


# Branches


def asked(document: Document, section: str, today: date | None = None, **given) -> list[str]:
    answers = {name.replace("_", "-"): value for name, value in given.items()}
    steps = {step.section.key: step for step in path(document, answers, today)}
    return [question.key for question in steps[section].questions] if section in steps else []


def test_whether_trying_helped_is_asked_of_those_who_tried():
    assert "helped" not in asked(TRYING, "changes")
    assert "helped" not in asked(TRYING, "changes", tried=["nothing"])
    assert all(
        "helped" in asked(TRYING, "changes", tried=[key])
        for key in TRYING.questions["tried"].choices
        if key != "nothing"
    )


def test_the_part_after_the_talk_waits_for_its_day():
    before, on_the_day = date(2026, 3, 2), date(2026, 3, 3)
    assert asked(BEFORE, "after", on_the_day) == []
    assert asked(BEFORE, "after", before, day="2026-03-03") == []
    assert asked(BEFORE, "after", on_the_day, day="2026-03-03") == ["took-place", "next"]
    took_place = ["took-place", "what-happened", "their-words", "asked-it", "how-was-it", "next"]
    for answer in ("yes", "partly"):
        assert asked(BEFORE, "after", on_the_day, day="2026-03-03", took_place=answer) == took_place
    assert asked(BEFORE, "after", on_the_day, day="2026-03-03", took_place="no") == [
        "took-place",
        "what-stopped",
        "next",
    ]


@pytest.mark.parametrize(
    ("said", "more"),
    [
        ("clearly", ["their-words", "asked"]),
        ("hinted", ["their-words", "asked"]),
        ("gone", ["their-words", "asked"]),
        ("sensed", ["asked"]),
        ("no", []),
    ],
)
def test_what_they_said_opens_what_is_asked_about_it(said, more):
    assert asked(GOING, "where", said=said) == ["said", *more, "my-wish"]


def test_each_branch_of_asking_why():
    assert asked(GOING, "where", said="sensed", asked="no") == ["said", "asked", "what-keeps", "my-wish"]
    assert asked(GOING, "told", said="sensed", asked="no") == []
    told = {"said": "clearly", "asked": "tried"}
    assert asked(GOING, "told", **told) == ["what-happened", "understand-why"]
    assert asked(GOING, "told", **told, what_happened=["opened-up", "angry"]) == [
        "what-happened",
        "their-reason",
        "the-anger",
        "understand-why",
    ]
    assert asked(GOING, "told", **told, what_happened=["reason"]) == [
        "what-happened",
        "their-reason",
        "understand-why",
    ]
    # Who takes back that they asked takes the whole section back.
    assert asked(GOING, "told", said="no", asked="tried") == []


def test_how_it_feels_to_have_written_is_asked_once_there_is_a_letter():
    assert asked(GOING, "letter") == ["how-to-write", "the-letter"]
    assert asked(GOING, "letter", the_letter="You,") == ["how-to-write", "the-letter", "afterwards"]


MET: dict[str, list[Answers]] = {
    "can-you-communicate": [
        {"sensed": "a-little"},
        {"asked": "yes", "what-happened": ["opened-up"]},
        {"asked": "tried", "what-happened": ["angry"]},
        {"asked": "no"},
    ],
    "are-we-both-trying": [{"tried": ["talking", "time", "habit", "asking", "space", "help", "other"]}],
    "before-the-talk": [{"took-place": answer} for answer in ("yes", "partly", "no")],
    "if-they-want-to-leave": [
        {"said": "clearly", "asked": "yes", "what-happened": ["opened-up", "reason", "angry"]},
        {"said": "hinted", "asked": "tried", "the-letter": "You,"},
        {"said": "gone", "asked": "no"},
    ],
}


@each_document
def test_every_condition_is_met_by_some_answer(document: Document):
    """`faults` proves it with other answers before; here each is met by hand."""
    shown = [shown for section in document.sections for shown in (section, *section.questions)]
    conditions: set[Condition] = {c for each in shown if each.show_if for c in each.show_if.conditions}
    met = MET.get(document.key, [])
    assert bool(conditions) is bool(met)
    assert all(any(is_true(document, condition, given) for given in met) for condition in conditions)
