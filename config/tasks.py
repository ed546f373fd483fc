"""What the worker does for the frame: forget sessions that have ended."""

from importlib import import_module

from django.conf import settings
from procrastinate.contrib.django import app


@app.periodic(cron="41 * * * *")
@app.task(queueing_lock="forget_sessions")
def forget_sessions(timestamp: int) -> None:
    """An expired row opens nothing, but it tells who was here."""
    import_module(settings.SESSION_ENGINE).SessionStore.clear_expired()
