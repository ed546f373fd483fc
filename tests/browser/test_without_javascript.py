"""The main job again, in browsers without script; and words that outlive their session there."""

from collections.abc import Callable

import pytest
from django.contrib.sessions.models import Session
from playwright.sync_api import BrowserContext, Page, expect

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
)
from tests.cast import PASSWORD, Cast, Person
from vault.identity import identity

pytestmark = pytest.mark.browser


@pytest.fixture
def plain(device: Callable[..., BrowserContext]) -> Callable[[], Page]:
    """Pages of browsers of their own, all without script."""
    return lambda: device(java_script_enabled=False).new_page()


def test_main_job(site: Site, committed_people: Cast, plain: Callable[[], Page]) -> None:
    ana, cho = plain(), plain()
    sign_up(ana, site, "ana@example.org")
    entry = write(ana)
    answer(ana)
    link = invite(ana)
    sign_in(cho, committed_people.cho.user.email)
    pair(ana, cho, link)

    ana.goto(entry)
    ana.get_by_role("link", name="Share", exact=True).click()
    expect(ana.locator(".letter")).to_contain_text(MORE)
    press(ana, "Share exactly this")
    go_to(cho, "Clients")
    cho.get_by_role("link", name="Open Ana").click()
    cho.get_by_role("link", name="Open", exact=True).click()
    expect(cho.locator(".letter")).to_contain_text(MORE)
    copy = cho.url

    assert ledger(ana)[0] == f"Mina Cho opened {TITLE}"
    ana.get_by_role("button", name="Take it back").first.click()
    assert cho.goto(copy).status == 404
    expect(cho.get_by_text(MORE)).to_have_count(0)

    eve = plain()
    sign_in(eve, committed_people.eve.user.email)
    heading(eve, "Editing")


def write(page: Page) -> str:
    heading_of_today = page.get_by_role("heading", level=1)
    expect(heading_of_today).to_be_visible()
    sheet(page).fill(WORDS)
    open_fold(page)
    page.get_by_label("Title").fill(TITLE)
    page.get_by_label("Tags").fill(TAG)
    press(page, "Save")
    heading(page, TITLE)
    expect(page.get_by_text(TAG)).to_be_visible()
    address = entry_address(page)
    page.get_by_role("link", name="Write on").click()
    sheet(page).fill(f"{WORDS}\n\n{MORE}")
    press(page, "Save")
    expect(page.locator(".prose strong")).to_have_text("Nobody")
    expect(page.get_by_text(MORE)).to_be_visible()
    return address


def answer(page: Page) -> None:
    begin_questionnaire(page, "Can you communicate?")
    titles = answer_all(page)
    assert titles[-2:] == ["When something seems wrong", "What came of asking"], "The branch was taken."
    press(page, "Finish")
    expect(page.get_by_text("Taken together, you reach out and listen")).to_be_visible()
    sheet(page).fill(ROOM)
    press(page, "Save")
    expect(page.get_by_text(ROOM)).to_be_visible()


def pair(ana: Page, cho: Page, link: str) -> None:
    cho.goto(link)
    press(cho, "Accept")
    go_to(ana, "Sharing")
    ana.get_by_role("link", name="Compare the digits").click()
    assert digits(ana) == digits(cho)
    press(cho, "The same six digits")
    ana.get_by_role("link", name="Have they confirmed?").click()
    press(ana, "The same six digits")
    heading(ana, "Mina Cho")


# Words that come too late for their session


def kept(person: Person) -> list[str]:
    with identity("writer", person.user.pk):
        return [entry.read_body(person.vault) for entry in person.user.entries.all()]


def expired(page: Page) -> None:
    """The session ended on the server; the browser does not know it yet."""
    Session.objects.all().delete()


def no_cookies(page: Page) -> None:
    """The browser forgot everything, also what proves that the form is ours."""
    page.context.clear_cookies()


@pytest.mark.parametrize("end", [expired, no_cookies])
def test_words_come_back_through_the_sign_in(
    end: Callable[[Page], None], committed_people: Cast, plain: Callable[[], Page]
) -> None:
    page, ana = plain(), committed_people.ana
    sign_in(page, ana.user.email)
    sheet(page).fill(WORDS)
    end(page)

    press(page, "Save")

    heading(page, "Sign in")
    expect(page.get_by_text("Your words are safe on this page.")).to_be_visible()
    assert WORDS not in page.content()
    assert kept(ana) == []
    sign_in_here(page, ana.user.email, "a wrong password")
    sign_in_here(page, ana.user.email, PASSWORD)

    expect(page.locator(".prose strong")).to_have_text("Nobody")
    assert kept(ana) == [WORDS]


def test_words_come_back_through_the_unlocking(committed_people: Cast, plain: Callable[[], Page]) -> None:
    page, ana = plain(), committed_people.ana
    sign_in(page, ana.user.email)
    sheet(page).fill(WORDS)
    tab = page.context.new_page()
    tab.goto("/journal/")
    tab.get_by_role("button", name="Lock").click()
    heading(tab, "Locked")

    press(page, "Save")

    heading(page, "Locked")
    assert WORDS not in page.content()
    page.get_by_label("Password").fill(PASSWORD)
    press(page, "Unlock")
    expect(page.locator(".prose strong")).to_have_text("Nobody")
    assert kept(ana) == [WORDS]


def test_words_go_to_nobody_else(committed_people: Cast, plain: Callable[[], Page]) -> None:
    """The next one to sign in on this page is somebody else: neither of them gets an entry by it."""
    page, ana, ben = plain(), committed_people.ana, committed_people.ben
    sign_in(page, ana.user.email)
    sheet(page).fill(WORDS)
    expired(page)
    press(page, "Save")

    sign_in_here(page, ben.user.email, PASSWORD)

    go_to(page, "Journal")
    expect(page.get_by_text("Nobody")).to_have_count(0)
    assert kept(ana) == kept(ben) == []


def sign_in_here(page: Page, email: str, password: str) -> None:
    page.get_by_label("E-mail address").fill(email)
    page.get_by_label("Password").fill(password)
    press(page, "Sign in")
