"""On this day: only what is asked for, only on its own page, and never what is muted."""

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine

from journal.looking_back import days_back, months_before
from journal.models import Mute, Muted
from vault.identity import identity

pytestmark = pytest.mark.django_db
URL = "/journal/on-this-day/"
MUTED = f"{URL}muted/"
TODAY = date(2026, 11, 24)


@pytest.fixture(autouse=True)
def on_the_day():
    with time_machine.travel(datetime.combine(TODAY, datetime.min.time(), UTC) + timedelta(hours=12)):
        yield


@pytest.fixture
def past(people, written):
    """past[day] is the entry of that day."""
    days = {
        "week": date(2026, 11, 17),
        "month": date(2026, 10, 24),
        "half": date(2026, 5, 24),
        "year": date(2025, 11, 24),
        "nine": date(2017, 11, 24),
    }
    written(people.ana, body="Of another day.", about_on=date(2026, 11, 18))
    written(people.ana, body="Of today.", about_on=TODAY)
    written(people.ben, body="Ben's.", about_on=days["year"])
    tags = {"year": ("Kim",), "nine": ("kim", "lake")}
    return {
        name: written(people.ana, title=name, body="Words.", tags=tags.get(name, ()), about_on=day)
        for name, day in days.items()
    }


def shown(person):
    return [
        (back.ago, [line.head.title for line, _tags in lines])
        for back, lines in person.client.get(URL).context["days"]
    ]


def titles(person):
    return [title for _ago, lines in shown(person) for title in lines]


def mute(person, **what):
    answer = person.client.post(MUTED, what)
    assert answer.status_code == 302, answer.content.decode()
    return answer


def tag(person, name):
    with identity("writer", person.user.pk):
        return next(id for id, each in person.user.tags.all().names(person.vault).items() if each == name)


def test_a_week_a_month_half_a_year_and_years_ago(people, past):
    assert shown(people.ana) == [
        ("A week ago", ["week"]),
        ("A month ago", ["month"]),
        ("Half a year ago", ["half"]),
        ("A year ago", ["year"]),
        ("9 years ago", ["nine"]),
    ]


def test_today_only_leads_there(people, past):
    page = people.ana.client.get("/").content.decode()
    assert f'href="{URL}"' in page
    assert "nine" not in page.split("<main")[1]


@pytest.mark.parametrize(
    ("day", "months", "before"),
    [
        (date(2026, 3, 31), 1, date(2026, 2, 28)),
        (date(2028, 2, 29), 12, date(2027, 2, 28)),
        (date(2028, 2, 29), 48, date(2024, 2, 29)),
        (date(2026, 1, 15), 1, date(2025, 12, 15)),
        (date(2026, 8, 31), 6, date(2026, 2, 28)),
    ],
)
def test_a_day_that_the_other_month_has_not(day, months, before):
    assert months_before(day, months) == before


def test_as_far_back_as_anybody_remembers():
    days = [day for day, _ago in days_back(TODAY)]
    assert (len(days), min(days)) == (102, date(1927, 11, 24))


def test_an_entry_is_muted(people, past):
    assert mute(people.ana, entry=past["year"].pk)["Location"] == URL
    assert titles(people.ana) == ["week", "month", "half", "nine"]
    assert "year" in people.ana.client.get("/journal/").content.decode()


def test_a_tag_is_muted_whatever_its_case(people, past):
    mute(people.ana, tag=tag(people.ana, "Kim"))
    assert titles(people.ana) == ["week", "month", "half"]


@pytest.mark.parametrize(
    ("first", "last"),
    [("2025-11-01", "2026-06-30"), ("2026-06-30", "2025-11-01"), ("2025-11-24", "2026-05-24")],
)
def test_days_are_muted_in_either_order(people, past, first, last):
    mute(people.ana, first=first, last=last)
    assert titles(people.ana) == ["week", "month", "nine"]


def test_what_is_muted_is_listed_and_lifted(people, past):
    mute(people.ana, entry=past["week"].pk)
    mute(people.ana, tag=tag(people.ana, "lake"))
    mute(people.ana, first="2026-05-01", last="2026-05-31")
    answer = people.ana.client.get(MUTED)
    page = answer.content.decode()
    assert "May 1, 2026 to May 31, 2026" in page
    assert [each["tag"] for each in answer.context["muted"]] == [None, "lake", None]
    assert answer.context["muted"][2]["head"].title == "week"
    for each in answer.context["muted"]:
        people.ana.client.post(f"{MUTED}{each['mute'].pk}/lift/")
    assert titles(people.ana) == ["week", "month", "half", "year", "nine"]
    assert "Nothing is muted." in people.ana.client.get(MUTED).content.decode()


def test_twice_is_once(people, past):
    for _ in range(2):
        mute(people.ana, entry=past["week"].pk)
    with identity("writer", people.ana.user.pk):
        assert Mute.objects.count() == 1


@pytest.mark.parametrize(
    "wrong",
    [
        {},
        {"first": "2026-05-01"},
        {"first": "soon", "last": "2026-05-01"},
        {"tag": "7"},
        {"entry": "7"},
    ],
)
def test_what_cannot_be_muted(people, past, wrong):
    assert people.ana.client.post(MUTED, wrong).status_code == 400


def test_nobody_mutes_or_lifts_for_another(people, past):
    assert people.ben.client.post(MUTED, {"entry": past["week"].pk}).status_code == 404
    assert people.ben.client.post(MUTED, {"tag": tag(people.ana, "lake")}).status_code == 400
    mute(people.ana, entry=past["week"].pk)
    with identity("writer", people.ana.user.pk):
        id = Mute.objects.get().pk
    assert people.ben.client.post(f"{MUTED}{id}/lift/").status_code == 404
    with identity("writer", people.ben.user.pk):
        assert list(Mute.objects.all()) == []


def test_an_entry_and_a_tag_that_are_gone(people, past):
    mute(people.ana, entry=past["week"].pk)
    mute(people.ana, tag=tag(people.ana, "lake"))
    with identity("writer", people.ana.user.pk):
        past["week"].trash()
        past["week"].delete_for_good()
        people.ana.user.tags.filter(id=tag_id(people.ana, "lake")).delete()
    page = people.ana.client.get(MUTED).content.decode()
    assert "An entry that is gone" in page
    assert "A tag that is gone" in page


def tag_id(person, name):
    return next(id for id, each in person.user.tags.all().names(person.vault).items() if each == name)


def test_trash_does_not_come_up(people, past):
    people.ana.client.post(f"/entries/{past['week'].pk}/trash/")
    assert "week" not in titles(people.ana)


def test_nothing_to_show(people, past, written):
    with time_machine.travel(datetime(2026, 11, 25, 12, tzinfo=UTC)):
        page = type(people.ben)(people.ben.user, people.ben.vault).client.get(URL)
        assert "You have not written about any of these days." in page.content.decode()
    mute(people.ana, first="2000-01-01", last="2026-11-24")
    assert "you have muted it" in people.ana.client.get(URL).content.decode()


@pytest.mark.parametrize("entries", [1, 3])
@pytest.mark.parametrize(("path", "queries"), [(URL, 7), (MUTED, 7)])
def test_queries(people, written, django_assert_num_queries, path, queries, entries):
    for number in range(entries):
        entry = written(people.ana, body=str(number), tags=(f"tag {number}",), about_on=date(2025, 11, 24))
        with identity("writer", people.ana.user.pk):
            Mute.keep(people.ana.user, people.ana.vault, Muted(entry=str(entry.pk)))
    client = people.ana.client
    client.get(URL)  # the session is sealed anew, and the gate looks once
    # Four of them come from the test's own transaction: savepoint, release, identity before and after.
    with django_assert_num_queries(queries + 4):
        client.get(path)


def test_the_database_does_not_know_what_is_muted(people):
    """Three rows, alike in all that stands in clear: their owner."""
    ana = people.ana
    entry, tag_ = "0f9d2f5e-2ad9-4d0e-8b43-1a2b3c4d5e6f", "6f9d2f5e-2ad9-4d0e-8b43-1a2b3c4d5e60"
    with identity("writer", ana.user.pk):
        for muted in (Muted(entry=entry), Muted(tag=tag_), Muted.days(date(2026, 5, 1), date(2026, 5, 31))):
            Mute.keep(ana.user, ana.vault, muted)
        rows = Mute.objects.values_list("what", flat=True)
        assert [field.name for field in Mute._meta.get_fields()] == ["id", "owner", "what"]
        assert len({len(what) for what in rows}) == 1
        found = b"".join(bytes(what) for what in rows)
    assert not any(word.encode() in found for word in (entry, tag_, "2026-05", entry[:8], tag_[:8]))
