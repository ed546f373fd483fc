"""Every kind of question in a browser: it saves itself, the keyboard suffices, without script it is the same way."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.test_axe import objections
from tests.questionnaires.conftest import begun, edition
from tests.questionnaires.test_filling import SAVED

pytestmark = pytest.mark.browser


@pytest.fixture
def ana(published, committed_people):
    return committed_people.ana


@pytest.fixture
def plan(ana):
    return begun(ana, edition("before-the-talk"))


def save(page, act):
    with page.expect_response(lambda answer: answer.request.method == "POST" and answer.ok):
        act()


def test_none_of_these_stands_alone(ana, plan, visit):
    page = visit(ana, f"/responses/{plan.pk}/1/")
    boxes = page.locator("[data-key=noticed]")
    boxes.get_by_label("They talk less").check()
    boxes.get_by_label("They seem sad").check()
    boxes.get_by_label("I cannot name it").check()
    expect(boxes.locator("input:checked")).to_have_count(1)
    save(page, boxes.get_by_label("They seem sad").check)
    expect(boxes.get_by_label("I cannot name it")).not_to_be_checked()
    expect(page.locator("#saved")).to_have_text(SAVED)
    page.reload()
    expect(boxes.locator("input:checked")).to_have_count(1)
    expect(boxes.get_by_label("They seem sad")).to_be_checked()


def test_words_of_a_choice_are_seen_while_it_is_chosen_and_save_themselves(ana, plan, visit):
    page = visit(ana, f"/responses/{plan.pk}/1/")
    other, words = page.get_by_label("Something else"), page.get_by_label("What is it?")
    expect(words).to_be_hidden()
    other.check()
    save(page, lambda: words.fill("They hum."))
    other.uncheck()
    expect(words).to_be_hidden()
    save(page, other.check)
    page.reload()
    expect(words).to_have_value("They hum.")


def test_the_keyboard_suffices_for_seven_answers_too(ana, plan, visit):
    page = visit(ana, f"/responses/{plan.pk}/1/")
    page.keyboard.press("2")
    expect(page.locator("[data-key=since]").get_by_label("A few weeks")).to_be_checked()
    page.keyboard.press("7")
    expect(page.locator("[data-key=sure]").get_by_label("7 (very sure)")).to_be_checked()
    page.keyboard.press("Enter")
    page.wait_for_url("**/2/")
    page.get_by_label("The one question I would ask").fill("Is something wrong? 1 2 3")
    page.keyboard.press("Enter")
    page.wait_for_url("**/3/")
    page.go_back()
    expect(page.get_by_label("The one question I would ask")).to_have_value("Is something wrong? 1 2 3")


def test_a_day_and_a_number_save_themselves_and_a_wrong_one_is_told(ana, plan, visit):
    page = visit(ana, f"/responses/{plan.pk}/3/")
    save(page, lambda: page.get_by_label("On which day?").fill("2040-03-03"))
    page.get_by_label("How much time").fill("3")
    expect(page.locator("#saved")).to_have_text("The number can be 5 or more.")
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_role("alert")).to_be_visible()
    expect(page.get_by_label("How much time")).to_have_value("3")
    expect(page.get_by_label("How much time")).to_have_accessible_description("The number can be 5 or more.")
    expect(page.get_by_label("On which day?")).to_have_value("2040-03-03")


def test_without_script_a_plan_and_what_came_of_it(ana, plan, visit):
    page = visit(ana, f"/responses/{plan.pk}/1/", java_script_enabled=False)
    go_on = page.get_by_role("button", name="Continue")
    page.get_by_label("They talk less").check()
    page.get_by_label("I cannot name it").check()
    go_on.click()
    expect(page.locator(".errorlist")).to_contain_text("cannot stand beside the others")
    page.get_by_label("I cannot name it").uncheck()
    page.get_by_label("Something else").check()
    page.get_by_label("What is it?").fill("They hum.")
    page.get_by_label("6", exact=True).check()
    go_on.click()
    page.get_by_label("The one question I would ask").fill("Is something wrong?")
    go_on.click()
    page.get_by_label("On which day?").fill("2020-03-03")
    page.get_by_label("How much time").fill("45")
    go_on.click()
    page.get_by_label("What do you hope").fill("Peace.")
    go_on.click()
    page.locator("[data-key=took-place]").get_by_label("Yes").check()
    go_on.click()
    page.locator("[data-key=what-happened]").get_by_label("They opened up").check()
    page.locator("[data-key=asked-it]").get_by_label("Yes").check()
    page.get_by_role("button", name="Back").click()
    expect(page.get_by_label("What do you hope")).to_have_value("Peace.")
    go_on.click()
    expect(page.locator("[data-key=what-happened]").get_by_label("They opened up")).to_be_checked()
    # Another answer leads another way, and back again: nothing is lost.
    page.locator("[data-key=took-place]").get_by_label("No").check()
    go_on.click()
    expect(page.locator("[data-key=what-happened]")).to_have_count(0)
    expect(page.locator("[data-key=what-stopped]")).to_have_count(1)
    page.locator("[data-key=took-place]").get_by_label("Yes").check()
    go_on.click()
    expect(page.locator("[data-key=what-happened]").get_by_label("They opened up")).to_be_checked()
    go_on.click()
    page.get_by_role("button", name="Finish").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Your answers are kept")
    page.get_by_role("link", name="Read the answers").click()
    expect(page.get_by_role("main")).to_contain_text("They talk less; Something else: They hum.")


def test_axe_finds_nothing(ana, plan, visit):
    page = visit(ana, f"/responses/{plan.pk}/1/")
    page.get_by_label("Something else").check()
    page.get_by_label("7 (very sure)").check()
    found = {}
    for number in (1, 3):
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            page.wait_for_timeout(250)
            found[number, scheme] = objections(page)
        page.goto(re.sub(r"\d/$", "3/", page.url))
        page.get_by_label("How much time").fill("a while")
        page.get_by_role("button", name="Continue").click()
        expect(page.get_by_role("alert")).to_be_visible()
    assert {place: objected for place, objected in found.items() if objected} == {}
