"""What other apps' pages show of rounds: those to go on with, and an entry's own."""

from typing import Any

from django import template
from django.template import Context

from journal.models import Entry
from questionnaires.models import Response

register = template.Library()


@register.inclusion_tag("questionnaires/_unfinished.html", takes_context=True)
def unfinished_responses(context: Context) -> dict[str, Any]:
    """`{% unfinished_responses %}` on Today."""
    request = context["request"]
    responses = request.user.responses.unfinished().defer("answers", "entry__body", "entry__folded")
    return {"unfinished": [(each, each.entry.read_head(request.vault).title) for each in responses]}


@register.inclusion_tag("questionnaires/_of_entry.html")
def response_of(entry: Entry) -> dict[str, Any]:
    """`{% response_of entry %}` on the page of an entry."""
    return {"response": Response.objects.live().defer("answers", "head").filter(pk=entry.pk).first()}
