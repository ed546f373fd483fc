"""One section's page: shown, and every answer that its form can get."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.http import HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from accounts.requests import PersonRequest
from questionnaires.answers import read
from questionnaires.document import Answers, Document, Question, Section
from questionnaires.forms import PageForm, as_typed, asked, emptied
from questionnaires.journey import Step, missing, needs_care, path
from questionnaires.models import Changed, Response

Sentences = Mapping[str, str | Promise]


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
    response: Response,
    document: Document,
    answers: Answers,
    step: Step,
    *,
    turn: Turn | None = None,
    errors: Sentences | None = None,
    differs: bool = False,
    status: int = 200,
    part: str = "",
) -> HttpResponse:
    """The page of one section. After a turn its fields hold what was typed, whether it could be kept or not.

    `part` names a piece of it for htmx; a piece belongs to the same load of the page.
    """
    steps = path(document, answers)
    typed = as_typed(turn.shown, request.POST) if turn else {}
    context = {
        "response": response,
        "document": document,
        "section": step.section,
        "asked": asked(step.questions, answers | typed, errors),
        "page": turn.form if turn and part else PageForm.load(response.revision, step.section),
        "number": steps.index(step) + 1,
        "count": len(steps) + 1,
        "care": needs_care(document, answers),
        "differs": differs,
        "has_errors": bool(errors),
    }
    return render(request, f"questionnaires/section.html{part}", context, status=status)


def save(request: PersonRequest, response: Response, document: Document) -> HttpResponseBase:
    """Keep what a form holds, then go where its button says; a change alone, by htmx, stays."""
    turn = Turn.of(request.POST, document)
    if turn is None:
        return render(request, "questionnaires/changed.html", {"response": response}, status=400)
    try:
        response.answer(
            request.vault,
            turn.given,
            based_on=turn.form.cleaned_data["based_on"],
            page=turn.form.cleaned_data["page"],
            leaving=not request.htmx,
            cleared=turn.cleared,
        )
    except Changed:
        response = request.user.responses.live().get(pk=response.pk)
        if response.finished_at or not turn.is_kept_in(response.read_answers(request.vault)):
            return differing(request, response, document, turn)
    answers = response.read_answers(request.vault)
    step = step_of(document, answers, turn.section)
    if step is None:
        return redirect("questionnaires:response", response.pk)
    if request.htmx:
        return stay(request, response, document, answers, step, turn)
    return go_on(request, response, document, answers, step, turn)


def step_of(document: Document, answers: Answers, section: Section) -> Step | None:
    return next((step for step in path(document, answers) if step.section == section), None)


def stay(
    request: PersonRequest,
    response: Response,
    document: Document,
    answers: Answers,
    step: Step,
    turn: Turn,
) -> HttpResponse:
    """The answer to a change alone: that it is saved; the form again only if it is another one now."""
    if turn.refused:
        return HttpResponse(next(iter(turn.refused.values())), status=400)
    calm = "care" in request.POST
    if list(step.questions) != turn.shown or calm != needs_care(document, answers):
        answer = page(request, response, document, answers, step, turn=turn, part="#question")
        answer["HX-Retarget"], answer["HX-Reswap"] = "#question", "outerMorph"
        return answer
    return HttpResponse(_("Saved %(time)s") % {"time": date_format(timezone.localtime(), "H:i")})


def go_on(
    request: PersonRequest,
    response: Response,
    document: Document,
    answers: Answers,
    step: Step,
    turn: Turn,
) -> HttpResponseBase:
    steps = path(document, answers)
    number = steps.index(step) + 1
    back = request.POST.get("go") == "back"
    errors = dict(turn.refused)
    if not back:
        open_ = [question for at, question in missing(document, answers) if at == number]
        new = [question for question in step.questions if question not in turn.shown]
        if new and not errors:
            # An answer opened more questions on the same page: they come first.
            return redirect(f"{section_url(response, number)}#{new[0].key}")
        lacking = {name for question in open_ for name in question.names if name not in answers}
        errors |= {name: _("This one is needed to go on.") for name in lacking - set(errors)}
    if errors:
        return page(request, response, document, answers, step, turn=turn, errors=errors, status=400)
    if back:
        return redirect(section_url(response, number - 1) if number > 1 else "questionnaires:catalogue")
    if number < len(steps):
        return redirect(section_url(response, number + 1))
    return redirect("questionnaires:finish", response.pk)


def section_url(response: Response, number: int) -> str:
    return reverse("questionnaires:section", args=[response.pk, number])


def differing(request: PersonRequest, response: Response, document: Document, turn: Turn) -> HttpResponse:
    """Answered from another page meanwhile. Nothing is stored, nothing typed is lost: the person decides."""
    if request.htmx:
        said = _("Not saved: these answers were changed in another window. Continue shows you what is there.")
        return HttpResponse(said, status=409)
    answers = response.read_answers(request.vault)
    step = step_of(document, answers, turn.section)
    if response.finished_at or step is None:
        return render(request, "questionnaires/changed.html", {"response": response}, status=409)
    return page(request, response, document, answers, step, turn=turn, differs=True, status=409)
