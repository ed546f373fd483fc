"""How editors keep the table of help lines current."""

from django.db import models

from accounts.admin import EditorAdmin


class HelpLineAdmin(EditorAdmin):
    list_display = ("name", "country", "phone", "verified_on")
    list_filter = ("country",)
    search_fields = ("country", "name")
    formfield_overrides = {models.URLField: {"assume_scheme": "https"}}
