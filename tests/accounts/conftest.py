"""What the tests of signing up and in need: the code in the newest mail, and a clean count of guesses."""

import re
from collections.abc import Callable

import pytest
from django.core import mail
from django.core.cache import cache


@pytest.fixture
def newest_code() -> Callable[[], str]:
    def read() -> str:
        return re.search(r"^\s+(\d{6})$", mail.outbox[-1].body, re.M)[1]

    return read


@pytest.fixture
def reset_link() -> Callable[[], str]:
    def read() -> str:
        return re.search(r"http://[^/]+(/accounts/password/reset/key/\S+)", mail.outbox[-1].body)[1]

    return read


@pytest.fixture(autouse=True)
def _nothing_guessed_yet(db) -> None:
    cache.clear()
