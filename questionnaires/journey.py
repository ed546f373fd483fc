"""The way through a questionnaire, computed from the answers and never stored."""

import operator
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from questionnaires.document import CHOOSE_ONE, Answers, Condition, Document, Question, Section, ShowIf


@dataclass(frozen=True)
class Step:
    """A section on the way, with those of its questions that are asked."""

    section: Section
    questions: tuple[Question, ...]


def path(document: Document, answers: Answers, today: date | None = None) -> list[Step]:
    """The sections and questions that these answers lead through, in order.

    Given a day, what waits for a later one is not on the way so far.
    """
    steps, given = [], Answers()
    for section in document.sections:
        questions = []
        if holds(document, section.show_if, given) and not _waits(section, given, today):
            for question in section.questions:
                if holds(document, question.show_if, given):
                    questions.append(question)
                    # Only answers on the way can open what comes later.
                    given |= {name: answers[name] for name in question.names if name in answers}
        if questions:
            steps.append(Step(section, tuple(questions)))
    return steps


def _waits(section: Section, given: Answers, today: date | None) -> bool:
    """Whether the day for which a section waits is still to come. Without a day there is none to wait for."""
    opens_on = given.get(section.opens_on)
    return bool(section.opens_on) and (
        opens_on is None or (today is not None and opens_on > today.isoformat())
    )


def waits_until(document: Document, answers: Answers, today: date) -> date | None:
    """The first day on which more will be asked."""
    now = {step.section.key for step in path(document, answers, today)}
    later = [step.section for step in path(document, answers) if step.section.key not in now]
    return min((date.fromisoformat(answers[section.opens_on]) for section in later), default=None)


def holds(document: Document, show_if: ShowIf | None, given: Answers) -> bool:
    """Whether something with this condition is shown, after these answers."""
    if show_if is None:
        return True
    true = [is_true(document, condition, given) for condition in show_if.any]
    return all(is_true(document, condition, given) for condition in show_if.all) and (not true or any(true))


COMPARE: dict[str, Callable[[Any, Any], bool]] = {
    "equals": operator.eq,
    "not": operator.ne,
    "less": operator.lt,
    "more": operator.gt,
    "at_least": operator.ge,
    "at_most": operator.le,
    "contains": operator.contains,
}


def is_true(document: Document, condition: Condition, given: Answers) -> bool:
    """Whether a condition is met. What was not answered meets only `answered = false`."""
    question, answer = document.by_name[condition.question], given.get(condition.question)
    if condition.operator == "answered":
        return (answer is not None) == condition.value
    if answer is None:
        return False
    return COMPARE[condition.operator](_rank(question, answer), _rank(question, condition.value))


def _rank(question: Question, answer: Any) -> Any:
    """What is compared: the place of an option among the options; all else as it is (ISO dates sort)."""
    return list(question.choices).index(answer) if question.kind in CHOOSE_ONE else answer


def on_path(document: Document, answers: Answers) -> Answers:
    """The answers that count: those to questions on the way, in the order in which they are asked."""
    questions = [question for step in path(document, answers) for question in step.questions]
    return {name: said for question in questions for name, said in question.kept_of(answers).items()}


def missing(document: Document, answers: Answers, today: date | None = None) -> list[tuple[int, Question]]:
    """The required questions on the way that lack an answer, each with the number of its step."""
    return [
        (number, question)
        for number, step in enumerate(path(document, answers, today), 1)
        for question in step.questions
        if question.required and any(name not in answers for name in question.names)
    ]


def first_open(document: Document, answers: Answers, today: date | None = None) -> int:
    """The number of the step where somebody goes on: the first with nothing answered, else the last."""
    steps = path(document, answers, today)
    for number, step in enumerate(steps, 1):
        names = [name for question in step.questions for name in question.names]
        if names and not any(name in answers for name in names):
            return number
    return len(steps)


def needs_care(document: Document, answers: Answers) -> bool:
    """Whether an answer on the way speaks of fear or harm."""
    given = on_path(document, answers)
    return any(
        option.care and question.is_chosen(option, given)
        for question in document.questions.values()
        for option in question.options
    )
