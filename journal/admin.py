"""How editors keep the prompts: by theme, changed or retired, never deleted. The editors' site registers this."""

from typing import Any, cast

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from accounts.admin import EditorAdmin
from journal.models import Prompt


class PromptForm(forms.ModelForm):
    """A theme is chosen, or begun by its name."""

    in_theme = forms.ChoiceField(label=_("Theme"), required=False)
    new_theme = forms.CharField(
        label=_("Or a new theme"), max_length=60, required=False, help_text=_("Its name, as writers read it.")
    )

    class Meta:
        model = Prompt
        fields = ("text",)
        widgets = {"text": forms.Textarea(attrs={"rows": 2})}
        help_texts = {
            "text": _(
                "One question. It assumes no gender, no marriage and no children, and says neither leave nor stay."
            )
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.themes = dict(Prompt.objects.order_by("theme_name").values_list("theme", "theme_name"))
        in_theme = cast(forms.ChoiceField, self.fields["in_theme"])
        in_theme.choices = [("", "---------"), *self.themes.items()]
        in_theme.initial = self.instance.theme

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        name = cleaned.get("new_theme") or self.themes.get(cleaned.get("in_theme", ""), "")
        if not name:
            raise forms.ValidationError(_("Choose a theme, or give a new one a name."))
        known = {known.casefold(): theme for theme, known in self.themes.items()}
        theme = known.get(name.casefold()) or slugify(name, allow_unicode=True)[:50]
        self.instance.theme, self.instance.theme_name = theme, self.themes.get(theme, name)
        return cleaned


class RetiredFilter(admin.SimpleListFilter):
    title = _("offered")
    parameter_name = "offered"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[str, Any]]:
        return [("yes", _("Yes")), ("no", _("Retired"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Prompt]) -> QuerySet[Prompt]:
        return queryset.filter(retired_at__isnull=self.value() == "yes") if self.value() else queryset


class PromptAdmin(EditorAdmin):
    form = PromptForm
    list_display = ("text", "theme_name", "retired_at")
    list_filter = ("theme_name", RetiredFilter)
    search_fields = ("text",)
    fields = ("text", "in_theme", "new_theme", "retired_at")
    readonly_fields = ("retired_at",)
    actions = ("retire", "offer_again")

    def has_delete_permission(self, request: HttpRequest, obj: Prompt | None = None) -> bool:
        """Retired instead: an upgrade would bring a deleted one back."""
        return False

    @admin.action(description=_("Retire the chosen prompts"))
    def retire(self, request: HttpRequest, queryset: QuerySet[Prompt]) -> None:
        queryset.filter(retired_at__isnull=True).update(retired_at=timezone.now())

    @admin.action(description=_("Offer the chosen prompts again"))
    def offer_again(self, request: HttpRequest, queryset: QuerySet[Prompt]) -> None:
        queryset.update(retired_at=None)
