"""The way through a questionnaire, computed from the answers and never stored."""

import operator
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from questionnaires.document import CHOOSE_ONE, Answers, Condition, Document, Question, Section, ShowIf


@dataclass(frozen=True)
class Step:
    """A section on the way, with those of its questions that are asked."""

    section: Section
    questions: tuple[Question, ...]


def path(document: Document, answers: Answers) -> list[Step]:
    """The sections and questions that these answers lead through, in order."""
    steps, given = [], Answers()
    for section in document.sections:
        questions = []
        if holds(document, section.show_if, given):
            for question in section.questions:
                if holds(document, question.show_if, given):
                    questions.append(question)
                    # Only answers on the way can open what comes later.
                    given |= {name: answers[name] for name in question.names if name in answers}
        if questions:
            steps.append(Step(section, tuple(questions)))
    return steps


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
    return {name: answers[name] for question in questions for name in question.names if name in answers}


def missing(document: Document, answers: Answers) -> list[tuple[int, Question]]:
    """The required questions on the way that lack an answer, each with the number of its step."""
    return [
        (number, question)
        for number, step in enumerate(path(document, answers), 1)
        for question in step.questions
        if question.required and any(name not in answers for name in question.names)
    ]


def first_open(document: Document, answers: Answers) -> int:
    """The number of the step where somebody goes on: the first with nothing answered, else the last."""
    steps = path(document, answers)
    for number, step in enumerate(steps, 1):
        names = [name for question in step.questions for name in question.names]
        if names and not any(name in answers for name in names):
            return number
    return len(steps)


def needs_care(document: Document, answers: Answers) -> bool:
    """Whether an answer on the way speaks of fear or harm."""
    return any(
        option.care
        for name, answer in on_path(document, answers).items()
        for key, option in document.by_name[name].choices.items()
        if key == answer or (isinstance(answer, list) and key in answer)
    )
