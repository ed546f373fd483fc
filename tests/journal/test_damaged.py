"""One damaged row takes nothing else with it: the pages that list the others still come."""

import pytest

from journal.models import Tag
from journal.words import Draft
from questionnaires.models import Response
from tests import cast
from tests.conftest import connect
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
