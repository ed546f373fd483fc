"""The journal's addresses. `journal:entry` is an entry to read, whatever its kind."""

from django.urls import path, register_converter

from journal.calendar import DayConverter, MonthConverter
from journal.views import begin, book, entries, lists, on_this_day, own_tags, own_templates, photos, versions

app_name = "journal"

register_converter(MonthConverter, "month")
register_converter(DayConverter, "day")

urlpatterns = [
    path("", begin.today, name="today"),
    path("journal/", lists.timeline, name="timeline"),
    path("journal/search/", lists.search, name="search"),
    path("journal/calendar/", lists.calendar, name="calendar"),
    path("journal/<month:first>/", lists.month, name="month"),
    path("journal/<day:day>/", lists.day, name="day"),
    path("journal/on-this-day/", on_this_day.on_this_day, name="on_this_day"),
    path("journal/on-this-day/muted/", on_this_day.mutes, name="mutes"),
    path("journal/on-this-day/muted/<uuid:id>/lift/", on_this_day.mute_lift, name="mute_lift"),
    path("journal/tags/", own_tags.tags, name="tags"),
    path("journal/tags/<uuid:id>/", own_tags.tag, name="tag"),
    path("journal/tags/<uuid:id>/delete/", own_tags.tag_delete, name="tag_delete"),
    path("journal/book/", book.book, name="book"),
    path("journal/keys/", begin.keys, name="keys"),
    path("journal/prompts/", begin.prompts, name="prompts"),
    path("journal/templates/", own_templates.templates, name="templates"),
    path("journal/templates/<uuid:id>/", own_templates.template, name="template"),
    path("journal/templates/<uuid:id>/delete/", own_templates.template_delete, name="template_delete"),
    path("journal/trash/", entries.trash, name="trash"),
    path("entries/new/", entries.entry_new, name="entry_new"),
    path("entries/<uuid:id>/", entries.entry, name="entry"),
    path("entries/<uuid:id>/edit/", entries.entry_edit, name="entry_edit"),
    path("entries/<uuid:id>/versions/", versions.entry_versions, name="entry_versions"),
    path("entries/<uuid:id>/versions/<uuid:version>/", versions.entry_version, name="entry_version"),
    path("entries/<uuid:id>/settle/<uuid:version>/", versions.entry_settle, name="entry_settle"),
    path("entries/<uuid:id>/photos/", photos.entry_photos, name="entry_photos"),
    path("entries/<uuid:id>/photos/<uuid:photo>/", photos.entry_photo, name="entry_photo"),
    path("entries/<uuid:id>/photos/<uuid:photo>/words/", photos.entry_photo_words, name="entry_photo_words"),
    path("entries/<uuid:id>/photos/<uuid:photo>/move/", photos.entry_photo_move, name="entry_photo_move"),
    path(
        "entries/<uuid:id>/photos/<uuid:photo>/delete/", photos.entry_photo_delete, name="entry_photo_delete"
    ),
    path("entries/<uuid:id>/template/", own_templates.entry_template, name="entry_template"),
    path("entries/<uuid:id>/star/", entries.entry_star, name="entry_star"),
    path("entries/<uuid:id>/trash/", entries.entry_trash, name="entry_trash"),
    path("entries/<uuid:id>/restore/", entries.entry_restore, name="entry_restore"),
    path("entries/<uuid:id>/delete/", entries.entry_delete, name="entry_delete"),
]
