"""The editors' admin site: a literal list of models, behind the same sign-in as everything else."""

from typing import Any

from django.apps import apps
from django.contrib import admin
from django.contrib.admin.apps import SimpleAdminConfig
from django.http import HttpRequest
from django.template.response import TemplateResponse
from django.urls import URLPattern, URLResolver
from django.utils.translation import gettext_lazy as _


class BothwaysAdminConfig(SimpleAdminConfig):
    """Nothing is discovered: what stands in the admin is written in the site below."""

    default_site = "config.admin.EditorSite"


class EditorSite(admin.AdminSite):
    site_title = site_header = _("Notes")
    index_title = _("Editing")
    enable_nav_sidebar = False
    site_url = None
    # Signing in and changing passwords is allauth's; the others would lead to people.
    NOT_OURS = frozenset({"login", "logout", "password_change", "password_change_done", "view_on_site"})

    def __init__(self, name: str = "admin") -> None:
        super().__init__(name)
        from accounts.admin import TherapistAdmin
        from accounts.models import Therapist
        from config.help_admin import HelpLineAdmin
        from config.models import HelpLine
        from journal.admin import PromptAdmin
        from journal.models import Prompt
        from questionnaires.admin import EditionAdmin, QuestionnaireAdmin
        from questionnaires.models import Edition, Questionnaire

        self.register(Questionnaire, QuestionnaireAdmin)
        self.register(Edition, EditionAdmin)
        self.register(Prompt, PromptAdmin)
        self.register(Therapist, TherapistAdmin)
        self.register(HelpLine, HelpLineAdmin)

    def has_permission(self, request: HttpRequest) -> bool:
        """The door lets in editors only; this tells the admin's own templates the same."""
        return request.user.is_authenticated and request.user.is_editor

    def get_urls(self) -> list[URLPattern | URLResolver]:
        return [url for url in super().get_urls() if getattr(url, "name", None) not in self.NOT_OURS]

    def app_index(
        self, request: HttpRequest, app_label: str, extra_context: dict[str, Any] | None = None
    ) -> TemplateResponse:
        """A part of the index, under the name of the part."""
        title = apps.get_app_config(app_label).verbose_name
        return super().app_index(request, app_label, {"title": title, **(extra_context or {})})

    def get_log_entries(self, request: HttpRequest):
        """No recent actions: the log would join to people."""
        from django.contrib.admin.models import LogEntry

        return LogEntry.objects.none()
