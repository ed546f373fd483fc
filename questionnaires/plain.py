"""Documents as plain data: read strictly from TOML and JSON, with a sentence for what is wrong; written losslessly."""

import dataclasses
import math
import tomllib
from collections.abc import Callable
from functools import cache
from types import UnionType
from typing import Any, get_args, get_origin, get_type_hints

from questionnaires.document import OPERATORS, Condition, Document, Item


class Malformed(ValueError):
    """The data is no questionnaire; the message says where and why."""


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
