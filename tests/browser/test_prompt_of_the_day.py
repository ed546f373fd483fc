"""Swapping the prompt of the day loses no typed word, with script and without."""

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("script", [True, False])
def test_another(script, committed_people, visit):
    page = visit(committed_people.ana, java_script_enabled=script)
    words, prompt = page.locator("textarea"), page.locator(".prompt > p")
    first = prompt.inner_text()
    words.fill("Half a sentence")
    with page.expect_navigation():
        page.get_by_role("button", name="Another").click()
    expect(prompt).not_to_have_text(first)
    expect(words).to_have_value("Half a sentence")
    words.fill("Half a sentence, and the rest")
    with page.expect_navigation():
        page.get_by_role("button", name="No prompt").click()
    expect(prompt).to_have_count(0)
    expect(words).to_have_value("Half a sentence, and the rest")
    page.get_by_role("button", name="Save").click()
    page.wait_for_url("**/entries/**")
    expect(page.locator(".prose")).to_have_text("Half a sentence, and the rest")
    page.goto("/journal/")
    expect(page.locator(".timeline > li")).to_have_count(1)


def test_enter_in_the_title_saves(committed_people, visit):
    page = visit(committed_people.ana)
    page.locator(".fold summary").click()
    page.get_by_label("Title").fill("A title")
    page.get_by_label("Title").press("Enter")
    page.wait_for_url("**/entries/**")
