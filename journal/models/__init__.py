"""What a journal is made of. What a person wrote is sealed; verbs take the open vault."""

from journal.models.entry import Conflict, Cursor, Entry, EntryQuerySet, new_revision
from journal.models.mute import Mute, Muted
from journal.models.photo import Photo
from journal.models.prompt import Prompt
from journal.models.revision import Revision
from journal.models.tag import Tag
from journal.models.template import Template

__all__ = [
    "Conflict",
    "Cursor",
    "Entry",
    "EntryQuerySet",
    "Mute",
    "Muted",
    "Photo",
    "Prompt",
    "Revision",
    "Tag",
    "Template",
    "new_revision",
]
