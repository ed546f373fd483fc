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
        ("/", "/journal/search/#id_q"),
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


def test_slash_lets_one_type_at_once(ana, visit):
    page = visit(ana, "/help/")
    page.keyboard.press("/")
    page.wait_for_url("**/journal/search/*")
    expect(page.locator("input[type=search]")).to_be_focused()


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


# What a key press is, told to the page as the browser would; the answer is whether the page took it for itself.
TAKEN = """(target, event) => {
    const press = new KeyboardEvent("keydown", { bubbles: true, cancelable: true, ...event });
    target.dispatchEvent(press);
    return press.defaultPrevented;
}"""
KEYS = ("j", "k", "n", "/", "?", "g")


def test_not_while_an_input_method_composes(ana, visit):
    """Somebody who writes Chinese or Japanese types letters that are no letters yet."""
    page = visit(ana, "/journal/")
    body = page.locator("body")
    for key in KEYS:
        assert not body.evaluate(TAKEN, {"key": key, "isComposing": True})
        assert not body.evaluate(TAKEN, {"key": key, "keyCode": 229})
    assert page.url.endswith("/journal/")
    assert body.evaluate(TAKEN, {"key": "j"})


@pytest.mark.parametrize("modifier", ["ctrlKey", "altKey", "metaKey"])
def test_not_with_a_modifier(ana, visit, modifier):
    """Those belong to the browser and to whoever reads the page aloud."""
    page = visit(ana, "/journal/")
    body = page.locator("body")
    for key in KEYS:
        assert not body.evaluate(TAKEN, {"key": key, modifier: True})
    assert page.url.endswith("/journal/")
    # The first half of two keys in a row does not wait behind a modifier either.
    body.evaluate(TAKEN, {"key": "g", modifier: True})
    assert body.evaluate(TAKEN, {"key": "j"})
    expect(page.locator("a:focus")).to_have_text("Entry 0")


@pytest.mark.parametrize(
    "field",
    [
        "<input>",
        "<input type=checkbox>",
        "<input type=date>",
        "<textarea></textarea>",
        "<select><option>n</select>",
        "<p contenteditable>words</p>",
    ],
)
def test_not_in_a_field_of_any_kind(ana, visit, field):
    page = visit(ana, "/journal/")
    page.evaluate("field => document.querySelector('main').insertAdjacentHTML('afterbegin', field)", field)
    inserted = page.locator("main > :first-child")
    for key in KEYS:
        assert not inserted.evaluate(TAKEN, {"key": key})
    assert page.url.endswith("/journal/")


def test_a_key_held_down_goes_nowhere_and_a_first_key_is_soon_forgotten(ana, visit):
    page = visit(ana, "/journal/")
    page.locator("body").evaluate(TAKEN, {"key": "n", "repeat": True})
    page.keyboard.press("g")
    page.wait_for_timeout(1700)
    page.keyboard.press("j")
    expect(page.locator("a:focus")).to_have_text("Entry 0")
    assert page.url.endswith("/journal/")


def test_the_sheet_names_every_key_there_is(ana, visit):
    page = visit(ana, "/journal/")
    keys = {"j", "k", "Enter"}
    page.locator(".timeline h3 a").first.click()
    page.wait_for_url("**/entries/*/")
    keys |= set(page.locator("[data-key]").evaluate_all("all => all.map(each => each.dataset.key)"))
    page.keyboard.press("?")
    page.wait_for_url("**/journal/keys/")
    told = set(page.locator("dt").evaluate_all("all => all.map(each => each.textContent.trim())"))
    writing = {"Ctrl B", "Ctrl I", "Ctrl K", "Ctrl Shift .", "Ctrl Shift 8", "Ctrl Shift 7", "Esc"}
    assert told - keys == {"1 … 9", "Shift ×3"} | writing
    assert keys - told == set()


def test_switched_off(ana, visit):
    User.objects.filter(pk=ana.user.pk).update(shortcuts=False)
    page = visit(ana, "/journal/")
    for key in (*KEYS, "q"):
        assert not page.locator("body").evaluate(TAKEN, {"key": key})
    expect(page.locator("a:focus")).to_have_count(0)
    assert page.url.endswith("/journal/")
    page.locator(".timeline h3 a").first.click()
    page.wait_for_url("**/entries/*/")
    page.keyboard.press("e")
    expect(page.get_by_role("link", name="Write on")).to_be_visible()
    page.goto("/journal/keys/")
    expect(page.get_by_text("You have switched them off.")).to_be_visible()


def test_the_page_without_script(ana, visit):
    page = visit(ana, "/account/", java_script_enabled=False)
    page.get_by_role("link", name="Which keys there are").click()
    expect(page.locator("kbd").first).to_be_visible()
