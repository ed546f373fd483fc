"""What is wrong with a questionnaire, in sentences that name the item. A document with faults is not published."""

import re
from collections.abc import Iterator
from dataclasses import fields
from datetime import date
from typing import Any

from questionnaires.document import (
    CHOOSE,
    CHOOSE_ONE,
    KINDS,
    Condition,
    Document,
    Question,
    Scale,
    Section,
)
from questionnaires.routing import faults_of_routing
from questionnaires.scoring import bounds

KEY = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
# What a scale's sentences leave open.
PLACES = ("part", "me", "them")
ORDERED = (*CHOOSE_ONE, "number", "date")


def faults(document: Document) -> list[str]:
    """Everything that keeps this document from being published; empty where all is well."""
    found = [*_faults_of_shape(document), *_faults_of_references(document)]
    if not found:
        # Only whole documents can be walked through and counted.
        found = [*faults_of_routing(document), *_faults_of_scales(document)]
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
    if question.kind == "information" and question.required:
        yield f"{name} asks nothing, so it cannot be required."
    if question.kept and question.kind not in ("short", "long"):
        yield f"{name} is to be kept as words, but is of the kind “{question.kind}”."
    yield from _faults_of_options(question, name)
    yield from _faults_of_values(question, name)


def _faults_of_options(question: Question, name: str) -> Iterator[str]:
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
    if question.kind in ("scale", "pair") and question.opened:
        yield f"{name} has an option that opens a text, which one of the kind “{question.kind}” cannot."


def _faults_of_values(question: Question, name: str) -> Iterator[str]:
    if bool(question.low) != bool(question.high):
        yield f"{name} names only one of its two ends."
    if question.low and question.kind not in ("scale", "pair"):
        yield f"{name} names two ends, but is no scale."
    if question.kind != "number" and (question.unit or (question.minimum, question.maximum) != (None, None)):
        yield f"{name} has bounds or a unit, but is no number."
    if question.kind in ("scale", "pair") and not question.values:
        yield f"{name} has an option without a value."
    if question.kind == "number" and question.values and question.values[0] >= question.values[-1]:
        yield f"{name} has a minimum that is not below its maximum."


def _faults_of_references(document: Document) -> Iterator[str]:
    earlier: set[str] = set()
    later = set(document.by_name)
    for section in document.sections:
        name = f"Section “{section.key}”"
        yield from _faults_of_show_if(document, section, name, earlier, later)
        if section.opens_on and section.opens_on not in earlier:
            yield f"{name} waits for the day of “{section.opens_on}”, which is not asked before it."
        elif section.opens_on and document.by_name[section.opens_on].kind != "date":
            yield f"{name} waits for the day of “{section.opens_on}”, which is no question for a date."
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
        if scale.multiplier <= 0:
            yield f"{name} is multiplied by a number that is not above zero."
        ranges = {(question.values[0], question.values[-1]) for question in questions if question.values}
        if scale.method == "mean" and len(ranges) > 1:
            yield f"{name} takes the mean of questions whose answers have different ranges."
        if scale.answers is not None and not 1 <= scale.answers <= len(items):
            yield f"{name} asks for {scale.answers} answers, but has {len(items)} questions."
        countable = all(len(question.values) > 1 for question in questions) and all(
            i.weight > 0 for i in items
        )
        if scale.bands and countable and scale.bands[0].at_least > bounds(document, scale)[0]:
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
