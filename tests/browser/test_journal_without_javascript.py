"""The journal in browsers without script: searching, settling, going back, throwing away, templates, printing."""

import pytest
from playwright.sync_api import expect

from journal.words import Draft
from tests import cast
from tests.browser.walk import go_to, heading, press, sheet

pytestmark = pytest.mark.browser


@pytest.fixture
def entry(committed_people):
    return cast.write(committed_people.ana, Draft("The lake", "Cold water, **and** no wind."))


@pytest.fixture
def page(committed_people, entry, visit):
    return visit(committed_people.ana, f"/entries/{entry.pk}/", java_script_enabled=False)


def test_search(page):
    go_to(page, "Journal")
    page.get_by_role("main").get_by_role("link", name="Search").click()
    heading(page, "Search")
    page.get_by_label("Words to look for").fill("WIND water")
    press(page, "Search")
    expect(page.locator("mark")).to_have_text(["water", "wind"])
    page.get_by_role("link", name="The lake").click()
    heading(page, "The lake")


def test_two_texts_then_an_earlier_version(page, entry):
    other = page.context.new_page()
    for tab in (page, other):
        tab.goto(f"/entries/{entry.pk}/edit/")
    sheet(other).fill("Warm water.")
    press(other, "Save")
    heading(other, "The lake")
    sheet(page).fill("No water at all.")
    press(page, "Save")

    heading(page, "Written in two places")
    expect(page.get_by_text("Warm water.").first).to_be_visible()
    expect(page.get_by_text("No water at all.").first).to_be_visible()
    page.get_by_role("button", name="Keep this one").nth(1).click()
    heading(page, "The lake")
    expect(page.locator(".prose")).to_have_text("No water at all.")

    page.get_by_role("link", name="earlier version").click()
    heading(page, "Earlier versions")
    page.get_by_role("link", name="Look at it").first.click()
    expect(page.get_by_role("main")).to_contain_text("Warm")
    page.get_by_role("main").get_by_role("button", name="Bring").click()
    heading(page, "The lake")
    expect(page.locator(".prose")).to_have_text("Warm water.")


def test_trash(page):
    press(page, "Throw away")
    heading(page, "Journal")
    page.get_by_role("main").get_by_role("link", name="Trash").click()
    heading(page, "Trash")
    press(page, "Bring back")
    heading(page, "The lake")
    press(page, "Throw away")
    page.get_by_role("main").get_by_role("link", name="Trash").click()
    page.get_by_role("link", name="Delete for good").click()
    heading(page, "Delete this for good?")
    press(page, "Delete for good")
    heading(page, "Trash")
    expect(page.get_by_text("The trash is empty.")).to_be_visible()


def test_templates(page):
    page.get_by_role("link", name="Keep as a template").click()
    page.get_by_label("Name").fill("By the water")
    page.locator("main form button.main").click()
    heading(page, "Templates")
    page.get_by_role("link", name="Begin").first.click()
    heading(page, "New entry")
    expect(sheet(page)).to_have_value("Cold water, **and** no wind.")
    press(page, "Save")
    expect(page.locator(".prose strong")).to_have_text("and")
    page.goto("/journal/templates/")
    page.get_by_role("link", name="By the water", exact=True).click()
    page.get_by_role("main").get_by_role("link", name="Delete").click()
    page.locator("main form button.warn").click()
    heading(page, "Templates")
    expect(page.get_by_text("By the water")).to_have_count(0)


def test_star_and_book(page):
    press(page, "Star")
    expect(page.get_by_role("button", name="Starred")).to_be_visible()
    expect(page.locator("print-page")).to_be_hidden()  # the browser's own command prints
    go_to(page, "Journal")
    page.get_by_role("main").get_by_role("link", name="Print").click()
    press(page, "Lay it out")
    heading(page, "Notes")
    expect(page.locator(".chapter .prose")).to_have_text("Cold water, and no wind.")
