"""The calendar: a month with what its days hold, the months of a journal, and what an address says."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.template.loader import render_to_string
from django.utils import translation

from journal.calendar import Month, first_weekday, month_of, years
from tests.cast import begin
from vault.identity import identity

pytestmark = pytest.mark.django_db


@pytest.fixture
def march(people, written):
    for day in (2, 2, 2, 2, 9, 31):
        written(people.ana, title=f"Of the {day}.", body="Words.", about_on=date(2026, 3, day))
    written(people.ana, body="Of April.", about_on=date(2026, 4, 1))
    written(people.ana, body="Of long ago.", about_on=date(2019, 12, 31))
    written(people.ben, body="Ben's.", about_on=date(2026, 3, 5))


def titles(answer):
    return [line.head.title or line.head.first_words for line in answer.context["lines"]]


def test_a_month(people, march):
    answer = people.ana.client.get("/journal/2026-03/")
    assert dict(answer.context["calendar"].counts) == {
        date(2026, 3, 2): 4,
        date(2026, 3, 9): 1,
        date(2026, 3, 31): 1,
    }
    assert titles(answer) == ["Of the 31.", "Of the 9.", *["Of the 2."] * 4, "Of long ago."]
    page = answer.content.decode()
    assert "March 2, 4 entries" in page
    assert "March 9, one entry" in page
    assert 'href="/journal/2026-03-02/"' in page
    assert 'href="/journal/2026-03-05/"' not in page
    assert "March 2026, 6 entries" in page
    assert ('href="/journal/2026-02/"' in page, 'href="/journal/2026-04/"' in page) == (True, True)


def test_a_day(people, march):
    answer = people.ana.client.get("/journal/2026-03-02/")
    assert titles(answer) == ["Of the 2."] * 4
    assert 'aria-current="page"' in answer.content.decode().split("<table>")[1]
    empty = people.ana.client.get("/journal/2026-03-05/")
    assert (empty.status_code, titles(empty)) == (200, [])
    assert "Nothing was written about this day." in empty.content.decode()


def test_a_full_day_has_pages(people, written):
    for number in range(22):
        written(people.ana, title=str(number), body="x", about_on=date(2026, 3, 2))
    answer = people.ana.client.get("/journal/2026-03-02/")
    older = people.ana.client.get("/journal/2026-03-02/", {"before": str(answer.context["older"])})
    assert titles(answer) + titles(older) == [str(number) for number in range(21, -1, -1)]


def test_what_lies_in_the_trash_counts_nowhere(people, written):
    entry = written(people.ana, body="Away.", about_on=date(2026, 3, 2))
    people.ana.client.post(f"/entries/{entry.pk}/trash/")
    assert people.ana.client.get("/journal/2026-03/").context["calendar"].counts == {}
    assert people.ana.client.get("/journal/calendar/").context["years"] == []


@pytest.mark.parametrize(
    "path", ["2026-13", "2026-00", "0000-01", "2026-02-30", "2026-3", "2026-03-1", "26-03"]
)
def test_no_such_day(people, path):
    assert people.ana.client.get(f"/journal/{path}/").status_code == 404


@pytest.mark.parametrize("path", ["0001-01", "9999-12", "0001-01-01", "9999-12-31"])
def test_the_ends_of_time(people, path):
    assert people.ana.client.get(f"/journal/{path}/").status_code == 200


def test_all_months(people, march):
    answer = people.ana.client.get("/journal/calendar/")
    found = [
        (year.number, {first.month: count for first, count in year.months if count})
        for year in answer.context["years"]
    ]
    assert found == [(2026, {3: 6, 4: 1}), (2019, {12: 1})]
    assert 'href="/journal/2019-12/"' in answer.content.decode()


def test_beside_the_timeline_stands_the_month_of_its_page(people, written):
    for number in range(45):
        written(people.ana, body=str(number), about_on=date(2026, 6, 1) - timedelta(days=number))
    first = people.ana.client.get("/journal/")
    second = people.ana.client.get("/journal/", {"before": str(first.context["older"])})
    assert second.context["calendar"].first == date(2026, 5, 1)


@pytest.mark.parametrize(("language", "first"), [("en", "Sunday"), ("de", "Montag"), ("ar", "السبت")])
def test_the_week_begins_as_the_language_has_it(language, first):
    with translation.override(language):
        month = Month(date(2026, 3, 1), {})
        assert month.weekdays[0][1] == first
        assert sorted(day.date for week in month.weeks for day in week if day) == [
            date(2026, 3, day) for day in range(1, 32)
        ]
        assert all(
            day.date.weekday() == (first_weekday() + place) % 7
            for week in month.weeks
            for place, day in enumerate(week)
            if day
        )


def test_dots_end_at_three():
    days = {date(2026, 3, day): day for day in range(1, 6)}
    page = render_to_string("journal/_calendar.html", {"calendar": Month(date(2026, 3, 1), days)})
    assert [cell.count("<circle") for cell in page.split('class="dots"')[1:]] == [1, 2, 3, 3, 3]


def test_the_day_that_is_looked_at_goes_before_today():
    first, third = date(2026, 3, 1), date(2026, 3, 3)
    assert marks(Month(first, {}, today=third)) == {third: "date"}
    assert marks(Month(first, {}, today=third, looked_at=first)) == {first: "page", third: "date"}
    assert marks(Month(first, {}, today=third, looked_at=third)) == {third: "page"}


def marks(month):
    return {day.date: day.current for week in month.weeks for day in week if day and day.current}


def test_years_have_twelve_months():
    assert [len(year.months) for year in years({date(2024, 2, 1): 3})] == [12]
    assert month_of(date(2024, 2, 29)) == date(2024, 2, 1)


@pytest.mark.parametrize("entries", [1, 3])
@pytest.mark.parametrize(("path", "queries"), [("2026-03", 8), ("2026-03-02", 8), ("calendar", 5)])
def test_queries(people, written, django_assert_num_queries, path, queries, entries):
    for _ in range(entries):
        written(people.ana, body="Words.", about_on=date(2026, 3, 2))
        response = begin(people.ana, "is-the-love-mutual")
        with_day(people.ana, response, date(2026, 3, 2))
    client = people.ana.client
    client.get("/journal/")  # the session is sealed anew, and the gate looks once
    # Four of them come from the test's own transaction: savepoint, release, identity before and after.
    with django_assert_num_queries(queries + 4):
        client.get(f"/journal/{path}/")


def with_day(person, response, day):
    """The entry of a round, moved to another day as the writing form moves it."""
    with identity("writer", person.user.pk):
        entry = response.entry
        entry.save_draft(
            person.vault, replace(entry.as_draft(person.vault), about_on=day), based_on=entry.revision
        )
