"""What the pages post, and how a question stands on them with what was answered."""

import secrets
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.formats import number_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from questionnaires.document import CHOOSE_ONE, Answers, Option, Question, Section
from questionnaires.journey import Step

HEX = r"^[0-9a-f]{32}$"


class BeginForm(forms.Form):
    """The id becomes the round's own, so that a double click begins one."""

    questionnaire = forms.UUIDField()
    id = forms.UUIDField()


class PageForm(forms.Form):
    """What tells one load of a section's page from another, and what its answers build on."""

    based_on = forms.RegexField(HEX, widget=forms.HiddenInput)
    page = forms.RegexField(HEX, widget=forms.HiddenInput)
    section = forms.SlugField(widget=forms.HiddenInput)

    @classmethod
    def load(cls, revision: str, section: Section) -> "PageForm":
        """A new load. Without automatic ids: the browser's own fields are named by their questions."""
        initial = {"based_on": revision, "page": secrets.token_hex(16), "section": section.key}
        return cls(initial=initial, auto_id=False)


@dataclass(frozen=True)
class Row:
    """One answer to give: a pair has two, one a side."""

    question: Question
    name: str
    answer: Any
    error: str | Promise = ""
    # The lines of text that its options open, by the option's key.
    texts: Mapping[str, "Text"] = field(default_factory=dict)

    @property
    def side(self) -> str:
        return self.name.partition(".")[2]

    @property
    def line(self) -> str:
        return {"me": self.question.me, "them": self.question.them}.get(self.side, "")

    @property
    def choices(self) -> list[tuple[Option, bool, "Text | None"]]:
        """The options, each with whether it is chosen and with the text that it opens."""
        return [
            (option, option.is_in(self.answer), self.texts.get(option.key))
            for option in self.question.options
        ]


@dataclass(frozen=True)
class Text:
    """A line of text under an option."""

    option: Option
    name: str
    answer: str
    error: str | Promise = ""


@dataclass(frozen=True)
class Asked:
    question: Question
    rows: tuple[Row, ...]
    # What an address may name it by: its key would tell of what somebody was asked.
    id: str

    @property
    def help(self) -> str:
        """What is said below the question: its own help, and the bounds of a number."""
        if self.question.kind != "number":
            return self.question.help
        return " ".join(filter(None, [self.question.help, bounds_in_words(self.question)]))

    @property
    def has_error(self) -> bool:
        return any(row.error or any(text.error for text in row.texts.values()) for row in self.rows)


def asked(step: Step, answers: Answers, errors: Mapping[str, str | Promise] | None = None) -> list[Asked]:
    return [
        Asked(question, tuple(_rows(question, answers, errors or {})), id_of(step.section, question))
        for question in step.questions
    ]


def _rows(question: Question, answers: Answers, errors: Mapping[str, str | Promise]) -> Iterator[Row]:
    texts = {
        option.key: Text(option, name, answers.get(name, ""), errors.get(name, ""))
        for name, option in question.opened.items()
    }
    for name in question.names:
        yield Row(question, name, answers.get(name, ""), errors.get(name, ""), texts)


def bounds_in_words(question: Question) -> str:
    low, high = (
        None if bound is None else number_format(bound) for bound in (question.minimum, question.maximum)
    )
    if low is not None and high is not None:
        return _("From %(low)s to %(high)s.") % {"low": low, "high": high}
    if low is not None:
        return _("%(low)s or more.") % {"low": low}
    return "" if high is None else _("%(high)s or less.") % {"high": high}


def id_of(section: Section, question: Question) -> str:
    return f"q{section.questions.index(question) + 1}"


def as_typed(questions: Iterable[Question], data: QueryDict) -> Answers:
    """What stands in the fields of a form, readable or not, so that nothing typed is lost."""
    return {
        name: data.getlist(name) if _takes_several(question, name) else data[name]
        for question in questions
        for name in (*question.names, *question.opened)
        if name in data or _takes_several(question, name)
    }


def _takes_several(question: Question, name: str) -> bool:
    return question.kind == "multiple" and name == question.key


def words_in(data: QueryDict) -> str:
    """What was typed in free words into any section's form, without knowing its questions."""
    typed = (data.get(name, "").strip() for name in data.getlist("words"))
    return "\n\n".join(filter(None, typed))


def emptied(questions: Iterable[Question], data: QueryDict) -> set[str]:
    """The names of answers that a form took back: empty fields, *Leave open*, or no box ticked.

    Radios that it does not mention at all are another thing: they were never touched.
    """
    return {
        name
        for question in questions
        for name in (*question.names, *question.opened)
        if _takes_several(question, name) or (name in data and not (_is_radio(question, name) and data[name]))
    }


def _is_radio(question: Question, name: str) -> bool:
    return question.kind in CHOOSE_ONE and name not in question.opened
