"""Demo people sign up as everybody does: through the same pages, with the code that was mailed."""

import re
from dataclasses import dataclass
from io import StringIO
from typing import cast
from urllib.parse import urlsplit

from django.conf import settings
from django.core import mail
from django.core.management import call_command
from django.test import Client
from django.test.utils import override_settings
from django.urls import reverse

from accounts.models import User
from accounts.requests import PersonRequest
from vault.models import OpenVault

PASSWORD = "paper-boat-lantern"  # noqa: S105  (printed by bin/run, so that everybody can look)
TIME_ZONE = "Europe/Berlin"
# An address for examples: what the limits count for it takes nothing from whoever sits at this machine.
FROM = "192.0.2.1"
# These mails go nowhere, neither to the console nor out.
UNSENT = "django.core.mail.backends.locmem.EmailBackend"


@dataclass(frozen=True)
class Person:
    user: User
    vault: OpenVault


class Browser:
    """Somebody's browser, which asks our own pages without a server between."""

    def __init__(self) -> None:
        origin = urlsplit(settings.ORIGIN)
        self.client = Client(
            HTTP_HOST=origin.netloc,
            REMOTE_ADDR=FROM,
            HTTP_X_FORWARDED_FOR=FROM,
            HTTP_X_FORWARDED_PROTO=origin.scheme,
        )

    def send(self, page: str, **fields: str) -> PersonRequest:
        """Fill in a page's form, which leads on when it is accepted."""
        answer = self.client.post(page, fields)
        if answer.status_code != 302:
            raise RuntimeError(f"{page} answered {answer.status_code}, so there are no demo people.")
        return cast(PersonRequest, answer.wsgi_request)


def sign_up(email: str) -> Person:
    return _sign_up(reverse("account_signup"), email)


def sign_up_therapist(email: str, **profile: str) -> Person:
    return _sign_up(reverse("therapist_signup"), email, **profile)


def _sign_up(page: str, email: str, **profile: str) -> Person:
    """The form, the six digits of the mail, the recovery code, and the page before the first words."""
    browser = Browser()
    with override_settings(EMAIL_BACKEND=UNSENT):
        browser.send(page, email=email, password1=PASSWORD, time_zone=TIME_ZONE, **profile)
        digits = _only(r"\b(\d{6})\b", str(mail.outbox.pop().body))
    browser.send(reverse("account_email_verification_sent"), code=digits)
    _keep_recovery_code(browser)
    vault = browser.send(reverse("before_you_write")).vault
    browser.send(reverse("account_logout"))
    return Person(User.objects.get(email=email), vault)


def _keep_recovery_code(browser: Browser) -> None:
    page = browser.client.post(reverse("recovery_code")).text
    groups = re.findall(r"\w{4}", _only(r'<code class="code">(.*)</code>', page).replace("<br>", " "))
    sealed = _only(r'name="code" value="([^"]*)"', page)
    browser.send(reverse("recovery_code"), code=sealed, third=groups[2], sixth=groups[5])


def make_editor(email: str) -> User:
    """As an operator makes one: by a link that sets the password."""
    link, browser = StringIO(), Browser()
    call_command("make_editor", email, stdout=link)
    form = browser.client.get(urlsplit(link.getvalue().strip()).path)
    browser.send(form["Location"], password1=PASSWORD)
    browser.send(reverse("account"), time_zone=TIME_ZONE, language="en", theme=User.Theme.AUTO)
    browser.send(reverse("account_logout"))
    return User.objects.get(email=email)


def _only(pattern: str, text: str) -> str:
    [found] = re.findall(pattern, text)
    return found
