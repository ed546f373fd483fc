"""What ships: without fault, every question reachable, written to be read, and counted as by hand."""

import re
from pathlib import Path

import pytest

import questionnaires
from questionnaires.document import Document, Scale
from questionnaires.faults import faults
from questionnaires.journey import needs_care, path
from questionnaires.plain import load
from questionnaires.scoring import Score, band, describe, nearest_answer, score

LIBRARY = sorted((Path(questionnaires.__file__).parent / "library").glob("*.toml"))
DOCUMENTS = {file.stem: load(file.read_text()) for file in LIBRARY}
LOVE, TALK = DOCUMENTS["is-the-love-mutual"], DOCUMENTS["can-you-communicate"]
each_document = pytest.mark.parametrize("document", DOCUMENTS.values(), ids=DOCUMENTS.keys())


@each_document
def test_without_fault_and_named_like_its_file(document: Document):
    assert faults(document) == []
    assert DOCUMENTS[document.key] is document


@each_document
def test_sections_hold_three_to_seven_questions(document: Document):
    assert all(3 <= len(section.questions) <= 7 for section in document.sections)


@each_document
def test_scales_have_four_questions_and_some_are_turned_round(document: Document):
    for scale in document.scales:
        items = document.items(scale)
        assert len(items) >= 4
        assert any(item.reversed for item in items)


def pages(document: Document) -> list[str]:
    """Everything that somebody reads of it."""
    texts = [document.title, document.purpose, document.limits]
    for section in document.sections:
        texts += [section.title, section.intro]
        for question in section.questions:
            texts += [question.text, question.help, question.me, question.them]
            texts += [option.label for option in question.options]
    for scale in document.scales:
        texts += [scale.title, *vars(scale.words).values()]
    return [text for text in texts if text]


@each_document
def test_nobody_is_assumed(document: Document):
    told = " ".join(pages(document))
    assumed = r"\b(he|she|him|her|his|hers|husband|wife|spouse|marriage|married|boyfriend|girlfriend|children|kids)\b"
    assert re.findall(assumed, told, re.IGNORECASE) == []


@each_document
def test_it_never_says_leave_and_never_says_stay(document: Document):
    told = re.sub("leave (open|love aside)", "", " ".join(pages(document)), flags=re.IGNORECASE)
    assert re.findall(r"\b(leave|stay|should|must|need to)\b", told, re.IGNORECASE) == []


def test_the_grade_tells_easy_from_hard():
    assert grade(["The cat sat on the mat. It was a warm day in May."]) < 2
    hard = "Psychological incompatibility necessitates considerable interpersonal accommodation."
    assert grade([hard]) > 20


@each_document
def test_it_reads_at_about_grade_seven(document: Document):
    assert grade(pages(document)) <= 7.5
    assert all(grade([text]) <= 7.5 for text in (document.purpose, document.limits))


def grade(texts: list[str]) -> float:
    """The grade of Kincaid, Fishburne, Rogers and Chissom, “Derivation of New Readability Formulas” (1975):
    0.39 words a sentence + 11.8 syllables a word - 15.59; syllables counted as groups of vowels.
    """
    sentences = [s for text in texts for s in re.split(r"(?<=[.?!:])\s+", text) if len(s.split()) > 3]
    words = [word.lower() for s in sentences for word in re.findall(r"[a-zA-Z’']+", s)]
    syllables = sum(max(1, len(re.findall(r"[aeiouy]+", re.sub(r"e\b", "", word)))) for word in words)
    return 0.39 * len(words) / len(sentences) + 11.8 * syllables / len(words) - 15.59


def answers_of(document: Document, me: int, them: int, turned: tuple[str, ...]) -> dict[str, str]:
    """All pairs answered with one value a side, those in `turned` the other way round."""
    given = {}
    for question in document.questions.values():
        if question.kind == "pair":
            for side, value in (("me", me), ("them", them)):
                wanted = 6 - value if question.key in turned else value
                given[f"{question.key}.{side}"] = next(o.key for o in question.options if o.value == wanted)
    return given


# Read from the questions by hand: what says less love, or less talk, the more it is true.
LOVE_TURNED = ("habit", "elsewhere", "guessing", "granted", "fading")
TALK_TURNED = ("fine", "defending", "quiet", "a-part", "alone")
BOTH = pytest.mark.parametrize(("document", "turned"), [(LOVE, LOVE_TURNED), (TALK, TALK_TURNED)])


@BOTH
def test_lowest_and_highest_score_of_every_scale(document, turned):
    scores = score(document, answers_of(document, 1, 5, turned))
    assert len(scores) == 6
    assert set(scores.values()) == {Score(1, 5, 1, 5, 1)}
    scores = score(document, answers_of(document, 5, 1, turned))
    assert set(scores.values()) == {Score(5, 1, 1, 5, 1)}


@BOTH
def test_agreeing_to_everything_lands_between(document, turned):
    # Three of four questions count 5, the turned one counts 1: (3 * 5 + 1) / 4
    scores = score(document, answers_of(document, 5, 5, ()))
    assert set(scores.values()) == {Score(4, 4, 1, 5, 1)}


def test_one_theme_by_hand():
    given = {
        "saying-it.me": "completely",  # 5
        "small-things.me": "mostly",  # 4
        "guessing.me": "a-little",  # 2, turned: 4
        "time.me": "mostly",  # 4
        "saying-it.them": "a-little",  # 2
        "small-things.them": "partly",  # 3
        "guessing.them": "completely",  # 5, turned: 1
    }
    assert score(LOVE, given)["showing-it"] == Score(4.25, 2, 1, 5, 1)
    assert score(LOVE, given)["love"].me is None


def test_the_result_in_words():
    given = answers_of(LOVE, 4, 4, LOVE_TURNED) | {
        "saying-it.them": "not-at-all",
        "small-things.them": "not-at-all",
        "guessing.them": "completely",
        "time.them": "not-at-all",
        "noticing.them": "a-little",
        "thanks.them": "a-little",
    }
    # Their side: 12 answers of 4, 4 of 1, 2 of 2 and 2 of 4 again: (14 * 4 + 4 * 1 + 2 * 2) / 20 = 3.2
    assert describe(LOVE, score(LOVE, given)) == [
        "You describe giving more than you see coming back, most of all in showing it.",
        "Taken together, what you feel reads as strong, and what you see from them reads as mixed.",
    ]
    assert describe(TALK, score(TALK, answers_of(TALK, 4, 4, TALK_TURNED))) == [
        "You describe both of you as about equally open with each other.",
        "Taken together, both of you reach out and listen often.",
    ]


BANDED = [(document, scale) for document in DOCUMENTS.values() for scale in document.scales if scale.bands]


@pytest.mark.parametrize(("document", "scale"), BANDED, ids=lambda each: each.key)
def test_words_of_bands_agree_with_the_answers_beside_the_bars(document: Document, scale: Scale):
    question = document.questions[document.items(scale)[0].question]
    place = {option.label: number for number, option in enumerate(question.options)}
    # Two low answers, one in the middle, two high ones.
    words = [scale.bands[number].words for number in (0, 0, 1, 2, 2)]
    for hundredth in range(100, 501):
        value = hundredth / 100
        assert band(scale, value) == words[place[nearest_answer(document, scale, value)]]


@pytest.mark.parametrize(("document", "scale"), BANDED, ids=lambda each: each.key)
def test_a_scale_with_bands_says_a_whole_sentence(document: Document, scale: Scale):
    assert scale.words.level.endswith(".")
    assert "{me}" in scale.words.level


def asked(**answers) -> list[str]:
    given = {name.replace("_", "-"): answer for name, answer in answers.items()}
    return [q.key for step in path(TALK, given) for q in step.questions if q.kind != "pair"]


def test_each_branch_of_asking():
    start = ["they-asked", "sensed"]
    end = ["reopened", "ask-again", "stayed-with-me"]
    assert asked() == start
    assert asked(sensed="no", asked="yes", what_happened=["angry"]) == start
    assert asked(sensed="a-little") == [*start, "asked"]
    assert asked(sensed="yes", asked="no") == [*start, "asked", "what-holds"]
    told = {"sensed": "yes", "asked": "tried"}
    assert asked(**told) == [*start, "asked", "what-happened"]
    assert asked(**told, what_happened=["vague"]) == [*start, "asked", "what-happened", *end]
    assert asked(**told, what_happened=["opened-up", "angry"]) == [
        *start,
        "asked",
        "what-happened",
        "understood",
        "the-anger",
        *end,
    ]


@pytest.mark.parametrize(
    "answers",
    [
        {"sensed": "yes", "asked": "yes", "what-happened": ["angry", "frightening"]},
        {"sensed": "yes", "asked": "yes", "what-happened": ["angry"], "the-anger": "afraid"},
        {"sensed": "a-little", "asked": "no", "what-holds": ["words", "afraid"]},
    ],
)
def test_fear_leads_to_calm_words_and_to_no_score(answers):
    full = answers_of(TALK, 3, 3, TALK_TURNED)
    assert score(TALK, full)
    assert needs_care(TALK, full | answers)
    assert score(TALK, full | answers) == {}
