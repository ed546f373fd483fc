"""What is wrong with a questionnaire, in sentences that name the item. A document with faults is not published."""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import fields
from datetime import date
from itertools import islice, product
from typing import Any

from questionnaires.document import (
    CHOOSE,
    CHOOSE_ONE,
    KINDS,
    Answers,
    Condition,
    Document,
    Question,
    Scale,
    Section,
    ShowIf,
)
from questionnaires.journey import is_true, path

KEY = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
# What a scale's sentences leave open.
PLACES = ("part", "me", "them")
ORDERED = (*CHOOSE_ONE, "number", "date")
# More combinations of earlier answers than this are not tried out for one question.
TRIES = 20_000


def faults(document: Document) -> list[str]:
    """Everything that keeps this document from being published; empty where all is well."""
    found = [*_faults_of_shape(document), *_faults_of_references(document)]
    if not found:
        # Only whole documents can be walked through and counted.
        found = [*_faults_of_routing(document), *_faults_of_scales(document)]
    return found


def _faults_of_shape(document: Document) -> Iterator[str]:
    if not KEY.fullmatch(document.key):
        yield f"The key “{document.key}” may hold only small letters, digits and single hyphens."
    for name in ("title", "purpose", "limits", "source"):
        if not getattr(document, name).strip():
            yield f"The questionnaire has no {name}."
    if document.minutes < 1:
        yield "The questionnaire does not say how many minutes it takes."
    if not document.sections:
        yield "The questionnaire has no section."
    yield from _faults_of_keys("Section", [section.key for section in document.sections])
    questions = [question for section in document.sections for question in section.questions]
    yield from _faults_of_keys("Question", [question.key for question in questions])
    yield from _faults_of_keys("Scale", [scale.key for scale in document.scales])
    for section in document.sections:
        if not section.questions:
            yield f"Section “{section.key}” has no question."
    for question in questions:
        yield from _faults_of_question(question)


def _faults_of_keys(noun: str, keys: list[str]) -> Iterator[str]:
    for key in dict.fromkeys(keys):
        if not KEY.fullmatch(key):
            yield f"{noun} “{key}”: a key may hold only small letters, digits and single hyphens."
        if keys.count(key) > 1:
            yield f"{noun} “{key}” occurs {keys.count(key)} times."


def _faults_of_question(question: Question) -> Iterator[str]:
    name = f"Question “{question.key}”"
    if question.kind not in KINDS:
        yield f"{name} is of the kind “{question.kind}”, which does not exist."
        return
    if not question.text.strip():
        yield f"{name} has no text."
    if question.kind == "pair" and not (question.me.strip() and question.them.strip()):
        yield f"{name} is a pair, but one of its two lines is empty."
    if question.kind != "pair" and (question.me or question.them):
        yield f"{name} has lines for two sides, but is no pair."
    if question.kind in CHOOSE and len(question.options) < 2:
        yield f"{name} has fewer than two options."
    if question.kind not in CHOOSE and question.options:
        yield f"{name} has options, but nothing can be chosen in a question of the kind “{question.kind}”."
    yield from _faults_of_keys(f"{name}: option", [option.key for option in question.options])
    if any(not option.label.strip() for option in question.options):
        yield f"{name} has an option without words."
    if question.kind == "yesno" and set(question.choices) != {"yes", "no"}:
        yield f"{name} must have the options “yes” and “no”."
    if question.kind != "multiple" and any(option.exclusive for option in question.options):
        yield f"{name} has an exclusive option, but only one can be chosen anyway."
    if question.kind in ("scale", "pair") and not question.values:
        yield f"{name} has an option without a value."
    if question.kind == "number" and None not in (question.minimum, question.maximum) and not question.values:
        yield f"{name} has no range."
    if len(question.values) > 1 and question.values[0] > question.values[-1]:
        yield f"{name} has a minimum above its maximum."


def _faults_of_references(document: Document) -> Iterator[str]:
    earlier: set[str] = set()
    later = set(document.by_name)
    for section in document.sections:
        yield from _faults_of_show_if(document, section, f"Section “{section.key}”", earlier, later)
        for question in section.questions:
            yield from _faults_of_show_if(document, question, f"Question “{question.key}”", earlier, later)
            earlier.update(question.names)
    keys = {scale.key for scale in document.scales}
    for scale in document.scales:
        for item in scale.items:
            if item.question not in document.questions:
                yield f"Scale “{scale.key}” counts the question “{item.question}”, which does not exist."
        for part in scale.parts:
            if part not in keys:
                yield f"Scale “{scale.key}” has the part “{part}”, which does not exist."
            elif document.scale(part).parts:
                yield f"Scale “{scale.key}” has the part “{part}”, which has parts itself."
        if not scale.items and not scale.parts:
            yield f"Scale “{scale.key}” has no question."


def _faults_of_show_if(
    document: Document, shown: Section | Question, name: str, earlier: set[str], all_names: set[str]
) -> Iterator[str]:
    if shown.show_if is None:
        return
    if not shown.show_if.conditions:
        yield f"{name} is shown under conditions, but none is given."
    for condition in shown.show_if.conditions:
        if condition.question not in all_names:
            yield f"{name} depends on “{condition.question}”, which does not exist."
        elif condition.question not in earlier:
            yield f"{name} depends on “{condition.question}”, which is asked later."
        elif wrong := _wrong_value(document.by_name[condition.question], condition):
            yield f"{name} depends on “{condition.question}”, {wrong}"


def _wrong_value(question: Question, condition: Condition) -> str:
    """Why a condition cannot be asked of this question; empty where it can."""
    operator, value = condition.operator, condition.value
    if operator == "answered":
        return "" if isinstance(value, bool) else "but “answered” needs true or false."
    allowed = {
        "contains": ("multiple",),
        "equals": (*ORDERED, "short"),
        "not": (*ORDERED, "short"),
    }.get(operator, ORDERED)
    if question.kind not in allowed:
        return f"but “{operator}” cannot be asked of a question of the kind “{question.kind}”."
    if question.kind in CHOOSE and value not in question.choices:
        return f"but “{value}” is none of its options."
    if question.kind == "number" and (isinstance(value, str | bool)):
        return f"but “{value}” is no number."
    if question.kind == "date" and not _is_date(value):
        return f"but “{value}” is no date like 2026-02-17."
    if question.kind == "short" and not isinstance(value, str):
        return f"but “{value}” is no text."
    return ""


def _is_date(value: Any) -> bool:
    try:
        return date.fromisoformat(value).isoformat() == value
    except (TypeError, ValueError):
        return False


def _faults_of_routing(document: Document) -> Iterator[str]:
    for section in document.sections:
        whole = section.show_if.conditions if section.show_if else ()
        if whole and not _can_be(document, whole, _reached(section.key)):
            yield f"Section “{section.key}” can never be reached."
            continue
        yield from _dead_conditions(document, f"Section “{section.key}”", section.show_if, whole)
        for question in section.questions:
            own = question.show_if.conditions if question.show_if else ()
            needed = whole + own
            if own and not _can_be(document, needed, _reached(question.key)):
                yield f"Question “{question.key}” can never be reached."
            else:
                yield from _dead_conditions(document, f"Question “{question.key}”", question.show_if, needed)


def _dead_conditions(
    document: Document, name: str, show_if: ShowIf | None, needed: tuple[Condition, ...]
) -> Iterator[str]:
    for condition in show_if.conditions if show_if else ():
        if not _can_be(document, needed, _true(document, condition)):
            yield (
                f"{name} has a condition that can never be true: "
                f"“{condition.question}” {condition.operator.replace('_', ' ')} “{condition.value}”."
            )


# Asked of one way through a document: the keys of what is shown, and the answers that count.
Test = Callable[[set[str], Answers], bool]


def _reached(key: str) -> Test:
    return lambda seen, given: key in seen


def _true(document: Document, condition: Condition) -> Test:
    return lambda seen, given: is_true(document, condition, given)


def _can_be(document: Document, conditions: tuple[Condition, ...], wanted: Test) -> bool:
    """Whether some answers to the questions that these conditions hang on, directly or not, give what is wanted.

    Where there are too many combinations to try, the benefit of the doubt is given.
    """
    names = _hangs_on(document, conditions)
    tries = 0
    for values in islice(product(*(_samples(document, name) for name in names)), TRIES):
        tries += 1
        answers = {name: value for name, value in zip(names, values, strict=True) if value is not None}
        steps = path(document, answers)
        seen = {step.section.key for step in steps} | {q.key for step in steps for q in step.questions}
        asked = {name for step in steps for q in step.questions for name in q.names}
        if wanted(seen, {name: value for name, value in answers.items() if name in asked}):
            return True
    return tries == TRIES


def _hangs_on(document: Document, conditions: Iterable[Condition]) -> list[str]:
    """The names of all answers that decide about these conditions, through the conditions of their questions."""
    names: list[str] = []
    waiting = list(conditions)
    while waiting:
        name = waiting.pop().question
        if name in names:
            continue
        names.append(name)
        question = document.by_name[name]
        section = next(section for section in document.sections if question in section.questions)
        for show_if in (question.show_if, section.show_if):
            waiting.extend(show_if.conditions if show_if else ())
    return names


def _samples(document: Document, name: str) -> list[Any]:
    """Answers to try: none, and for each condition on this answer one on either side of it."""
    question = document.by_name[name]
    if question.kind in CHOOSE_ONE:
        return [None, *question.choices]
    asked = [condition.value for condition in _all_conditions(document) if condition.question == name]
    if question.kind == "multiple":
        alone = [[option.key] for option in question.options]
        together = [option.key for option in question.options if not option.exclusive]
        return [None, *alone, together]
    if question.kind == "number":
        near = [value + shift for value in asked if isinstance(value, int | float) for shift in (-1, 0, 1)]
        limits = (
            question.minimum if question.minimum is not None else float("-inf"),
            question.maximum if question.maximum is not None else float("inf"),
        )
        return [None, *(value for value in near or [0] if limits[0] <= value <= limits[1])]
    if question.kind == "date":
        return [None, "0001-01-01", "9999-12-31", *(value for value in asked if isinstance(value, str))]
    return [None, "any text", *(value for value in asked if isinstance(value, str))]


def _all_conditions(document: Document) -> Iterator[Condition]:
    for section in document.sections:
        for show_if in (section.show_if, *(question.show_if for question in section.questions)):
            yield from show_if.conditions if show_if else ()


def _faults_of_scales(document: Document) -> Iterator[str]:
    for scale in document.scales:
        name = f"Scale “{scale.key}”"
        items = document.items(scale)
        questions = [document.questions[item.question] for item in items]
        for item, question in zip(items, questions, strict=True):
            if len(question.values) < 2:
                yield f"{name} counts the question “{question.key}”, whose answers have no values."
            if question.asks_about_care:
                yield f"{name} counts the question “{question.key}”, which asks about fear or harm."
            if item.weight <= 0:
                yield f"{name} gives the question “{question.key}” a weight that is not above zero."
        for key in dict.fromkeys(item.question for item in items):
            if sum(item.question == key for item in items) > 1:
                yield f"{name} counts the question “{key}” more than once."
        if len({question.kind == "pair" for question in questions}) > 1:
            yield f"{name} counts pairs and single questions together."
        if scale.method not in ("mean", "sum"):
            yield f"{name} is to be counted by “{scale.method}”, but only “mean” and “sum” exist."
        ranges = {(question.values[0], question.values[-1]) for question in questions if question.values}
        if scale.method == "mean" and len(ranges) > 1:
            yield f"{name} takes the mean of questions whose answers have different ranges."
        if scale.answers is not None and not 1 <= scale.answers <= len(items):
            yield f"{name} asks for {scale.answers} answers, but has {len(items)} questions."
        lowest = min((low for low, _high in ranges), default=0)
        if scale.bands and scale.method == "mean" and scale.bands[0].at_least > lowest:
            yield f"{name} has no band for its lowest scores."
        yield from _faults_of_words(scale, name)


def _faults_of_words(scale: Scale, name: str) -> Iterator[str]:
    starts = [band.at_least for band in scale.bands]
    if starts != sorted(set(starts)):
        yield f"{name} has bands that are not in rising order."
    if any(not band.words.strip() for band in scale.bands):
        yield f"{name} has a band without words."
    if scale.bands and not scale.source.strip():
        yield f"{name} has bands, but does not say where they come from."
    for field in fields(scale.words):
        for place in re.findall(r"\{(.*?)\}", getattr(scale.words, field.name)):
            if place not in PLACES:
                yield f"{name} has a sentence with “{{{place}}}”, which nothing fills."
