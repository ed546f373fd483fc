"""Becoming somebody lasts for one transaction and comes back to who was there before."""

import pytest
from django.db import connection, transaction

from vault.identity import identity


def who() -> tuple[str, object]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user, current_user_id()")
        return cursor.fetchone()


def test_identity_ends_with_its_block(people):
    ana = people.ana.user
    assert who() == ("bothways_web", None)
    with identity("writer", ana.pk):
        assert who() == ("bothways_writer", ana.pk)
    assert who() == ("bothways_web", None)


def test_an_inner_identity_gives_back_the_outer_one(people):
    ana, cho = people.ana.user, people.cho.user
    with identity("writer", ana.pk):
        with identity("therapist", cho.pk):
            assert who() == ("bothways_therapist", cho.pk)
        assert who() == ("bothways_writer", ana.pk)


def test_an_exception_takes_the_identity_back(people):
    with pytest.raises(ZeroDivisionError), identity("writer", people.ana.user.pk):
        1 / 0  # noqa: B018
    assert who() == ("bothways_web", None)


def test_a_rollback_takes_the_identity_back(people):
    with identity("writer", people.ana.user.pk):
        transaction.set_rollback(True)
    assert who() == ("bothways_web", None)


def test_identity_is_gone_from_the_connection_after_a_commit(committed_people):
    with identity("writer", committed_people.ana.user.pk):
        pass
    assert who() == ("bothways_web", None)
