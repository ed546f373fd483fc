"""Any number of windows, in any order: what is kept is what the accepted turns said, and a refused one left nothing."""

import contextlib

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from questionnaires.models import Changed, Response
from tests.questionnaires.conftest import begun
from vault.identity import identity

WINDOWS = "abc"
NAMES = ("glad.me", "glad.them", "near.me")
LOOK = st.tuples(st.just("look"), st.sampled_from(WINDOWS))
ANSWER = st.tuples(
    st.sampled_from(["change", "leave"]),
    st.sampled_from(WINDOWS),
    st.sampled_from(NAMES),
    st.sampled_from(["partly", "mostly"]),
)


class Window:
    """What a window knows: its load, the revision it saw, and whether it was left."""

    def __init__(self, letter, number, revision):
        self.page, self.revision = f"{letter}{number}".ljust(32, "0"), revision


@pytest.fixture
def round_(people, love):
    return people.ana, begun(people.ana, love)


@given(st.lists(LOOK | ANSWER, max_size=14))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_windows_never_mix(round_, acts):
    ana, response = round_
    with contextlib.suppress(Rollback), transaction.atomic(), identity("writer", ana.user.pk):
        play(ana, response.pk, acts)
        raise Rollback


class Rollback(Exception):
    pass


def play(ana, pk, acts):
    windows, kept, last, loads = {}, {}, None, 0
    for act, letter, *said in acts:
        stored = Response.objects.select_related("entry").get(pk=pk)
        if act == "look" or letter not in windows:
            loads += 1
            windows[letter] = Window(letter, loads, stored.revision)
        if act == "look":
            continue
        window, given_ = windows[letter], dict([said])
        expected = window.revision == stored.revision or window.page == last
        try:
            stored.answer(
                ana.vault, given_, based_on=window.revision, page=window.page, leaving=act == "leave"
            )
        except Changed:
            assert not expected
        else:
            assert expected
            kept |= given_
            last = None if act == "leave" else window.page
        assert Response.objects.select_related("entry").get(pk=pk).read_answers(ana.vault) == kept
