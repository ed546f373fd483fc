"""Fixtures of browser tests, in whichever folder they are (tests/conftest.py loads them)."""

import os
import shutil
import time
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Playwright, expect, sync_playwright

from tests.browser.site import Site, running
from tests.cast import PASSWORD, Person
from tests.conftest import connect

# Without these Chromium asks its maker's hosts for this and that.
QUIET = [
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-gpu",
    "--disable-quic",
    "--disable-sync",
    "--no-first-run",
]
# Playwright turns the back/forward cache off; people have it on.
WITH_BACK_FORWARD_CACHE = ["--disable-back-forward-cache"]
# Generous: a test machine has other things to do, and what holds is seen at once anyway.
PATIENCE_MS = 15_000
DESKTOP = {"width": 1280, "height": 800}


def launch_options() -> dict[str, object]:
    names = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
    found = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, names)), None)
    if not found:
        pytest.fail("Browser tests need Chromium: install it (on Debian the package chromium).")
    return {
        "executable_path": found,
        "args": QUIET + (["--no-sandbox"] if os.geteuid() == 0 else []),
        "ignore_default_args": WITH_BACK_FORWARD_CACHE,
    }


@pytest.fixture(scope="session")
def site(django_db_setup) -> Iterator[Site]:
    with running() as site:
        yield site


@pytest.fixture(scope="module")
def playwright() -> Iterator[Playwright]:
    # Playwright's loop runs in this thread, which Django takes for an async view; no other module shall meet it.
    before = os.environ.get("DJANGO_ALLOW_ASYNC_UNSAFE")
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    expect.set_options(timeout=PATIENCE_MS)
    with sync_playwright() as playwright:
        yield playwright
    if before is None:
        del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture(scope="module")
def chromium(playwright: Playwright) -> Iterator[Browser]:
    browser = playwright.chromium.launch(**launch_options())
    yield browser
    browser.close()


@pytest.fixture
def device(chromium: Browser, site: Site, committed: None) -> Iterator[Callable[..., BrowserContext]]:
    """Makes browser contexts, each like a device of its own; all are closed before the database is emptied."""
    contexts: list[BrowserContext] = []

    def make(**options: object) -> BrowserContext:
        context = chromium.new_context(**{"base_url": site.origin, "viewport": DESKTOP, **options})
        context.set_default_timeout(PATIENCE_MS)
        contexts.append(context)
        return context

    yield make
    for context in contexts:
        context.close()
    wait_until_idle()


@pytest.fixture
def page(device: Callable[..., BrowserContext]) -> Page:
    return device().new_page()


@pytest.fixture
def visit(device: Callable[..., BrowserContext], site: Site) -> Callable[..., Page]:
    """`visit(person, path, **options)`: a page in a browser of this person's own, signed in and unlocked."""

    def visit(person: Person | None = None, path: str = "/", **options: object) -> Page:
        context = device(**options)
        if person:
            context.add_cookies(
                [
                    {"name": c.key, "value": c.value, "url": site.origin}
                    for c in person.client.cookies.values()
                ]
            )
        page = context.new_page()
        page.goto(path)
        return page

    return visit


def wait_until_idle() -> None:
    """What a closed page still had on its way is written before the database is emptied."""
    with connect("postgres") as database:
        for _ in range(100):
            busy = database.execute(
                "SELECT count(*) FROM pg_stat_activity WHERE usename = 'bothways_web' AND xact_start IS NOT NULL"
            ).fetchone()
            if busy == (0,):
                return
            time.sleep(0.05)


def sign_in(page: Page, email: str) -> None:
    """By the form, as a person does; ends on the person's own first page."""
    page.goto("/accounts/login/")
    page.get_by_label("E-mail address").fill(email)
    page.get_by_label("Password").fill(PASSWORD)
    page.locator("main form button.main").click()
    page.wait_for_url(lambda url: "/accounts/login/" not in url)
