"""What is posted about photos: a file, and what somebody says of it."""

import uuid
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

HEX = r"^[0-9a-f]{32}$"
# Named one by one: a phone then sends its own format as JPEG.
TYPES = "image/jpeg,image/png,image/webp,image/gif"
ALT_LIMIT = 500
CAPTION_LIMIT = 300


class PhotoForm(forms.Form):
    """One photo. From a sheet that is not saved yet: also on which page load, and about which day its entry begins."""

    use_required_attribute = False

    owner = forms.UUIDField(widget=forms.HiddenInput)
    page = forms.RegexField(HEX, required=False, widget=forms.HiddenInput)
    about_on = forms.DateField(required=False, widget=forms.HiddenInput)
    photo = forms.FileField(
        label=_("A photo"),
        help_text=_("JPEG, PNG, WebP or GIF, up to 15 MB. Place and camera are taken out before it is kept."),
        allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": TYPES}),
        error_messages={"required": _("Choose a photo first.")},
    )

    @classmethod
    def of(cls, owner_id: uuid.UUID) -> "PhotoForm":
        return cls(initial={"owner": owner_id})

    @classmethod
    def refused(cls, owner_id: uuid.UUID, sentence: str) -> "PhotoForm":
        """With the reason beside the file."""
        form = cls({"owner": owner_id})
        form.errors.clear()
        form.add_error("photo", sentence)
        return form

    @property
    def begins(self) -> dict[str, Any]:
        """How the entry begins, if this is the first thing of it. A day that has not come is set by its words."""
        sent = self.cleaned_data
        day = sent.get("about_on")
        return {
            "page": sent.get("page", ""),
            "about_on": day if day and day <= timezone.localdate() else None,
        }


class PhotoWordsForm(forms.Form):
    alt = forms.CharField(
        label=_("What it shows"),
        help_text=_("For whoever does not see it, you too perhaps, years from now."),
        max_length=ALT_LIMIT,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2, "autocomplete": "off"}),
    )
    caption = forms.CharField(
        label=_("Caption"),
        max_length=CAPTION_LIMIT,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
