"""The journal page with script: the next page comes by itself below, and the arrow keys walk through a month."""

import datetime

import pytest
from playwright.sync_api import expect

from journal.words import Draft
from tests import cast

pytestmark = pytest.mark.browser
NEWEST = datetime.date(2026, 3, 31)


@pytest.fixture
def ana(committed_people):
    """An entry a day, 150 days back from the last of March."""
    for number in range(150):
        day = NEWEST - datetime.timedelta(days=number)
        cast.write(committed_people.ana, Draft(f"Entry {number}", "Words.", about_on=day))
    return committed_people.ana


def titles(page):
    return page.locator(".timeline h3 a")


def months(page):
    return page.locator(".month > h2").all_inner_texts()


def test_pages_follow_as_one_goes_down_until_they_wait(ana, visit):
    page = visit(ana, "/journal/")
    expect(titles(page)).to_have_count(20)
    for count in (40, 60, 80, 100):
        page.mouse.wheel(0, 50_000)
        expect(titles(page)).to_have_count(count)
    page.mouse.wheel(0, 50_000)
    expect(page.get_by_role("link", name="Earlier")).to_be_in_viewport()
    page.wait_for_timeout(500)
    expect(titles(page)).to_have_count(100)
    assert titles(page).all_inner_texts() == [f"Entry {number}" for number in range(100)]
    assert months(page) == ["March 2026", "February 2026", "January 2026", "December 2025"]
    # Pressed, it goes on from there, with the first new entry in focus.
    page.get_by_role("link", name="Earlier").click()
    expect(page.locator("a:focus")).to_have_text("Entry 100")


def test_nothing_comes_while_nobody_moves(ana, visit):
    page = visit(ana, "/journal/", viewport={"width": 1280, "height": 3000})
    page.wait_for_timeout(700)
    expect(titles(page)).to_have_count(20)


def test_the_keys_go_on_through_what_came(ana, visit):
    page = visit(ana, "/journal/")
    for _ in range(45):
        page.keyboard.press("j")
        if page.locator("a:focus").get_attribute("rel") == "next":
            page.keyboard.press("Enter")
            expect(page.locator("a:focus")).to_contain_text("Entry")
    assert "Entry 4" in page.locator("a:focus").inner_text()


def test_back_from_an_entry_of_a_later_page_leads_to_that_page(ana, visit):
    page = visit(ana, "/journal/")
    page.mouse.wheel(0, 50_000)
    expect(titles(page)).to_have_count(40)
    page.get_by_role("link", name="Entry 25").click()
    page.wait_for_url("**/entries/*/")
    page.go_back()
    page.wait_for_url("**before=*")
    expect(titles(page).first).to_have_text("Entry 20")


def test_to_the_last_page(ana, visit):
    page = visit(ana, "/journal/2025-11/")
    page.get_by_role("link", name="Earlier").click()
    expect(titles(page)).to_have_count(29)
    assert months(page) == ["November 2025"]
    expect(page.get_by_role("link", name="Earlier")).to_have_count(0)


def test_signed_out_meanwhile_the_link_says_so(ana, visit):
    page = visit(ana, "/journal/")
    page.context.clear_cookies()
    page.get_by_role("link", name="Earlier").click()
    page.wait_for_url("**/accounts/login/**")


def test_without_script_the_link_is_a_link(ana, visit):
    page = visit(ana, "/journal/", java_script_enabled=False)
    page.get_by_role("link", name="Earlier").click()
    expect(titles(page).first).to_have_text("Entry 20")
    page.get_by_role("link", name="To the newest").click()
    expect(titles(page).first).to_have_text("Entry 0")


@pytest.mark.parametrize(("direction", "onward"), [("ltr", "ArrowRight"), ("rtl", "ArrowLeft")])
def test_arrow_keys_walk_through_the_month(ana, visit, direction, onward):
    page = visit(ana, "/journal/2026-03/")
    page.evaluate("direction => { document.documentElement.dir = direction }", direction)
    page.get_by_role("link", name="March 10, one entry").focus()
    focused = page.locator("a:focus")
    for key, day in ((onward, 11), ("ArrowDown", 18), ("ArrowUp", 11), ("ArrowUp", 4), ("ArrowUp", 4)):
        page.keyboard.press(key)
        expect(focused).to_contain_text(f"March {day},")
    page.keyboard.press("Enter")
    page.wait_for_url("**/journal/2026-03-04/")


def test_beside_on_a_desktop_folded_on_a_phone(ana, visit):
    page = visit(ana, "/journal/")
    expect(page.get_by_role("table")).to_be_visible()
    page.set_viewport_size({"width": 360, "height": 780})
    expect(page.get_by_role("table")).to_be_hidden()
    page.get_by_text("Calendar", exact=True).first.click()
    expect(page.get_by_role("table")).to_be_visible()
