"""One damaged row takes nothing else with it: the pages that list the others still come."""

import pytest

from journal.models import Tag
from journal.words import Draft
from questionnaires.models import Response
from tests import cast
from tests.conftest import connect
from tests.journal.sheet import sheet
from vault.identity import identity


def damage(table: str, column: str, row) -> None:
    """As a bad disk would: the last byte of one value."""
    key = "entry_id" if table == "questionnaires_response" else "id"
    with connect("postgres") as superuser:
        superuser.execute(
            f'UPDATE {table} SET "{column}" = set_byte({column}, length({column}) - 1,'
            f" get_byte({column}, length({column}) - 1) # 1) WHERE {key} = %s",
            [row],
        )


@pytest.fixture
def tags(committed_people):
    ana = committed_people.ana
    cast.write(ana, Draft("A day", "Words.", None, ("harbor", "lighthouse")))
    with identity("writer", ana.user.pk):
        return {name: id_ for id_, name in Tag.objects.names(ana.vault).items()}


def test_a_damaged_tag(committed_people, tags):
    client = committed_people.ana.client
    damage("journal_tag", "name", tags["harbor"])
    for path in ("/", "/entries/new/", "/journal/"):
        assert client.get(path).status_code == 200, path
    page = client.get("/entries/new/").text
    assert "lighthouse" in page
    assert "harbor" not in page
    # Written again it is a new one.
    cast.write(committed_people.ana, Draft("Another day", "Words.", None, ("harbor",)))
    assert "harbor" in client.get("/entries/new/").text


def test_a_damaged_head_of_a_response(committed_people):
    ana = committed_people.ana
    first = cast.begin(ana, "is-the-love-mutual")
    second = cast.begin(ana, "is-the-love-mutual")
    damage("questionnaires_response", "head", first.pk)
    with identity("writer", ana.user.pk):
        assert [each.response.pk for each in Response.objects.rounds(ana.vault)] == [second.pk]
    for path in ("/", "/questionnaires/", "/journal/"):
        assert ana.client.get(path).status_code == 200, path


def test_control_undamaged_all_is_there(committed_people, tags):
    assert "harbor" in committed_people.ana.client.get("/entries/new/").text


@pytest.fixture
def in_conflict(committed_people):
    """An entry whose stored text is damaged, and another text that lost against it."""
    ana = committed_people.ana
    entry = cast.write(ana, Draft("A day", "Stored."))
    lost = sheet(ana, id=entry.pk, body="Kept beside it.", based_on="0" * 32)
    damage("journal_entry", "body", entry.pk)
    answer = ana.client.post(f"/entries/{entry.pk}/edit/", lost, headers={"X-Autosave": "1"})
    assert answer.status_code == 409
    with identity("writer", ana.user.pk):
        return entry, f"/entries/{entry.pk}/settle/{entry.revisions.get().pk}/"


def test_a_damaged_entry_hides_no_text_beside_it(committed_people, in_conflict):
    client, (entry, settle) = committed_people.ana.client, in_conflict
    assert settle in client.get(f"/entries/{entry.pk}/").text
    page = client.get(settle).text
    assert "Kept beside it." in page
    assert "cannot be opened" in page
    assert 'value="both"' not in page


def test_the_text_beside_a_damaged_entry_takes_its_place(committed_people, in_conflict):
    client, (entry, settle) = committed_people.ana.client, in_conflict
    with identity("writer", committed_people.ana.user.pk):
        entry.refresh_from_db()
    assert client.post(settle, {"choice": "both", "based_on": entry.revision}).status_code == 409
    assert client.post(settle, {"choice": "other", "based_on": entry.revision}).status_code == 302
    assert "Kept beside it." in client.get(f"/entries/{entry.pk}/").text
