"""What a writer fills in to invite a therapist, to choose what is shared, and to say until when."""

import datetime
import uuid
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any, cast

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from sharing.content import Choice, Content
from sharing.models import Connection

DEFAULT_DAYS = 30
LONGEST_DAYS = 366


class InviteForm(forms.Form):
    id = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)
    name = forms.CharField(
        label=_("The name they will see"),
        help_text=_("Your first name, or whatever your therapist calls you. No other therapist sees it."),
        max_length=80,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


class ChoiceForm(forms.Form):
    """Which parts of a result to share. Sent by GET, so that the preview can be looked at again."""

    scores = forms.BooleanField(label=_("The result"), required=False)
    answers = forms.BooleanField(label=_("My answers, with the questions"), required=False)
    care = forms.BooleanField(label=_("Also what I answered about fear or harm"), required=False)
    text = forms.BooleanField(label=_("What I wrote below"), required=False)
    chosen = forms.CharField(widget=forms.HiddenInput, initial="yes")

    @classmethod
    def of(cls, data: QueryDict, speaks_of_care: bool) -> "ChoiceForm":
        """As ticked, or before anything was ticked."""
        form = cls(data if "chosen" in data else None, initial={**asdict(Choice()), "chosen": "yes"})
        if not speaks_of_care:
            del form.fields["care"]
        return form

    @property
    def choice(self) -> Choice:
        if not self.is_bound or not self.is_valid():
            return Choice()
        return Choice(**{part: self.cleaned_data.get(part, False) for part in asdict(Choice())})

    @property
    def ticked(self) -> list[str]:
        return [part for part, is_ticked in asdict(self.choice).items() if is_ticked and part in self.fields]


class ShareForm(forms.Form):
    """With whom, and until which day. The preview's digest, posted along, says which words were shown."""

    connection = forms.TypedChoiceField(
        label=_("With"), widget=forms.RadioSelect, error_messages={"required": _("Choose with whom.")}
    )
    until = forms.DateField(
        label=_("Until the end of"),
        help_text=_("After this day they can no longer open it. You can take it back at any time before."),
        widget=forms.DateInput(attrs={"type": "date", "autocomplete": "off"}, format="%Y-%m-%d"),
        input_formats=["%Y-%m-%d"],
        error_messages={"required": _("Choose a day."), "invalid": _("Write the day as 2027-01-31.")},
    )

    def __init__(self, data: QueryDict | None, connections: Sequence[Connection], content: Content) -> None:
        today = timezone.localdate()
        initial: dict[str, Any] = {"until": today + datetime.timedelta(days=DEFAULT_DAYS)}
        if len(connections) == 1:
            initial["connection"] = str(connections[0].pk)
        super().__init__(data, initial=initial)
        self.content = content
        by_id = {str(each.pk): each for each in connections}
        whom = cast(forms.TypedChoiceField, self.fields["connection"])
        whom.choices = [(id_, each.therapist) for id_, each in by_id.items()]
        whom.coerce = by_id.__getitem__
        self.fields["until"].widget.attrs |= {
            "min": today.isoformat(),
            "max": (today + datetime.timedelta(days=LONGEST_DAYS)).isoformat(),
        }

    def clean_until(self) -> datetime.date:
        until, today = self.cleaned_data["until"], timezone.localdate()
        if until < today:
            raise forms.ValidationError(_("This day is over. Choose today or a later one."))
        if until > today + datetime.timedelta(days=LONGEST_DAYS):
            raise forms.ValidationError(_("Choose a day within a year. You can share it again then."))
        return until

    def clean(self) -> None:
        """Nothing goes out that was not seen, and nothing that says nothing."""
        if self.data.get("digest") != self.content.digest:
            changed = _("This was changed somewhere else since you looked, so nothing was shared.")
            raise forms.ValidationError(changed, code="changed")
        if self.content.is_blank:
            raise forms.ValidationError(_("There are no words here to share."))

    @property
    def is_outdated(self) -> bool:
        """Nothing else is wrong than that the preview shows what is no longer so."""
        return self.has_error(NON_FIELD_ERRORS, "changed") and len(self.errors) == 1

    @property
    def status(self) -> int:
        if not self.is_bound:
            return 200
        return 409 if self.is_outdated else 400

    @property
    def ends_at(self) -> datetime.datetime:
        """The midnight that ends the chosen day, where the writer is."""
        after = self.cleaned_data["until"] + datetime.timedelta(days=1)
        return timezone.make_aware(datetime.datetime.combine(after, datetime.time.min))
