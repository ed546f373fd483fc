"""Every page that a person can see, and how one gets there with the demo people: for looking and for axe."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from django.template.loader import render_to_string
from django.utils import timezone
from playwright.sync_api import Page

from config.demo.people import PASSWORD
from tests.pictures import lake

Go = Callable[[Page], object]


@dataclass(frozen=True)
class Scene:
    name: str
    who: str
    go: Go


def at(path: str) -> Go:
    return lambda page: page.goto(path)


def along(path: str, *selectors: str) -> Go:
    """Begin at a page and click one thing after the other."""

    def go(page: Page) -> None:
        page.goto(path)
        for selector in selectors:
            page.locator(selector).first.click()
            page.wait_for_load_state()

    return go


def enter(page: Page, who: str) -> None:
    page.goto("/accounts/login/")
    page.get_by_label("E-mail address").fill(f"{who}@example.org")
    page.get_by_label("Password").fill(PASSWORD)
    page.locator("main form button.main").click()
    page.wait_for_url(lambda url: "/accounts/login/" not in url)


def refused_sign_in(page: Page) -> None:
    page.goto("/accounts/login/")
    page.get_by_label("E-mail address").fill("nobody@example.org")
    page.locator("main form button.main").click()


def code(page: Page) -> None:
    page.goto("/accounts/signup/")
    page.get_by_label("E-mail address").fill("newcomer@example.org")
    page.get_by_label("Password").fill("a boat of folded paper")
    page.locator("main form button.main").click()


def found(page: Page) -> None:
    page.goto("/journal/search/")
    page.locator("input[type=search]").fill("again")
    page.keyboard.press("Enter")
    page.locator("mark").first.wait_for()


def filtered(page: Page) -> None:
    page.goto("/journal/search/")
    page.locator("label:has([name=moods])").nth(3).click()
    page.locator("label:has([name=tags])").first.click()
    page.get_by_role("button", name="Show").click()
    page.wait_for_url("**f=**")


def filtered_to_nothing(page: Page) -> None:
    page.goto("/journal/search/")
    page.locator("label:has([name=starred])").click()
    page.locator("main [name=last]").fill("2001-01-01")
    page.get_by_role("button", name="Show").click()
    page.wait_for_url("**f=**")


def muted(page: Page) -> None:
    page.goto("/journal/on-this-day/muted/")
    page.locator("main [name=first]").fill("2020-03-01")
    page.locator("main [name=last]").fill("2020-03-31")
    page.get_by_role("button", name="Mute").last.click()
    page.wait_for_load_state()


def kept_template(page: Page) -> None:
    along("/journal/", ".timeline h3 a", KEEP, "main form button")(page)


def photographed(page: Page, *files: bytes) -> None:
    """A new sheet with words and photos, and one file that is none."""
    page.goto("/entries/new/")
    page.get_by_label("Title").fill("Round the lake")
    page.get_by_label("Your words").fill("We walked without talking much, and it was easy.")
    files = files or (lake(), lake((900, 1350)))
    chosen = [{"name": "lake.jpg", "mimeType": "image/jpeg", "buffer": file} for file in files]
    page.locator("add-photos input").set_input_files(chosen)
    page.locator("add-photos .thumbnails li, add-photos .has-error").nth(len(chosen) - 1).wait_for()


def photo_refused(page: Page) -> None:
    photographed(page, lake(), b"<svg/>")


def photo_read(page: Page) -> None:
    photographed(page)
    page.locator("main form .main").click()
    page.locator("figure img").first.wait_for()


def photos(page: Page) -> None:
    photo_read(page)
    page.locator("main a[href$='/photos/']").click()
    page.get_by_label("What it shows").first.fill("A lake between two hills, at dusk")
    page.get_by_label("Caption").first.fill("The bench where we sat")
    page.locator(".photo-list form button").first.click()
    page.wait_for_load_state()


def photo_delete(page: Page) -> None:
    photos(page)
    page.locator(".photo-list a[href$='/delete/']").first.click()
    page.wait_for_load_state()


def versions(page: Page) -> None:
    along("/journal/", ".timeline h3 a")(page)
    page.goto(f"{page.url}versions/")


def thrown(page: Page) -> None:
    """Two of the older ones, which no other scene looks at."""
    for _ in range(2):
        page.goto("/journal/")
        # Answers have a page of their own.
        oldest = page.locator(".timeline h3 a[href^='/entries/']").last.get_attribute("href")
        along(str(oldest), "main form[action$='/trash/'] button")(page)
    page.goto("/journal/trash/")


def refused_check_in(page: Page) -> None:
    page.goto("/check-ins/")
    page.locator("[name=first_on]").fill("2001-01-01")
    page.locator("main form button.main").click()
    page.locator(".errorlist").first.wait_for()


def kept_check_in(page: Page) -> None:
    """Due from today on."""
    page.goto("/check-ins/")
    page.locator("[name=first_on]").fill(timezone.localdate().isoformat())
    page.locator("[name=by_mail]").check()
    page.locator("main form button.main").click()
    page.locator("main .card .button").first.wait_for()


def trends_point(page: Page) -> None:
    page.goto("/trends/")
    page.locator(".trends:not(.one) .point[tabindex='0']").first.focus()


def full_screen(page: Page) -> None:
    along("/journal/", ".timeline h3 a", ".actions .main", "full-screen button")(page)


def tagging(page: Page) -> None:
    along("/journal/", ".timeline h3 a", ".actions .main", ".about > summary")(page)
    page.get_by_label("Tags").press("End")
    page.get_by_label("Tags").press_sequentially(", e")
    page.get_by_label("Tags").press("ArrowDown")


def in_two_places(page: Page) -> None:
    """Written on in another tab meanwhile: the box with both texts."""
    along("/journal/", ".timeline h3 a", ".actions .main")(page)
    other = page.context.new_page()
    other.goto(page.url)
    words = page.locator("textarea").input_value()
    for tab, more in ((other, "\n\nThen we went home."), (page, "\n\nThen I called my sister.")):
        tab.locator("textarea").fill(words + more)
        tab.locator("[data-state=saved], [data-state=changed]").wait_for()
    other.close()


def earlier_version(page: Page) -> None:
    """What stood there until the text kept beside it was brought back."""
    in_two_places(page)
    page.locator("button[name=choice][value=other]").click()
    page.locator("main a[href$='/versions/']").click()
    page.locator("main .cards .button").first.click()
    page.locator(".comparison").wait_for()


def paired(page: Page, therapist: str) -> Page:
    """Invited by the writer of this page and accepted: both now compare digits. The therapist's page."""
    page.goto("/sharing/invite/")
    page.get_by_label("The name they will see").fill("B.")
    page.get_by_role("button", name="Make the link").click()
    link = page.locator("#link").inner_text()
    browser = page.context.browser
    assert browser
    theirs = browser.new_context(base_url=page.url.split("/sharing")[0]).new_page()
    enter(theirs, therapist)
    theirs.goto(link)
    theirs.locator("main form button.main").click()
    theirs.locator(".digits-big").wait_for()
    return theirs


def compared(page: Page) -> None:
    paired(page, "dr-diaz").context.close()
    page.reload()
    page.locator(".fold summary").click()


def compared_there(page: Page) -> None:
    """As the therapist sees it: whoever wrote the invitation has another browser."""
    browser = page.context.browser
    assert browser
    page.goto("/clients/")
    writer = browser.new_context(base_url=page.url.split("/clients")[0]).new_page()
    enter(writer, "ben")
    theirs = paired(writer, "dr-cho")
    page.goto(theirs.url)
    theirs.context.close()
    writer.context.close()
    page.locator(".fold summary").click()


def broken(page: Page) -> None:
    """A server error, which nobody should be able to cause: its words in the frame of another page."""
    page.goto("/nothing-here/")
    page.evaluate(
        """html => {
            const page = new DOMParser().parseFromString(html, "text/html");
            document.querySelector("main").replaceWith(page.querySelector("main"));
        }""",
        render_to_string("500.html"),
    )


def asked(title: str, section: int) -> Go:
    """A section of a questionnaire, begun or gone on with."""

    def go(page: Page) -> None:
        along("/questionnaires/", f"main .offer:has-text('{title}') :is(form button, a.button)")(page)
        page.goto(re.sub(r"/\d+/$", f"/{section}/", page.url))

    return go


def choices(page: Page) -> None:
    asked("Before the talk", 1)(page)
    page.get_by_label("They talk less").check()
    page.get_by_label("Something else").check()
    page.get_by_label("What is it?").fill("They hum when they come home.")
    page.locator("label", has_text="5").locator("input").check()
    page.wait_for_timeout(900)


def when(page: Page) -> None:
    asked("Before the talk", 3)(page)
    page.get_by_label("On which day?").fill("2040-03-03")
    page.get_by_label("How much time").fill("a while")
    page.get_by_role("button", name="Continue").click()
    page.get_by_role("alert").wait_for()


def waiting(page: Page) -> None:
    asked("Before the talk", 3)(page)
    page.get_by_label("On which day?").fill("2040-03-03")
    page.get_by_role("button", name="Continue").click()
    page.wait_for_url("**/4/")
    page.get_by_role("button", name="Continue").click()


def locked(page: Page) -> None:
    page.goto("/")
    page.get_by_role("button", name="Lock").click()
    page.wait_for_url("**/unlock/**")


RESULT = "main .card a[href$='/result/']"
KEEP = "main a[href$='/template/']"
SHARE = "main a[href^='/sharing/entries/']"
CLIENT = "main a[href^='/clients/']"

SCENES = [
    Scene("sign-in", "", at("/accounts/login/")),
    Scene("sign-in-refused", "", refused_sign_in),
    Scene("sign-up", "", at("/accounts/signup/")),
    Scene("sign-up-therapist", "", at("/accounts/signup/therapist/")),
    Scene("reset", "", at("/accounts/password/reset/")),
    Scene("help-signed-out", "", at("/help/")),
    Scene("not-found-signed-out", "", at("/nothing-here/")),
    Scene("broken", "", broken),
    Scene("code", "", code),
    Scene("today", "ana", at("/")),
    Scene("journal", "ana", at("/journal/")),
    Scene("entry", "ana", along("/journal/", ".timeline h3 a")),
    Scene("entry-edit", "ana", along("/journal/", ".timeline h3 a", ".actions .main")),
    Scene("entry-edit-open", "ana", along("/journal/", ".timeline h3 a", ".actions .main", ".fold summary")),
    Scene("entry-versions", "ana", versions),
    Scene("entry-full-screen", "ana", full_screen),
    Scene("entry-tags", "ana", tagging),
    Scene("entry-in-two-places", "ana", in_two_places),
    Scene("entry-version", "ana", earlier_version),
    Scene("entry-versions-kept", "ana", versions),
    Scene("entry-new", "ana", at("/entries/new/")),
    Scene("sheet-photos", "ana", photographed),
    Scene("sheet-photo-refused", "ana", photo_refused),
    Scene("entry-photos", "ana", photo_read),
    Scene("photos-empty", "ana", along("/journal/", ".timeline h3 a", "main a[href$='/photos/']")),
    Scene("photos", "ana", photos),
    Scene("photo-delete", "ana", photo_delete),
    Scene("keys", "ana", at("/journal/keys/")),
    Scene("prompts", "ana", at("/journal/prompts/")),
    Scene("prompts-open", "ana", along("/journal/prompts/", ".prompts summary")),
    Scene("entry-prompt", "ana", along("/journal/prompts/", ".prompts summary", ".prompts a")),
    Scene("templates-empty", "ana", at("/journal/templates/")),
    Scene("template-new", "ana", along("/journal/", ".timeline h3 a", KEEP)),
    Scene("templates", "ana", kept_template),
    Scene("template", "ana", along("/journal/templates/", ".cards h2 a")),
    Scene("template-delete", "ana", along("/journal/templates/", ".cards h2 a", "main a[href$='/delete/']")),
    Scene("search", "ana", at("/journal/search/")),
    Scene("filtered", "ana", filtered),
    Scene("filtered-nothing", "ana", filtered_to_nothing),
    Scene("month", "ana", along("/journal/", ".looking .step[rel=prev]")),
    Scene("day", "ana", along("/journal/", ".calendar td a")),
    Scene("calendar", "ana", at("/journal/calendar/")),
    Scene("on-this-day", "ana", at("/journal/on-this-day/")),
    Scene("mutes", "ana", muted),
    Scene("tags", "ana", at("/journal/tags/")),
    Scene("tag", "ana", along("/journal/tags/", "main .card .button")),
    Scene("tag-delete", "ana", along("/journal/tags/", "main .card .button", "main .actions a")),
    Scene("search-found", "ana", found),
    Scene("trash-empty", "ana", at("/journal/trash/")),
    Scene("trash", "ana", thrown),
    Scene("entry-delete", "ana", along("/journal/trash/", "main a[href$='/delete/']")),
    Scene("book-days", "ana", at("/journal/book/")),
    Scene("book", "ana", along("/journal/book/", "main form button")),
    Scene("questionnaires", "ana", at("/questionnaires/")),
    Scene("result", "ana", along("/questionnaires/", RESULT)),
    Scene("answers", "ana", along("/questionnaires/", RESULT, "main .actions a")),
    Scene("trends", "ana", at("/trends/")),
    Scene("check-ins-refused", "ana", refused_check_in),
    Scene("check-ins", "ana", kept_check_in),
    Scene("check-in", "ana", along("/check-ins/", "main .card .button")),
    Scene("today-check-in", "ana", at("/")),
    Scene("trends-point", "ana", trends_point),
    Scene("trends-table", "ana", along("/trends/", "main section:has(.sides) a[href*='/table/']")),
    Scene("trends-table-mood", "ana", along("/trends/?span=year", "main a[href*='/table/']")),
    Scene("share", "ana", along("/journal/", ".timeline h3 a", SHARE)),
    Scene("share-result", "ana", along("/questionnaires/", RESULT, SHARE)),
    # After the results: they fold away while the same questions are being answered.
    Scene("question", "ana", along("/questionnaires/", "main form button")),
    Scene("kind-choices", "ana", choices),
    Scene("kind-when", "ana", when),
    Scene("kind-waiting", "ana", waiting),
    Scene("kind-pair", "ana", asked("Are we both trying?", 1)),
    Scene("kind-changes", "ana", asked("Are we both trying?", 5)),
    Scene("kind-words", "ana", asked("Do they know my worth?", 5)),
    Scene("kind-letter", "ana", asked("If they want to go", 5)),
    Scene("connection", "ana", along("/sharing/", "main h2 a")),
    Scene("end", "ana", along("/sharing/", "main h2 a", "main a[href$='/end/']")),
    Scene("sharing", "ana", at("/sharing/")),
    Scene("invite", "ana", at("/sharing/invite/")),
    Scene("ledger", "ana", at("/sharing/ledger/")),
    Scene("account", "ana", at("/account/")),
    Scene("password", "ana", at("/account/password/")),
    Scene("recovery-code", "ana", at("/recovery-code/")),
    Scene("before-you-write", "ana", at("/before-you-write/")),
    Scene("help", "ana", at("/help/")),
    Scene("not-found", "ana", at("/nothing-here/")),
    Scene("start-over", "ana", at("/start-over/")),
    Scene("locked", "ana", locked),
    Scene("today-empty", "ben", at("/")),
    Scene("trends-empty", "ben", at("/trends/")),
    Scene("journal-empty", "ben", at("/journal/")),
    Scene("on-this-day-empty", "ben", at("/journal/on-this-day/")),
    Scene("tags-empty", "ben", at("/journal/tags/")),
    Scene("sharing-empty", "ben", at("/sharing/")),
    Scene("ledger-empty", "ben", at("/sharing/ledger/")),
    Scene("pairing", "ben", compared),
    Scene("clients", "dr-cho", at("/clients/")),
    Scene("client", "dr-cho", along("/clients/", CLIENT)),
    Scene("shared-copy", "dr-cho", along("/clients/", CLIENT, "main a[href^='/shared/']")),
    Scene("account-therapist", "dr-cho", at("/account/")),
    Scene("before-you-begin", "dr-cho", at("/before-you-write/")),
    Scene("not-found-therapist", "dr-cho", at("/nothing-here/")),
    Scene("pairing-therapist", "dr-cho", compared_there),
    Scene("admin", "eve", at("/admin/")),
    Scene("admin-therapists", "eve", at("/admin/accounts/therapist/")),
    Scene("admin-therapist", "eve", along("/admin/accounts/therapist/", "#result_list tbody th a")),
    Scene("admin-help-line", "eve", at("/admin/config/helpline/add/")),
    Scene("admin-help-lines", "eve", at("/admin/config/helpline/")),
    Scene("admin-therapist-nothing", "eve", at("/admin/accounts/therapist/?q=nobody")),
    Scene("admin-editions", "eve", at("/admin/questionnaires/edition/")),
    Scene("admin-edition", "eve", along("/admin/questionnaires/edition/", "#result_list tbody th a")),
    Scene("account-editor", "eve", at("/account/")),
]
