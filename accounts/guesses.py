"""Counting guesses so that a stranger's keep the stranger out, and never the owner: by network, and by whether
somebody has come in from there before.
"""

from allauth.core.internal import ratelimit
from django.core.cache import cache
from django.http import HttpRequest
from django.utils.crypto import salted_hmac

from accounts.models import User

APP = "allauth.account"
REMEMBERED_SECONDS = 60 * 24 * 60 * 60


def place(request: HttpRequest, who: str) -> str:
    """Somebody and where a request comes from: an address, or the /64 in which one has all the addresses one wants.

    Under a key of the server: a dump does not tell who was where.
    """
    who_and_where = f"{who.lower()} {ratelimit.get_ip(request)}"
    return salted_hmac("accounts.guesses", who_and_where, algorithm="sha256").hexdigest()


def at_unlocking(request: HttpRequest, user: User) -> ratelimit.RateLimitUsage | None:
    """One more guess at somebody's own words; None if there were too many. Right ones are rolled back."""
    return ratelimit.consume(request, app=APP, action="unlock", key=place(request, str(user.pk)))


def remember(request: HttpRequest, email: str) -> None:
    """The owner of this address has come in from here."""
    cache.set(_came_in(request, email), True, REMEMBERED_SECONDS)


def too_many_elsewhere(request: HttpRequest, email: str) -> bool:
    """Whether the slow limit of this address is reached, for a network that its owner never came in from."""
    allowed = ratelimit.consume(request, app=APP, action="login_elsewhere", key=email.lower(), dry_run=True)
    return cache.get(_came_in(request, email)) is None and not allowed


def count_elsewhere(request: HttpRequest, email: str) -> None:
    if cache.get(_came_in(request, email)) is None:
        ratelimit.consume(request, app=APP, action="login_elsewhere", key=email.lower())


def may_mail(request: HttpRequest, email: str) -> bool:
    """Whether one more mail about a new password goes out; nobody is told if it does not."""
    here = ratelimit.consume(request, app=APP, action="reset_here", key=place(request, email))
    return bool(here and ratelimit.consume(request, app=APP, action="reset_everywhere", key=email.lower()))


def _came_in(request: HttpRequest, email: str) -> str:
    return f"came-in:{place(request, email)}"
