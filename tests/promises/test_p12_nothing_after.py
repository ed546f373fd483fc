"""P12: after sign-out, Leave now, a lock or a time-out, Back, a reopened tab, the source and the browser's own
storage show nothing."""

import base64
import re
import secrets
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, Playwright, expect

from journal.models import Entry
from journal.words import Draft
from tests.browser.fixtures import DESKTOP, PATIENCE_MS, launch_options, wait_until_idle
from tests.browser.site import Site
from tests.cast import Cast, Person
from vault.identity import identity

pytestmark = pytest.mark.browser


def marker() -> str:
    return f"marker{secrets.token_hex(8)}"


@pytest.fixture
def profile(playwright: Playwright, site: Site, committed, tmp_path: Path) -> Iterator[BrowserContext]:
    """A browser with a folder of its own on the disk, as people have."""
    context = playwright.chromium.launch_persistent_context(
        tmp_path, base_url=site.origin, viewport=DESKTOP, **launch_options()
    )
    context.set_default_timeout(PATIENCE_MS)
    yield context
    context.close()
    wait_until_idle()


def everything_in(page: Page) -> str:
    """What a page shows, what its fields hold, and its source."""
    fields = page.evaluate(
        "[...document.querySelectorAll('input, textarea')].map(field => field.value).join(' ')"
    )
    return f"{page.content()} {fields} {page.title()} {page.url}"


def back(page: Page) -> None:
    """Also from the back/forward cache, where nothing is loaded and so nothing ends loading."""
    page.go_back(wait_until="commit")
    page.wait_for_timeout(300)


def storage_of(page: Page) -> str:
    return page.evaluate(
        """async () => JSON.stringify([
          {...localStorage}, {...sessionStorage}, await caches.keys(), await indexedDB.databases(), document.cookie,
          window.name, history.state,
        ])"""
    )


def files_with(folder: Path, words: list[str]) -> list[str]:
    """Files of the profile that hold one of the words: plain, in UTF-16, or in base64."""
    wanted = re.compile(b"|".join(re.escape(form) for word in words for form in forms(word)))
    return [str(file) for file in folder.rglob("*") if file.is_file() and wanted.search(file.read_bytes())]


def forms(word: str) -> Iterator[bytes]:
    yield word.encode()
    yield word.encode("utf-16-le")
    for shift in range(3):
        # The middle of base64 does not depend on what stands around it.
        yield base64.b64encode(b"x" * shift + word.encode())[4:-4]


def sign_out(page: Page) -> None:
    page.goto("/accounts/logout/")
    page.locator("main form button.main").click()
    page.wait_for_url("**/accounts/login/**")


def leave_now(page: Page) -> None:
    page.get_by_role("link", name="Leave now").click()
    expect(page.get_by_role("heading", name="Elsewhere")).to_be_visible()


def lock(page: Page) -> None:
    page.get_by_role("button", name="Lock").click()
    expect(page.get_by_label("Password")).to_be_visible()


def time_out(page: Page) -> None:
    page.clock.fast_forward("16:00")
    expect(page.get_by_label("Password")).to_be_visible()


@pytest.mark.parametrize("end", [sign_out, leave_now, lock, time_out])
def test_nothing_is_left(
    end: Callable[[Page], None], committed_people: Cast, profile: BrowserContext, site: Site, tmp_path: Path
) -> None:
    kept, typed = marker(), marker()
    path = write(committed_people.ana, kept)
    enter(profile, committed_people.ana, site)
    page = profile.pages[0]
    if end is time_out:
        page.clock.install()
    for address in ("/", "/journal/", path, f"{path}edit/"):
        page.goto(address)
    sheet = page.get_by_role("textbox", name="Your words")
    expect(sheet).to_have_value(kept)
    sheet.fill(typed)
    expect(page.locator("[data-save-state]")).to_contain_text("Saved")
    page.goto(path)
    other_tab = profile.new_page()
    other_tab.goto(path)
    for tab in (page, other_tab):
        expect(tab.get_by_text(typed)).to_be_visible()

    end(page)

    expect(other_tab.get_by_text(typed)).to_have_count(0)
    assert clean(everything_in(other_tab), kept, typed)
    assert clean(everything_in(page), kept, typed)
    assert clean(storage_of(page), kept, typed)
    for _ in range(6):
        back(page)
        assert clean(everything_in(page), kept, typed)
    reopened = profile.new_page()
    for address in (path, f"{path}edit/", "/", "/journal/"):
        reopened.goto(address)
        assert clean(everything_in(reopened), kept, typed)
        assert clean(storage_of(reopened), kept, typed)
        assert clean(profile.request.get(address).text(), kept, typed)
    profile.close()
    assert files_with(tmp_path, [kept, typed]) == []


def test_the_search_finds_what_is_not_protected(profile: BrowserContext, site: Site, tmp_path: Path) -> None:
    """The control: a page that another site serves like any other, with the same words and the same steps."""
    shown, typed, stored = marker(), marker(), marker()
    page = profile.pages[0]
    page.goto(f"{site.elsewhere}?words={shown}")
    page.locator("textarea").fill(typed)
    page.evaluate("word => { localStorage.kept = word }", stored)
    page.goto("/help/")

    back(page)

    assert shown in everything_in(page)
    assert typed in everything_in(page), "The back/forward cache is on."
    assert stored in storage_of(page)
    profile.close()
    assert files_with(tmp_path, [shown])
    assert files_with(tmp_path, [stored])


def clean(text: str, *words: str) -> bool:
    return not any(word in text for word in words)


def write(person: Person, words: str) -> str:
    with identity("writer", person.user.pk):
        entry, _ = Entry.begin(person.user, person.vault, Draft(title=words, body=words))
    return f"/entries/{entry.pk}/"


def enter(context: BrowserContext, person: Person, site: Site) -> None:
    cookies = person.client.cookies.values()
    context.add_cookies([{"name": c.key, "value": c.value, "url": site.origin} for c in cookies])
