"""How Ana answers a questionnaire in the demo: a tendency for each round, the same every time it is computed."""

import datetime
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from questionnaires import journey
from questionnaires.document import Answers, Document, Option, Question

SWAY = 0.3  # how far single answers stray from the tendency, in all


@dataclass(frozen=True)
class Round:
    """One time of answering: how high Ana sees her own side and theirs, from 0 to 1, and what she writes."""

    number: int
    about_on: datetime.date
    me: float
    them: float
    # How high she sees what single scales ask, by their keys; the others follow her own side.
    levels: dict[str, float] = field(default_factory=dict)
    choices: dict[str, str | int | list[str]] = field(default_factory=dict)
    texts: dict[str, str] = field(default_factory=dict)


def answer(document: Document, this: Round) -> Answers:
    """Answers to every question on the way that they themselves lead through."""
    items = [(scale, item) for scale in document.scales for item in document.items(scale)]
    reversed_ = {item.question for _scale, item in items if item.reversed}
    levels = {item.question: this.levels[scale.key] for scale, item in items if scale.key in this.levels}
    answers: Answers = {}
    while True:
        asked = [question for step in journey.path(document, answers) for question in step.questions]
        new = {
            name: value
            for question in asked
            for name in question.names
            if name not in answers
            and (value := _one(question, name, this, levels, question.key in reversed_)) is not None
        }
        if not new:
            return answers
        answers |= new


def _one(question: Question, name: str, this: Round, levels: Mapping[str, float], is_reversed: bool) -> Any:
    if question.key in this.choices:
        return this.choices[question.key]
    level = levels.get(question.key, this.them if name.endswith(".them") else this.me)
    level = _sway(1 - level if is_reversed else level, name, this.number)
    match question.kind:
        case "short" | "long":
            return this.texts.get(question.key)
        case "date":
            return this.about_on.isoformat()
        case "number":
            low, high = question.minimum or 0, question.maximum or 10
            return round(low + level * (high - low))
        case "multiple":
            return [option.key for option in _calm(question)[:2] if not option.exclusive]
    if not question.values:
        calm = _calm(question)
        return calm[_number(name) % len(calm)].key
    return _nearest(question.options, question.values, level)


def _nearest(options: Sequence[Option], values: Sequence[float], level: float) -> str:
    wanted = values[0] + level * (values[-1] - values[0])
    return min(options, key=lambda option: abs((option.value or 0) - wanted)).key


def _calm(question: Question) -> list[Option]:
    """In the demo nothing speaks of fear or harm, and nothing is “something else” without saying what."""
    return [option for option in question.options if not option.care and not option.opens]


def _sway(level: float, name: str, number: int) -> float:
    """Most of it belongs to the question and stays; a little changes from time to time."""
    stray = 0.7 * _share(name) + 0.3 * _share(f"{name} {number}") - 0.5
    return max(0.0, min(1.0, level + SWAY * stray))


def _share(text: str) -> float:
    return _number(text) % 1000 / 999


def _number(text: str) -> int:
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:4])
