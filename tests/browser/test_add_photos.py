"""Photos on the sheet: chosen, pasted, dropped; refused beside their file; tried again; and gone after a lock."""

import base64

import pytest
from playwright.sync_api import Page, expect

from journal.models import Entry
from tests.cast import Cast, Person
from tests.pictures import picture
from vault.identity import identity

pytestmark = pytest.mark.browser

GIVE = """
([kind, data, more]) => {
    const bytes = Uint8Array.from(atob(data), (c) => c.charCodeAt(0));
    const carried = new DataTransfer();
    carried.items.add(new File([bytes], "lake.jpg", { type: "image/jpeg" }));
    if (more) carried.setData("text/plain", more);
    const event = kind === "paste"
        ? new ClipboardEvent("paste", { clipboardData: carried, bubbles: true, cancelable: true })
        : new DragEvent(kind, { dataTransfer: carried, bubbles: true, cancelable: true });
    document.querySelector("textarea").dispatchEvent(event);
}
"""


@pytest.fixture
def ana(committed_people: Cast) -> Person:
    return committed_people.ana


def file(data: bytes | None = None, name: str = "lake.jpg") -> dict[str, object]:
    return {"name": name, "mimeType": "image/jpeg", "buffer": picture() if data is None else data}


def choose(page: Page, *files: dict[str, object]) -> None:
    page.locator("add-photos input").set_input_files(list(files))


def give(page: Page, kind: str, more: str = "") -> None:
    page.evaluate(GIVE, [kind, base64.b64encode(picture()).decode(), more])


def small(page: Page):
    return page.locator("add-photos .thumbnails img")


def kept(ana: Person) -> list[tuple[str, int]]:
    with identity("writer", ana.user.pk):
        return [(entry.read_body(ana.vault), entry.photos.count()) for entry in Entry.objects.all()]


def test_photos_before_and_after_the_words_are_one_entry(ana: Person, visit) -> None:
    page = visit(ana)
    choose(page, file(), file())
    expect(small(page)).to_have_count(2)
    assert small(page).first.evaluate("image => image.decode().then(() => image.naturalWidth)") == 480
    page.get_by_role("textbox", name="Your words").fill("The lake.")
    expect(page.locator("[data-save-state]")).to_contain_text("Saved")
    choose(page, file())
    expect(small(page)).to_have_count(3)
    assert kept(ana) == [("The lake.", 3)]
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator("figure img")).to_have_count(3)


def test_pasted_and_dropped_but_not_with_text(ana: Person, visit) -> None:
    page = visit(ana)
    give(page, "paste")
    expect(small(page)).to_have_count(1)
    give(page, "dragover")
    expect(page.locator(".sheet.dropping")).to_be_visible()
    give(page, "drop")
    expect(small(page)).to_have_count(2)
    expect(page.locator(".sheet.dropping")).to_have_count(0)
    give(page, "paste", "words from elsewhere")
    choose(page, file())
    expect(small(page)).to_have_count(3)


def test_refused_beside_its_file_and_the_others_are_added(ana: Person, visit) -> None:
    page = visit(ana)
    choose(page, file(b"<svg/>", "drawing.jpg"), file(b"\0" * (15 * 1024**2 + 1), "film.jpg"), file())
    expect(small(page)).to_have_count(1)
    rows = page.locator(".uploads li")
    expect(rows.filter(has_text="drawing.jpg")).to_contain_text("JPEG, PNG, WebP or GIF")
    expect(rows.filter(has_text="film.jpg")).to_contain_text("larger than 15 MB")
    for _row in range(2):
        page.get_by_role("button", name="Leave it out").first.click()
    expect(rows).to_have_count(0)


def test_without_an_answer_it_can_be_tried_again(ana: Person, visit) -> None:
    page = visit(ana)
    page.route("**/photos/", lambda route: route.abort())
    choose(page, file())
    expect(page.locator(".uploads li")).to_contain_text("there was no answer")
    page.unroute("**/photos/")
    page.get_by_role("button", name="Try again").click()
    expect(small(page)).to_have_count(1)
    expect(page.locator(".uploads li")).to_have_count(0)


def test_the_name_of_a_file_is_not_sent(ana: Person, visit) -> None:
    page = visit(ana)
    with page.expect_request("**/photos/") as sent:
        choose(page, file(name="quicksilver.jpg"))
    expect(small(page)).to_have_count(1)
    assert b"quicksilver" not in (sent.value.post_data_buffer or b"")


def test_nothing_is_left_on_the_page_after_a_lock(ana: Person, visit) -> None:
    page = visit(ana)
    choose(page, file())
    expect(small(page)).to_have_count(1)
    page.get_by_role("button", name="Lock").click()
    page.wait_for_url("**/unlock/**")
    assert page.locator("img").count() == 0
    page.go_back()
    expect(page.locator("add-photos")).to_have_count(0)
