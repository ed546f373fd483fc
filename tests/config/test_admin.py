"""The editors' site: verify and withdraw therapists, keep help lines, read questionnaires. Nothing of people."""

import pytest

from accounts.models import Therapist
from config.models import HelpLine
from journal.models import Prompt
from vault.identity import identity

VERIFY = {"decision": "verify", "note": "Seen in the register."}
WITHDRAW = {"decision": "withdraw", "note": "Struck off."}


@pytest.fixture
def page(people):
    return f"/admin/accounts/therapist/{people.cho.user.pk}/change/"


def standing(person) -> tuple[bool, str, str]:
    profile = Therapist.objects.get(pk=person.user.pk)
    return profile.is_verified, profile.verified_note, profile.withdrawn_note


def test_index_lists_what_editors_keep(people):
    answer = people.eve.client.get("/admin/")
    models = [model["object_name"] for app in answer.context["app_list"] for model in app["models"]]
    assert sorted(models) == ["Edition", "HelpLine", "Prompt", "Questionnaire", "Therapist"]


def test_withdrawing_and_verifying_again(people, page):
    assert people.eve.client.post(page, WITHDRAW).status_code == 302
    assert standing(people.cho) == (False, "License seen in the public register.", "Struck off.")
    assert people.eve.client.post(page, VERIFY).status_code == 302
    assert standing(people.cho) == (True, "Seen in the register.", "")
    assert Therapist.objects.get(pk=people.cho.user.pk).verified_by_id == people.eve.user.pk


def test_only_what_was_verified_can_be_withdrawn(people, page):
    people.eve.client.post(page, WITHDRAW)
    answer = people.eve.client.post(page, WITHDRAW)
    assert "there is nothing to withdraw" in answer.content.decode()


@pytest.mark.parametrize("form", [{}, {"decision": "verify"}, {"decision": "promote", "note": "x"}])
def test_a_decision_needs_a_note(people, page, form):
    assert people.eve.client.post(page, form).status_code == 200
    assert standing(people.cho) == (True, "License seen in the public register.", "")


def test_an_editor_cannot_write_a_profile(people, page):
    people.eve.client.post(page, {**VERIFY, "name": "Somebody else", "license": "none"})
    assert Therapist.objects.get(pk=people.cho.user.pk).name == "Mina Cho"


def test_no_address_of_anybody_is_on_the_page(people, page):
    answer = people.eve.client.get(page).content.decode()
    assert ("Mina Cho" in answer, "@example.org" in answer) == (True, False)


@pytest.mark.parametrize("standing", ["waiting", "verified", "withdrawn"])
def test_therapists_by_standing(people, standing):
    _profile = people.cho.user.therapist
    answer = people.eve.client.get("/admin/accounts/therapist/", {"standing": standing})
    assert ("Mina Cho" in answer.content.decode()) is (standing == "verified")


def test_a_help_line_can_be_added(people):
    form = {
        "country": "Utopia",
        "name": "Night line",
        "phone": "116 000",
        "web": "",
        "hours": "",
        "source": "https://example.org/lines",
        "verified_on": "2026-11-20",
    }
    assert people.eve.client.post("/admin/config/helpline/add/", form).status_code == 302
    assert [str(line) for line in HelpLine.objects.all()] == ["Utopia: Night line"]


def test_a_help_line_nobody_can_reach_is_refused(people):
    form = {"country": "Utopia", "name": "Night line", "source": "https://example.org/lines"}
    answer = people.eve.client.post("/admin/config/helpline/add/", form)
    assert "Give a phone number or a web page." in answer.content.decode()
    assert HelpLine.objects.count() == 0


def test_an_edition_can_be_read_whole(people):
    people.everything()
    edition = people.edition
    page = people.eve.client.get(f"/admin/questionnaires/edition/{edition.pk}/change/").content.decode()
    texts = [question.text for section in edition.parsed.sections for question in section.questions]
    assert [text for text in texts if text not in page.replace("&#x27;", "'").replace("&quot;", '"')] == []


@pytest.fixture
def prompt(people):
    with identity("editor", people.eve.user.pk):
        return Prompt.objects.get(key="not-said")


def test_a_prompt_can_be_changed_and_moved_to_a_new_theme(people, prompt):
    page = f"/admin/journal/prompt/{prompt.pk}/change/"
    assert (
        people.eve.client.post(
            page, {"text": "What else?", "in_theme": "today", "new_theme": "Evenings"}
        ).status_code
        == 302
    )
    with identity("editor", people.eve.user.pk):
        prompt.refresh_from_db()
    assert (prompt.key, prompt.text, prompt.theme, prompt.theme_name) == (
        "not-said",
        "What else?",
        "evenings",
        "Evenings",
    )


@pytest.mark.parametrize("theme", [{"in_theme": "love"}, {"new_theme": "love, and how it shows"}])
def test_a_prompt_can_be_added(people, theme):
    assert (
        people.eve.client.post("/admin/journal/prompt/add/", {"text": "A new one?", **theme}).status_code
        == 302
    )
    with identity("editor", people.eve.user.pk):
        added = Prompt.objects.get(text="A new one?")
    assert (added.theme, added.theme_name, added.key[:5]) == ("love", "Love, and how it shows", "ours-")


def test_a_prompt_needs_words_and_a_theme(people):
    page = people.eve.client.post("/admin/journal/prompt/add/", {"text": ""}).content.decode()
    assert "This field is required." in page
    assert "Choose a theme, or give a new one a name." in page


def test_prompts_are_retired_and_offered_again(people, prompt):
    def retired() -> list[str]:
        with identity("editor", people.eve.user.pk):
            return [prompt.key for prompt in Prompt.objects.filter(retired_at__isnull=False)]

    for action, left in (("retire", ["not-said"]), ("offer_again", [])):
        sent = {"action": action, "_selected_action": [str(prompt.pk)]}
        assert people.eve.client.post("/admin/journal/prompt/", sent).status_code == 302
        assert retired() == left


@pytest.mark.parametrize(("offered", "shown"), [("yes", True), ("no", False)])
def test_prompts_by_theme_and_offered(people, offered, shown):
    page = people.eve.client.get(
        "/admin/journal/prompt/", {"theme_name": "Today", "offered": offered}
    ).content.decode()
    assert ("What did you not say today?" in page) is shown
    assert "What do you both walk around?" not in page


@pytest.mark.parametrize(
    ("address", "name"),
    [
        ("/admin/", "Editing"),
        ("/admin/accounts/", "People"),
        ("/admin/config/", "Safety"),
        ("/admin/accounts/therapist/", "Therapists"),
        ("/admin/config/helpline/", "Help lines"),
        ("/admin/questionnaires/edition/", "Editions"),
    ],
)
def test_a_page_is_called_what_it_lists(people, address, name):
    assert f"<h1>{name}</h1>" in people.eve.client.get(address).text
