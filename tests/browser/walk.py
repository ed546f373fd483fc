"""The steps of the main job, as people take them with mouse and keyboard; they work with and without script."""

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

from playwright.sync_api import Locator, Page, expect

from tests.browser.site import Site
from tests.cast import PASSWORD

TITLE = "Lemon tree"
WORDS = "We sat on the steps until the light went. **Nobody** looked at a phone."
MORE = "I want to remember the light."
TAG = "evenings"
ROOM = "I answered the last part twice before I believed it."

# What Ana answers where the way forks; everything else by the side it asks about.
CHOICES = {
    "sensed": ["Yes"],
    "asked": ["Yes, I have asked"],
    "what-happened": ["They said that nothing was wrong", "They stayed vague"],
}


def press(page: Page, name: str) -> None:
    """The main button of a page's form."""
    page.get_by_role("main").get_by_role("button", name=name, exact=True).click()


def go_to(page: Page, place: str) -> None:
    """By the rail, or the bar at the foot of a phone."""
    page.get_by_role("navigation", name="Main").get_by_role("link", name=place).click()
    heading(page, place)


def heading(page: Page, text: str | re.Pattern[str]) -> None:
    """Where one has come to; and whatever the page is, its title says the same."""
    expect(page.get_by_role("heading", level=1)).to_have_text(text)
    assert page.title() == "Notes"


# Accounts


def sign_up(page: Page, site: Site, email: str, profile: dict[str, str] | None = None) -> None:
    page.goto("/")
    heading(page, "Sign in")
    page.get_by_role("link", name="Begin with an e-mail address and a password").click()
    if profile:
        page.get_by_role("link", name="Sign up as one").click()
        for label, value in profile.items():
            page.get_by_label(label).fill(value)
    page.get_by_label("E-mail address").fill(email)
    page.get_by_label("Password").fill(PASSWORD)
    press(page, "Sign up" if profile else "Begin")
    heading(page, "Look at your mail")
    page.get_by_label("Six-digit code").fill(site.code_mailed_to(email))
    press(page, "Confirm")
    keep_recovery_code(page)
    heading(page, re.compile("Before you (write|begin)"))
    press(page, "I understand")


def keep_recovery_code(page: Page) -> None:
    heading(page, "Your recovery code")
    press(page, "Show my code")
    groups = page.get_by_role("main").locator("code").inner_text().split()
    page.get_by_label("Third group").fill(groups[2])
    page.get_by_label("Sixth group").fill(groups[5].lower())
    press(page, "I have it")


# Writing


def sheet(page: Page) -> Locator:
    return page.get_by_role("textbox", name="Your words")


def state(page: Page) -> Locator:
    return page.locator("[data-save-state]")


def open_fold(page: Page) -> None:
    page.get_by_text("Title, mood, tags, day").click()


def entry_address(page: Page) -> str:
    return urlsplit(page.url).path


# Questionnaires


def begin_questionnaire(page: Page, title: str) -> None:
    go_to(page, "Questions")
    page.get_by_role("button", name=f"Begin: {title}").click()


SETTLES = 800  # milliseconds: an answer is saved after 300, and what follows from it appears


def answer_section(page: Page) -> None:
    """Every question on the page, and those that appear because of an answer."""
    answered: set[str | None] = set()
    while new := {key: question for key, question in questions(page) if key not in answered}:
        for key, question in new.items():
            answer_question(question, key)
        answered |= set(new)
        page.wait_for_timeout(SETTLES)


def questions(page: Page) -> list[tuple[str | None, Locator]]:
    """By key, not by place: places move when another one appears."""
    keys = [question.get_attribute("data-key") for question in page.locator(".question").all()]
    return [(key, page.locator(f'.question[data-key="{key}"]')) for key in keys]


def answer_question(question: Locator, key: str | None) -> None:
    if question.locator(".me").count():
        question.locator(".me").get_by_label("Often", exact=True).check()
        question.locator(".them").get_by_label("Sometimes", exact=True).check()
    elif question.get_by_role("textbox").count():
        question.get_by_role("textbox").fill("The pause before it.")
    elif key in CHOICES:
        for label in CHOICES[key]:
            question.get_by_label(label, exact=True).check()
    else:
        question.get_by_role("radio").first.check()


def answer_all(page: Page) -> list[str]:
    """Section after section, until the last look; the titles of the sections, in the order in which they came."""
    return list(dict.fromkeys(sections(page)))


def sections(page: Page) -> Iterator[str]:
    last_look = page.get_by_role("heading", name="That was the last question")
    while True:
        expect(page.locator(".question").first.or_(last_look)).to_be_visible()
        if last_look.is_visible():
            return
        yield page.get_by_role("heading", level=1).inner_text()
        answer_section(page)
        with page.expect_navigation():
            press(page, "Continue")


# Sharing


def invite(page: Page) -> str:
    """The link of a new invitation."""
    go_to(page, "Sharing")
    page.get_by_role("link", name="Invite your therapist").click()
    page.get_by_label("The name they will see").fill("Ana")
    press(page, "Make the link")
    heading(page, "Your invitation")
    return page.locator("#link").inner_text()


def digits(page: Page) -> str:
    heading(page, "Compare six digits")
    shown = page.locator(".digits-big").inner_text()
    assert re.fullmatch(r"\d{6}", shown)
    return shown


def ledger(page: Page) -> list[str]:
    """Its sentences, newest first."""
    go_to(page, "Sharing")
    page.get_by_role("link", name="Ledger").click()
    heading(page, "Ledger")
    return [line.inner_text().split("\n")[0].strip() for line in page.locator("ol.ledger li > p").all()]
