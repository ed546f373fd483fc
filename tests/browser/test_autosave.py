"""What the line of saving says when a save is not what it should be, and that the words stay."""

import re

import pytest
from playwright.sync_api import Page, expect

from journal.words import BODY_LIMIT, Draft
from tests.cast import Cast, Person, write
from vault.identity import identity

pytestmark = pytest.mark.browser

TOO_LONG = "Not saved: This is more than one entry can hold. Please move the end of it to a new one."
RECORD_PATIENCE = """
window.waits = [];
const timeout = AbortSignal.timeout;
AbortSignal.timeout = (ms) => { waits.push(ms); return timeout.call(AbortSignal, ms); };
"""


@pytest.fixture
def ana(committed_people: Cast) -> Person:
    return committed_people.ana


def sheet(page: Page):
    return page.get_by_role("textbox", name="Your words")


def state(page: Page):
    return page.locator("[data-save-state]")


def posts(page: Page) -> list[str]:
    sent: list[str] = []
    page.on("request", lambda request: request.method == "POST" and sent.append(request.url))
    return sent


def test_too_long_is_said_and_not_sent(ana: Person, visit) -> None:
    page = visit(ana)
    sent = posts(page)
    sheet(page).fill("ш" * (BODY_LIMIT + 1))
    expect(state(page)).to_have_text(TOO_LONG)
    assert sent == []
    assert page.evaluate("document.querySelector('textarea').value.length") == BODY_LIMIT + 1


def test_characters_are_counted_as_people_do_and_a_long_text_gets_time(ana: Person, visit) -> None:
    page = visit(ana, "/help/")
    page.add_init_script(RECORD_PATIENCE)
    page.goto("/")
    sheet(page).fill("🌊" * BODY_LIMIT)
    expect(state(page)).to_contain_text("Saved", timeout=30_000)
    assert page.evaluate("waits.at(-1)") > 200_000


@pytest.mark.parametrize("status", [400, 413])
def test_a_refusal_that_is_a_page(ana: Person, visit, status: int) -> None:
    page = visit(ana)
    page.route("**/entries/new/", lambda route: route.fulfill(status=status, body="<h1>Too large</h1>"))
    sheet(page).fill("Words.")
    expect(state(page)).to_have_text(TOO_LONG)
    expect(sheet(page)).to_have_value("Words.")


def test_changed_elsewhere_is_seen(ana: Person, visit) -> None:
    entry = write(ana, Draft(body="This."))
    page = visit(ana, f"/entries/{entry.pk}/edit/")
    with identity("writer", ana.user.pk):
        entry.save_draft(ana.vault, Draft(body="Elsewhere."), based_on=entry.revision)
    sheet(page).fill("Here.")
    expect(page.get_by_role("status").filter(has_text="Changed elsewhere")).to_be_visible()
    expect(page.get_by_text("Both texts are safe.")).to_be_visible()


def test_emptied_keeps_the_last_words_until_the_button(ana: Person, visit) -> None:
    entry = write(ana, Draft(body="Last words."))
    page = visit(ana, f"/entries/{entry.pk}/edit/")
    sheet(page).fill("")
    expect(state(page)).to_contain_text("The last words stay in your journal until you press Save")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("it is in the trash, with its last words")).to_be_visible()
    page.goto("/journal/trash/")
    expect(page.get_by_text("Last words.")).to_be_visible()


def test_a_half_typed_password_stays_and_there_is_another_way(ana: Person, visit) -> None:
    page = visit(ana)
    sheet(page).fill("Words.")
    expect(state(page)).to_have_text(re.compile("^Saved"))
    page.context.clear_cookies(name="key")
    sheet(page).fill("Words and more.")
    password = page.get_by_label("Password")
    password.fill("half of it")
    with page.expect_response("**/entries/new/"):
        page.evaluate(
            """() => {
                Object.defineProperty(document, "hidden", { value: true, configurable: true });
                document.dispatchEvent(new Event("visibilitychange"));
            }"""
        )
    expect(password).to_have_value("half of it")
    expect(page.get_by_role("link", name="Unlock in a new tab")).to_have_attribute("href", "/unlock/")
