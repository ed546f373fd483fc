"""One section's page: shown, and every answer that its form can get."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from django.http import HttpResponse, HttpResponseBase, JsonResponse, QueryDict
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from accounts.requests import PersonRequest
from questionnaires.answers import read
from questionnaires.document import Answers, Document, Question, Section
from questionnaires.forms import PageForm, as_typed, asked, emptied, id_of, words_in
from questionnaires.journey import Step, first_open, missing, needs_care, path, waits_until
from questionnaires.models import Changed, Response
from vault.models import OpenVault

Sentences = Mapping[str, str | Promise]


@dataclass(frozen=True)
class Way:
    """A round, opened: its answers, and the steps through which they lead."""

    response: Response
    document: Document
    answers: Answers
    today: date = field(default_factory=timezone.localdate)

    @classmethod
    def of(cls, response: Response, vault: OpenVault) -> "Way":
        return cls(response, response.read_edition(vault).parsed, response.read_answers(vault))

    @cached_property
    def steps(self) -> list[Step]:
        return path(self.document, self.answers, self.today)

    @property
    def first_open(self) -> int:
        return first_open(self.document, self.answers, self.today)

    @property
    def missing(self) -> list[tuple[int, Question]]:
        return missing(self.document, self.answers, self.today)

    @property
    def waits_until(self) -> date | None:
        return waits_until(self.document, self.answers, self.today)

    @property
    def needs_care(self) -> bool:
        return needs_care(self.document, self.answers)

    def step(self, section: Section) -> Step | None:
        return next((step for step in self.steps if step.section == section), None)

    def number(self, step: Step) -> int:
        return self.steps.index(step) + 1

    def url(self, number: int) -> str:
        return reverse("questionnaires:section", args=[self.response.pk, number])


@dataclass(frozen=True)
class Turn:
    """What a section's form posted."""

    form: PageForm
    section: Section
    # The questions that stood on the page: which these are can change with the answers.
    shown: list[Question]
    given: Answers
    refused: dict[str, str | Promise]
    cleared: set[str]

    @classmethod
    def of(cls, data: QueryDict, document: Document) -> "Turn | None":
        """None for a form that is none of ours."""
        form = PageForm(data, auto_id=False)
        section = next((s for s in document.sections if s.key == data.get("section")), None)
        if section is None or not form.is_valid():
            return None
        shown = [question for question in section.questions if question.key in data.getlist("shown")]
        given, refused = read(shown, data)
        return cls(form, section, shown, given, refused, emptied(shown, data) - set(given) - set(refused))

    def is_kept_in(self, answers: Answers) -> bool:
        """Whether nothing would change: only the reply to an earlier, equal turn was lost."""
        same = all(answers.get(name) == value for name, value in self.given.items())
        return same and not self.refused and not any(name in answers for name in self.cleared)


def page(
    request: PersonRequest,
    way: Way,
    step: Step,
    *,
    turn: Turn | None = None,
    errors: Sentences | None = None,
    differs: bool = False,
    status: int = 200,
) -> HttpResponse:
    """The page of one section. After a turn its fields hold what was typed, whether it could be kept or not."""
    load = PageForm.load(way.response.revision, step.section)
    context = shown(request, way, step, load, turn, errors) | {"differs": differs, "has_errors": bool(errors)}
    return render(request, "questionnaires/section.html", context, status=status)


def shown(
    request: PersonRequest,
    way: Way,
    step: Step,
    load: PageForm,
    turn: Turn | None = None,
    errors: Sentences | None = None,
) -> dict[str, object]:
    """What the form of a section is drawn of."""
    typed = as_typed(turn.shown, request.POST) if turn else {}
    return {
        "response": way.response,
        "document": way.document,
        "section": step.section,
        "asked": asked(step, way.answers | typed, errors),
        "page": load,
        "number": way.number(step),
        "count": len(way.steps) + 1,
        "care": way.needs_care,
    }


def by_itself(request: PersonRequest) -> bool:
    """Sent by js/answer-save.js, which stays on its page."""
    return "X-Autosave" in request.headers


def save(request: PersonRequest, way: Way) -> HttpResponseBase:
    """Keep what a form holds, then go where its button says; a change alone, by itself, stays."""
    response, vault = way.response, request.vault
    turn = Turn.of(request.POST, way.document)
    if turn is None:
        return out_of_date(request, response, status=400)
    try:
        response.answer(
            vault,
            turn.given,
            based_on=turn.form.cleaned_data["based_on"],
            page=turn.form.cleaned_data["page"],
            leaving=not by_itself(request),
            cleared=turn.cleared,
        )
    except Changed:
        response = request.user.responses.select_related("entry").get(pk=response.pk)
        if response.finished_at or not turn.is_kept_in(response.read_answers(vault)):
            return differing(request, Way(response, way.document, response.read_answers(vault)), turn)
    way = Way(response, way.document, response.read_answers(vault))
    step = way.step(turn.section)
    if step is None:
        return redirect("questionnaires:response", response.pk)
    return stay(request, way, step, turn) if by_itself(request) else go_on(request, way, step, turn)


def stay(request: PersonRequest, way: Way, step: Step, turn: Turn) -> JsonResponse:
    """The answer to a change alone: that it is saved; the form again only if it is another one now."""
    if turn.refused:
        return JsonResponse({"says": str(next(iter(turn.refused.values())))}, status=400)
    answer = {"saved": _("Saved %(time)s") % {"time": date_format(timezone.localtime(), "H:i")}}
    calm = "care" in request.POST
    if list(step.questions) != turn.shown or calm != way.needs_care:
        # A piece of the page belongs to the same load of it.
        context = shown(request, way, step, turn.form, turn)
        answer["html"] = render_to_string("questionnaires/section.html#question", context, request)
    return JsonResponse(answer)


def go_on(request: PersonRequest, way: Way, step: Step, turn: Turn) -> HttpResponseBase:
    """On, back, or here again: where something is refused or lacking, or an answer opened more questions."""
    number, go = way.number(step), request.POST.get("go")
    # Back is always possible: what could be kept is kept.
    if go == "back":
        return redirect(way.url(number - 1) if number > 1 else "questionnaires:catalogue")
    errors: dict[str, str | Promise] = dict(turn.refused)
    if go != "here":
        new = [question for question in step.questions if question not in turn.shown]
        if new and not errors:
            return redirect(f"{way.url(number)}#{id_of(step.section, new[0])}")
        errors = {**dict.fromkeys(lacking(way, number), _("This one is needed to go on.")), **errors}
    if errors:
        return page(request, way, step, turn=turn, errors=errors, status=400)
    if go == "here":
        return redirect(way.url(number))
    if number < len(way.steps):
        return redirect(way.url(number + 1))
    return redirect("questionnaires:finish", way.response.pk)


def lacking(way: Way, number: int) -> list[str]:
    """The names of required answers that this step lacks."""
    open_ = [question for at, question in way.missing if at == number]
    return [name for question in open_ for name in question.names if name not in way.answers]


def differing(request: PersonRequest, way: Way, turn: Turn) -> HttpResponse:
    """Answered from another page meanwhile. Nothing is stored, nothing typed is lost: the person decides."""
    if by_itself(request):
        return not_stored(
            "changed",
            _("Not saved: these answers were changed in another window. Continue shows you what is there."),
        )
    step = way.step(turn.section)
    if way.response.finished_at or step is None:
        return out_of_date(request, way.response)
    return page(request, way, step, turn=turn, differs=True, status=409)


def thrown_away(request: PersonRequest, response: Response) -> HttpResponse:
    """In the trash since the page was opened."""
    if by_itself(request):
        return not_stored("trashed", _("Not saved: these questions were thrown away in another window."))
    return out_of_date(request, response)


def written_by_another(request: PersonRequest) -> HttpResponse:
    """Another person has signed in since this form was opened: nothing is stored. Whose it is stays untold."""
    if by_itself(request):
        return not_stored("owner", _("Not saved: somebody else is signed in here."))
    words = {"body": words_in(request.POST)}
    return render(request, "journal/written_by_another.html", words, status=409)


def out_of_date(request: PersonRequest, response: Response, status: int = 409) -> HttpResponse:
    """A form that no page of the round belongs to any more: its words are given back, to be copied."""
    if by_itself(request):
        return JsonResponse({"says": _("Not saved: this page is out of date.")}, status=status)
    context = {"response": response, "words": words_in(request.POST)}
    return render(request, "questionnaires/changed.html", context, status=status)


def not_stored(reason: str, says: str) -> JsonResponse:
    return JsonResponse({"reason": reason, "says": says}, status=409)
