"""P18 for the long answer of a questionnaire: lock, expiry, a lost network in mid-sentence, and no word is lost."""

from collections.abc import Iterator

import pytest
from django.contrib.sessions.models import Session
from playwright.sync_api import Locator, Page, expect

from questionnaires.models import Response
from tests.cast import PASSWORD, Cast, Person
from tests.promises.test_p18_words_survive import lock_on_the_server
from tests.questionnaires.conftest import begun, edition, published
from vault.identity import identity

__all__ = ["published"]

pytestmark = pytest.mark.browser

WORDS = "Later, they said, and there was no later."


@pytest.fixture
def ana(published: None, committed_people: Cast) -> Person:
    return committed_people.ana


@pytest.fixture
def response(ana: Person) -> Response:
    """Open at the section with a long answer."""
    response = begun(ana, edition("can-you-communicate"))
    with identity("writer", ana.user.pk):
        given = {"sensed": "yes", "asked": "yes", "what-happened": ["vague"]}
        response.answer(ana.vault, given, based_on=response.revision)
    return response


@pytest.fixture
def page(ana: Person, response: Response, visit) -> Iterator[Page]:
    return visit(ana, path(response))


def path(response: Response) -> str:
    return f"/responses/{response.pk}/7/"


def field(page: Page) -> Locator:
    return page.locator("textarea[name=stayed-with-me]")


def kept(ana: Person, response: Response) -> str | None:
    with identity("writer", ana.user.pk):
        return Response.objects.get(pk=response.pk).read_answers(ana.vault).get("stayed-with-me")


def gone_from_sight(page: Page) -> None:
    assert WORDS not in page.content()
    assert not page.evaluate("[...document.querySelectorAll('textarea')].some(field => field.value)")


def unlock(page: Page) -> None:
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_label("Password").press("Enter")


def test_lock_by_hand(ana: Person, response: Response, page: Page) -> None:
    field(page).fill(WORDS)
    page.get_by_role("button", name="Lock").click()
    expect(page.get_by_label("Password")).to_be_visible()
    gone_from_sight(page)
    assert kept(ana, response) == WORDS


def test_it_locked_by_itself(ana: Person, response: Response, page: Page) -> None:
    page.clock.install()
    page.goto(path(response))
    field(page).fill(WORDS)
    page.clock.fast_forward("16:00")
    expect(page.get_by_label("Password")).to_be_visible()
    gone_from_sight(page)
    assert kept(ana, response) == WORDS


def test_it_locked_while_offline(ana: Person, response: Response, page: Page) -> None:
    page.context.set_offline(True)
    field(page).fill(WORDS)
    page.get_by_role("button", name="Lock").click()
    expect(page.get_by_role("alert")).to_contain_text("kept in this window")
    gone_from_sight(page)
    page.context.set_offline(False)
    page.wait_for_url("**/unlock/**")
    gone_from_sight(page)
    assert kept(ana, response) == WORDS


def test_another_tab_locked_before_it_could_be_saved(ana: Person, response: Response, page: Page) -> None:
    other = page.context.new_page()
    other.goto("/help/")
    page.route(f"**{path(response)}", lambda route: route.abort())
    field(page).fill(WORDS)
    other.get_by_role("button", name="Lock").click()
    expect(page.get_by_role("alert")).to_contain_text("kept in this window")
    gone_from_sight(page)
    page.unroute(f"**{path(response)}")
    page.bring_to_front()
    # The next try finds it locked, and the words go through the unlock form by themselves.
    unlock(page)
    expect(field(page)).to_have_value(WORDS)
    assert kept(ana, response) == WORDS


def test_it_was_locked_elsewhere(ana: Person, response: Response, page: Page) -> None:
    """On the server only: this page learns of it when it saves."""
    lock_on_the_server(page)
    field(page).fill(WORDS)
    expect(page.get_by_label("Password")).to_be_visible()
    gone_from_sight(page)
    unlock(page)
    expect(field(page)).to_have_value(WORDS)
    assert kept(ana, response) == WORDS


def test_the_session_expired(ana: Person, response: Response, page: Page) -> None:
    Session.objects.all().delete()
    field(page).fill(WORDS)
    expect(page.get_by_label("Password")).to_be_visible()
    gone_from_sight(page)
    page.get_by_label("E-mail address").fill(ana.user.email)
    unlock(page)
    expect(field(page)).to_have_value(WORDS)
    assert kept(ana, response) == WORDS


def test_who_never_pauses_is_saved_too(ana: Person, response: Response, page: Page) -> None:
    page.clock.install()
    page.goto(path(response))
    with page.expect_response(lambda answer: answer.request.method == "POST", timeout=8000):
        for letter in "without end":
            field(page).press_sequentially(letter)
            page.clock.run_for(500)
    expect(page.locator("#saved")).to_contain_text("Saved")
    assert (kept(ana, response) or "").startswith("without")


def test_who_turns_away_is_saved_at_once(ana: Person, response: Response, page: Page) -> None:
    page.clock.install()
    page.goto(path(response))
    page.clock.pause_at(page.evaluate("Date.now() / 1000") + 1)
    field(page).fill(WORDS)
    with page.expect_response(lambda answer: answer.request.method == "POST"):
        page.evaluate(
            "Object.defineProperty(document, 'hidden', {value: true});"
            "document.dispatchEvent(new Event('visibilitychange'))"
        )
    assert kept(ana, response) == WORDS


def test_continue_without_a_network_stays(ana: Person, response: Response, page: Page) -> None:
    page.context.set_offline(True)
    field(page).fill(WORDS)
    page.get_by_role("button", name="Continue").click()
    expect(page.locator("#saved")).to_contain_text("Not saved")
    expect(field(page)).to_have_value(WORDS)
    page.context.set_offline(False)
    expect(page.locator("#saved")).to_contain_text("Saved")
    assert kept(ana, response) == WORDS


def test_somebody_else_gets_nothing_to_see(
    cast_page: Page, ana: Person, response: Response, ben: Person
) -> None:
    """Ben signed in, in the same browser, while Ana's words wait there."""
    page = cast_page
    page.get_by_role("button", name="I am back").click()
    expect(page.get_by_role("alert")).to_contain_text("somebody else is signed in")
    gone_from_sight(page)
    assert kept(ana, response) is None


@pytest.fixture
def ben(committed_people: Cast) -> Person:
    return committed_people.ben


@pytest.fixture
def cast_page(page: Page, ben: Person, site) -> Page:
    page.context.set_offline(True)
    field(page).fill(WORDS)
    page.evaluate("document.dispatchEvent(new CustomEvent('notes:veil'))")
    page.context.clear_cookies()
    page.context.add_cookies(
        [{"name": c.key, "value": c.value, "url": site.origin} for c in ben.client.cookies.values()]
    )
    page.context.set_offline(False)
    return page


def test_without_the_script_they_would_be_lost(ana: Person, response: Response, page: Page) -> None:
    """The control: the same words, and nothing saves them."""
    page.route("**/answer-save*.js", lambda route: route.abort())
    page.goto(path(response))
    field(page).fill(WORDS)
    page.get_by_role("button", name="Lock").click()
    expect(page.get_by_label("Password")).to_be_visible()
    assert kept(ana, response) is None
