"""What a page or a sealed copy shows of a response, as plain data that JSON can hold."""

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _

from questionnaires.answers import in_words
from questionnaires.document import Answers, Document, Question, Scale, Section
from questionnaires.journey import path
from questionnaires.scoring import Score, Scores, change, describe, is_paired, nearest_answer


def scores(document: Document, now: Scores, before: Scores | None = None) -> dict[str, Any]:
    """Sentences first, then each scale with its two sides; parts come before the whole that they make."""
    ordered = sorted(document.scales, key=lambda scale: scale in document.wholes)
    return {
        "sentences": describe(document, now),
        "scales": [_scale(document, scale, now[scale.key], before) for scale in ordered if scale.key in now],
    }


def _scale(document: Document, scale: Scale, now: Score, all_before: Scores | None) -> dict[str, Any]:
    before = (all_before or {}).get(scale.key)
    changed = change(now, before)
    sides = ("me", "them") if is_paired(document, scale) else ("me",)
    return {
        "title": scale.title,
        "whole": bool(scale.parts),
        "source": scale.source,
        "change": str(changed),
        "sides": [_side(document, scale, side, now, before if changed else None) for side in sides],
    }


def _side(document: Document, scale: Scale, side: str, now: Score, before: Score | None) -> dict[str, Any]:
    value, last = getattr(now, side), getattr(before, side, None)
    return {
        "side": side,
        "words": _("Too few answers") if value is None else nearest_answer(document, scale, value),
        "percent": _percent(now, side),
        "last_words": "" if before is None or last is None else nearest_answer(document, scale, last),
        "last_percent": None if before is None else _percent(before, side),
    }


def _percent(score: Score, side: str) -> float | None:
    share = score.share(side)
    return None if share is None else round(100 * share, 1)


def answers(document: Document, given: Answers, *, with_care: bool) -> list[dict[str, Any]]:
    """What was answered, by section, in the order in which it was asked.

    Without care, questions that ask about fear or harm are left out whole, whatever was answered, and so is
    what was asked only because of such an answer: a gap would tell as much as the words.
    """
    sections = []
    for step in path(document, given):
        if with_care or not _follows_care(document, step.section):
            asked = [q for q in step.questions if with_care or not _is_careful(document, q)]
            questions = [
                {"text": question.text, "rows": rows}
                for question in asked
                if (rows := _rows(question, given))
            ]
            if questions:
                sections.append({"title": step.section.title, "questions": questions})
    return sections


def _rows(question: Question, given: Answers) -> list[dict[str, str]]:
    """One row an answer; a pair has two, each with its own line and side."""
    rows = []
    for name in question.names:
        if name in given:
            side = name.partition(".")[2]
            line = {"me": question.me, "them": question.them}.get(side, "")
            rows.append({"side": side, "line": line, "answer": in_words(question, name, given)})
    return rows


def _is_careful(document: Document, question: Question) -> bool:
    return question.asks_about_care or _follows_care(document, question)


def _follows_care(document: Document, shown: Section | Question) -> bool:
    """Shown because of an answer of fear or harm, or because of a question that is."""
    for condition in shown.show_if.conditions if shown.show_if else ():
        question = document.by_name[condition.question]
        option = question.choices.get(str(condition.value))
        if (option and option.care) or _follows_care(document, question):
            return True
    return False


def words(document: Document, given: Answers) -> str:
    """Every word of the answers with their questions, for the journal's search."""
    return "\n".join(_words(answers(document, given, with_care=True)))


def _words(sections: list[dict[str, Any]]) -> Iterator[str]:
    for section in sections:
        yield section["title"]
        for question in section["questions"]:
            if any(row["line"] for row in question["rows"]):
                yield question["text"]
            # One sentence with its answer, so that what is found shows both.
            for row in question["rows"]:
                yield f"{(row['line'] or question['text']).rstrip('.?!:… ')}: {row['answer']}"
