"""What the pages of the journal say about sharing."""

from collections.abc import Collection
from uuid import UUID

from django import template
from django.template import Context
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _

from journal.models import Entry
from sharing.content import Content
from sharing.ledger import Line
from sharing.models import Consent
from vault.session import OpenVault

register = template.Library()


@register.inclusion_tag("sharing/_shared_with.html", takes_context=True)
def shared_with(context: Context, entry: Entry) -> dict[str, object]:
    """Who can read this entry now, until when, and whether it has changed since. One query."""
    request = context["request"]
    consents = (
        Consent.objects.live()
        .filter(owner=request.user, entry_id=entry.pk)
        .with_therapist()
        .with_last_opening()
        .order_by("shared_at")
    )
    shared = [(consent, _has_changed(consent, entry, request.vault)) for consent in consents]
    can_share = entry.kind == Entry.Kind.ENTRY or entry.response.finished_at is not None
    return {"entry": entry, "shared": shared, "can_share": can_share, "csrf_token": context.get("csrf_token")}


def _has_changed(consent: Consent, entry: Entry, vault: OpenVault) -> bool:
    note = consent.read_note(vault)
    return note is not None and Content.of(entry, vault, note.choice).digest != note.digest


@register.simple_tag
def title_of(line: Line) -> str:
    """A thing's name for a sentence of the ledger: in the writer's voice, and a link while it is shared."""
    if line.title is None or line.consent is None:
        return format_html('<span class="soft">{}</span>', _("an entry you deleted"))
    name = line.title or _("something without a title")
    if not line.can_be_read:
        return format_html('<span class="voice">{}</span>', name)
    return format_html(
        '<a class="voice" href="{}">{}</a>', reverse("journal:entry", args=[line.consent.entry_id]), name
    )


@register.simple_tag(takes_context=True)
def shared_entry_ids(context: Context) -> Collection[UUID]:
    """For lists: the entries that somebody can read now. One query."""
    live = Consent.objects.live().filter(owner=context["request"].user)
    return set(live.values_list("entry_id", flat=True))
