"""Whether everything in a questionnaire can be reached: each question and condition is tried with many answers."""

from collections.abc import Callable, Iterable, Iterator
from itertools import islice, product
from typing import Any

from questionnaires.document import CHOOSE_ONE, Answers, Condition, Document, ShowIf
from questionnaires.journey import is_true, path

# More combinations of earlier answers than this are not tried out for one question.
TRIES = 20_000


def faults_of_routing(document: Document) -> Iterator[str]:
    for section in document.sections:
        whole = section.conditions
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
        waiting += section.conditions
        waiting += question.show_if.conditions if question.show_if else ()
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
