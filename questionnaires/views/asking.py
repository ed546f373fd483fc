"""Check-ins: to be asked again, every week, two weeks or month."""

import datetime
import uuid

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from accounts.requests import PersonRequest
from questionnaires.models import About, CheckIn, Edition
from vault.cipher import Unreadable

A_WEEK = datetime.timedelta(days=7)
FARTHEST = datetime.timedelta(days=366)


class CheckInForm(forms.Form):
    every = forms.ChoiceField(
        label=gettext_lazy("How often"), choices=CheckIn.Every.choices, widget=forms.RadioSelect
    )
    first_on = forms.DateField(
        label=gettext_lazy("Beginning on"),
        help_text=gettext_lazy("Its day of the week, or of the month, is the day on which you are asked."),
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date", "autocomplete": "off"}),
        error_messages={"invalid": gettext_lazy("This is not a date we can read. Write it like 2026-03-12.")},
    )
    by_mail = forms.BooleanField(
        label=gettext_lazy("Remind me by mail too"),
        help_text=gettext_lazy("The mail is called “Notes” and does not say what it is about."),
        required=False,
    )

    def clean_first_on(self) -> datetime.date:
        day: datetime.date = self.cleaned_data["first_on"]
        today = timezone.localdate()
        if not today <= day <= today + FARTHEST:
            raise forms.ValidationError(_("Choose a day from today on, within a year."))
        return day


class NewCheckInForm(CheckInForm):
    """The id becomes the check-in's own, so that a double click makes one."""

    id = forms.UUIDField(widget=forms.HiddenInput)
    questionnaire = forms.TypedChoiceField(label=gettext_lazy("Ask me"), coerce=uuid.UUID)
    field_order = ("id", "questionnaire", "every", "first_on", "by_mail")

    @classmethod
    def of(cls, titles: dict[uuid.UUID, str], data: QueryDict | None, **initial: object) -> "NewCheckInForm":
        form = cls(data, initial=initial)
        form.fields["questionnaire"] = forms.TypedChoiceField(
            label=cls.base_fields["questionnaire"].label, coerce=uuid.UUID, choices=list(titles.items())
        )
        return form


@require_http_methods(["GET", "HEAD", "POST"])
def check_ins(request: PersonRequest) -> HttpResponseBase:
    """All of them, and one more: after a round (`?after=`) for the questions it answered."""
    titles = {each.questionnaire_id: each.document["title"] for each in Edition.objects.current()}
    form = NewCheckInForm.of(titles, request.POST or None, **begun_with(request))
    if request.method == "POST" and form.is_valid():
        wish = dict(form.cleaned_data)
        id, questionnaire = wish.pop("id"), wish.pop("questionnaire")
        if not request.user.check_ins.filter(id=id).exists():
            about = About(questionnaire, titles[questionnaire])
            CheckIn.ask(request.user, request.vault, about, id=id, **wish)
            messages.success(request, _("Kept. You will find it on Today when its day has come."))
        return redirect("questionnaires:check_ins")
    existing = sorted(request.user.check_ins.about(request.vault), key=lambda pair: pair[0].next_on)
    context = {"form": form, "check_ins": existing}
    return render(
        request, "questionnaires/check_ins.html", context, status=400 if request.method == "POST" else 200
    )


def begun_with(request: PersonRequest) -> dict[str, object]:
    begin = {"id": uuid.uuid4(), "every": CheckIn.Every.WEEK, "first_on": timezone.localdate() + A_WEEK}
    if "after" not in request.GET:
        return begin
    try:
        after = uuid.UUID(request.GET["after"])
    except ValueError:
        raise Http404 from None
    response = get_object_or_404(request.user.responses.live(), pk=after)
    return {**begin, "questionnaire": response.read_head(request.vault).questionnaire}


@require_http_methods(["GET", "HEAD", "POST"])
def check_in(request: PersonRequest, id: uuid.UUID) -> HttpResponseBase:
    """Another rhythm, with or without mail."""
    check_in = get_object_or_404(request.user.check_ins, id=id)
    known = {"every": check_in.every, "first_on": check_in.next_on, "by_mail": check_in.by_mail}
    if check_in.is_due:
        known["first_on"] = timezone.localdate()
    form = CheckInForm(request.POST or None, initial=known)
    if request.method == "POST" and form.is_valid():
        check_in.change(request.user, **form.cleaned_data)
        return redirect("questionnaires:check_ins")
    try:
        title = check_in.read(request.vault).title
    except Unreadable:
        title = _("This check-in cannot be opened")
    context = {"form": form, "check_in": check_in, "title": title}
    return render(
        request, "questionnaires/check_in.html", context, status=400 if request.method == "POST" else 200
    )


@require_POST
def check_in_snooze(request: PersonRequest, id: uuid.UUID) -> HttpResponse:
    get_object_or_404(request.user.check_ins, id=id).snooze()
    messages.info(request, _("Tomorrow, then."))
    return redirect("journal:today")


@require_POST
def check_in_stop(request: PersonRequest, id: uuid.UUID) -> HttpResponse:
    get_object_or_404(request.user.check_ins, id=id).delete()
    messages.info(request, _("You will not be asked again. What you answered stays."))
    return redirect("questionnaires:check_ins")
