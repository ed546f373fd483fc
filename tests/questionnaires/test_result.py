"""The result: words first, both sides in words and bars, the change since last time, and room to write."""

import re

import pytest

from tests.questionnaires.conftest import answered, begun, edition, finished
from tests.questionnaires.test_trends import newer, other_scoring
from vault.identity import identity


def get(person, response):
    return person.client.get(f"/responses/{response.pk}/result/")


def text(answer):
    """What a reader or listener gets of a page."""
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


@pytest.fixture
def ana(people):
    return people.ana


def test_it_begins_with_a_sentence(ana, love):
    page = text(get(ana, finished(ana, love, 4, 2)))
    assert "You describe giving more than you see coming back, most of all in being in love." in page
    assert "what you feel reads as strong, and what you see from them reads as faint" in page
    assert "strong" in page


def test_each_bar_is_said_in_words_too(ana, love):
    answer = get(ana, finished(ana, love, 4, 2))
    assert text(answer).count("Me: Mostly Them, as I see it: A little") == 6
    # 4 of 1..5 is three quarters of the way, 2 is one quarter.
    assert answer.content.decode().count('class="value" width="75.0%"') == 6
    assert answer.content.decode().count('class="value" width="25.0%"') == 6


def test_no_style_stands_in_the_page(ana, love):
    assert "style=" not in get(ana, finished(ana, love)).content.decode()


def test_the_first_round_has_no_last_time(ana, love):
    page = get(ana, finished(ana, love)).content.decode()
    assert 'class="last"' not in page
    assert "as before" not in page


def test_the_change_since_last_time(ana, love):
    finished(ana, love, 4, 2)
    page = text(get(ana, finished(ana, love, 4, 3)))
    assert page.count("closer together") == 6
    assert page.count("(last time: A little)") == 6


def test_what_hardly_moved_is_as_before(ana, love):
    finished(ana, love, 4, 2)
    assert text(get(ana, finished(ana, love, 4, 2))).count("as before") == 6


def test_rounds_of_another_questionnaire_are_not_compared(ana, love, talk):
    finished(ana, talk, 4, 2)
    assert "as before" not in text(get(ana, finished(ana, love, 4, 2)))


def test_another_edition_that_means_the_same_is_compared(ana, love):
    finished(ana, love, 4, 2)
    page = text(get(ana, finished(ana, newer(love, lambda document: document), 4, 2)))
    assert page.count("as before") == 6
    assert "Where the questions have changed" not in page


def test_a_scale_that_counts_something_else_now_is_not_compared(ana, love):
    finished(ana, love, 4, 2)
    page = text(get(ana, finished(ana, newer(love, other_scoring()), 4, 2)))
    # The part that changed and the whole that it makes are left out.
    assert page.count("as before") == 4
    assert "Where the questions have changed since last time" in page


@pytest.mark.parametrize(
    ("them", "said"), [(2, "side by side"), (3, "about 1 answer apart"), (5, "about 3 answers apart")]
)
def test_the_distance_of_the_sides(ana, love, them, said):
    assert text(get(ana, finished(ana, love, 2, them))).count(said) == 6


@pytest.mark.parametrize(("rounds", "unusual"), [(4, 0), (5, 6)])
def test_more_than_usual_needs_five_earlier_rounds(ana, love, rounds, unusual):
    for _ in range(rounds):
        finished(ana, love, 4, 2)
    page = text(get(ana, finished(ana, love, 4, 3)))
    assert page.count("closer together, more than usual for you") == unusual
    assert ("That is our rule of thumb, and no test." in page) == bool(unusual)


def test_a_step_as_often_before_is_not_unusual(ana, love):
    for them in (2, 3, 2, 3, 2):
        finished(ana, love, 4, them)
    assert "more than usual" not in text(get(ana, finished(ana, love, 4, 3)))


def test_reasons_stand_side_by_side_strongest_first(ana, published):
    why = edition("why-i-stay")
    response = begun(ana, why)
    given = {q.key: "partly" for q in why.parsed.questions.values() if q.kind == "scale"}
    with identity("writer", ana.user.pk):
        response.answer(ana.vault, given | {"growth": "completely"}, based_on=response.revision)
        response.finish(ana.vault)
    page = text(get(ana, response))
    reasons = page[page.index("One by one, strongest first") :]
    drawn, held, to_go = (
        reasons.index(title) for title in ("What draws you", "What holds you", "Reasons to go")
    )
    assert drawn < held < to_go
    assert reasons.index(why.parsed.questions["growth"].text) < reasons.index(
        why.parsed.questions["love"].text
    )
    assert (
        why.parsed.questions["manage"].text
        not in reasons.split("Nothing is added up here")[1].split("</main")[0]
    )
    assert "total" not in page


def test_pairs_are_not_listed_one_by_one(ana, love):
    assert "One by one" not in text(get(ana, finished(ana, love)))


def test_too_few_answers_are_said(ana, love):
    response = begun(ana, love)
    with identity("writer", ana.user.pk):
        response.finish(ana.vault)
    page = text(get(ana, response))
    assert "There were too few answers to say what they say together" in page
    assert page.count("Too few answers") == 12


def test_fear_gets_calm_words_and_no_score(ana, talk):
    finished(ana, talk)
    answer = get(ana, finished(ana, talk, sensed="yes", asked="no", what_holds=["afraid"]))
    page = text(answer)
    assert "You do not have to decide anything now." in page
    assert "People to talk to" in page
    assert 'href="/help/"' in answer.content.decode()
    assert "You describe" not in page
    assert "bars" not in answer.content.decode()


def test_an_uncounted_round_is_stepped_over_when_comparing(ana, talk):
    finished(ana, talk, 4, 2)
    finished(ana, talk, sensed="yes", asked="no", what_holds=["afraid"])
    assert text(get(ana, finished(ana, talk, 4, 2))).count("as before") == 6


def test_there_is_room_to_write_that_becomes_the_entrys_text(ana, love):
    response = finished(ana, love)
    page = get(ana, response).content.decode()
    assert f'action="/entries/{response.pk}/edit/"' in page
    assert "What did these answers make you think of?" in page
    fields = dict(re.findall(r'name="(owner|id|based_on|page|sequence|prompt)" value="([^"]*)"', page))
    fields |= {
        "title": "Is the love mutual?",
        "body": "More than I knew.",
        "mood": "",
        "tags": "",
        "about_on": "",
    }
    assert ana.client.post(f"/entries/{response.pk}/edit/", fields).status_code == 302
    assert "More than I knew." in get(ana, response).content.decode()


def test_before_today_is_answered_earlier_results_are_folded(ana, love):
    response = finished(ana, love, 4, 2)
    begun(ana, love)
    page = get(ana, response).content.decode()
    before, after = page.split("<details", 1)
    assert "You describe" not in before
    assert "You describe" in after
    assert "Show this result anyway" in after


def test_a_round_that_was_left_open_before_folds_nothing(ana, love):
    begun(ana, love)
    assert (
        "<details" not in get(ana, finished(ana, love)).content.decode().split("</h1>")[1].split("<form")[0]
    )


def test_an_open_round_has_no_result(ana, love):
    response = answered(ana, love)
    assert get(ana, response)["Location"] == f"/responses/{response.pk}/"


@pytest.mark.parametrize("who", ["ben", "cho", "eve"])
def test_nobody_else_finds_it(people, love, who):
    assert get(getattr(people, who), finished(people.ana, love)).status_code == 404


def test_post_is_refused(ana, love):
    assert ana.client.post(f"/responses/{finished(ana, love).pk}/result/").status_code == 405


@pytest.mark.parametrize("rows", [1, 3])
def test_queries_do_not_grow(ana, love, rows, queries):
    for _ in range(rows):
        response = finished(ana, love)
    assert queries(lambda: get(ana, response)) == 9
