"""Keep words out of the logs: an error is told by its type and place, never by its message or its request."""

import logging
import traceback

FRAMES = 8


class NoWords(logging.Filter):
    """Replace a traceback, whose last line may quote a value, by the places it went through."""

    def filter(self, record: logging.LogRecord) -> bool:
        if record.exc_info and record.exc_info[0]:
            kind, _value, trace = record.exc_info
            frames = traceback.extract_tb(trace)[-FRAMES:]
            places = [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames]
            record.msg = "%s at %s"
            record.args = (kind.__name__, " < ".join(reversed(places)))
            record.exc_info = record.exc_text = None
        elif record.name == "django.request":
            # "Not Found: /path" and its like: a path may hold a link's secret.
            record.msg, record.args = "A request was answered with an error", ()
        return True
