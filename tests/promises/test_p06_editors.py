"""P6: an editor, in admin or in SQL with the editor's role, sees no word and no count per person."""

import re
from html import unescape
from urllib.parse import urljoin

import psycopg
import pytest
from django.urls import reverse

from tests.conftest import connect

READABLE = {
    "accounts_therapist",
    "config_helpline",
    "django_content_type",
    "journal_prompt",
    "questionnaires_edition",
    "questionnaires_questionnaire",
}


def readable_by_editors() -> set[str]:
    with connect("bothways_web") as connection:
        tables = [
            name
            for (name,) in connection.execute(
                "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p')"
            ).fetchall()
        ]
        connection.execute("SET ROLE bothways_editor")
        found = set()
        for table in tables:
            try:
                connection.execute(f'SELECT count(*) FROM "{table}"')
            except psycopg.errors.InsufficientPrivilege:
                continue
            found.add(table)
    return found


def test_the_role_reads_what_is_nobodys(committed):
    assert readable_by_editors() == READABLE


def test_control_a_grant_on_words_is_found(committed):
    with connect("bothways_owner") as owner:
        owner.execute("GRANT SELECT ON journal_entry TO bothways_editor")
        try:
            assert readable_by_editors() - READABLE == {"journal_entry"}
        finally:
            owner.execute("REVOKE SELECT ON journal_entry FROM bothways_editor")


def admin_pages(client) -> dict[str, str]:
    """Every admin page that a link leads to from the index, by address."""
    pages, waiting = {}, [reverse("admin:index")]
    while waiting:
        address = waiting.pop()
        # The columns' links sort what is already there, in endless combinations.
        if address in pages or not address.startswith("/admin/") or "?o=" in address or "&o=" in address:
            continue
        answer = client.get(address)
        assert answer.status_code == 200, address
        pages[address] = answer.content.decode()
        links = re.findall(r'<a [^>]*href="([^"]*)"', pages[address])
        found = [urljoin(address, unescape(link)) for link in links]
        # Each filter once, not every combination of them.
        waiting += [link for link in found if "?" not in address or "?" not in link]
    return pages


@pytest.fixture
def crawled(people):
    people.everything()
    return admin_pages(people.eve.client)


def test_no_admin_page_shows_a_word_or_a_person(crawled, people):
    assert len(crawled) > 8
    said = [*people.words, *(f"{name}@example.org" for name in ("ana", "ben", "dr-cho", "dr-diaz"))]
    assert [(address, word) for address, page in crawled.items() for word in said if word in page] == []


def test_control_the_crawl_reads_what_the_pages_say(crawled):
    assert any("Mina Cho" in page for page in crawled.values())
