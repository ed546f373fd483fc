"""Filling in with script: every answer saves itself, new questions come in place, the keyboard suffices."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.test_axe import objections
from tests.questionnaires.conftest import begun, edition, finished

pytestmark = pytest.mark.browser
SAVED = re.compile(r"^Saved \d\d:\d\d$")


@pytest.fixture
def ana(published, committed_people):
    return committed_people.ana


def test_an_answer_saves_itself(ana, visit):
    response = begun(ana, edition("is-the-love-mutual"))
    page = visit(ana, f"/responses/{response.pk}/1/")
    page.locator("[data-key=glad] .me").get_by_label("Mostly").check()
    expect(page.locator("#saved")).to_have_text(SAVED)
    page.reload()
    expect(page.locator("[data-key=glad] .me").get_by_label("Mostly")).to_be_checked()


def test_what_could_not_be_saved_is_said_and_continue_keeps_it(ana, visit):
    response = begun(ana, edition("is-the-love-mutual"))
    page = visit(ana, f"/responses/{response.pk}/1/")
    page.locator("[data-key=glad] .me").get_by_label("Mostly").check()
    expect(page.locator("#saved")).to_have_text(SAVED)
    page.context.set_offline(True)
    page.locator("[data-key=glad] .them").get_by_label("Partly").check()
    expect(page.locator("#saved")).to_have_text("Not saved. Continue tries again.")
    page.context.set_offline(False)
    page.get_by_role("button", name="Continue").click()
    page.wait_for_url("**/2/")
    page.go_back()
    expect(page.locator("input:checked")).to_have_count(2)


def test_questions_open_and_close_in_place(ana, visit):
    response = begun(ana, edition("can-you-communicate"))
    page = visit(ana, f"/responses/{response.pk}/6/")
    page.locator("[data-key=they-asked]").get_by_label("In passing").check()
    expect(page.locator("[data-key=asked]")).to_have_count(0)
    page.locator("[data-key=sensed]").get_by_label("Yes", exact=True).check()
    page.locator("[data-key=asked]").get_by_label("Yes, I have asked").check()
    page.locator("[data-key=what-happened]").get_by_label("They stayed vague").check()
    page.locator("[data-key=what-happened]").get_by_label("They became distant").check()
    expect(page.locator("#saved")).to_have_text(SAVED)
    page.locator("[data-key=asked]").get_by_label("No, not so far").check()
    expect(page.locator("[data-key=what-happened]")).to_have_count(0)
    page.locator("[data-key=asked]").get_by_label("Yes, I have asked").check()
    expect(page.locator("[data-key=what-happened]").get_by_label("They stayed vague")).to_be_checked()
    expect(page.locator("[data-key=they-asked]").get_by_label("In passing")).to_be_checked()


def test_calm_words_come_at_once_and_go_again(ana, visit):
    response = begun(ana, edition("can-you-communicate"))
    page = visit(ana, f"/responses/{response.pk}/6/")
    page.locator("[data-key=sensed]").get_by_label("Yes", exact=True).check()
    page.locator("[data-key=asked]").get_by_label("No, not so far").check()
    afraid = page.locator("[data-key=what-holds]").get_by_label("I am afraid of what they might do")
    calm = page.get_by_role("complementary", name="If you are afraid")
    afraid.check()
    expect(calm).to_be_visible()
    afraid.uncheck()
    expect(calm).to_have_count(0)


def test_the_keyboard_suffices(ana, visit):
    response = begun(ana, edition("is-the-love-mutual"))
    page = visit(ana, f"/responses/{response.pk}/1/")
    for digit in "43424142":
        page.keyboard.press(digit)
    expect(page.locator("[data-key=near] .them").get_by_label("A little")).to_be_checked()
    page.keyboard.press("Enter")
    page.wait_for_url("**/2/")
    page.go_back()
    expect(page.locator("input:checked")).to_have_count(8)


def test_a_choice_is_taken_back(ana, visit):
    response = begun(ana, edition("is-the-love-mutual"))
    page = visit(ana, f"/responses/{response.pk}/1/")
    row = page.locator("[data-key=glad] .me")
    expect(row.get_by_text("Leave open")).to_be_hidden()
    row.get_by_label("Mostly").check()
    expect(page.locator("#saved")).to_have_text(SAVED)
    with page.expect_response(lambda answer: answer.request.method == "POST" and answer.ok):
        row.get_by_label("Leave open").check()
    page.reload()
    expect(page.locator("input:checked")).to_have_count(0)
    expect(row.get_by_text("Leave open")).to_be_hidden()


def test_two_windows_are_told(ana, visit):
    response = begun(ana, edition("is-the-love-mutual"))
    here = visit(ana, f"/responses/{response.pk}/1/")
    there = here.context.new_page()
    there.goto(f"/responses/{response.pk}/1/")
    there.locator("[data-key=glad] .me").get_by_label("Mostly").check()
    expect(there.locator("#saved")).to_have_text(SAVED)
    here.locator("[data-key=glad] .me").get_by_label("Partly").check()
    expect(here.locator("#saved")).to_contain_text("Not saved")
    here.get_by_role("button", name="Continue").click()
    expect(here.get_by_role("alert")).to_contain_text("changed in another window")
    expect(here.locator("[data-key=glad] .me").get_by_label("Partly")).to_be_checked()
    here.get_by_role("button", name="Continue").click()
    here.wait_for_url("**/2/")


def test_without_script_it_is_the_same_way(ana, visit):
    response = begun(ana, edition("can-you-communicate"))
    page = visit(ana, f"/responses/{response.pk}/6/", java_script_enabled=False)
    page.locator("[data-key=sensed]").get_by_label("Yes", exact=True).check()
    page.get_by_role("button", name="Continue").click()
    page.locator("[data-key=asked]").get_by_label("I began to").check()
    page.get_by_role("button", name="Continue").click()
    page.locator("[data-key=what-happened]").get_by_label("They said that nothing was wrong").check()
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("What came of asking")
    page.get_by_label("that stayed with you").fill("“Later.”")
    page.get_by_role("button", name="Back").click()
    expect(page.locator("[data-key=what-happened]").get_by_label("nothing was wrong")).to_be_checked()
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_label("that stayed with you")).to_have_value("“Later.”")
    page.get_by_role("button", name="Continue").click()
    page.get_by_role("button", name="Finish").click()
    expect(page.get_by_role("main")).to_contain_text("Too few answers")


def test_axe_finds_nothing_on_the_way(ana, visit):
    talk = edition("can-you-communicate")
    told = {"sensed": "yes", "asked": "yes", "what_happened": ["angry"], "the_anger": "afraid"}
    response, earlier, fear = begun(ana, talk), finished(ana, talk), finished(ana, talk, **told)
    page = visit(ana, f"/responses/{response.pk}/6/")
    found = {}

    def look(name):
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            page.wait_for_timeout(250)
            found[f"{name}, {scheme}"] = objections(page)

    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_role("alert")).to_be_visible()
    look("something needed")
    page.locator("[data-key=sensed]").get_by_label("Yes", exact=True).check()
    page.locator("[data-key=asked]").get_by_label("No, not so far").check()
    page.locator("[data-key=what-holds]").get_by_label("I am afraid").check()
    expect(page.get_by_role("complementary", name="If you are afraid")).to_be_visible()
    look("calm words")
    page.goto(f"/responses/{response.pk}/finish/")
    look("finish")
    page.goto(f"/responses/{earlier.pk}/result/")
    look("folded")
    page.locator("details summary").first.click()
    look("unfolded")
    page.goto(f"/responses/{response.pk}/finish/")
    page.get_by_role("button", name="Finish").click()
    look("fear")
    page.goto(f"/responses/{fear.pk}/")
    look("answers")
    page.goto("/questionnaires/")
    look("catalogue")
    assert {name: objected for name, objected in found.items() if objected} == {}
