"""Help is open to everybody, and says of each line when somebody last read its source."""

import datetime

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils import timezone

from config.models import HelpLine
from vault.identity import identity


@pytest.fixture
def add_line(people):
    """As Eve, who keeps the table."""

    def add(days_ago: int, **fields) -> HelpLine:
        defaults = {
            "country": "Utopia",
            "name": "Night line",
            "phone": "116 000",
            "source": "https://example.org/lines",
            "verified_on": timezone.localdate() - datetime.timedelta(days=days_ago),
        }
        line = HelpLine(**defaults | fields)
        line.full_clean()
        with identity("editor", people.eve.user.pk):
            line.save()
        return line

    return add


def test_without_lines_it_says_so(db):
    page = Client().get("/help/").content.decode()
    assert "Nobody has entered help lines on this site yet" in page


def test_a_line_is_shown_with_its_source(add_line):
    add_line(10)
    page = Client().get("/help/").content.decode()
    assert 'href="tel:116 000"' in page
    assert 'href="https://example.org/lines"' in page
    assert "More than a year ago" not in page


@pytest.mark.parametrize(("days", "stale"), [(365, False), (366, True)])
def test_a_line_nobody_looked_at_for_a_year_says_so(add_line, days, stale):
    add_line(days)
    page = Client().get("/help/").content.decode()
    assert ("More than a year ago" in page) is stale


def test_a_line_must_be_reachable(add_line):
    with pytest.raises(ValidationError, match="Give a phone number or a web page"):
        add_line(0, phone="")


@pytest.mark.parametrize("lines", [1, 3])
def test_queries(add_line, django_assert_num_queries, lines):
    for number in range(lines):
        add_line(0, name=f"Line {number}")
    with django_assert_num_queries(1):
        Client().get("/help/")
