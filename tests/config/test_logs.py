"""No log line carries a word: neither the message of an error nor the path of a request."""

import io
import logging

from config.logs import NoWords

WORD = "marzipan"


def written(emit) -> str:
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(NoWords())
    logger = logging.Logger("django.request")
    logger.addHandler(handler)
    emit(logger)
    return stream.getvalue()


def fail(logger: logging.Logger) -> None:
    try:
        raise ValueError(WORD)
    except ValueError as error:
        logger.error("Internal Server Error: %s", f"/{WORD}/", exc_info=error)


def test_an_error_is_told_by_type_and_place():
    line = written(fail)
    assert line.startswith("ValueError at ")
    assert "test_logs.py" in line
    assert WORD not in line


def test_a_path_is_not_told():
    assert written(lambda logger: logger.warning("Not Found: %s", f"/{WORD}/")) == (
        "A request was answered with an error\n"
    )


def test_control_without_it_the_word_is_there():
    stream = io.StringIO()
    logger = logging.Logger("django.request")
    logger.addHandler(logging.StreamHandler(stream))
    fail(logger)
    assert WORD in stream.getvalue()
