"""Answers as they come from a form: read, checked, and turned into words again."""

import math
from collections.abc import Iterable
from datetime import date
from typing import Any

from django.http import QueryDict
from django.utils.formats import date_format, number_format
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from questionnaires.document import CHOOSE_ONE, Answers, Question

SHORT, LONG = 300, 20_000


class Refused(ValueError):
    """An answer that cannot be kept; carries the sentence for the person who gave it."""

    def __init__(self, sentence: str | Promise) -> None:
        super().__init__(sentence)
        self.sentence = sentence


def read(questions: Iterable[Question], data: QueryDict) -> tuple[Answers, dict[str, str | Promise]]:
    """The answers to these questions that a form holds, and a sentence for each that cannot be kept."""
    answers, refused = Answers(), {}
    for question in questions:
        for name in question.names:
            try:
                answer = _read(question, data, name)
            except Refused as error:
                refused[name] = error.sentence
            else:
                if answer is not None:
                    answers[name] = answer
    return answers, refused


def _read(question: Question, data: QueryDict, name: str) -> Any:
    if question.kind == "multiple":
        return _chosen(question, data.getlist(name))
    text = data.get(name, "").replace("\r\n", "\n").replace("\x00", "").strip()
    if not text:
        return None
    if question.kind in CHOOSE_ONE:
        if text not in question.choices:
            raise Refused(_("Choose one of the answers shown."))
        return text
    return {"number": _number, "date": _date, "short": _text, "long": _text}[question.kind](question, text)


def _chosen(question: Question, keys: list[str]) -> list[str] | None:
    if any(key not in question.choices for key in keys):
        raise Refused(_("Choose among the answers shown."))
    if len(set(keys)) > 1 and any(question.choices[key].exclusive for key in keys):
        raise Refused(_("The last answer cannot stand beside the others. Choose it alone, or the others."))
    return [key for key in question.choices if key in keys] or None


def _number(question: Question, text: str) -> float:
    try:
        number = float(text.replace(",", "."))
    except ValueError:
        number = math.nan
    if not math.isfinite(number):
        raise Refused(_("Write a number here."))
    low, high = question.minimum, question.maximum
    if low is not None and number < low:
        raise Refused(_("The number can be %(low)s or more.") % {"low": number_format(low)})
    if high is not None and number > high:
        raise Refused(_("The number can be %(high)s or less.") % {"high": number_format(high)})
    return int(number) if number == int(number) else number


def _date(question: Question, text: str) -> str:
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        raise Refused(_("Write a day like 2026-02-17.")) from None


def _text(question: Question, text: str) -> str:
    limit = SHORT if question.kind == "short" else LONG
    if len(text) > limit:
        raise Refused(_("This is longer than %(limit)s characters.") % {"limit": number_format(limit)})
    return text


def in_words(question: Question, answer: Any) -> str:
    """An answer as a person reads it."""
    if question.kind == "multiple":
        return "; ".join(question.choices[key].label for key in answer if key in question.choices)
    if question.kind in CHOOSE_ONE:
        return question.choices[answer].label if answer in question.choices else ""
    if question.kind == "number":
        return f"{number_format(answer)} {question.unit}".strip()
    if question.kind == "date":
        return date_format(date.fromisoformat(answer), "DATE_FORMAT")
    return str(answer)
