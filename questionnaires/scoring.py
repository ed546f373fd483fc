"""What answers say together: scores, and plain words for them. Pure: from a document and answers alone."""

from dataclasses import asdict, dataclass
from typing import Any

from django.utils.formats import number_format
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from questionnaires.answers import option_in_words
from questionnaires.document import SIDES, Answers, Document, Question, Scale
from questionnaires.journey import needs_care, on_path


@dataclass(frozen=True)
class Score:
    """A scale's outcome. Without pairs there is only the first side; a side with too few answers is none."""

    me: float | None
    them: float | None
    low: float
    high: float
    # How far the score moves if every answer moves by one.
    step: float

    @property
    def distance(self) -> float | None:
        """How much more is on my side than on theirs."""
        return None if self.me is None or self.them is None else self.me - self.them

    def share(self, side: str) -> float | None:
        """A side as a part of its range, from 0 to 1."""
        value = getattr(self, side)
        return None if value is None else (value - self.low) / (self.high - self.low)

    def to_dict(self) -> dict[str, Any]:
        return asdict(self)


Scores = dict[str, Score]


def score(document: Document, answers: Answers) -> Scores:
    """The scores of all scales. Answers that speak of fear or harm end the counting: then there are none."""
    if needs_care(document, answers):
        return {}
    given = on_path(document, answers)
    return {scale.key: _score(document, scale, given) for scale in document.scales}


def is_paired(document: Document, scale: Scale) -> bool:
    return any(document.questions[item.question].kind == "pair" for item in document.items(scale))


def _score(document: Document, scale: Scale, given: Answers) -> Score:
    sides = SIDES if is_paired(document, scale) else ("",)
    values = [_total(document, scale, given, side) for side in sides]
    return Score(values[0], values[1] if len(values) > 1 else None, *bounds(document, scale))


def bounds(document: Document, scale: Scale) -> tuple[float, float, float]:
    """The lowest and the highest score there can be, and how far it moves if every answer moves by one."""
    items = [(item.weight, document.questions[item.question]) for item in document.items(scale)]
    parts = 1 if scale.method == "sum" else sum(weight for weight, _question in items)
    low, high, step = (
        round(sum(weight * each(question) for weight, question in items) / parts * scale.multiplier, 6)
        for each in (lambda q: q.values[0], lambda q: q.values[-1], lambda q: q.step)
    )
    return low, high, step


def _total(document: Document, scale: Scale, given: Answers, side: str) -> float | None:
    items, counted = document.items(scale), []
    for item in items:
        question = document.questions[item.question]
        answer = given.get(f"{item.question}.{side}" if side else item.question)
        if answer is not None and (value := question.counts_as(answer)) is not None:
            counted.append((item.weight, question, _turned(question, value) if item.reversed else value))
    if not counted or len(counted) < (scale.answers or len(items)):
        return None
    total = sum(weight * value for weight, question, value in counted)
    lowest = sum(weight * question.values[0] for weight, question, value in counted)
    highest = sum(weight * question.values[-1] for weight, question, value in counted)
    # As high between its bounds as what was answered lies between its own: gaps neither lift nor lower it.
    low, high, _step = bounds(document, scale)
    return round(low + (high - low) * (total - lowest) / (highest - lowest), 6)


def _turned(question: Question, value: float) -> float:
    return question.values[0] + question.values[-1] - value


def describe(document: Document, scores: Scores) -> list[str]:
    """The result in sentences, in the document's own words; empty where there is too little to say."""
    sentences = [sentence for scale in document.wholes for sentence in _describe(document, scale, scores)]
    return [sentence for sentence in sentences if sentence]


def _describe(document: Document, scale: Scale, scores: Scores) -> list[str]:
    score, words = scores.get(scale.key), scale.words
    if score is None or score.me is None:
        return []
    if not is_paired(document, scale):
        return [words.level.replace("{me}", band(scale, score.me))]
    if (distance := score.distance) is None:
        return []
    toward = 0 if _is_small(distance, score) else (1 if distance > 0 else -1)
    part = _standing_out(document, scale, scores, toward)
    plain, most = {
        0: (words.even, words.even_most),
        1: (words.me, words.me_most),
        -1: (words.them, words.them_most),
    }[toward]
    first = most.replace("{part}", part.phrase or part.title) if part and most else plain
    return [first, _level(scale, score)]


def _is_small(difference: float, score: Score) -> bool:
    """Less than half an answer step is nothing to speak of."""
    return abs(difference) < score.step / 2


def _standing_out(document: Document, scale: Scale, scores: Scores, toward: int) -> Scale | None:
    """The part whose sides lie furthest apart, the same way as the whole, or either way where that is even."""
    apart = []
    for key in scale.parts:
        part = scores[key]
        if part.distance is not None and not _is_small(part.distance, part) and part.distance * toward >= 0:
            apart.append((abs(part.distance), key))
    # Of equals the first: a reader expects the order of the page.
    return document.scale(max(apart, key=lambda each: each[0])[1]) if apart else None


def _level(scale: Scale, score: Score) -> str:
    if score.me is None or score.them is None:
        return ""
    me, them = band(scale, score.me), band(scale, score.them)
    sentence = scale.words.level_same if me == them else scale.words.level
    return sentence.replace("{me}", me).replace("{them}", them)


def band(scale: Scale, value: float) -> str:
    """The words of the band that holds a value."""
    return next((band.words for band in reversed(scale.bands) if value >= band.at_least), "")


def reading(document: Document, scale: Scale, value: float) -> str:
    """How a score reads beside its bar: as a band or an answer; a number only where there is neither.

    Two sides are told by answers, "Mostly" beside "A little"; of one side alone nobody would know what is mostly so.
    """
    if scale.bands and not is_paired(document, scale):
        return band(scale, value)
    if scale.method == "sum" or not document.questions[document.items(scale)[0].question].options:
        return band(scale, value) or number_format(value)
    return nearest_answer(document, scale, value)


def nearest_answer(document: Document, scale: Scale, value: float) -> str:
    """The answer whose value lies nearest to a mean, the higher of two: 4.2 is "Mostly"."""
    value /= scale.multiplier
    question = document.questions[document.items(scale)[0].question]
    nearest = min(
        (option for option in question.options if option.value is not None),
        key=lambda option: (abs((option.value or 0) - value), -(option.value or 0)),
    )
    return option_in_words(question, nearest, {})


def change(now: Score, before: Score | None) -> str | Promise:
    """What changed since last time, in plain words; empty where the two cannot be compared."""
    if before is None or (now.low, now.high) != (before.low, before.high):
        return ""
    if now.me is None or before.me is None:
        return ""
    me = _moved(now.me, before.me, now)
    if now.distance is None or before.distance is None or now.them is None or before.them is None:
        return {0: _("as before"), 1: _("higher than last time"), -1: _("lower than last time")}[me]
    them = _moved(now.them, before.them, now)
    if not me and not them:
        return _("as before")
    nearing = abs(before.distance) - abs(now.distance)
    if not _is_small(nearing, now):
        return _("closer together") if nearing > 0 else _("further apart")
    return {
        (1, 1): _("both sides higher"),
        (-1, -1): _("both sides lower"),
        (1, 0): _("your side higher"),
        (-1, 0): _("your side lower"),
        (0, 1): _("their side higher"),
        (0, -1): _("their side lower"),
    }.get((me, them), _("the other way round now"))


def _moved(now: float, before: float, score: Score) -> int:
    """1 for up, -1 for down, 0 where it moved less than half an answer step."""
    return 0 if _is_small(now - before, score) else (1 if now > before else -1)
