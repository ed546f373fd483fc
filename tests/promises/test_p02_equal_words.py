"""P2: equal words leave no equal bytes: 500 equal entries share no eight bytes beyond the name of their key."""

from collections import Counter
from types import SimpleNamespace

import pytest

from journal.words import Draft
from questionnaires.models import Edition, Response
from tests import cast
from tests.promises.sealed import dump
from vault import cipher
from vault.identity import identity

WORDS = Draft("The same title", "The same words, again and again. " * 20, 3, ("same", "again"))
SHINGLE = 8


def write(people, times: int) -> None:
    with identity("writer", people.ana.user.pk):
        edition = Edition.objects.current().get(questionnaire__key="is-the-love-mutual")
        Response.begin(people.ana.user, people.ana.vault, edition)
        Response.begin(people.ana.user, people.ana.vault, edition)
    for _ in range(times):
        cast.write(people.ana, WORDS)


def equal_bytes() -> int:
    """How many places of eight bytes stand in more than one blob of the journal, headers left out."""
    seen: Counter[bytes] = Counter()
    for column, blob in dump():
        if column.startswith(("journal_", "questionnaires_response")):
            sealed = blob[len(cipher.VERSION) + cipher.ID_BYTES :]
            seen.update({sealed[at : at + SHINGLE] for at in range(len(sealed) - SHINGLE + 1)})
    assert seen
    return sum(1 for count in seen.values() if count > 1)


def test_small(committed_people):
    write(committed_people, 30)
    assert equal_bytes() == 0


@pytest.mark.slow
def test_500(committed_people):
    write(committed_people, 500)
    assert equal_bytes() == 0


def test_control_one_key_and_one_nonce_for_all_is_found(committed_people, monkeypatch):
    assert committed_people.ana
    monkeypatch.setattr(cipher, "os", SimpleNamespace(urandom=bytes))
    write(committed_people, 2)
    assert equal_bytes() > 0
