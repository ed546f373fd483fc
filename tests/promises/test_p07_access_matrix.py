"""P7: every URL × person × method, plain and htmx, behaves as access.txt says; a URL missing there fails.

The URLs come from the URLconf. Each cell of access.txt is the status that person gets: with an empty POST, and
with Ana's rows (her entry, her response, her connection with Dr Cho ...) in the path. What htmx gets differs in
one way: the door answers 401 where a page would be sent to sign in. PUT and DELETE are refused.
"""

import copy
from pathlib import Path

import pytest
from django.db import transaction
from django.urls import URLResolver, get_resolver, reverse

TABLE = Path(__file__).with_name("access.txt")
FORM, EMPTY_FORM = "application/x-www-form-urlencoded", "csrfmiddlewaretoken=x"
REFUSALS = {302, 400, 401, 404, 405}
PEOPLE = ("ana", "ben", "cho", "diaz", "eve", "nobody")


def url_names(resolver=None, namespace="") -> set[str]:
    """The name of every pattern of the URLconf."""
    found = set()
    for item in (resolver or get_resolver()).url_patterns:
        if isinstance(item, URLResolver):
            inner = f"{namespace}{item.namespace}:" if item.namespace else namespace
            found |= url_names(item, inner)
        elif item.name:
            found.add(f"{namespace}{item.name}")
        else:
            # The admin's own redirects to a change page and to a missing slash; they show nothing.
            assert namespace == "admin:", item
    return found


def read_table(text: str) -> dict[tuple[str, str], tuple[int, ...]]:
    rows = [line.split() for line in text.splitlines() if line.strip() and not line.startswith("#")]
    return {(name, method): tuple(map(int, cells)) for name, method, *cells in rows}


@pytest.fixture
def ask(people):
    """Ask for one cell; whatever the request changed is rolled back, cookies too."""
    people.everything()

    def ask(name, method, person, **headers):
        client = people.visitor() if person == "nobody" else getattr(people, person).client
        cookies = copy.deepcopy(client.cookies)
        path = reverse(name, kwargs=people.arguments(name))
        with transaction.atomic():
            response = client.generic(method, path, EMPTY_FORM, FORM, headers=headers)
            transaction.set_rollback(True)
        client.cookies = cookies
        return response.status_code

    return ask


def deviations(table, ask, expected=lambda method, cell: cell, **headers) -> list[str]:
    wrong = []
    for (name, method), cells in table.items():
        for person, cell in zip(PEOPLE, cells, strict=True):
            status = ask(name, method, person, **headers)
            if status != expected(method, cell):
                wrong.append(f"{name} {method} {person}: {status}, not {expected(method, cell)}")
    return wrong


def test_every_url_stands_in_the_table():
    assert {name for name, _method in read_table(TABLE.read_text())} == url_names()


def test_plain(ask):
    assert deviations(read_table(TABLE.read_text()), ask) == []


def test_htmx(ask):
    """Behind the doors, somebody who is signed out gets 401 instead of a page to sign in on."""
    table = read_table(TABLE.read_text())
    behind = {key: cells for key, cells in table.items() if ":" in key[0]}
    signed_out = {key: (*cells[:-1], 401) for key, cells in behind.items()}
    assert deviations(signed_out, ask, **{"HX-Request": "true"}) == []


def test_other_methods_are_refused(ask):
    """PUT and DELETE: whoever may enter is told that it is not possible, whoever may not sees the door."""
    table = {key: cells for key, cells in read_table(TABLE.read_text()).items() if key[1] == "GET"}
    done = [
        f"{name} {method} {person}"
        for (name, _get), _cells in table.items()
        for method in ("PUT", "DELETE")
        for person in ("ana", "nobody")
        if not name.startswith(("account_", "therapist_signup")) and ask(name, method, person) not in REFUSALS
    ]
    assert done == []


def test_control_a_wrong_cell_is_found(ask):
    assert deviations({("journal:timeline", "GET"): (200, 200, 200, 404, 404, 302)}, ask) == [
        "journal:timeline GET cho: 404, not 200"
    ]
