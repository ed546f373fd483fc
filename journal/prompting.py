"""The prompt of the day on Today: which it is, and how a person swaps or drops it until tomorrow."""

from django.utils import timezone

from accounts.requests import PersonRequest
from journal.models import Prompt

# The day, and how many prompts of it were passed over; None for a day without.
PASSED = "prompts_passed"


def prompt_of_today(request: PersonRequest) -> str:
    """The words of it; none where the person wants none."""
    passed = _passed(request)
    if not request.user.prompt_of_the_day or passed is None:
        return ""
    texts = Prompt.objects.live().of_day(request.user.pk, timezone.localdate())
    return texts[passed % len(texts)] if texts else ""


def change_prompt(request: PersonRequest) -> None:
    """What the two buttons beside the prompt ask for. The session keeps a number, never which prompt."""
    passed = _passed(request)
    without = request.POST.get("change") == "without"
    number = None if without or passed is None else passed + 1
    request.session[PASSED] = [timezone.localdate().isoformat(), number]


def _passed(request: PersonRequest) -> int | None:
    day, number = request.session.get(PASSED, ("", 0))
    return number if day == timezone.localdate().isoformat() else 0
