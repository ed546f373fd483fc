"""The account page: how it looks, when it locks, and the ways out."""

import pytest
from django.test import Client

from accounts.models import User

FORM = {"time_zone": "America/New_York", "theme": "dark", "language": "de", "idle_minutes": "30"}


def test_what_is_chosen_is_kept(people):
    client = people.ana.client
    assert client.post("/account/", FORM).url == "/account/"
    user = User.objects.get(pk=people.ana.user.pk)
    kept = (user.time_zone, user.language, user.theme, user.idle_minutes)
    assert kept == ("America/New_York", "de", "dark", 30)
    assert 'data-theme="dark"' in client.get("/account/").text


@pytest.mark.parametrize("wrong", [{"time_zone": "Mars/Olympus"}, {"theme": "pink"}, {"idle_minutes": "600"}])
def test_what_cannot_be_chosen_is_refused(people, wrong):
    assert people.ana.client.post("/account/", FORM | wrong).status_code == 400
    assert User.objects.get(pk=people.ana.user.pk).theme == "auto"


def test_nobody_changes_what_they_are(people):
    people.ana.client.post("/account/", FORM | {"kind": "editor", "email": "x@example.org"})
    user = User.objects.get(pk=people.ana.user.pk)
    assert (user.kind, user.email) == ("writer", people.ana.user.email)


def test_a_therapist_sees_the_own_profile(people):
    page = people.cho.client.get("/account/").text
    assert "Mina Cho" in page
    assert "Verified on" in page
    assert "Mina Cho" not in people.diaz.client.get("/account/").text


def test_editors_have_no_keys_to_set_up(people):
    page = people.eve.client.get("/account/").text
    assert "Recovery code" not in page
    assert "Lock by itself" not in page
    assert (
        people.eve.client.post(
            "/account/", {"time_zone": "UTC", "theme": "light", "language": "en"}
        ).status_code
        == 302
    )


def test_signed_out(db):
    assert Client().get("/account/").url == "/accounts/login/?next=/account/"
    assert Client().get("/account/", headers={"hx-request": "true"}).status_code == 401


def test_where_allauth_would_list_addresses(people):
    assert people.ana.client.get("/accounts/email/").url == "/account/"


@pytest.mark.parametrize("name", ["prompt_of_the_day", "shortcuts"])
@pytest.mark.parametrize("kept", [True, False])
def test_what_a_writer_can_switch_off(people, name, kept):
    people.ana.client.post("/account/", FORM | ({name: "on"} if kept else {}))
    assert getattr(User.objects.get(pk=people.ana.user.pk), name) is kept


@pytest.mark.parametrize("name", ["prompt_of_the_day", "shortcuts"])
def test_only_writers_have_a_journal_to_set_up(people, name):
    assert f'name="{name}"' in people.ana.client.get("/account/").text
    assert f'name="{name}"' not in people.cho.client.get("/account/").text
