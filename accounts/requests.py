"""What a request carries once its person is known."""

from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails

from accounts.models import User
from vault.models import OpenVault


class PersonRequest(HttpRequest):
    user: User
    vault: OpenVault
    htmx: HtmxDetails
