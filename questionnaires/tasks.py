"""What the worker does for questionnaires: remind by mail whoever asked for it."""

import datetime
import logging
from smtplib import SMTPException
from uuid import UUID

from django.conf import settings
from django.core.mail import send_mail
from django.template.loader import render_to_string
from django.utils import timezone, translation
from procrastinate.contrib.django import app

from accounts.models import User
from questionnaires.models import CheckIn
from vault.identity import identity

# A mail that could not be sent for so long is let go: it would come on a wrong day.
TOO_LATE = datetime.timedelta(hours=12)

logger = logging.getLogger(__name__)


@app.periodic(cron="*/10 * * * *")
@app.task(queueing_lock="remind")
def remind(timestamp: int) -> None:
    """For one person at a time, as that person and without any key. One mail, however many check-ins are due."""
    for owner_id in set(CheckIn.objects.to_mail().values_list("owner_id", flat=True)):
        person = User.objects.only("email", "language", "time_zone").get(pk=owner_id)
        try:
            if _still_wanted(owner_id):
                write_to(person)
        except (OSError, SMTPException) as error:
            logger.error("A reminder could not be sent: %s", type(error).__name__)
            continue
        with identity("writer", owner_id):
            for check_in in CheckIn.objects.to_mail():
                check_in.mailed(person.time_zone)


def _still_wanted(owner_id: UUID) -> bool:
    with identity("writer", owner_id):
        since = timezone.now() - TOO_LATE
        return CheckIn.objects.to_mail().filter(mail_at__gte=since).exists()


def write_to(person: User) -> None:
    """Neutral in every word: it may be read over a shoulder, or by whoever shares the mailbox."""
    with translation.override(person.language or settings.LANGUAGE_CODE):
        subject = render_to_string("questionnaires/email/check_in_subject.txt").strip()
        message = render_to_string("questionnaires/email/check_in_message.txt", {"origin": settings.ORIGIN})
    send_mail(subject, message, None, [person.email])
