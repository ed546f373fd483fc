"""Nobody there for a while: what was written is saved, every word leaves every tab, and the vault is locked."""

import pytest
from playwright.sync_api import expect

from tests.browser.fixtures import sign_in
from vault.identity import identity

pytestmark = pytest.mark.browser

WORDS = "a marzipan morning"


def test_idle_lock(committed_people, device):
    ana = committed_people.ana
    context = device()
    context.clock.install()
    page, other = context.new_page(), context.new_page()
    sign_in(page, ana.user.email)
    other.goto("/journal/")
    page.locator(".write").press_sequentially(WORDS)
    page.clock.run_for(1500)
    expect(page.locator("[data-save-state]")).to_contain_text("Saved")
    page.clock.run_for(minutes(14))
    expect(page.locator(".write")).to_have_value(WORDS)
    page.clock.run_for(minutes(2))
    for tab in (page, other):
        tab.wait_for_url("**/unlock/**")
        assert WORDS not in tab.content()
    with identity("writer", ana.user.pk):
        assert [entry.read_body(ana.vault) for entry in ana.user.entries.all()] == [WORDS]


def test_somebody_who_writes_is_not_idle(committed_people, device):
    context = device()
    context.clock.install()
    page = context.new_page()
    sign_in(page, committed_people.ana.user.email)
    for _ in range(3):
        page.locator(".write").press_sequentially("word ")
        page.clock.run_for(1500)
        expect(page.locator("[data-save-state]")).to_contain_text("Saved")
        page.clock.run_for(minutes(10))
    expect(page.locator(".write")).to_have_value("word word word ")


def minutes(count: int) -> int:
    return count * 60_000
