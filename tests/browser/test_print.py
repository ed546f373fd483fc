"""On paper: the words and nothing around them; a span of days with a cover, chapters on new pages, and page numbers."""

import datetime
import re

import pytest
from playwright.sync_api import expect

from journal.words import Draft
from tests import cast

pytestmark = pytest.mark.browser

# Chromium keeps of a style sheet only what it knows, so a page number that it could not draw would be missing here.
PAGE_NUMBERS = """() => [...document.styleSheets].flatMap(sheet => [...sheet.cssRules])
    .filter(rule => rule instanceof CSSPageRule)
    .flatMap(page => [...page.cssRules].map(box => [page.selectorText, box.name, box.style.content]))"""


@pytest.fixture
def ana(committed_people):
    for month in (3, 4):
        about_on = datetime.date(2026, month, 7)
        cast.write(committed_people.ana, Draft(f"Month {month}", "Some **words**.", about_on=about_on))
    return committed_people.ana


def pages(pdf: bytes) -> int:
    return len(re.findall(rb"/Type\s*/Page\b", pdf))


def test_an_entry_without_its_frame(ana, visit):
    page = visit(ana, "/journal/")
    page.locator(".timeline h3 a").first.click()
    page.wait_for_url("**/entries/*/")
    page.emulate_media(media="print")
    for seen in ("h1", ".over", ".prose"):
        expect(page.locator(f"main {seen}").first).to_be_visible()
    for hidden in (".rail", ".leave", ".foot", ".back", "main button", "main .actions a", "main .row a"):
        assert not any(each.is_visible() for each in page.locator(hidden).all()), hidden
    assert pages(page.pdf()) == 1


def test_a_book(ana, visit):
    page = visit(ana, "/journal/")
    page.get_by_role("link", name="Print").click()
    page.get_by_label("From").fill("2026-03-01")
    page.get_by_label("To").fill("2026-04-30")
    page.get_by_role("button", name="Lay it out").click()
    page.wait_for_url("**/journal/book/?f=*")
    assert "2026" not in page.url.partition("?")[2]
    assert page.title() == "Notes"
    page.evaluate("window.print = () => { document.body.dataset.printed = 'yes' }")
    page.get_by_role("button", name="Print").click()
    expect(page.locator("body[data-printed=yes]")).to_have_count(1)
    assert page.evaluate(PAGE_NUMBERS) == [["book", "bottom-center", "counter(page)"]]
    page.emulate_media(media="print")
    expect(page.get_by_role("button", name="Print")).to_be_hidden()
    # The cover, March, April.
    assert pages(page.pdf()) == 3
