"""A questionnaire as data: what is asked, in which order, under which conditions, and what is counted.

Whatever reads or writes questionnaires (the library in TOML, editions in the database) goes through `parse`
and `to_dict`.
"""

import dataclasses
import math
import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, cached_property
from types import UnionType
from typing import Any, get_args, get_origin, get_type_hints

SIDES = ("me", "them")
CHOOSE_ONE = ("scale", "pair", "single", "yesno")
CHOOSE = (*CHOOSE_ONE, "multiple")
KINDS = (*CHOOSE, "number", "date", "short", "long", "information")
OPERATORS = ("equals", "not", "less", "more", "at_least", "at_most", "answered", "contains")

Value = str | float | bool
# What somebody answered, by the answer's name: "asked", or "saying-it.me" and "saying-it.them" for a pair.
Answers = dict[str, Any]


class Malformed(ValueError):
    """The data is no questionnaire; the message says where and why."""


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
    show_if: ShowIf | None = None

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The names of the answers that this question takes."""
        if self.kind == "information":
            return ()
        return tuple(f"{self.key}.{side}" for side in SIDES) if self.kind == "pair" else (self.key,)

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
    items: tuple[Item, ...] = ()
    # Instead of items: the scales whose items this one takes together.
    parts: tuple[str, ...] = ()
    # The smallest number of answers on a side; none means all of them.
    answers: int | None = None
    bands: tuple[Band, ...] = ()
    words: Words = Words()
    source: str = ""


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


def load(text: str) -> Document:
    """The document that a TOML text describes. There, `[choices]` names lists of options for many questions."""
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise Malformed(f"This is not readable as TOML: {error}.") from error
    choices = data.pop("choices", {})
    for section in data.get("sections", ()):
        for question in section.get("questions", ()):
            named = question.get("options")
            if isinstance(named, str):
                _demand(
                    named in choices, f"Question “{question.get('key')}”", f"uses no known choices: “{named}”"
                )
                question["options"] = choices[named]
    return parse(data)


def parse(data: Any) -> Document:
    """The document that plain data (as of JSON) describes, or `Malformed`."""
    document: Document = _read(Document, data, "The questionnaire")
    return document


def to_dict(document: Document) -> dict[str, Any]:
    """Plain data that `parse` turns into the same document again."""
    plain: dict[str, Any] = _plain(document)
    return plain


def _read(kind: Any, value: Any, where: str) -> Any:
    if get_origin(kind) is UnionType:
        kinds = [each for each in get_args(kind) if each is not type(None)]
        if len(kinds) == 1:
            return _read(kinds[0], value, where)
        _demand(isinstance(value, str | int | float), where, "must be a text, a number, true or false")
        return value
    if get_origin(kind) is tuple:
        _demand(isinstance(value, list | tuple), where, "must be a list")
        inner = get_args(kind)[0]
        return tuple(_read(inner, each, _place(inner, each, number)) for number, each in enumerate(value, 1))
    if dataclasses.is_dataclass(kind):
        return _build(kind, _SHORTHANDS.get(kind, lambda value, where: value)(value, where), where)
    number = isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)
    expected, right = {
        str: ("a text", isinstance(value, str)),
        bool: ("true or false", isinstance(value, bool)),
        int: ("a whole number", number and value == int(value)),
        float: ("a number", number),
    }[kind]
    _demand(right, where, f"must be {expected}")
    return value


def _build(kind: Any, value: Any, where: str) -> Any:
    _demand(isinstance(value, dict), where, "must be a table of fields")
    hints = _hints(kind)
    for name in value:
        _demand(name in hints, where, f"has a field “{name}” that nothing reads")
    for field in dataclasses.fields(kind):
        given = field.name in value or field.default is not dataclasses.MISSING
        _demand(given, where, f"lacks “{field.name}”")
    return kind(**{name: _read(hints[name], each, f"{where}: “{name}”") for name, each in value.items()})


@cache
def _hints(kind: type) -> dict[str, Any]:
    return get_type_hints(kind)


def _place(kind: Any, value: Any, number: int) -> str:
    """How a sentence names one of a list: Question “asked”, or Condition 2."""
    name = getattr(kind, "__name__", "Text")
    key = value.get("key") if isinstance(value, dict) else None
    return f"{name} “{key}”" if isinstance(key, str) else f"{name} {number}"


def _demand(right: bool, where: str, wish: str) -> None:
    if not right:
        raise Malformed(f"{where} {wish}.")


def _read_condition(value: Any, where: str) -> Any:
    _demand(isinstance(value, dict), where, "must be a table of fields")
    operators = [name for name in value if name in OPERATORS]
    _demand(len(operators) == 1, where, f"must have exactly one of: {', '.join(OPERATORS)}")
    rest = {name: each for name, each in value.items() if name not in OPERATORS}
    return rest | {"operator": operators[0], "value": value[operators[0]]}


def _read_item(value: Any, where: str) -> Any:
    return {"question": value} if isinstance(value, str) else value


_SHORTHANDS: dict[Any, Callable[[Any, str], Any]] = {Condition: _read_condition, Item: _read_item}


def _plain(value: Any) -> Any:
    if isinstance(value, Condition):
        return {"question": value.question, value.operator: value.value}
    if isinstance(value, tuple):
        return [_plain(each) for each in value]
    if dataclasses.is_dataclass(value):
        fields = ((field, getattr(value, field.name)) for field in dataclasses.fields(value))
        return {field.name: _plain(each) for field, each in fields if each != field.default}
    return value
