"""One section: answers are kept, the way follows them, two windows cannot mix, nothing typed is lost."""

import re
import uuid

import pytest

from questionnaires.models import Response
from tests.cast import PASSWORD
from tests.questionnaires.conftest import answered, begun, finished
from vault.identity import identity

ASKING = ["they-asked", "sensed"]


def url(response, number):
    return f"/responses/{response.pk}/{number}/"


def opened(person, response, number, **answers):
    """What the page's form holds when it is opened, with these answers given."""
    page = person.client.get(url(response, number)).content.decode()
    fields = {
        name: re.search(rf'name="{name}" value="([^"]*)"', page)[1]
        for name in ("based_on", "page", "section")
    }
    fields["shown"] = re.findall(r'name="shown" value="([^"]*)"', page)
    return fields | {
        name.replace("__", ".").replace("_", "-"): value for name, value in answers.items() if name
    }


def post(person, response, number, fields, go="next", **headers):
    return person.client.post(url(response, number), fields | ({"go": go} if go else {}), headers=headers)


def kept(person, response):
    with identity("writer", person.user.pk):
        return Response.objects.get(pk=response.pk).read_answers(person.vault)


def keep(person, response, **answers):
    given = {name.replace("_", "-"): value for name, value in answers.items()}
    with identity("writer", person.user.pk):
        current = Response.objects.get(pk=response.pk)
        current.answer(person.vault, given, based_on=current.revision)


@pytest.fixture
def ana(people):
    return people.ana


@pytest.fixture
def response(ana, love):
    return begun(ana, love)


@pytest.fixture
def talking(ana, talk):
    """A round about talking, open at the section about asking."""
    return begun(ana, talk)


def test_it_shows_its_questions_with_both_sides(ana, response):
    page = ana.client.get(url(response, 1)).content.decode()
    assert "Being in love" in page
    assert "I am glad when I know I will see them soon." in page
    assert "They seem glad when they know they will see me soon." in page
    assert page.count('type="radio"') == 4 * 2 * (5 + 1)
    assert page.count('value="">Leave open') == 4 * 2
    assert "checked" not in page


def test_continue_keeps_the_answers_and_goes_on(ana, response):
    answer = post(ana, response, 1, opened(ana, response, 1) | {"glad.me": "mostly", "glad.them": "partly"})
    assert (answer.status_code, answer["Location"]) == (302, url(response, 2))
    assert kept(ana, response) == {"glad.me": "mostly", "glad.them": "partly"}


def test_what_was_answered_stands_there_again(ana, response):
    keep(ana, response, **{"glad.me": "mostly"})
    page = ana.client.get(url(response, 1)).content.decode()
    assert 'name="glad.me" value="mostly" checked' in page


def test_a_choice_can_be_taken_back(ana, response):
    keep(ana, response, **{"glad.me": "mostly", "glad.them": "partly"})
    fields = opened(ana, response, 1) | {"glad.me": "", "glad.them": "partly"}
    assert post(ana, response, 1, fields)["Location"] == url(response, 2)
    assert kept(ana, response) == {"glad.them": "partly"}


def test_what_is_needed_cannot_be_left_open(ana, talking):
    keep(ana, talking, sensed="yes")
    page = ana.client.get(url(talking, 6)).content.decode()
    assert '<input type="radio" name="sensed" value="">' not in page
    answer = post(ana, talking, 6, opened(ana, talking, 6, sensed="", asked="yes"))
    assert answer.status_code == 400
    assert "This one is needed to go on." in answer.content.decode()


def test_back_keeps_the_answers_too(ana, response):
    answer = post(ana, response, 2, opened(ana, response, 2) | {"plans.me": "mostly"}, go="back")
    assert answer["Location"] == url(response, 1)
    assert kept(ana, response) == {"plans.me": "mostly"}


def test_back_from_the_first_section_leads_to_the_catalogue(ana, response):
    assert post(ana, response, 1, opened(ana, response, 1), go="back")["Location"] == "/questionnaires/"


def test_unticking_everything_is_not_lost_between_two_windows(ana, talking):
    keep(ana, talking, sensed="yes", asked="yes", what_happened=["vague"])
    here = opened(ana, talking, 6, sensed="yes", asked="yes")
    keep(ana, talking, they_asked="no")
    page = post(ana, talking, 6, here).content.decode()
    assert 'type="checkbox"' in page
    assert not re.search(r'type="checkbox"[^>]*checked', page)


def test_after_the_last_section_comes_the_end(ana, response):
    assert post(ana, response, 5, opened(ana, response, 5))["Location"] == f"/responses/{response.pk}/finish/"


def test_stop_and_go_on_where_nothing_is_answered(ana, response):
    post(ana, response, 1, opened(ana, response, 1) | {"glad.me": "mostly"})
    assert ana.client.get(f"/responses/{response.pk}/")["Location"] == url(response, 2)


def test_an_answer_opens_questions_on_the_same_page_first(ana, talking):
    answer = post(ana, talking, 6, opened(ana, talking, 6, sensed="yes"))
    # The third question of the section; an address says no more.
    assert answer["Location"] == f"{url(talking, 6)}#q3"
    assert opened(ana, talking, 6)["shown"] == [*ASKING, "asked"]


def test_the_way_follows_a_changed_answer(ana, talking):
    keep(ana, talking, sensed="yes", asked="yes", what_happened=["vague"])
    assert ana.client.get(url(talking, 7)).status_code == 200
    answer = post(ana, talking, 6, opened(ana, talking, 6, sensed="no", asked="yes", what_happened=["vague"]))
    assert answer["Location"] == f"/responses/{talking.pk}/finish/"
    assert ana.client.get(url(talking, 7))["Location"] == f"/responses/{talking.pk}/"


def test_answers_off_the_way_come_back_with_it(ana, talking):
    keep(ana, talking, sensed="yes", asked="yes", what_happened=["vague"])
    post(ana, talking, 6, opened(ana, talking, 6, sensed="no", asked="yes", what_happened=["vague"]))
    post(ana, talking, 6, opened(ana, talking, 6, sensed="yes"))
    assert kept(ana, talking) == {"sensed": "yes", "asked": "yes", "what-happened": ["vague"]}


def test_several_choices_are_kept_and_taken_back(ana, talking):
    keep(ana, talking, sensed="yes", asked="yes")
    post(
        ana, talking, 6, opened(ana, talking, 6, sensed="yes", asked="yes", what_happened=["vague", "angry"])
    )
    assert kept(ana, talking)["what-happened"] == ["vague", "angry"]
    post(ana, talking, 6, opened(ana, talking, 6, sensed="yes", asked="yes"))
    assert "what-happened" not in kept(ana, talking)


def test_what_is_needed_is_asked_for_and_the_rest_is_kept(ana, talking):
    answer = post(ana, talking, 6, opened(ana, talking, 6, they_asked="no"))
    assert answer.status_code == 400
    assert "This one is needed to go on." in answer.content.decode()
    assert kept(ana, talking) == {"they-asked": "no"}


def test_what_cannot_be_kept_stays_on_the_page_with_the_reason(ana, talking):
    keep(ana, talking, sensed="yes", asked="yes", what_happened=["vague"])
    words = "x" * 20_001
    answer = post(ana, talking, 7, opened(ana, talking, 7, stayed_with_me=words, reopened="both"))
    page = answer.content.decode()
    assert answer.status_code == 400
    assert "This is longer than 20000 characters." in page.replace(",", "")
    assert words in page
    assert kept(ana, talking)["reopened"] == "both"


def test_back_is_always_possible_and_keeps_what_can_be_kept(ana, talking):
    keep(ana, talking, sensed="yes", asked="yes", what_happened=["vague"])
    fields = opened(ana, talking, 7, stayed_with_me="x" * 20_001, reopened="both")
    assert post(ana, talking, 7, fields, go="back")["Location"] == url(talking, 6)
    assert kept(ana, talking)["reopened"] == "both"


def test_here_stays_and_needs_nothing(ana, talking):
    fields = opened(ana, talking, 6, they_asked="no")
    assert post(ana, talking, 6, fields, go="here")["Location"] == url(talking, 6)
    assert kept(ana, talking) == {"they-asked": "no"}


def test_one_choice_alone_cannot_stand_beside_others(ana, talking):
    keep(ana, talking, sensed="yes", asked="yes")
    fields = opened(ana, talking, 6, sensed="yes", asked="yes", what_happened=["vague", "something-else"])
    answer = post(ana, talking, 6, fields)
    assert answer.status_code == 400
    assert "cannot stand beside the others" in answer.content.decode()


def test_a_choice_that_does_not_exist_is_refused(ana, response):
    answer = post(ana, response, 1, opened(ana, response, 1) | {"glad.me": "very", "glad.them": "mostly"})
    assert answer.status_code == 400
    assert kept(ana, response) == {"glad.them": "mostly"}


def test_fear_is_met_with_calm_words_at_once(ana, talking):
    keep(ana, talking, sensed="yes", asked="no")
    assert "You wrote about fear" not in ana.client.get(url(talking, 6)).content.decode()
    keep(ana, talking, what_holds=["afraid"])
    page = ana.client.get(url(talking, 6)).content.decode()
    assert "You wrote about fear" in page
    assert 'href="/help/"' in page


def test_after_a_change_alone_too(ana, talking):
    keep(ana, talking, sensed="yes", asked="no")
    fields = opened(ana, talking, 6, sensed="yes", asked="no", what_holds=["afraid"])
    answer = post(ana, talking, 6, fields, go="", X_Autosave="1")
    assert "You wrote about fear" in answer.json()["html"]
    answer = post(ana, talking, 6, fields | {"care": "shown"}, go="", X_Autosave="1")
    assert answer.json().keys() == {"saved"}


# By itself


def test_a_change_alone_is_kept_and_says_so(ana, response):
    answer = post(ana, response, 1, opened(ana, response, 1) | {"glad.me": "mostly"}, go="", X_Autosave="1")
    assert answer.status_code == 200
    assert re.fullmatch(r"Saved \d\d:\d\d", answer.json()["saved"])
    assert kept(ana, response) == {"glad.me": "mostly"}


def test_changes_of_one_page_follow_each_other_without_its_knowing_the_revision(ana, response):
    fields = opened(ana, response, 1)
    for name in ("glad.me", "glad.them", "near.me"):
        fields[name] = "mostly"
        assert post(ana, response, 1, fields, go="", X_Autosave="1").status_code == 200
    assert post(ana, response, 1, fields)["Location"] == url(response, 2)


def test_a_change_that_opens_a_question_brings_it(ana, talking):
    answer = post(ana, talking, 6, opened(ana, talking, 6, sensed="yes"), go="", X_Autosave="1")
    page = answer.json()["html"]
    assert page.strip().startswith("<form")
    assert "Have you asked them whether your feeling is right?" in page
    assert 'value="yes" checked' in page


def test_a_change_that_cannot_be_kept_says_why(ana, talking):
    keep(ana, talking, sensed="yes", asked="yes", what_happened=["vague"])
    fields = opened(ana, talking, 7, stayed_with_me="x" * 20_001)
    answer = post(ana, talking, 7, fields, go="", X_Autosave="1")
    assert answer.status_code == 400
    assert answer.json()["says"].startswith("This is longer")


# Locked meanwhile


def test_what_was_answered_comes_through_an_unlock(ana, talking):
    keep(ana, talking, sensed="yes", asked="yes")
    page = ana.client.get(url(talking, 6)).content.decode()
    owner = re.search(r'name="owner" value="([^"]*)"', page)[1]
    fields = opened(ana, talking, 6, owner=owner, sensed="yes", asked="yes", what_happened=["vague", "angry"])
    del ana.client.cookies["key"]
    locked = post(ana, talking, 6, fields, Sec_Fetch_Site="same-origin")
    assert locked.status_code == 423
    carried = re.search(r'name="carried" value="([^"]+)"', locked.content.decode())[1]
    answer = ana.client.post("/unlock/", {"password": PASSWORD, "carried": carried})
    assert (answer.status_code, answer["Location"]) == (302, url(talking, 7))
    assert kept(ana, talking)["what-happened"] == ["vague", "angry"]


# Two windows


def test_two_windows_cannot_mix_and_nothing_chosen_is_lost(ana, response):
    here, there = opened(ana, response, 1), opened(ana, response, 1)
    post(ana, response, 1, there | {"glad.me": "mostly"})
    answer = post(ana, response, 1, here | {"glad.me": "partly", "near.me": "a-little"})
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "These answers were changed in another window meanwhile." in page
    assert 'name="glad.me" value="partly" checked' in page
    assert 'name="near.me" value="a-little" checked' in page
    assert kept(ana, response) == {"glad.me": "mostly"}
    again = {name: re.search(rf'name="{name}" value="([^"]*)"', page)[1] for name in ("based_on", "page")}
    answer = post(ana, response, 1, here | again | {"glad.me": "partly", "near.me": "a-little"})
    assert answer.status_code == 302
    assert kept(ana, response) == {"glad.me": "partly", "near.me": "a-little"}


def test_what_a_page_sent_before_it_was_left_comes_too_late(ana, response):
    fields = opened(ana, response, 1)
    post(ana, response, 1, fields | {"glad.me": "mostly", "glad.them": "mostly"})
    next_page = opened(ana, response, 2)
    late = post(ana, response, 1, fields | {"glad.me": "a-little"}, go="", X_Autosave="1")
    assert late.status_code == 409
    assert kept(ana, response) == {"glad.me": "mostly", "glad.them": "mostly"}
    assert post(ana, response, 2, next_page | {"plans.me": "mostly"}).status_code == 302


def test_a_lost_reply_is_no_conflict(ana, response):
    fields = opened(ana, response, 1) | {"glad.me": "mostly"}
    assert post(ana, response, 1, fields)["Location"] == url(response, 2)
    assert post(ana, response, 1, fields)["Location"] == url(response, 2)


def test_after_a_refusal_the_page_goes_on(ana, talking):
    page = post(ana, talking, 6, opened(ana, talking, 6, they_asked="no")).content.decode()
    again = {name: re.search(rf'name="{name}" value="([^"]*)"', page)[1] for name in ("based_on", "page")}
    fields = opened(ana, talking, 6, they_asked="no", sensed="no") | again
    assert post(ana, talking, 6, fields).status_code == 302


def test_a_change_alone_in_the_other_window_is_told_too(ana, response):
    here, there = opened(ana, response, 1), opened(ana, response, 1)
    post(ana, response, 1, there | {"glad.me": "mostly"})
    answer = post(ana, response, 1, here | {"glad.me": "partly"}, go="", X_Autosave="1")
    assert answer.status_code == 409
    assert (answer.json()["reason"], answer.json()["says"][:9]) == ("changed", "Not saved")


def test_what_was_finished_elsewhere_takes_no_answer(ana, love):
    response = answered(ana, love)
    fields = opened(ana, response, 1) | {"glad.me": "partly"}
    with identity("writer", ana.user.pk):
        response.finish(ana.vault)
    answer = post(ana, response, 1, fields)
    assert answer.status_code == 409
    assert f'href="/responses/{response.pk}/"' in answer.content.decode()


def test_words_for_what_was_finished_elsewhere_are_given_back(ana, talk):
    response = answered(ana, talk, sensed="yes", asked="yes", what_happened=["vague"])
    fields = opened(ana, response, 7, stayed_with_me="“Later,”\nthey said.", words="stayed-with-me")
    with identity("writer", ana.user.pk):
        response.finish(ana.vault)
    answer = post(ana, response, 7, fields)
    assert answer.status_code == 409
    assert "“Later,”\nthey said.</textarea>" in answer.content.decode()


def test_words_for_a_section_that_the_way_left_elsewhere_are_given_back(ana, talking):
    keep(ana, talking, sensed="yes", asked="yes", what_happened=["vague"])
    fields = opened(ana, talking, 7, stayed_with_me="“Later.”", words="stayed-with-me")
    keep(ana, talking, sensed="no")
    answer = post(ana, talking, 7, fields)
    assert answer.status_code == 409
    assert "“Later.”</textarea>" in answer.content.decode()


def test_words_for_a_round_thrown_away_elsewhere_are_given_back(ana, talking):
    keep(ana, talking, sensed="yes", asked="yes", what_happened=["vague"])
    fields = opened(ana, talking, 7, stayed_with_me="“Later.”", words="stayed-with-me")
    with identity("writer", ana.user.pk):
        talking.entry.trash()
    answer = post(ana, talking, 7, fields)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "“Later.”</textarea>" in page
    assert f'href="/entries/{talking.pk}/"' in page
    alone = post(ana, talking, 7, fields, go="", X_Autosave="1")
    assert (alone.status_code, alone.json()["reason"]) == (409, "trashed")
    assert "stayed-with-me" not in kept(ana, talking)
    assert ana.client.get(url(talking, 7)).status_code == 404


def test_the_page_names_the_fields_of_words(ana, talking):
    keep(ana, talking, sensed="yes", asked="yes", what_happened=["vague"])
    page = ana.client.get(url(talking, 7)).content.decode()
    assert '<input type="hidden" name="words" value="stayed-with-me">' in page


@pytest.mark.parametrize("headers", [{}, {"X_Autosave": "1"}])
def test_nothing_is_stored_for_another_person(people, talk, headers):
    ana, ben = people.ana, people.ben
    response = begun(ana, talk)
    keep(ana, response, sensed="yes", asked="yes", what_happened=["vague"])
    fields = opened(ana, response, 7, stayed_with_me="“Later.”", words="stayed-with-me")
    answer = post(ben, response, 7, fields | {"owner": str(ana.user.pk)}, **headers)
    assert answer.status_code == 409
    if headers:
        assert answer.json()["reason"] == "owner"
    else:
        assert "“Later.”</textarea>" in answer.content.decode()
        assert "stayed with you" not in answer.content.decode()
    assert "stayed-with-me" not in kept(ana, response)
    # Whether it exists at all makes no difference.
    nowhere = ben.client.post(
        f"/responses/{uuid.uuid4()}/7/", fields | {"owner": str(ana.user.pk)}, headers=headers
    )
    assert nowhere.status_code == 409


# Refused


@pytest.mark.parametrize(
    "fields", [{}, {"section": "gone"}, {"based_on": "x", "page": "y", "section": "being-in-love"}]
)
def test_a_form_that_is_none_of_ours_is_refused_kindly(ana, response, fields):
    answer = post(ana, response, 1, fields)
    assert answer.status_code == 400
    assert "Go on from there" in answer.content.decode()


@pytest.mark.parametrize("number", [0, 6, 99])
def test_a_number_off_the_way_leads_back_to_it(ana, response, number):
    assert ana.client.get(url(response, number))["Location"] == f"/responses/{response.pk}/"


def test_a_finished_round_shows_its_result_instead(ana, love):
    response = finished(ana, love)
    assert ana.client.get(url(response, 1))["Location"] == f"/responses/{response.pk}/result/"


@pytest.mark.parametrize("who", ["ben", "cho", "eve"])
def test_nobody_else_finds_it(people, response, who):
    client = getattr(people, who).client
    assert client.get(url(response, 1)).status_code == 404
    assert client.post(url(response, 1), {"go": "next"}).status_code == 404


def test_what_does_not_exist_is_not_found(ana, love):
    assert ana.client.get(f"/responses/{uuid.uuid4()}/1/").status_code == 404


def test_other_methods_are_refused(ana, response):
    assert ana.client.delete(url(response, 1)).status_code == 405


@pytest.mark.parametrize("rows", [1, 3])
def test_queries_do_not_grow(ana, love, response, rows, queries):
    for _ in range(rows):
        finished(ana, love)
    assert queries(lambda: ana.client.get(url(response, 1))) == 8


def test_an_address_names_no_question(ana, talking):
    given = [{"sensed": "yes"}, {"sensed": "yes", "asked": "yes"}]
    for answers in given:
        answer = post(ana, talking, 6, opened(ana, talking, 6, **answers))
        assert re.fullmatch(rf"/responses/{talking.pk}/6/#q\d", answer["Location"])
