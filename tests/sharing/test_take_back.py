"""Taking one thing back."""

import pytest

from sharing.models import Consent, SharedCopy
from vault.identity import identity

pytestmark = pytest.mark.django_db


def test_the_copy_goes_with_its_key(people, shared):
    answer = people.ana.client.post(f"/sharing/consents/{shared.pk}/take-back/")
    assert (answer.status_code, answer["Location"]) == (302, "/sharing/")
    with identity("writer", people.ana.user.pk):
        assert not SharedCopy.objects.exists()
        assert Consent.objects.get().withdrawn_by_id == people.ana.user.pk
    assert people.cho.client.get(f"/shared/{shared.pk}/").status_code == 404


def test_from_the_ledger_back_to_the_ledger(people, shared):
    answer = people.ana.client.post(f"/sharing/consents/{shared.pk}/take-back/", {"ledger": "yes"})
    assert answer["Location"] == "/sharing/ledger/"


def test_from_a_connection_back_to_it(people, shared, connection):
    answer = people.ana.client.post(f"/sharing/consents/{shared.pk}/take-back/", {"connection": "yes"})
    assert answer["Location"] == f"/sharing/connections/{connection.pk}/"


def test_a_double_click_keeps_the_first_moment(people, shared):
    def moment():
        people.ana.client.post(f"/sharing/consents/{shared.pk}/take-back/")
        with identity("writer", people.ana.user.pk):
            return Consent.objects.get().withdrawn_at

    assert moment() == moment()


def test_not_somebody_elses_and_only_by_post(people, shared):
    path = f"/sharing/consents/{shared.pk}/take-back/"
    assert people.ben.client.post(path).status_code == 404
    assert people.cho.client.post(path).status_code == 404
    assert people.ana.client.get(path).status_code == 405
