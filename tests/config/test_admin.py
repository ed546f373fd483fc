"""The editors' site: verify and withdraw therapists, keep help lines, read questionnaires. Nothing of people."""

import pytest

from accounts.models import Therapist
from config.models import HelpLine

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
    assert sorted(models) == ["Edition", "HelpLine", "Questionnaire", "Therapist"]


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
