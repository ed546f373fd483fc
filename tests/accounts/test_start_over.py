"""Both password and code lost: everything sealed is deleted, and an empty journal begins."""

import pytest
from django.test import Client

from journal.models import Entry
from tests.cast import PASSWORD
from vault.identity import identity
from vault.models import UserKeys

FORM = {"password": PASSWORD, "words": "Start  over"}


@pytest.mark.parametrize(
    "wrong", [{"password": "wrong"}, {"words": "start"}, {"words": ""}, {"password": ""}]
)
def test_not_by_accident(people, wrong):
    before = UserKeys.objects.get(pk=people.ana.user.pk).key_id
    assert people.ana.client.post("/start-over/", FORM | wrong).status_code == 400
    assert UserKeys.objects.get(pk=people.ana.user.pk).key_id == before


def test_everything_sealed_goes(people):
    people.everything()
    client, elsewhere = people.ana.client, Client()
    elsewhere.post("/accounts/login/", {"login": people.ana.user.email, "password": PASSWORD})
    client.post("/lock/")
    assert client.get("/start-over/").status_code == 200
    answer = client.post("/start-over/", FORM)
    assert (answer.status_code, answer.url) == (302, "/recovery-code/")
    keys = UserKeys.objects.get(pk=people.ana.user.pk)
    assert keys.key_id != people.ana.vault.key_id
    assert keys.recovery_confirmed_at is None
    with identity("writer", people.ana.user.pk):
        assert Entry.objects.count() == 0
    with identity("therapist", people.cho.user.pk):
        from sharing.models import SharedCopy

        assert SharedCopy.objects.count() == 0
    # A browser that still had the old keys open cannot write with them.
    assert elsewhere.get("/account/").url.startswith("/accounts/login/")
    assert client.get("/recovery-code/").status_code == 200


def test_others_keep_theirs(people):
    people.everything()
    before = UserKeys.objects.get(pk=people.cho.user.pk).key_id
    people.ana.client.post("/start-over/", FORM)
    assert UserKeys.objects.get(pk=people.cho.user.pk).key_id == before


def test_a_therapist_starts_over(people):
    people.everything()
    assert people.cho.client.post("/start-over/", FORM).url == "/recovery-code/"
    with identity("writer", people.ana.user.pk):
        assert Entry.objects.count() > 0


def test_editors_have_nothing_to_start_over(people):
    assert people.eve.client.post("/start-over/", FORM).status_code == 404
