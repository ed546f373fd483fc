"""The journal's addresses. `journal:entry` is an entry to read, whatever its kind."""

from django.urls import path

from journal import views

app_name = "journal"

urlpatterns = [
    path("", views.today, name="today"),
    path("journal/", views.timeline, name="timeline"),
    path("journal/search/", views.search, name="search"),
    path("journal/keys/", views.keys, name="keys"),
    path("journal/prompts/", views.prompts, name="prompts"),
    path("journal/templates/", views.templates, name="templates"),
    path("journal/templates/<uuid:id>/", views.template, name="template"),
    path("journal/templates/<uuid:id>/delete/", views.template_delete, name="template_delete"),
    path("journal/trash/", views.trash, name="trash"),
    path("entries/new/", views.entry_new, name="entry_new"),
    path("entries/<uuid:id>/", views.entry, name="entry"),
    path("entries/<uuid:id>/edit/", views.entry_edit, name="entry_edit"),
    path("entries/<uuid:id>/versions/", views.entry_versions, name="entry_versions"),
    path("entries/<uuid:id>/versions/<uuid:version>/", views.entry_settle, name="entry_settle"),
    path("entries/<uuid:id>/template/", views.entry_template, name="entry_template"),
    path("entries/<uuid:id>/star/", views.entry_star, name="entry_star"),
    path("entries/<uuid:id>/trash/", views.entry_trash, name="entry_trash"),
    path("entries/<uuid:id>/restore/", views.entry_restore, name="entry_restore"),
    path("entries/<uuid:id>/delete/", views.entry_delete, name="entry_delete"),
]
