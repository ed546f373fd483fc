"""Keep words out of the logs: an error is told by its type and place, never by its message or its request."""

import logging
import traceback

FRAMES = 8


class NoWords(logging.Formatter):
    """Write neither a traceback, whose last line may quote a value, nor what the request was."""

    def format(self, record: logging.LogRecord) -> str:
        if record.exc_info and record.exc_info[0]:
            kind, _value, trace = record.exc_info
            frames = traceback.extract_tb(trace)[-FRAMES:]
            places = [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames]
            return f"{kind.__name__} at {' < '.join(reversed(places))}"
        if record.name.startswith(("django.request", "django.security")):
            # "Not Found: /path" and its like: a path may hold a link's secret.
            return "A request was answered with an error"
        return record.getMessage()
