"""Every kind of question on its page, without script: filled in, kept as given, refused kindly, read and shared."""

import re

import pytest
import time_machine

from journal.models import Entry
from questionnaires.models import Response
from tests.questionnaires.conftest import begun, edition
from tests.questionnaires.test_section import keep, kept, opened, post, url
from vault.identity import identity

BEFORE_THE_DAY, THE_DAY = "2026-03-02T12:00:00Z", "2026-03-03T12:00:00Z"


@pytest.fixture
def ana(people):
    return people.ana


@pytest.fixture
def plan(ana, published):
    """A round before a talk: it has every kind but pairs (test_section.py) and information."""
    return begun(ana, edition("before-the-talk"))


def page(ana, response, number):
    return ana.client.get(url(response, number)).content.decode()


def turn(ana, response, number, **answers):
    return post(ana, response, number, opened(ana, response, number, **answers))


def test_several_choices_and_the_words_of_one(ana, plan):
    turn(ana, plan, 1, noticed=["quiet", "other"], noticed__other="They hum.", since="weeks", sure="6")
    assert kept(ana, plan) == {
        "noticed": ["quiet", "other"],
        "noticed.other": "They hum.",
        "since": "weeks",
        "sure": "6",
    }
    again = page(ana, plan, 1)
    assert re.findall(r'type="(?:checkbox|radio)" name="\S+" value="(\w+)"[^>]* checked', again) == [
        "quiet",
        "other",
        "weeks",
        "6",
    ]
    assert 'name="noticed.other" value="They hum."' in again


def test_words_of_a_choice_taken_back_wait_until_the_end(ana, plan):
    turn(ana, plan, 1, noticed=["other"], noticed__other="They hum.")
    turn(ana, plan, 1, noticed=["quiet"], noticed__other="They hum.")
    assert kept(ana, plan)["noticed.other"] == "They hum."
    turn(ana, plan, 1, noticed=["other"], noticed__other="")
    assert kept(ana, plan) == {"noticed": ["other"]}
    turn(ana, plan, 1, noticed=["quiet"], noticed__other="They hum.")
    with identity("writer", ana.user.pk):
        Response.objects.get(pk=plan.pk).finish(ana.vault)
    assert kept(ana, plan) == {"noticed": ["quiet"]}


def test_what_stands_alone_is_refused_beside_others_and_the_rest_is_kept(ana, plan):
    answer = turn(ana, plan, 1, noticed=["quiet", "no-name"], since="weeks")
    assert answer.status_code == 400
    assert "“I cannot name it” cannot stand beside the others." in answer.content.decode()
    assert answer.content.decode().count(" checked") == 3
    assert kept(ana, plan) == {"since": "weeks"}


def test_the_words_of_a_choice_can_be_too_long(ana, plan):
    answer = turn(ana, plan, 1, noticed=["other"], noticed__other=301 * "a")
    shown = answer.content.decode()
    assert answer.status_code == 400
    assert '<ul class="errorlist" id="noticed.other-error"><li>This is longer than 300 characters.' in shown
    assert 'aria-invalid="true" aria-describedby="noticed.other-error"' in shown
    assert f'value="{301 * "a"}"' in shown


def test_a_scale_names_its_ends_for_eye_and_ear(ana, plan):
    shown = page(ana, plan, 1)
    assert '<p class="ends" aria-hidden="true"><span>only a guess</span><span>very sure</span></p>' in shown
    assert shown.count("<label><input") >= 7
    assert '1<span class="unseen"> (only a guess)</span></label>' in shown
    assert '7<span class="unseen"> (very sure)</span></label>' in shown


def test_a_day_a_number_and_a_line(ana, plan):
    turn(ana, plan, 3, day="2026-03-03", minutes="45", place="The bench by the river", being_alone="nervous")
    assert kept(ana, plan) == {
        "day": "2026-03-03",
        "minutes": 45,
        "place": "The bench by the river",
        "being-alone": "nervous",
    }
    again = page(ana, plan, 3)
    assert 'type="date" name="day" value="2026-03-03"' in again
    assert 'name="minutes" value="45" inputmode="decimal"' in again
    assert 'id="minutes-help">From 5 to 300.</p>' in again
    assert 'name="place" value="The bench by the river"' in again


@pytest.mark.parametrize(
    ("answers", "sentence", "typed"),
    [
        ({"minutes": "a while"}, "Write a number here.", 'value="a while"'),
        ({"minutes": "1000"}, "The number can be 300 or less.", 'value="1000"'),
        ({"day": "soon"}, "Write a day like 2026-02-17.", 'value="soon"'),
        ({"place": 301 * "a"}, "This is longer than 300 characters.", f'value="{301 * "a"}"'),
    ],
)
def test_what_cannot_be_kept_stands_there_with_a_sentence(ana, plan, answers, sentence, typed):
    answer = turn(ana, plan, 3, **answers, being_alone="ease")
    shown = answer.content.decode()
    assert answer.status_code == 400
    assert sentence in shown
    assert typed in shown
    assert shown.count('aria-invalid="true"') == 1
    assert kept(ana, plan) == {"being-alone": "ease"}


def test_an_empty_field_takes_the_answer_back(ana, plan):
    turn(ana, plan, 3, day="2026-03-03", minutes="45", place="Home")
    turn(ana, plan, 3, day="", minutes="", place="Home")
    assert kept(ana, plan) == {"place": "Home"}


@time_machine.travel(BEFORE_THE_DAY, tick=False)
def test_a_part_that_waits_is_told_of_and_what_is_there_can_wait_too(ana, plan):
    keep(ana, plan, day="2026-03-03")
    assert turn(ana, plan, 4, hope="Peace.")["Location"] == f"/responses/{plan.pk}/finish/"
    assert ana.client.get(url(plan, 5))["Location"] == f"/responses/{plan.pk}/"
    shown = ana.client.get(f"/responses/{plan.pk}/finish/").content.decode()
    assert "More questions open on March 3, 2026." in shown
    assert "Finish without them" in shown


@time_machine.travel(THE_DAY, tick=False)
def test_on_its_day_it_is_gone_on_with(ana, plan):
    keep(ana, plan, day="2026-03-03", noticed=["quiet"], hope="Peace.", to_know="That I am here.")
    assert ana.client.get(f"/responses/{plan.pk}/")["Location"] == url(plan, 5)
    answer = turn(ana, plan, 5, took_place="yes")
    # New questions came: the same page again, at the first of them.
    assert answer["Location"] == f"{url(plan, 5)}#q2"
    turn(ana, plan, 5, took_place="yes", asked_it="no", how_was_it="3", their_words="“Not now.”")
    assert {name: kept(ana, plan)[name] for name in ("asked-it", "how-was-it", "their-words")} == {
        "asked-it": "no",
        "how-was-it": "3",
        "their-words": "“Not now.”",
    }


@time_machine.travel(BEFORE_THE_DAY, tick=False)
def test_without_a_day_there_is_no_second_part(ana, plan):
    shown = ana.client.get(f"/responses/{plan.pk}/finish/").content.decode()
    assert "More questions open" not in shown


def answers_shown(page: str) -> list[str]:
    return re.findall(r'<span class="voice">([^<]*)</span>', page)


@time_machine.travel(THE_DAY, tick=False)
def test_every_kind_is_read_again_found_and_shared_as_it_was_given(ana, plan):
    keep(
        ana,
        plan,
        noticed=["quiet", "other"],
        **{"noticed.other": "They hum.", "seen": "A note."},
        sure="6",
        day="2026-03-03",
        minutes=45,
        place="Home",
        took_place="yes",
        asked_it="no",
    )
    with identity("writer", ana.user.pk):
        response = Response.objects.select_related("entry").get(pk=plan.pk)
        response.finish(ana.vault)
        copied = response.copy(ana.vault, with_care=False)["answers"]
        found = Entry.objects.get(pk=plan.pk).read_more(ana.vault)
    words = [
        "They talk less; Something else: They hum.",
        "A note.",
        "6 (from “only a guess” to “very sure”)",
        "March 3, 2026",
        "45 minutes",
        "Home",
        "Yes",
        "No",
    ]
    assert answers_shown(ana.client.get(f"/responses/{plan.pk}/").content.decode()) == words
    rows = [
        row["answer"] for section in copied for question in section["questions"] for row in question["rows"]
    ]
    assert rows == words
    assert "What have you noticed lately: They talk less; Something else: They hum." in found


def test_information_is_read_and_asks_nothing(ana, published):
    response = begun(ana, edition("if-they-want-to-leave"))
    keep(ana, response, said="no")
    shown = page(ana, response, 5)
    assert "Write as if they would read it, and know that they will not." in shown
    assert 'name="how-to-write"' not in shown
    assert turn(ana, response, 5, the_letter="You,")["Location"] == f"{url(response, 5)}#q3"
    assert kept(ana, response) == {"said": "no", "the-letter": "You,"}


@pytest.mark.parametrize("words", ["They hum at night.", "The bench by the river"])
def test_answers_are_sealed(ana, plan, words):
    keep(ana, plan, **{"noticed": ["other"], "noticed.other": words, "place": words, "seen": words})
    with identity("writer", ana.user.pk):
        stored = Response.objects.filter(pk=plan.pk).values_list("head", "answers").get()
    assert not any(words.encode() in bytes(column) for column in stored)
    # Control: opened, they are there.
    assert kept(ana, plan)["place"] == words
