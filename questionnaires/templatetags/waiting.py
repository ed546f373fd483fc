"""What Today shows of questionnaires."""

from typing import Any

from django import template
from django.template import Context

from questionnaires.waiting import waiting

register = template.Library()


@register.inclusion_tag("questionnaires/_waiting.html", takes_context=True)
def waiting_questions(context: Context, mood: int | None) -> dict[str, Any]:
    """`{% waiting_questions mood %}`: rounds, check-ins, and own words of worth if this is one of the two lowest."""
    request = context["request"]
    low_day = mood is not None and mood <= 2
    found = waiting(request.user, request.vault, low_day=low_day)
    return {"waiting": found, "request": request, "csrf_token": context.get("csrf_token")}
