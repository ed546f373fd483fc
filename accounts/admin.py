"""What editors see of people: therapists' profiles to verify or withdraw. Never an e-mail address, never a writer."""

from typing import Any, cast

from django import forms
from django.contrib import admin
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from accounts.models import Therapist, User


class EditorAdmin(admin.ModelAdmin):
    """The base of every editor's page: no log and no history, since both lead to people's e-mail addresses."""

    def log_addition(self, *args: Any, **kwargs: Any) -> Any:
        """Who did what stands on the rows themselves, where it matters."""

    log_change = log_addition
    log_deletions = log_addition

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """A list is called what it lists."""
        title = capfirst(self.model._meta.verbose_name_plural)
        return super().changelist_view(request, {"title": title, **(extra_context or {})})

    def history_view(self, *args: Any, **kwargs: Any) -> HttpResponse:
        raise Http404


class StandingForm(forms.ModelForm):
    """An editor's decision about a profile that only the therapist may write."""

    VERIFY, WITHDRAW = "verify", "withdraw"

    decision = forms.ChoiceField(
        label=_("Decision"),
        widget=forms.RadioSelect,
        choices=[
            (VERIFY, _("Verify: the license was checked")),
            (WITHDRAW, _("Withdraw: nothing opens from now on")),
        ],
    )
    note = forms.CharField(
        label=_("Note"),
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("How you checked, or why you withdraw. Kept with your name and the date."),
    )

    class Meta:
        model = Therapist
        fields: tuple[str, ...] = ()

    def clean_decision(self) -> str:
        decision = self.cleaned_data["decision"]
        if decision == self.WITHDRAW and not self.instance.is_verified:
            raise forms.ValidationError(_("This therapist is not verified, so there is nothing to withdraw."))
        return decision


class StandingFilter(admin.SimpleListFilter):
    title = _("standing")
    parameter_name = "standing"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[str, Any]]:
        return [("waiting", _("Waiting")), ("verified", _("Verified")), ("withdrawn", _("Withdrawn"))]

    def queryset(self, request: HttpRequest, queryset):
        match self.value():
            case "waiting":
                return queryset.filter(verified_at__isnull=True)
            case "verified":
                return queryset.filter(verified_at__isnull=False, withdrawn_at__isnull=True)
            case "withdrawn":
                return queryset.filter(withdrawn_at__isnull=False)
        return queryset


class TherapistAdmin(EditorAdmin):
    form = StandingForm
    list_display = ("name", "license", "place", "verified_at", "withdrawn_at")
    list_filter = (StandingFilter,)
    readonly_fields = (
        "name",
        "license",
        "place",
        "verified_at",
        "verified_note",
        "withdrawn_at",
        "withdrawn_note",
    )
    fieldsets = (
        (None, {"fields": ("name", "license", "place")}),
        (
            _("Standing"),
            {
                "fields": (
                    "verified_at",
                    "verified_note",
                    "withdrawn_at",
                    "withdrawn_note",
                    "decision",
                    "note",
                )
            },
        ),
    )
    search_fields = ("name", "license", "place")
    actions = None

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Therapist | None = None) -> bool:
        return False

    def save_model(self, request: HttpRequest, obj: Therapist, form: StandingForm, change: bool) -> None:
        act = obj.verify if form.cleaned_data["decision"] == StandingForm.VERIFY else obj.withdraw
        act(cast(User, request.user), form.cleaned_data["note"])
