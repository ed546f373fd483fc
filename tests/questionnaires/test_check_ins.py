"""Check-ins: asked every week, two weeks or month, shown on Today, never a reproach."""

import datetime
import re

import pytest
from django.utils import timezone

from questionnaires.models import About, CheckIn
from tests.questionnaires.conftest import begun, finished
from vault.identity import identity

DAY = datetime.timedelta(days=1)


@pytest.fixture
def ana(people):
    return people.ana


def ask(person, edition, *, every="week", first_on=None, by_mail=False):
    with identity("writer", person.user.pk):
        return CheckIn.ask(
            person.user,
            person.vault,
            About(edition.questionnaire_id, edition.document["title"]),
            id=CheckIn().id,
            every=every,
            first_on=first_on or timezone.localdate(),
            by_mail=by_mail,
        )


def again(check_in, person):
    with identity("writer", person.user.pk):
        return CheckIn.objects.get(pk=check_in.pk)


def today(person):
    return person.client.get("/").content.decode()


@pytest.mark.parametrize(
    ("every", "first_on", "day", "following"),
    [
        ("week", "2026-11-20", "2026-11-19", "2026-11-20"),
        ("week", "2026-11-20", "2026-11-20", "2026-11-27"),
        ("week", "2026-11-20", "2027-01-01", "2027-01-08"),
        ("fortnight", "2026-11-20", "2026-11-27", "2026-12-04"),
        ("month", "2026-01-31", "2026-01-31", "2026-02-28"),
        ("month", "2026-01-31", "2026-02-28", "2026-03-31"),
        ("month", "2026-11-05", "2026-12-01", "2026-12-05"),
    ],
)
def test_the_chosen_days(every, first_on, day, following):
    date = datetime.date.fromisoformat
    assert CheckIn(every=every, first_on=date(first_on)).day_after(date(day)) == date(following)


def test_one_is_made_and_waits_for_its_day(ana, love):
    page = ana.client.get("/check-ins/").content.decode()
    fields = {
        "id": re.search(r'name="id" value="([^"]+)"', page)[1],
        "questionnaire": str(love.questionnaire_id),
        "every": "fortnight",
        "first_on": (timezone.localdate() + DAY).isoformat(),
        "by_mail": "on",
    }
    for _ in range(2):  # a double click makes one
        assert ana.client.post("/check-ins/", fields)["Location"] == "/check-ins/"
    page = ana.client.get("/check-ins/").content.decode()
    assert page.count("every two weeks, next on") == 1
    assert "with a mail" in page
    assert "You asked to be asked." not in today(ana)


def test_asking_for_the_same_again_changes_it(ana, love):
    first = ask(ana, love)
    assert ask(ana, love, every="month").pk == first.pk
    assert again(first, ana).every == "month"


def test_it_is_on_today_when_its_day_has_come(ana, love):
    ask(ana, love)
    page = today(ana)
    assert "Is the love mutual?" in page
    assert "You asked to be asked." in page
    assert f'name="questionnaire" value="{love.questionnaire_id}"' in page


def test_today_asks_for_two_things_at_most(ana, love, talk):
    for edition in (love, talk, love):
        ask(ana, edition)
    assert today(ana).count("You asked to be asked.") == 2
    begun(ana, talk)
    page = today(ana)
    assert (page.count("not finished"), page.count("You asked to be asked.")) == (1, 1)


def test_a_missed_one_waits_once_and_says_nothing_of_it(ana, love):
    ask(ana, love, first_on=timezone.localdate() - 40 * DAY)
    page = today(ana)
    assert page.count("You asked to be asked.") == 1
    assert [word for word in ("missed", "late", "overdue", "since") if word in page.split("cards")[1]] == []


def test_not_today(ana, love):
    check_in = ask(ana, love, by_mail=True)
    assert ana.client.post(f"/check-ins/{check_in.pk}/snooze/")["Location"] == "/"
    assert "You asked to be asked." not in today(ana)
    later = again(check_in, ana)
    assert later.next_on == timezone.localdate() + DAY
    assert later.first_on == timezone.localdate()
    assert later.mail_at.date() == later.next_on


def test_an_answer_moves_it_on(ana, love, talk):
    mine, other = ask(ana, love), ask(ana, talk)
    finished(ana, love)
    assert again(mine, ana).next_on == timezone.localdate() + 7 * DAY
    assert again(other, ana).next_on == timezone.localdate()


def test_an_answer_before_its_day_moves_nothing(ana, love):
    check_in = ask(ana, love, first_on=timezone.localdate() + 3 * DAY)
    finished(ana, love)
    assert again(check_in, ana).next_on == timezone.localdate() + 3 * DAY


def test_an_open_round_is_not_asked_for_too(ana, love):
    ask(ana, love)
    begun(ana, love)
    page = today(ana)
    assert "not finished" in page
    assert "You asked to be asked." not in page


def test_it_is_changed_and_stopped(ana, love):
    check_in = ask(ana, love)
    fields = {"every": "month", "first_on": (timezone.localdate() + DAY).isoformat()}
    assert ana.client.post(f"/check-ins/{check_in.pk}/", fields).status_code == 302
    assert again(check_in, ana).every == "month"
    assert ana.client.post(f"/check-ins/{check_in.pk}/stop/").status_code == 302
    assert "every month" not in ana.client.get("/check-ins/").content.decode().split("Ask me again")[0]


@pytest.mark.parametrize("day", ["2020-01-01", "someday", "", "9999-12-31"])
def test_a_day_that_cannot_be_is_refused_kindly(ana, love, day):
    check_in = ask(ana, love)
    answer = ana.client.post(f"/check-ins/{check_in.pk}/", {"every": "week", "first_on": day})
    assert answer.status_code == 400
    assert "errorlist" in answer.content.decode()


def test_after_a_round_its_questions_are_chosen(ana, talk):
    response = finished(ana, talk)
    page = ana.client.get(f"/check-ins/?after={response.pk}").content.decode()
    assert f'<option value="{talk.questionnaire_id}" selected>' in page
    assert f'href="/check-ins/?after={response.pk}"' in ana.client.get(
        f"/responses/{response.pk}/result/"
    ).content.decode().replace("&amp;", "&")


def test_which_questions_stands_only_sealed(ana, love):
    check_in = ask(ana, love)
    row = " ".join(str(value) for value in vars(again(check_in, ana)).values())
    assert str(love.questionnaire_id) not in row
    assert again(check_in, ana).read(ana.vault).questionnaire == love.questionnaire_id


def test_starting_over_leaves_none(ana, love):
    from django.apps import apps

    ask(ana, love)
    with identity("writer", ana.user.pk):
        apps.get_app_config("questionnaires").start_over(ana.user)
        assert CheckIn.objects.count() == 0


@pytest.mark.parametrize("who", ["ben", "cho", "eve"])
def test_nobody_else_finds_it(people, love, who):
    check_in = ask(people.ana, love)
    client = getattr(people, who).client
    for path in ("", "snooze/", "stop/"):
        assert client.post(f"/check-ins/{check_in.pk}/{path}").status_code == 404
    assert again(check_in, people.ana).next_on == timezone.localdate()


@pytest.mark.parametrize("rows", [1, 3])
def test_queries_do_not_grow(ana, love, talk, rows, queries):
    from tests.questionnaires.conftest import edition

    asked = [love, talk, edition("how-it-feels")][:rows]
    for each in asked:
        ask(ana, each)
    assert queries(lambda: ana.client.get("/check-ins/")) == 8
    # With what a test adds; eight of its own.
    assert queries(lambda: ana.client.get("/")) == 10


def kept(person, edition, **words):
    response = begun(person, edition)
    with identity("writer", person.user.pk):
        response.answer(person.vault, words, based_on=response.revision)
        response.finish(person.vault)
    return response


@pytest.fixture
def worth(published):
    from tests.questionnaires.conftest import edition

    return edition("do-they-know-my-worth")


def feel(person, mood, written):
    return written(person, body="Words.", mood=mood)


@pytest.mark.parametrize(("mood", "shown"), [(1, True), (2, True), (3, False), (None, False)])
def test_words_of_worth_come_back_on_a_low_day(ana, worth, written, mood, shown):
    kept(ana, worth, **{"i-value": "I am patient with children."})
    feel(ana, mood, written)
    assert ("I am patient with children." in today(ana)) == shown


def test_the_latest_mood_of_the_day_counts(ana, worth, written):
    kept(ana, worth, **{"i-value": "I am patient with children."})
    feel(ana, 1, written)
    feel(ana, 4, written)
    assert "I am patient" not in today(ana)


def test_words_of_worth_are_folded_while_they_are_asked_again(ana, worth, written):
    kept(ana, worth, **{"i-value": "I am patient with children."})
    feel(ana, 1, written)
    begun(ana, worth)
    assert "I am patient" not in today(ana)


def test_a_low_day_asks_no_more_of_the_database(ana, worth, written, queries):
    kept(ana, worth, **{"i-value": "I am patient with children."})
    feel(ana, 1, written)
    assert queries(lambda: ana.client.get("/")) == 10
