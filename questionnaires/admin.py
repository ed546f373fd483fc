"""What editors see of questionnaires: their editions, to read. The editors' site registers these."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.translation import gettext_lazy as _

from accounts.admin import EditorAdmin
from questionnaires.models import Edition, Questionnaire


class ReadOnly:
    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return True


class EditionInline(ReadOnly, admin.TabularInline):
    model = Edition
    fields = ("number", "source", "published_at", "note")
    show_change_link = True


class QuestionnaireAdmin(ReadOnly, EditorAdmin):
    list_display = ("key", "title", "retired_at")
    fields = ("key", "title", "retired_at")
    readonly_fields = ("title",)
    inlines = (EditionInline,)

    @admin.display(description=_("title"))
    def title(self, questionnaire: Questionnaire) -> str:
        latest = questionnaire.editions.first()
        return latest.document["title"] if latest else ""


class EditionAdmin(ReadOnly, EditorAdmin):
    list_display = ("__str__", "source", "published_at")
    list_select_related = ("questionnaire",)
    fields = ("questionnaire", "number", "source", "published_at", "note", "reads")

    @admin.display(description=_("as it reads"))
    def reads(self, edition: Edition) -> str:
        """The whole edition as text: what is asked, when, and what is counted."""
        return render_to_string("questionnaires/_document.html", {"document": edition.parsed})

    readonly_fields = ("reads",)
