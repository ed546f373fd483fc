"""P18: a session that expired, a journal that locked, a network that went away in mid-sentence: no word is lost."""

import re
from collections.abc import Iterator

import pytest
from django.contrib.sessions.models import Session
from playwright.sync_api import Page, expect

from journal.words import Draft
from tests.browser.site import Site
from tests.cast import PASSWORD, Cast, Person
from vault.identity import identity

pytestmark = pytest.mark.browser

FIRST = "The first half of the sentence, "
SECOND = "and the half that came after."


ELSEWHERE = "The last half of the sentence, "
CHOICES = {
    "this": ELSEWHERE,
    "other": FIRST + SECOND,
    "both": f"{ELSEWHERE.strip()}\n\n---\n\n{FIRST}{SECOND}",
}
STORED = """async () => [
    localStorage.length, sessionStorage.length, (await indexedDB.databases()).length, (await caches.keys()).length,
    (await navigator.serviceWorker.getRegistrations()).length,
]"""


def kept_words(person: Person) -> list[str]:
    """What the server holds, past the page."""
    with identity("writer", person.user.pk):
        return [entry.read_body(person.vault) for entry in person.user.entries.all()]


@pytest.fixture
def ana(committed_people: Cast) -> Person:
    return committed_people.ana


@pytest.fixture
def writing(ana: Person, visit) -> Iterator[Page]:
    """Today's sheet, with the first half saved."""
    page = visit(ana, "/")
    sheet(page).press_sequentially(FIRST)
    expect(state(page)).to_contain_text("Saved")
    assert kept_words(ana) == [FIRST]
    return page


def sheet(page: Page):
    return page.get_by_role("textbox", name="Your words")


def state(page: Page):
    return page.locator("[data-save-state]")


def gone_from_sight(page: Page) -> None:
    assert FIRST not in page.content()
    assert SECOND not in page.content()
    assert not page.evaluate("[...document.querySelectorAll('textarea')].some(field => field.value)")


def test_the_session_expired(ana: Person, writing: Page) -> None:
    Session.objects.all().delete()

    sheet(writing).press_sequentially(SECOND)

    link = writing.get_by_role("link", name="Sign in")
    expect(link).to_be_visible()
    gone_from_sight(writing)
    assert kept_words(ana) == [FIRST]

    with writing.context.expect_page() as opened:
        link.click()
    tab = opened.value
    tab.get_by_label("E-mail address").fill(ana.user.email)
    tab.get_by_label("Password").fill(PASSWORD)
    tab.locator("main form button.main").click()

    expect(sheet(writing)).to_have_value(FIRST + SECOND)
    expect(state(writing)).to_contain_text("Saved")
    assert kept_words(ana) == [FIRST + SECOND]


def test_it_was_locked_elsewhere(ana: Person, writing: Page) -> None:
    """On the server only: this page learns of it when it saves."""
    lock_on_the_server(writing)

    sheet(writing).press_sequentially(SECOND)

    password = writing.get_by_label("Password")
    expect(password).to_be_visible()
    gone_from_sight(writing)

    password.fill("not the password")
    password.press("Enter")
    expect(writing.get_by_role("alert")).not_to_be_empty()
    password.fill(PASSWORD)
    password.press("Enter")

    expect(sheet(writing)).to_have_value(FIRST + SECOND)
    expect(state(writing)).to_contain_text("Saved")
    assert kept_words(ana) == [FIRST + SECOND]


def test_it_locked_by_itself(ana: Person, visit) -> None:
    """Nobody did anything for a quarter of an hour: what was written is saved, then the page is empty."""
    page = visit(ana, "/help/")
    page.clock.install()
    page.goto("/")
    sheet(page).press_sequentially(FIRST + SECOND)

    page.clock.fast_forward("16:00")

    expect(page.get_by_label("Password")).to_be_visible()
    gone_from_sight(page)
    assert kept_words(ana) == [FIRST + SECOND]


def test_it_locked_while_offline(ana: Person, writing: Page) -> None:
    """What could not be saved leaves the page, waits in the tab's memory, and is saved before the server locks."""
    writing.context.set_offline(True)
    sheet(writing).press_sequentially(SECOND)
    writing.get_by_role("button", name="Lock").click()
    expect(writing.get_by_label("Password")).to_be_visible()
    gone_from_sight(writing)

    writing.context.set_offline(False)

    writing.wait_for_url("**/unlock/**")
    gone_from_sight(writing)
    assert kept_words(ana) == [FIRST + SECOND]


def test_offline_in_mid_sentence(ana: Person, writing: Page) -> None:
    writing.context.set_offline(True)

    sheet(writing).press_sequentially(SECOND)

    expect(state(writing)).to_contain_text("Not saved")
    expect(sheet(writing)).to_have_value(FIRST + SECOND)

    writing.context.set_offline(False)

    expect(state(writing)).to_contain_text("Saved")
    assert kept_words(ana) == [FIRST + SECOND]


@pytest.mark.parametrize("ends", ["killed", "bad gateway"])
def test_the_server_restarted_in_mid_sentence(ana: Person, writing: Page, site: Site, ends: str) -> None:
    if ends == "killed":
        site.crash()
    else:  # what stands in front of it says so
        writing.route("**/entries/new/", lambda route: route.fulfill(status=502, body="Bad gateway"))

    sheet(writing).press_sequentially(SECOND)
    expect(state(writing)).to_have_text(re.compile("Writing|Not saved, trying again"))
    expect(sheet(writing)).to_have_value(FIRST + SECOND)
    if ends == "killed":
        site.come_back()
    else:
        expect(state(writing)).to_have_text("Not saved, trying again")
        writing.unroute("**/entries/new/")

    expect(state(writing)).to_contain_text("Saved", timeout=40_000)
    expect(sheet(writing)).to_have_value(FIRST + SECOND)
    assert kept_words(ana) == [FIRST + SECOND]


def test_another_person_signed_in(committed_people: Cast, ana: Person, writing: Page) -> None:
    """On the same device, in another tab: neither journal gets the words, and they wait for Ana, out of sight."""
    ben = committed_people.ben
    held(writing)
    sheet(writing).press_sequentially(SECOND)
    become(writing, ben)

    writing.unroute("**/entries/new/")

    expect(writing.get_by_text("Somebody else is signed in here.")).to_be_visible(timeout=40_000)
    gone_from_sight(writing)
    assert kept_words(ana) == [FIRST]
    assert kept_words(ben) == []

    become(writing, ana)
    writing.get_by_role("button", name="I am signed in again").click()

    expect(sheet(writing)).to_have_value(FIRST + SECOND)
    expect(state(writing)).to_contain_text("Saved")
    assert kept_words(ana) == [FIRST + SECOND]


@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize(("choice", "words"), CHOICES.items())
def test_written_in_two_places(ana: Person, writing: Page, width: int, choice: str, words: str) -> None:
    """Both texts are shown with what differs, and either or both can be kept."""
    writing.set_viewport_size({"width": width, "height": 780})
    with identity("writer", ana.user.pk):
        entry = ana.user.entries.get()
        entry.save_draft(ana.vault, Draft(body=ELSEWHERE), based_on=entry.revision)
    sheet(writing).press_sequentially(SECOND)

    box = writing.locator("#settle")
    expect(box.get_by_text("Both texts are safe.")).to_be_visible()
    assert box.evaluate("box => box.scrollWidth <= box.clientWidth")
    expect(box.locator(".comparison ins")).to_contain_text(["last"])
    buttons = box.get_by_role("button")
    expect(buttons).to_have_text(["Keep this one", "Keep this one", "Keep both, one below the other"])
    buttons.nth(list(CHOICES).index(choice)).click()
    writing.wait_for_url("**/entries/*/")
    assert kept_words(ana) == [words]


def test_nothing_is_written_into_the_browsers_storage(ana: Person, writing: Page) -> None:
    """Not while words wait either."""
    writing.context.set_offline(True)
    sheet(writing).press_sequentially(SECOND)
    expect(state(writing)).to_contain_text("Not saved")
    assert writing.evaluate(STORED) == [0] * 5
    writing.evaluate("localStorage.setItem('control', 'x')")
    assert writing.evaluate(STORED) == [1, 0, 0, 0, 0]


def test_without_the_script_they_would_be_lost(ana: Person, visit) -> None:
    """The control: the same sentence and the same expiry, but nothing saves it and the person goes on."""
    page = visit(ana, "/help/")
    page.route("**/autosave*.js", lambda route: route.abort())
    page.goto("/")
    sheet(page).press_sequentially(FIRST + SECOND)
    Session.objects.all().delete()

    page.goto("/")

    assert kept_words(ana) == []


def held(page: Page) -> None:
    """Saves do not get through."""
    page.route("**/entries/new/", lambda route: route.abort())


def become(page: Page, person: Person) -> None:
    """The browser of this page is somebody else's from now on; the page was not told."""
    for cookie in person.client.cookies.values():
        page.context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": page.url}])


def lock_on_the_server(page: Page) -> None:
    """As another tab's Lock does it, without telling this tab."""
    token = page.locator("[name=csrfmiddlewaretoken]").first.get_attribute("value")
    answer = page.context.request.post(
        "/lock/", form={"csrfmiddlewaretoken": token}, headers={"Referer": page.url}, max_redirects=0
    )
    assert answer.status == 302
