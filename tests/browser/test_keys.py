"""One key goes somewhere, but never while somebody types, and not for those who switched it off."""

import datetime

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from accounts.models import User
from journal.words import Draft
from tests import cast

pytestmark = pytest.mark.browser


@pytest.fixture
def ana(committed_people):
    for day in range(3):
        about_on = timezone.localdate() - datetime.timedelta(days=day)
        cast.write(committed_people.ana, Draft(f"Entry {day}", "Words.", about_on=about_on))
    return committed_people.ana


@pytest.mark.parametrize(
    ("keys", "path"),
    [
        ("n", "/entries/new/"),
        ("/", "/journal/search/"),
        ("?", "/journal/keys/"),
        ("gt", "/"),
        ("gj", "/journal/"),
        ("gq", "/questionnaires/"),
    ],
)
def test_going(ana, visit, keys, path):
    page = visit(ana, "/help/")
    for key in keys:
        page.keyboard.press(key)
    page.wait_for_url(lambda url: url.endswith(path) and "/help/" not in url)


def test_through_the_timeline(ana, visit):
    page = visit(ana, "/journal/")
    focused = page.locator("a:focus")
    for key, title in (
        ("j", "Entry 0"),
        ("j", "Entry 1"),
        ("j", "Entry 2"),
        ("j", "Entry 2"),
        ("k", "Entry 1"),
    ):
        page.keyboard.press(key)
        expect(focused).to_have_text(title)
    page.keyboard.press("Enter")
    page.wait_for_url("**/entries/*/")
    page.keyboard.press("e")
    page.wait_for_url("**/entries/*/edit/")


def test_slash_goes_to_the_field_that_is_there(ana, visit):
    page = visit(ana, "/journal/search/")
    page.locator("h1").click()
    page.keyboard.press("/")
    expect(page.locator("input[type=search]")).to_be_focused()
    expect(page.locator("input[type=search]")).to_have_value("")


def test_never_while_typing(ana, visit):
    page = visit(ana, "/entries/new/")
    words = page.locator("textarea")
    words.press_sequentially("n/jke?gtgjgq")
    expect(words).to_have_value("n/jke?gtgjgq")
    page.get_by_label("Title").press_sequentially("ngj")
    assert page.url.endswith("/entries/new/")
    words.press("Escape")
    expect(words).not_to_be_focused()
    expect(page.locator("[data-save-state]")).to_contain_text("Saved")
    for held in ("Control", "Alt", "Meta"):
        page.keyboard.press(f"{held}+j")
    assert page.url.endswith("/entries/new/")
    page.keyboard.press("g")
    page.keyboard.press("j")
    page.wait_for_url("**/journal/")


def test_switched_off(ana, visit):
    User.objects.filter(pk=ana.user.pk).update(shortcuts=False)
    page = visit(ana, "/journal/")
    for key in ("n", "/", "j", "g", "q"):
        page.keyboard.press(key)
    expect(page.locator("a:focus")).to_have_count(0)
    assert page.url.endswith("/journal/")


def test_the_page_without_script(ana, visit):
    page = visit(ana, "/account/", java_script_enabled=False)
    page.get_by_role("link", name="Which keys there are").click()
    expect(page.locator("kbd").first).to_be_visible()
