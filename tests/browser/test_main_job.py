"""The main job, from a sign-up to words taken back, as Ana, Dr Cho and Eve do it in three browsers."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, ConsoleMessage, Page, expect

from tests.browser.fixtures import sign_in
from tests.browser.site import Site
from tests.browser.walk import (
    MORE,
    ROOM,
    TAG,
    TITLE,
    WORDS,
    answer_all,
    begin_questionnaire,
    digits,
    entry_address,
    go_to,
    heading,
    invite,
    ledger,
    open_fold,
    press,
    sheet,
    sign_up,
    state,
)
from tests.cast import Cast

pytestmark = pytest.mark.browser

PROFILE = {"Your name": "Mina Cho", "License": "PSY 20417", "Place": "Lyon"}


@pytest.fixture
def complaints() -> list[str]:
    """What the browsers complained of: refused by our own policy, a script that broke, a file that is missing."""
    return []


@pytest.fixture
def browser_of(device: Callable[..., BrowserContext], complaints: list[str]) -> Callable[..., Page]:
    def browser_of(who: str, **options: object) -> Page:
        def listen(message: ConsoleMessage) -> None:
            # A page that answers 403 or 404 is a page like any other; a style sheet or a script is not.
            is_page = "Failed to load resource" in message.text and "/static/" not in message.location["url"]
            if message.type == "error" and not is_page:
                complaints.append(f"{who}: {message.text}")

        page = device(**options).new_page()
        page.on("console", listen)
        page.on("pageerror", lambda error: complaints.append(f"{who}: {error}"))
        return page

    return browser_of


def test_main_job(
    site: Site, committed_people: Cast, browser_of: Callable[..., Page], complaints: list[str]
) -> None:
    ana, cho, eve = browser_of("ana"), browser_of("cho"), browser_of("eve")

    sign_up(ana, site, "ana@example.org")
    entry = write_with_autosave(ana)
    answer(ana)
    link = invite(ana)

    sign_up(cho, site, "dr-cho@example.org", PROFILE)
    cho.goto(link)
    heading(cho, "Your profile is being looked at")
    sign_in(eve, committed_people.eve.user.email)
    verify(eve)

    pair(ana, cho, link)
    share(ana, entry)
    copy = read(cho)
    take_back(ana)
    gone(cho, copy)
    sees_no_words(eve)
    assert complaints == []


def write_with_autosave(page: Page) -> str:
    """Nothing is pressed: the pause saves. Then it is read, found in the journal, and written on."""
    expect(sheet(page)).to_be_focused()
    page.keyboard.type(WORDS)
    expect(state(page)).to_have_text(re.compile(r"^Saved \d\d:\d\d$"))
    open_fold(page)
    page.get_by_label("Title").fill(TITLE)
    page.get_by_label("Tags").fill(TAG)
    page.get_by_text("Good", exact=True).click()
    expect(state(page)).to_have_text(re.compile(r"^Saved"))
    go_to(page, "Journal")
    page.get_by_role("link", name=TITLE).click()
    heading(page, TITLE)
    expect(page.locator(".prose strong")).to_have_text("Nobody")
    expect(page.get_by_text(TAG)).to_be_visible()
    address = entry_address(page)
    page.get_by_role("link", name="Write on").click()
    sheet(page).press("Control+End")
    page.keyboard.type(f"\n\n{MORE}")
    press(page, "Save")
    heading(page, TITLE)
    expect(page.get_by_text(MORE)).to_be_visible()
    return address


def answer(page: Page) -> None:
    begin_questionnaire(page, "Can you communicate?")
    titles = answer_all(page)
    assert titles[-2:] == ["When something seems wrong", "What came of asking"], "The branch was taken."
    press(page, "Finish")
    heading(page, re.compile("^You describe being more open with them than they are with you"))
    expect(page.get_by_text("Taken together, you reach out and listen")).to_be_visible()
    sheet(page).fill(ROOM)
    expect(state(page)).to_have_text(re.compile(r"^Saved"))
    page.get_by_role("link", name="Read the answers").click()
    expect(page.get_by_text("They said that nothing was wrong; They stayed vague")).to_be_visible()
    go_to(page, "Journal")
    expect(page.get_by_role("link", name="Can you communicate?")).to_be_visible()


def verify(eve: Page) -> None:
    heading(eve, "Editing")
    eve.get_by_role("link", name="Therapists", exact=True).click()
    eve.get_by_role("link", name="Mina Cho").click()
    eve.get_by_label("Verify: the license was checked").check()
    eve.get_by_label("Note").fill("Seen in the public register.")
    eve.get_by_role("button", name="Save", exact=True).click()
    expect(eve.get_by_text("was changed successfully")).to_be_visible()


def pair(ana: Page, cho: Page, link: str) -> None:
    cho.goto(link)
    heading(cho, "A client invites you")
    press(cho, "Accept")
    go_to(ana, "Sharing")
    ana.get_by_role("link", name="Compare the digits").click()
    assert digits(ana) == digits(cho)
    expect(ana.get_by_role("button", name="The same six digits")).to_have_count(0)
    press(cho, "The same six digits")
    ana.get_by_role("link", name="Have they confirmed?").click()
    press(ana, "The same six digits")
    heading(ana, "Mina Cho")
    cho.get_by_role("link", name="Have they confirmed?").click()
    heading(cho, "Ana")
    expect(cho.get_by_text("Ana shares nothing with you now")).to_be_visible()


def share(ana: Page, entry: str) -> None:
    ana.goto(entry)
    ana.get_by_role("link", name="Share", exact=True).click()
    heading(ana, "Share this")
    letter = ana.locator(".letter")
    expect(letter).to_contain_text(MORE)
    expect(letter).not_to_contain_text(TAG)
    press(ana, "Share exactly this")
    expect(ana.get_by_text("One thing, not yet opened")).to_be_visible()


def read(cho: Page) -> str:
    """The shared copy and nothing else; its address."""
    go_to(cho, "Clients")
    expect(cho.get_by_text("One thing you have not opened")).to_be_visible()
    cho.get_by_role("link", name="Open Ana").click()
    cho.get_by_role("link", name="Open", exact=True).click()
    heading(cho, "From Ana")
    letter = cho.locator(".letter")
    expect(letter.get_by_role("heading", name=TITLE)).to_be_visible()
    expect(letter).to_contain_text(MORE)
    for unshared in (TAG, ROOM, "Can you communicate?"):
        expect(cho.get_by_text(unshared)).to_have_count(0)
    return cho.url


def take_back(ana: Page) -> None:
    told = ledger(ana)
    assert told[0] == f"Mina Cho opened {TITLE}"
    assert told[1].startswith(f"You let Mina Cho read {TITLE} until")
    assert told[2:] == ["You and Mina Cho were connected"]
    ana.get_by_role("button", name="Take it back").first.click()
    assert ledger(ana)[0] == f"You took {TITLE} back from Mina Cho"
    expect(ana.get_by_role("button", name="Take it back")).to_have_count(0)


def gone(cho: Page, copy: str) -> None:
    assert cho.goto(copy).status == 404
    expect(cho.get_by_text(MORE)).to_have_count(0)
    go_to(cho, "Clients")
    expect(cho.get_by_text("Nothing is shared now")).to_be_visible()


def sees_no_words(eve: Page) -> None:
    """Questionnaires as they are asked, never what was answered; and none of the others' doors."""
    eve.goto("/admin/")
    eve.get_by_role("link", name="Editions", exact=True).click()
    eve.get_by_role("link", name=re.compile("can-you-communicate")).first.click()
    expect(eve.get_by_text("Can you communicate?").first).to_be_visible()
    for path in ("/journal/", "/sharing/", "/clients/"):
        assert eve.goto(path).status == 404
    eve.get_by_role("link", name="Go to the start").click()
    heading(eve, "Editing")
