"""Many requests at the same moment, really committed: one round, one winner."""

import uuid
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connections

from questionnaires.models import Changed, Response
from tests.questionnaires.conftest import edition
from vault.identity import identity

TIMES = 8


@pytest.fixture
def ana(published, committed_people):
    return committed_people.ana


def at_once(act):
    def one(number):
        try:
            return act(number)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(TIMES) as pool:
        return list(pool.map(one, range(TIMES)))


def test_equal_submits_begin_one_round(ana):
    love, id = edition("is-the-love-mutual"), uuid.uuid4()

    def begin(number):
        with identity("writer", ana.user.pk):
            return Response.begin(ana.user, ana.vault, love, id=id).revision

    assert len(set(at_once(begin))) == 1
    with identity("writer", ana.user.pk):
        assert Response.objects.count() == 1


def test_of_windows_that_answer_at_once_one_is_accepted(ana):
    love = edition("is-the-love-mutual")
    with identity("writer", ana.user.pk):
        response = Response.begin(ana.user, ana.vault, love)

    def answer(number):
        with identity("writer", ana.user.pk):
            mine = Response.objects.select_related("entry").get(pk=response.pk)
            page = f"{number}".ljust(32, "0")
            try:
                mine.answer(ana.vault, {"glad.me": "mostly"}, based_on=response.revision, page=page)
            except Changed:
                return False
            return True

    assert sum(at_once(answer)) == 1


def test_finishing_at_once_finishes_once(ana):
    love = edition("is-the-love-mutual")
    with identity("writer", ana.user.pk):
        response = Response.begin(ana.user, ana.vault, love)

    def finish(number):
        with identity("writer", ana.user.pk):
            mine = Response.objects.select_related("entry").get(pk=response.pk)
            try:
                mine.finish(ana.vault)
            except Changed:
                return None
            return mine.revision

    assert len(set(at_once(finish)) - {None}) == 1
