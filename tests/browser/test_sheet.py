"""What makes writing easier: the toolbar and its keys, the count of words, full screen, tags completed, the star."""

import pytest
from playwright.sync_api import Page, expect

from journal.words import Draft
from tests.browser.walk import open_fold, sheet, state
from tests.cast import Cast, Person, write
from vault.identity import identity

pytestmark = pytest.mark.browser

PHONE = {"viewport": {"width": 360, "height": 780}, "has_touch": True, "is_mobile": True}


@pytest.fixture
def ana(committed_people: Cast) -> Person:
    write(committed_people.ana, Draft(body="Before.", tags=("evening", "Éveil", "sea", "silence")))
    return committed_people.ana


def toolbar(page: Page):
    return page.get_by_role("toolbar", name="Format the text")


def full_screen(page: Page):
    return page.get_by_role("button", name="Full screen")


def select(page: Page, start: int, end: int) -> None:
    sheet(page).evaluate("(field, [start, end]) => field.setSelectionRange(start, end)", [start, end])


def loaded(page: Page) -> list[str]:
    names = page.evaluate(
        "performance.getEntriesByType('resource').map(entry => new URL(entry.name).pathname)"
    )
    return [name for name in names if "toolbar" in name or "tag-field" in name]


def test_a_blank_sheet_waits_for_none_of_it(ana, visit):
    page = visit(ana)
    page.wait_for_load_state("networkidle")
    assert loaded(page) == []
    sheet(page).press("a")
    expect(toolbar(page)).to_be_visible()
    assert len(loaded(page)) == 2


@pytest.mark.parametrize("screen", [{}, PHONE], ids=["desktop", "phone"])
def test_the_toolbar_appears_while_one_writes_and_moves_nothing(ana, visit, screen):
    page = visit(ana, "/entries/new/", **screen)
    sheet(page).click()
    sheet(page).press_sequentially("a b")
    expect(toolbar(page)).to_be_visible()
    place = page.locator(".under").bounding_box()
    for button in page.locator(".desk button:visible").all():
        box = button.bounding_box()
        assert min(box["width"], box["height"]) >= 44
        assert 0 <= box["x"] <= page.viewport_size["width"] - box["width"]
    page.locator("h1").click()
    expect(toolbar(page)).not_to_be_visible()
    assert page.locator(".under").bounding_box() == place


@pytest.mark.parametrize(
    ("name", "key", "words"),
    [
        ("Bold", "Control+b", "one **two** three"),
        ("Italic", "Control+i", "one _two_ three"),
        ("Link", "Control+k", "one [two](url) three"),
        ("Quote", "Control+Shift+Period", None),
        ("List", "Control+Shift+8", "- one two three"),
        ("Numbered list", "Control+Shift+7", "1. one two three"),
        ("Heading", None, "one ## two three"),
    ],
)
def test_buttons_and_keys_do_the_same_and_it_is_saved(ana, visit, name, key, words):
    page = visit(ana)
    results = []
    for way in filter(None, ("button", key)):
        sheet(page).fill("one two three")
        select(page, 4, 7)
        expect(toolbar(page)).to_be_visible()
        if way == "button":
            toolbar(page).get_by_role("button", name=name, exact=True).click()
        else:
            page.keyboard.press(key)
        results.append(sheet(page).input_value())
        expect(sheet(page)).to_be_focused()
    assert set(results) == {words or results[0]}
    assert results[0] != "one two three"
    expect(state(page)).to_contain_text("Saved")
    with identity("writer", ana.user.pk):
        assert results[-1] in [entry.read_body(ana.vault) for entry in ana.user.entries.all()]


def test_the_toolbar_is_one_stop_with_arrows_inside(ana, visit):
    page = visit(ana)
    sheet(page).fill("one two")
    expect(toolbar(page)).to_be_visible()
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Bold")).to_be_focused()
    page.keyboard.press("ArrowRight")
    expect(page.get_by_role("button", name="Italic")).to_be_focused()
    page.keyboard.press("Tab")
    expect(full_screen(page)).to_be_focused()


def test_words_are_counted_on_every_sheet(ana, visit):
    page = visit(ana)
    counted = page.locator("word-count")
    sheet(page).press_sequentially("Three words here")
    expect(counted).to_have_text("Words: 3")
    with identity("writer", ana.user.pk):
        entry = ana.user.entries.order_by("written_at")[0]
    page.goto(f"/entries/{entry.pk}/edit/")
    expect(counted).to_have_text("Words: 1")


def test_full_screen_shows_the_words_when_the_fields_below_are_open(ana, visit):
    page = visit(ana)
    sheet(page).press_sequentially("Words")
    page.get_by_text("Title, mood, tags, day").click()
    full_screen(page).evaluate("button => { scrollTo(0, document.body.scrollHeight); button.click(); }")
    expect(sheet(page)).to_be_in_viewport(ratio=0.5)


@pytest.mark.parametrize("screen", [{}, PHONE], ids=["desktop", "phone"])
def test_full_screen_leaves_the_sheet_and_leave_now(ana, visit, screen):
    page = visit(ana, **screen)
    sheet(page).click()
    sheet(page).press_sequentially("Words")
    leave = page.get_by_role("link", name="Leave now")
    place = leave.bounding_box()
    full_screen(page).click()
    expect(full_screen(page)).to_have_attribute("aria-pressed", "true")
    expect(page.get_by_role("navigation")).to_have_count(0)
    # The heading is for the ear only.
    expect(page.get_by_role("heading", level=1)).to_have_count(1)
    head = page.locator(".head").bounding_box()
    assert (head["width"], head["height"]) == (1, 1)
    expect(page.locator(".foot")).not_to_be_visible()
    assert leave.bounding_box() == place
    expect(sheet(page)).to_be_focused()
    page.keyboard.press("Escape")
    assert page.locator(".head").bounding_box()["height"] > 1
    expect(sheet(page)).to_be_focused()
    full_screen(page).click()
    full_screen(page).click()
    expect(page.get_by_role("navigation").first).to_be_visible()


def test_a_conflict_in_full_screen_shows_the_frame_again(ana, visit):
    entry = write(ana, Draft(body="This."))
    page = visit(ana, f"/entries/{entry.pk}/edit/")
    full_screen(page).click()
    with identity("writer", ana.user.pk):
        entry.save_draft(ana.vault, Draft(body="Elsewhere."), based_on=entry.revision)
    sheet(page).fill("Here.")
    expect(page.get_by_text("Both texts are safe.")).to_be_visible()
    expect(page.get_by_role("navigation").first).to_be_visible()


# Tags


def tags(page: Page):
    return page.get_by_role("combobox", name="Tags")


def test_the_tag_at_the_cursor_is_completed_by_keyboard(ana, visit):
    page = visit(ana)
    open_fold(page)
    field, options = tags(page), page.get_by_role("option")
    field.press_sequentially("sea, e")
    expect(options).to_have_text(["Éveil", "evening", "silence"])
    expect(page.get_by_text("Tags of yours that fit: 3")).to_be_attached()
    expect(field).to_have_attribute("aria-expanded", "true")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    chosen = field.get_attribute("aria-activedescendant")
    assert page.locator(f"#{chosen}").inner_text() == "evening"
    expect(page.locator(f"#{chosen}")).to_have_attribute("aria-selected", "true")
    page.keyboard.press("Enter")
    expect(field).to_have_value("sea, evening, ")
    expect(options).to_have_count(0)
    field.press_sequentially("x")
    expect(options).to_have_count(0)
    expect(state(page)).to_contain_text("Saved")


def test_escape_closes_the_list_and_nothing_else(ana, visit):
    page = visit(ana)
    open_fold(page)
    full_screen(page).click()
    tags(page).press_sequentially("e")
    expect(page.get_by_role("option").first).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("option")).to_have_count(0)
    expect(tags(page)).to_have_value("e")
    expect(full_screen(page)).to_have_attribute("aria-pressed", "true")
    page.keyboard.press("Escape")
    expect(full_screen(page)).to_have_attribute("aria-pressed", "false")


def test_a_tag_in_the_middle_by_touch(ana, visit):
    page = visit(ana, "/entries/new/", **PHONE)
    page.locator(".about > summary").tap()
    field = tags(page)
    field.fill("sil, evening")
    field.evaluate("field => field.setSelectionRange(3, 3)")
    field.press("ArrowDown")
    page.get_by_role("option", name="silence").tap()
    expect(field).to_have_value("silence, evening")
    expect(field).to_be_focused()


def test_the_star_is_set_at_writing(ana, visit):
    page = visit(ana)
    sheet(page).fill("Worth a star.")
    open_fold(page)
    page.get_by_label("Star", exact=True).check(force=True)
    page.get_by_role("button", name="Save").click()
    page.wait_for_url("**/entries/**")
    expect(page.get_by_role("button", name="Starred")).to_be_visible()


@pytest.mark.parametrize("path", ["/", "/entries/new/"])
def test_without_script(ana, visit, path):
    page = visit(ana, path, java_script_enabled=False)
    expect(page.locator(".desk")).not_to_be_visible()
    expect(page.locator("word-count")).not_to_be_visible()
    page.locator(".about > summary").click()
    assert page.get_by_label("Tags").get_attribute("list") == "known-tags"
    assert page.locator("#known-tags option").count() == 4
    sheet(page).fill("Words")
    page.get_by_label("Star", exact=True).check(force=True)
    page.get_by_role("button", name="Save").click()
    page.wait_for_url("**/entries/**")
    expect(page.get_by_role("button", name="Starred")).to_be_visible()
