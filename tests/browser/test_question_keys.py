"""A questionnaire can be filled in with the keyboard: a number chooses and goes on, Enter continues."""

import pytest
from playwright.sync_api import expect

from tests.browser.fixtures import sign_in

pytestmark = pytest.mark.browser


def test_question_keys(committed_people, page):
    sign_in(page, committed_people.ana.user.email)
    page.goto("/questionnaires/")
    page.get_by_role("button", name="Begin: Is the love mutual?").click()
    page.wait_for_url("**/responses/**/1/")
    rows = page.locator(".choices")
    for number in range(1, rows.count() + 1):
        page.keyboard.press(str(1 + number % 5))
    chosen = [rows.nth(row).locator("input").nth((row + 1) % 5) for row in range(rows.count())]
    for choice in chosen:
        expect(choice).to_be_checked()
    page.keyboard.press("Enter")
    page.wait_for_url("**/responses/**/2/")
    expect(page.locator("h1")).to_be_focused()


def test_numbers_are_only_text_in_a_text_field(committed_people, page):
    sign_in(page, committed_people.ana.user.email)
    page.goto("/questionnaires/")
    page.get_by_role("button", name="Begin: Is the love mutual?").click()
    page.wait_for_url("**/responses/**/1/")
    page.evaluate(
        "document.querySelector('#question').insertAdjacentHTML('beforeend', '<textarea id=\"free\">')"
    )
    page.locator("#free").press_sequentially("1 2 3")
    expect(page.locator("#free")).to_have_value("1 2 3")
    expect(page.locator(".choices input:checked")).to_have_count(0)
