"""Fixtures for every test: a migrated database reached as the web role, and the cast."""

import contextlib

import psycopg
import pytest
from django.core.management import call_command
from django.db import connections
from django.utils import translation
from psycopg import sql

from config.postgres import server
from tests import cast
from tests.environment import FOLDER

pytest_plugins = ["tests.browser.fixtures"]

# Cheap on purpose; tests/vault has one test with the real parameters.
CHEAP_ARGON2 = {"memory_kib": 64, "passes": 1, "lanes": 1}

# Written once by migrations and by publishing, not by people.
KEPT_TABLES = {
    "django_migrations",
    "django_content_type",
    "auth_permission",
    "journal_prompt",
    "questionnaires_questionnaire",
    "questionnaires_edition",
    "vault_serverkey",
}


def pytest_configure(config):
    from django.conf import settings

    settings.ARGON2 = CHEAP_ARGON2
    settings.STORAGES["staticfiles"]["BACKEND"] = "django.contrib.staticfiles.storage.StaticFilesStorage"


@pytest.fixture(scope="session")
def django_db_setup(django_db_blocker):
    """The embedded server of this test run, migrated by the owner; the whole folder goes at the end."""
    with django_db_blocker.unblock():
        call_command("migrate", verbosity=0)
        call_command("publish_questionnaires", verbosity=0)
        call_command("publish_prompts", verbosity=0)
        connections.close_all()
        yield
        for connection in connections.all():
            connection.close()
            close_pool = getattr(connection, "close_pool", None)
            if close_pool:
                close_pool()


@pytest.fixture(autouse=True)
def own_language():
    """A request leaves its language behind in its thread: the next request sets its own, the next test does not."""
    yield
    translation.deactivate()


def connect(login: str) -> psycopg.Connection:
    """A connection of one's own, past Django: login is postgres (superuser), or one of the bothways roles."""
    found = server.credentials(FOLDER / "postgres")
    return psycopg.connect(
        host=found.host,
        port=found.port,
        dbname="bothways",
        user=login,
        password=found.passwords[login],
        autocommit=True,
    )


@pytest.fixture
def committed(django_db_setup, django_db_blocker):
    """For what needs real commits (openings, races, a browser): everything that people made is removed after."""
    with django_db_blocker.unblock():
        yield
        connections.close_all()
    with connect("postgres") as connection:
        tables = connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'").fetchall()
        made = sorted({name for (name,) in tables} - KEPT_TABLES)
        truncate = sql.SQL("TRUNCATE {} CASCADE").format(sql.SQL(", ").join(map(sql.Identifier, made)))
        for _try in range(5):
            # A browser's last request may still be at work; the two then wait for each other, and one gives way.
            with contextlib.suppress(psycopg.errors.DeadlockDetected):
                connection.execute(truncate)
                break


@pytest.fixture
def people(db) -> cast.Cast:
    """Ana writes; Ben is a stranger; Dr Cho has a live consent; Dr Diaz had one; Eve edits."""
    return cast.Cast()


@pytest.fixture
def committed_people(committed) -> cast.Cast:
    return cast.Cast()


@pytest.fixture
def as_worker(committed):
    """From here on, the connection of this test logs in as the worker does."""
    default = connections["default"]

    def log_in(user):
        default.close()
        default.close_pool()
        default.settings_dict["USER"] = user

    web = default.settings_dict["USER"]
    yield lambda: log_in("bothways_worker")
    log_in(web)
