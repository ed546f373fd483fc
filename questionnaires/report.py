"""What a page or a sealed copy shows of a response, as plain data that JSON can hold."""

from collections.abc import Iterator, Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from questionnaires.answers import in_words
from questionnaires.document import Answers, Document, Question, Scale, Section
from questionnaires.journey import path
from questionnaires.scoring import Score, Scores, change, describe, is_paired, reading
from questionnaires.trends import is_unusual


def scores(document: Document, now: Scores, earlier: Sequence[Scores] = ()) -> dict[str, Any]:
    """Sentences first, then each scale with its two sides; parts come before the whole that they make.

    `earlier` rounds come oldest first, each with those of its scores that can be compared with these.
    """
    ordered = sorted(document.scales, key=lambda scale: scale in document.wholes)
    scales = [_scale(document, scale, now[scale.key], earlier) for scale in ordered if scale.key in now]
    return {
        "sentences": describe(document, now),
        "scales": scales,
        "unusual": any(scale["unusual"] for scale in scales),
    }


def _scale(document: Document, scale: Scale, now: Score, earlier: Sequence[Scores]) -> dict[str, Any]:
    before = earlier[-1].get(scale.key) if earlier else None
    changed = change(now, before)
    sides = ("me", "them") if is_paired(document, scale) else ("me",)
    past = [each[scale.key] for each in earlier if scale.key in each]
    return {
        "title": scale.title,
        "whole": bool(scale.parts),
        "source": scale.source,
        "change": str(changed),
        "unusual": bool(changed) and any(_is_unusual(side, now, past) for side in sides),
        "distance": _distance(now),
        "sides": [_side(document, scale, side, now, before if changed else None) for side in sides],
    }


def _is_unusual(side: str, now: Score, past: Sequence[Score]) -> bool:
    values = [value for score in past if (value := getattr(score, side)) is not None]
    value = getattr(now, side)
    if value is None or not values or abs(value - values[-1]) < now.step / 2:
        return False
    return is_unusual(value, values)


def _distance(score: Score) -> str:
    """How far apart the two sides lie, counted in answers."""
    if score.distance is None:
        return ""
    answers = abs(score.distance) / score.step
    if answers < 0.5:
        return _("side by side")
    whole = max(round(answers), 1)
    return ngettext("about %(n)s answer apart", "about %(n)s answers apart", whole) % {"n": whole}


def one_by_one(document: Document, given: Answers) -> list[dict[str, Any]]:
    """Where several wholes stand side by side: what was answered to each of their questions, strongest first.

    Questions that are turned round are left out: their answers read the other way.
    """
    wholes = [scale for scale in document.wholes if not is_paired(document, scale)]
    if len(wholes) < 2:
        return []
    found = [{"title": scale.title, "rows": _strongest_first(document, scale, given)} for scale in wholes]
    return [each for each in found if each["rows"]]


def _strongest_first(document: Document, scale: Scale, given: Answers) -> list[dict[str, str]]:
    questions = [document.questions[item.question] for item in document.items(scale) if not item.reversed]
    asked = [question for question in questions if question.key in given]
    asked.sort(key=lambda question: question.counts_as(given[question.key]) or 0, reverse=True)
    return [{"text": each.text, "answer": in_words(each, each.key, given)} for each in asked]


def _side(document: Document, scale: Scale, side: str, now: Score, before: Score | None) -> dict[str, Any]:
    value, last = getattr(now, side), getattr(before, side, None)
    return {
        "side": side,
        "words": _("Too few answers") if value is None else reading(document, scale, value),
        "percent": _percent(now, side),
        "last_words": "" if before is None or last is None else reading(document, scale, last),
        "last_percent": None if before is None else _percent(before, side),
    }


def _percent(score: Score, side: str) -> float | None:
    share = score.share(side)
    return None if share is None else round(100 * share, 1)


def kept(document: Document, given: Answers) -> tuple[str, ...]:
    """Statements of worth, as they were written."""
    return tuple(
        str(given[question.key])
        for question in document.questions.values()
        if question.kept and question.key in given
    )


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
