"""People: one kind for life, and an editor's word on a therapist kept with date and person."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.models import Therapist, User


def refused(**changes: object) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Therapist.objects.update(**changes)


@pytest.mark.parametrize(
    "changes", [{"kind": "owner"}, {"theme": "pink"}, {"idle_minutes": 600}, {"email": "Mia@Example.org"}]
)
def test_what_the_database_refuses(db, changes):
    User.objects.create_user("mia@example.org")
    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.update(**changes)


def test_a_date_and_the_person_beside_it(people):
    assert people.cho.user.therapist.is_verified
    refused(verified_by=None)
    refused(withdrawn_at=timezone.now())
    refused(verified_at=None, verified_by=None, withdrawn_at=timezone.now(), withdrawn_by=people.eve.user)


def test_verify_and_withdraw(people):
    therapist = people.cho.user.therapist
    therapist.withdraw(people.eve.user, "License ended.")
    assert not Therapist.objects.get(pk=therapist.pk).is_verified
    with pytest.raises(ValidationError):
        therapist.withdraw(people.eve.user)
    therapist.verify(people.eve.user, "License renewed.")
    therapist = Therapist.objects.get(pk=therapist.pk)
    assert therapist.is_verified
    assert therapist.withdrawn_note == ""


def test_no_superuser(people):
    assert not hasattr(people.eve.user, "is_superuser")
    assert people.eve.user.is_staff
    assert not people.ana.user.is_staff
    assert not people.ana.user.has_perm("accounts.view_user")
