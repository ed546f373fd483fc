"""The worker forgets sessions that have ended, and only those."""

import datetime

from django.contrib.sessions.models import Session
from django.utils import timezone

from config.tasks import forget_sessions


def test_what_has_ended_goes_and_what_goes_on_stays(committed_people, as_worker):
    ended, going = committed_people.ana.client, committed_people.ben.client
    assert ended.get("/journal/").status_code == going.get("/journal/").status_code == 200
    ago = timezone.now() - datetime.timedelta(minutes=1)
    first, second = Session.objects.order_by("expire_date")
    Session.objects.filter(pk=first.pk).update(expire_date=ago)
    as_worker()
    forget_sessions(timestamp=0)
    assert [session.pk for session in Session.objects.all()] == [second.pk]
