"""P7: every URL × person × method, plain and htmx, behaves as access.txt says; a URL missing there fails.

The URLs come from the URLconf. Each cell of access.txt is the status that person gets: with an empty POST, and
with Ana's rows (her entry, her response, her connection with Dr Cho ...) in the path. What htmx gets differs in
one way: the door answers 401 where a page would be sent to sign in. PUT and DELETE are refused everywhere.
"""

import copy
from pathlib import Path

import pytest
from django.db import transaction
from django.urls import URLPattern, URLResolver, get_resolver, reverse

TABLE = Path(__file__).with_name("access.txt")
PEOPLE = ("ana", "ben", "cho", "diaz", "eve", "nobody")
SIGN_IN = 302


def url_names(resolver=None, namespace="") -> list[tuple[str, tuple[str, ...]]]:
    """(name, names of its arguments) of every pattern of the URLconf."""
    found = []
    for item in (resolver or get_resolver()).url_patterns:
        if isinstance(item, URLResolver):
            inner = f"{namespace}{item.namespace}:" if item.namespace else namespace
            found += url_names(item, inner)
        elif isinstance(item, URLPattern):
            found.append((f"{namespace}{item.name}", tuple(item.pattern.converters)))
    return found


def read_table(text: str) -> dict[tuple[str, str], tuple[int, ...]]:
    rows = [line.split() for line in text.splitlines() if line.strip() and not line.startswith("#")]
    return {(name, method): tuple(map(int, cells)) for name, method, *cells in rows}


@pytest.fixture
def answers(people):
    """Ask for one cell; whatever the request changed is rolled back, cookies too."""
    people.everything()

    def ask(name, method, person, **headers):
        client = people.visitor() if person == "nobody" else getattr(people, person).client
        cookies = copy.deepcopy(client.cookies)
        with transaction.atomic():
            path = reverse(name, kwargs=people.arguments(name))
            response = client.generic(method, path, headers=headers)
            transaction.set_rollback(True)
        client.cookies = cookies
        return response.status_code

    return ask


def deviations(table, ask) -> list[str]:
    wrong = []
    for (name, method), cells in table.items():
        for person, expected in zip(PEOPLE, cells, strict=True):
            plain = ask(name, method, person)
            if plain != expected:
                wrong.append(f"{name} {method} {person}: {plain}, not {expected}")
    return wrong


def test_every_url_stands_in_the_table():
    listed = {name for name, _method in read_table(TABLE.read_text())}
    assert {name for name, _arguments in url_names()} == listed


def test_table_holds(answers):
    assert deviations(read_table(TABLE.read_text()), answers) == []


def test_control_a_wrong_cell_is_found(answers):
    assert deviations({("journal:today", "GET"): (200, 200, 200, 404, 404, 302)}, answers) == [
        "journal:today GET cho: 404, not 200"
    ]
