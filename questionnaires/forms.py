"""What the pages post, and how a question stands on them with what was answered."""

import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.functional import Promise

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

    @property
    def side(self) -> str:
        return self.name.partition(".")[2]

    @property
    def line(self) -> str:
        return {"me": self.question.me, "them": self.question.them}.get(self.side, "")

    @property
    def choices(self) -> list[tuple[Option, bool]]:
        """The options, each with whether it is chosen."""
        chosen = self.answer if isinstance(self.answer, list) else [self.answer]
        return [(option, option.key in chosen) for option in self.question.options]


@dataclass(frozen=True)
class Asked:
    question: Question
    rows: tuple[Row, ...]
    # What an address may name it by: its key would tell of what somebody was asked.
    id: str

    @property
    def has_error(self) -> bool:
        return any(row.error for row in self.rows)


def asked(step: Step, answers: Answers, errors: Mapping[str, str | Promise] | None = None) -> list[Asked]:
    errors = errors or {}
    return [
        Asked(
            question,
            tuple(
                Row(question, name, answers.get(name, ""), errors.get(name, "")) for name in question.names
            ),
            id_of(step.section, question),
        )
        for question in step.questions
    ]


def id_of(section: Section, question: Question) -> str:
    return f"q{section.questions.index(question) + 1}"


def as_typed(questions: Iterable[Question], data: QueryDict) -> Answers:
    """What stands in the fields of a form, readable or not, so that nothing typed is lost."""
    return {
        name: data.getlist(name) if question.kind == "multiple" else data[name]
        for question in questions
        for name in question.names
        if name in data or question.kind == "multiple"
    }


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
        for name in question.names
        if question.kind == "multiple" or (name in data and not (question.kind in CHOOSE_ONE and data[name]))
    }
