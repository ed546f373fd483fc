"""Answers as they come from a form: read, checked, and turned into words again."""

import math
from collections.abc import Iterable
from datetime import date
from typing import Any

from django.http import QueryDict
from django.utils.formats import date_format, number_format
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from questionnaires.document import CHOOSE, CHOOSE_ONE, Answers, Option, Question

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
        for name in (*question.names, *question.opened):
            try:
                answer = _words(data, name, SHORT) if name in question.opened else _read(question, data, name)
            except Refused as error:
                refused[name] = error.sentence
            else:
                if answer is not None:
                    answers[name] = answer
    return answers, refused


def _read(question: Question, data: QueryDict, name: str) -> Any:
    if question.kind == "multiple":
        return _chosen(question, data.getlist(name))
    if question.kind in ("short", "long"):
        return _words(data, name, SHORT if question.kind == "short" else LONG)
    text = data.get(name, "").strip()
    if not text:
        return None
    if question.kind in CHOOSE_ONE:
        if text not in question.choices:
            raise Refused(_("Choose one of the answers shown."))
        return text
    return _number(question, text) if question.kind == "number" else _date(text)


def _words(data: QueryDict, name: str, limit: int) -> str | None:
    text = data.get(name, "").replace("\r\n", "\n").replace("\x00", "").strip()
    if len(text) > limit:
        raise Refused(_("This is longer than %(limit)s characters.") % {"limit": number_format(limit)})
    return text or None


def _chosen(question: Question, keys: list[str]) -> list[str] | None:
    if any(key not in question.choices for key in keys):
        raise Refused(_("Choose among the answers shown."))
    for option in question.options:
        if option.exclusive and option.key in keys and len(set(keys)) > 1:
            sentence = _("“%(answer)s” cannot stand beside the others. Choose it alone, or the others.")
            raise Refused(sentence % {"answer": option.label})
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


def _date(text: str) -> str:
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        raise Refused(_("Write a day like 2026-02-17.")) from None


def in_words(question: Question, name: str, given: Answers) -> str:
    """An answer as a person reads it, with the words that its options opened."""
    answer = given[name]
    if question.kind in CHOOSE:
        chosen = [option for option in question.options if option.is_in(answer)]
        return "; ".join(option_in_words(question, option, given) for option in chosen)
    if question.kind == "number":
        return f"{number_format(answer)} {question.unit}".strip()
    if question.kind == "date":
        return date_format(date.fromisoformat(answer), "DATE_FORMAT")
    return str(answer)


def option_in_words(question: Question, option: Option, given: Answers) -> str:
    """One option: a number between its named ends, or a choice with the words that it opened."""
    if question.low:
        ends = {"answer": option.label, "low": question.low, "high": question.high}
        return _("%(answer)s (from “%(low)s” to “%(high)s”)") % ends
    said = given.get(f"{question.key}.{option.key}") if option.opens else None
    return f"{option.label}: {said}" if said else option.label
