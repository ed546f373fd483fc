"""The writing form: one form for Today's sheet, a new entry and an old one."""

import datetime
import secrets
import uuid
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from journal.filters import Look
from journal.models import Entry, Muted
from journal.models.tag import alike, one_each
from journal.words import BODY_LIMIT, Draft, Mood, fold

TITLE_LIMIT = 200
TAG_LIMIT = 40
TAGS_LIMIT = 20
EARLIEST = datetime.timezone(datetime.timedelta(hours=14))
HEX = r"^[0-9a-f]{32}$"


class DraftForm(forms.Form):
    """Field names are those of the autosave protocol (static/js/autosave.js)."""

    use_required_attribute = False

    owner = forms.UUIDField(widget=forms.HiddenInput)
    id = forms.UUIDField(widget=forms.HiddenInput)
    based_on = forms.RegexField(HEX, required=False, widget=forms.HiddenInput)
    page = forms.RegexField(HEX, widget=forms.HiddenInput)
    sequence = forms.IntegerField(min_value=0, max_value=2**53, widget=forms.HiddenInput)
    prompt = forms.CharField(max_length=300, required=False, widget=forms.HiddenInput)
    # A page changes the star only if somebody touched it there.
    was_starred = forms.BooleanField(required=False, widget=forms.HiddenInput)

    title = forms.CharField(
        label=_("Title"),
        max_length=TITLE_LIMIT,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    body = forms.CharField(
        label=_("Your words"),
        strip=False,
        required=False,
        widget=forms.Textarea(
            attrs={
                "class": "write",
                "placeholder": _("Write here."),
                "autocomplete": "off",
                "rows": 9,
                "data-limit": BODY_LIMIT,
                "aria-label": _("Your words"),
            }
        ),
    )
    mood = forms.TypedChoiceField(
        label=_("Mood"),
        choices=[("", _("Not now")), *Mood.choices],
        coerce=int,
        empty_value=None,
        required=False,
        widget=forms.RadioSelect,
    )
    tags = forms.CharField(
        label=_("Tags"),
        required=False,
        help_text=_("Separated by commas."),
        widget=forms.TextInput(
            attrs={
                "class": "voice",
                "list": "known-tags",
                "autocomplete": "off",
                "autocapitalize": "off",
            }
        ),
    )
    about_on = forms.DateField(
        label=_("The day it is about"),
        required=False,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        error_messages={"invalid": _("This is not a date we can read. Write it like 2026-03-12.")},
    )
    starred = forms.BooleanField(label=_("Star"), required=False)

    @classmethod
    def blank(cls, owner: User, **begun: str) -> "DraftForm":
        """`begun` with a prompt, or with the words of a template."""
        return cls(initial={**_page(owner.pk), "id": uuid.uuid4(), "about_on": timezone.localdate(), **begun})

    @classmethod
    def again(cls, posted: QueryDict, owner: User, prompt: str) -> "DraftForm":
        """The words that were posted, on a page load of its own, under another prompt."""
        return cls({**posted.dict(), **_page(owner.pk), "prompt": prompt})

    @classmethod
    def opened(cls, entry: Entry, draft: Draft) -> "DraftForm":
        return cls(
            initial={
                **_page(entry.owner_id),
                "id": entry.id,
                "based_on": entry.revision,
                "prompt": draft.prompt,
                "title": draft.title,
                "body": draft.body,
                "mood": draft.mood or "",
                "tags": ", ".join(draft.tags),
                "about_on": draft.about_on,
                "was_starred": bool(entry.starred_at),
                "starred": bool(entry.starred_at),
            }
        )

    def clean_body(self) -> str:
        body = self.cleaned_data["body"].replace("\r\n", "\n").replace("\r", "\n")
        if len(body) > BODY_LIMIT:
            raise ValidationError(
                _(
                    "This is %(over)d characters more than one entry can hold (%(limit)d). "
                    "Please move the end of it to a new one."
                ),
                params={"over": len(body) - BODY_LIMIT, "limit": BODY_LIMIT},
            )
        return body

    def clean_tags(self) -> tuple[str, ...]:
        typed = (" ".join(tag.split()).lstrip("#").strip() for tag in self.cleaned_data["tags"].split(","))
        tags = tuple({fold(tag): tag for tag in typed if fold(tag)}.values())
        if len(tags) > TAGS_LIMIT:
            raise ValidationError(_("Please keep to %(limit)d tags."), params={"limit": TAGS_LIMIT})
        if any(len(tag) > TAG_LIMIT for tag in tags):
            raise ValidationError(
                _("One of these tags is longer than %(limit)d characters. Is a comma missing?"),
                params={"limit": TAG_LIMIT},
            )
        return tags

    def clean_about_on(self) -> Any:
        day = self.cleaned_data["about_on"]
        if day and day > latest_day():
            raise ValidationError(_("This day has not come yet. Choose today or a day before it."))
        return day

    @property
    def draft(self) -> Draft:
        words = ("title", "body", "mood", "tags", "about_on", "prompt")
        return Draft(**{name: self.cleaned_data[name] for name in words})

    @property
    def star(self) -> bool | None:
        """On or off; None where it stays as it is."""
        wanted: bool = self.cleaned_data["starred"]
        return None if wanted == self.cleaned_data["was_starred"] else wanted


class SettleForm(forms.Form):
    """How a conflict ends."""

    based_on = forms.RegexField(HEX, widget=forms.HiddenInput)
    choice = forms.ChoiceField(choices=[("this", ""), ("other", ""), ("both", "")])


class TemplateForm(forms.Form):
    name = forms.CharField(
        label=_("Name"), max_length=TITLE_LIMIT, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )


class BringBackForm(forms.Form):
    """Over which text an earlier version is brought back."""

    based_on = forms.RegexField(HEX, widget=forms.HiddenInput)


class DayField(forms.DateField):
    widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    default_error_messages = {
        "required": _("Choose a day."),
        "invalid": _("This is not a date we can read. Write it like 2026-03-12."),
    }


class BookForm(forms.Form):
    """From which day to which, in either order."""

    use_required_attribute = False

    first = DayField(label=_("From"))
    last = DayField(label=_("To"))


class SearchForm(forms.Form):
    """Words and filters together: journal/filters.py."""

    use_required_attribute = False

    q = forms.CharField(
        label=_("Words to look for"),
        max_length=200,
        required=False,
        widget=forms.TextInput(
            attrs={"type": "search", "class": "input", "autocomplete": "off", "enterkeyhint": "search"}
        ),
        error_messages={"max_length": _("Please look for fewer words.")},
    )
    kind = forms.ChoiceField(
        label=_("Kind"),
        choices=[("", _("Everything")), *Entry.Kind.choices],
        required=False,
        widget=forms.RadioSelect,
    )
    starred = forms.BooleanField(label=_("Starred only"), required=False)
    moods = forms.TypedMultipleChoiceField(
        label=_("Mood"),
        choices=Mood.choices,
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    tags = forms.MultipleChoiceField(label=_("Tags"), required=False, widget=forms.CheckboxSelectMultiple)
    first = DayField(label=_("From"), required=False)
    last = DayField(label=_("To"), required=False)

    def __init__(self, *args: Any, tag_names: Mapping[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.tag_names = tag_names
        cast(forms.MultipleChoiceField, self.fields["tags"]).choices = one_each(tag_names).items()

    @classmethod
    def filled(cls, look: Look, tag_names: Mapping[str, str]) -> "SearchForm":
        chosen = {id for tag in look.tags for id in alike(tag_names, tag)}
        return cls(initial={**asdict(look), "q": look.text, "tags": chosen}, tag_names=tag_names)

    def clean_tags(self) -> tuple[str, ...]:
        if len(self.cleaned_data["tags"]) > TAGS_LIMIT:
            raise ValidationError(_("Please keep to %(limit)d tags."), params={"limit": TAGS_LIMIT})
        return tuple(self.cleaned_data["tags"])

    @property
    def look(self) -> Look:
        """In either order of days."""
        asked = self.cleaned_data
        first, last = asked["first"], asked["last"]
        if first and last and last < first:
            first, last = last, first
        return Look(
            text=asked["q"],
            kind=asked["kind"],
            starred=asked["starred"],
            moods=tuple(asked["moods"]),
            tags=asked["tags"],
            first=first,
            last=last,
        )


def latest_day() -> datetime.date:
    """The last that has begun somewhere on earth: who travels west takes along entries of a day not yet begun here."""
    return timezone.now().astimezone(EARLIEST).date()


class MuteForm(forms.Form):
    """One thing that shall not come up again: an entry, a tag, or days in either order."""

    use_required_attribute = False

    entry = forms.UUIDField(required=False, widget=forms.HiddenInput)
    tag = forms.ChoiceField(label=_("Tag"), required=False)
    first = DayField(label=_("From"), required=False)
    last = DayField(label=_("To"), required=False)

    def __init__(self, *args: Any, tag_names: Mapping[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Offered is each name once; any of the ids that share it will do.
        self.offered = one_each(tag_names)
        choices = [("", _("Choose a tag")), *tag_names.items()]
        cast(forms.ChoiceField, self.fields["tag"]).choices = choices

    def clean(self) -> dict[str, Any]:
        asked = super().clean() or self.cleaned_data
        if bool(asked.get("first")) != bool(asked.get("last")) and not self.errors:
            raise ValidationError(_("Choose both days: from when, and to when."))
        if not (self.errors or asked.get("entry") or asked.get("tag") or asked.get("first")):
            raise ValidationError(_("Choose what shall not come up again."))
        return asked

    @property
    def muted(self) -> Muted:
        asked = self.cleaned_data
        if asked["entry"]:
            return Muted(entry=str(asked["entry"]))
        return Muted(tag=asked["tag"]) if asked["tag"] else Muted.days(asked["first"], asked["last"])


class TagForm(forms.Form):
    name = forms.CharField(
        label=_("Name"),
        max_length=TAG_LIMIT,
        widget=forms.TextInput(attrs={"class": "voice", "autocomplete": "off"}),
    )

    def clean_name(self) -> str:
        name = " ".join(self.cleaned_data["name"].split()).lstrip("#").strip()
        if not fold(name):
            raise ValidationError(_("Give it a name."))
        if "," in name:
            raise ValidationError(_("A comma stands between two tags, so it cannot stand in one."))
        return name


def _page(owner_id: uuid.UUID) -> dict[str, object]:
    """What tells this page load apart from every other."""
    return {"owner": owner_id, "page": secrets.token_hex(16), "sequence": 0}
