"""A questionnaire as data: what is asked, in which order, under which conditions, and what is counted.

Whatever reads or writes questionnaires (the library in TOML, editions in the database) goes through plain.py.
"""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

SIDES = ("me", "them")
CHOOSE_ONE = ("scale", "pair", "single", "yesno")
CHOOSE = (*CHOOSE_ONE, "multiple")
KINDS = (*CHOOSE, "number", "date", "short", "long", "information")
OPERATORS = ("equals", "not", "less", "more", "at_least", "at_most", "answered", "contains")

Value = str | float | bool
# What somebody answered, by the answer's name: "asked", or "saying-it.me" and "saying-it.them" for a pair;
# "why.other" for the words that the option "other" of "why" opens.
Answers = dict[str, Any]


@dataclass(frozen=True)
class Condition:
    """One demand on an earlier answer; written as {question = "asked", equals = "yes"}."""

    question: str
    operator: str
    value: Value


@dataclass(frozen=True)
class ShowIf:
    """When something is shown: if every one of `all` holds, and one of `any` where there are such."""

    all: tuple[Condition, ...] = ()
    any: tuple[Condition, ...] = ()

    @property
    def conditions(self) -> tuple[Condition, ...]:
        return self.all + self.any


@dataclass(frozen=True)
class Option:
    key: str
    label: str
    value: float | None = None
    # Speaks of fear or harm: leads to calm words, is never scored, and is not shared unless asked for.
    care: bool = False
    # "None of these": cannot stand beside another choice.
    exclusive: bool = False
    # Opens a line of text under this name: "Which one?"
    opens: str = ""

    def is_in(self, answer: Any) -> bool:
        """Whether an answer, of one choice or of several, is or holds this."""
        return self.key in answer if isinstance(answer, list) else self.key == answer


@dataclass(frozen=True)
class Question:
    key: str
    kind: str
    text: str
    help: str = ""
    me: str = ""
    them: str = ""
    required: bool = False
    options: tuple[Option, ...] = ()
    minimum: float | None = None
    maximum: float | None = None
    unit: str = ""
    # The names of a scale's two ends, where its options are only numbers.
    low: str = ""
    high: str = ""
    # A statement of worth: words that are kept, and shown back on a low day.
    kept: bool = False
    show_if: ShowIf | None = None

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The names of the answers that this question takes."""
        if self.kind == "information":
            return ()
        return tuple(f"{self.key}.{side}" for side in SIDES) if self.kind == "pair" else (self.key,)

    @cached_property
    def opened(self) -> dict[str, Option]:
        """The options that open a text, by the name of that text."""
        return {f"{self.key}.{option.key}": option for option in self.options if option.opens}

    def kept_of(self, answers: Answers) -> Answers:
        """What these answers say to this question: choices, and words only of options that are chosen."""
        given = {name: answers[name] for name in self.names if name in answers}
        words = {name: answers[name] for name in self.opened if name in answers}
        return given | {
            name: said for name, said in words.items() if self.is_chosen(self.opened[name], given)
        }

    def is_chosen(self, option: Option, answers: Answers) -> bool:
        return any(option.is_in(answers.get(name)) for name in self.names)

    @cached_property
    def choices(self) -> dict[str, Option]:
        return {option.key: option for option in self.options}

    @property
    def asks_about_care(self) -> bool:
        return any(option.care for option in self.options)

    @cached_property
    def values(self) -> tuple[float, ...]:
        """The values that an answer can count as, lowest first; empty where answers do not count."""
        if self.kind == "number" and self.minimum is not None and self.maximum is not None:
            return (self.minimum, self.maximum)
        if self.kind in CHOOSE_ONE and all(option.value is not None for option in self.options):
            return tuple(sorted({option.value for option in self.options if option.value is not None}))
        return ()

    @property
    def step(self) -> float:
        """The smallest distance between two neighboring answers."""
        if self.kind == "number":
            return 1
        return min((b - a for a, b in zip(self.values, self.values[1:], strict=False)), default=1)

    def counts_as(self, answer: Any) -> float | None:
        """What one answer counts as in a scale."""
        if self.kind == "number":
            return answer
        option = self.choices.get(answer)
        return option.value if option else None


@dataclass(frozen=True)
class Section:
    key: str
    title: str
    intro: str = ""
    questions: tuple[Question, ...] = ()
    show_if: ShowIf | None = None
    # A question for a date: this section waits until that day has come.
    opens_on: str = ""

    @property
    def conditions(self) -> tuple[Condition, ...]:
        """All that it hangs on; to wait for a day is to need one."""
        day = (Condition(self.opens_on, "answered", True),) if self.opens_on else ()
        return day + (self.show_if.conditions if self.show_if else ())


@dataclass(frozen=True)
class Item:
    """A question's part in a scale; written as its key alone where nothing else is said."""

    question: str
    reversed: bool = False
    weight: float = 1


@dataclass(frozen=True)
class Band:
    """Words for scores from `at_least` up to the next band."""

    at_least: float
    words: str


@dataclass(frozen=True)
class Words:
    """Sentences that tell a scale: {part} is the part that stands out, {me} and {them} are words of bands."""

    even: str = ""
    even_most: str = ""
    me: str = ""
    me_most: str = ""
    them: str = ""
    them_most: str = ""
    level: str = ""
    level_same: str = ""


@dataclass(frozen=True)
class Scale:
    """What some questions say together. Over pairs it has two sides, and the distance between them."""

    key: str
    title: str
    # How the title reads inside a sentence: "most of all in <phrase>".
    phrase: str = ""
    method: str = "mean"
    # The mean or sum times this.
    multiplier: float = 1
    items: tuple[Item, ...] = ()
    # Instead of items: the scales whose items this one takes together.
    parts: tuple[str, ...] = ()
    # The smallest number of answers on a side; none means all of them.
    answers: int | None = None
    bands: tuple[Band, ...] = ()
    words: Words = Words()
    source: str = ""
    # What an editor declares: whether it means the same as in the edition before; none leaves that to the rule.
    same_as_before: bool | None = None


@dataclass(frozen=True)
class Document:
    key: str
    title: str
    purpose: str
    minutes: int
    limits: str
    source: str
    language: str = "en"
    sections: tuple[Section, ...] = ()
    scales: tuple[Scale, ...] = ()

    @cached_property
    def questions(self) -> dict[str, Question]:
        return {question.key: question for section in self.sections for question in section.questions}

    @cached_property
    def by_name(self) -> dict[str, Question]:
        """Questions by the names of their answers."""
        return {name: question for question in self.questions.values() for name in question.names}

    def scale(self, key: str) -> Scale:
        return next(scale for scale in self.scales if scale.key == key)

    def items(self, scale: Scale) -> tuple[Item, ...]:
        """The items of a scale, its own or those of its parts."""
        return scale.items + tuple(item for part in scale.parts for item in self.scale(part).items)

    @property
    def wholes(self) -> tuple[Scale, ...]:
        """The scales that are no part of another."""
        parts = {part for scale in self.scales for part in scale.parts}
        return tuple(scale for scale in self.scales if scale.key not in parts)
