"""The web process refuses to serve with a role that row security does not bind, or without its keys."""

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import connection, connections

from config.startup import check_ready
from tests.conftest import connect
from vault.ring import KeysMissing


def test_the_web_role_may_serve(committed):
    check_ready()


@pytest.fixture
def log_in_as(committed, monkeypatch):
    """Let the web process log in as somebody else."""

    def as_(login: str) -> None:
        connections.close_all()
        connection.close_pool()
        monkeypatch.setitem(connection.settings_dict, "USER", login)

    yield as_
    connections.close_all()
    connection.close_pool()


@pytest.mark.parametrize(
    ("login", "fault"), [("postgres", "is a superuser"), ("bothways_owner", "owns tables")]
)
def test_a_role_with_too_much_power_is_refused(log_in_as, login, fault):
    log_in_as(login)
    with pytest.raises(ImproperlyConfigured, match=fault):
        check_ready()


def test_a_role_that_bypasses_row_security_is_refused(committed):
    with connect("postgres") as superuser:
        superuser.execute("ALTER ROLE bothways_web BYPASSRLS")
        try:
            with pytest.raises(ImproperlyConfigured, match="may bypass row security"):
                check_ready()
        finally:
            superuser.execute("ALTER ROLE bothways_web NOBYPASSRLS")


def test_without_its_key_file_nothing_starts(committed, settings, tmp_path):
    settings.BOTHWAYS_KEYS = tmp_path / "keys"
    with pytest.raises(KeysMissing, match=str(tmp_path / "keys")):
        check_ready()
