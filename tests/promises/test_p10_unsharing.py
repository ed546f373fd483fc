"""P10: unsharing holds from the first request that starts after the click returns."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connections

from sharing.door import open_copy
from sharing.models import Consent
from tests import cast
from tests.conftest import connect
from tests.sharing.conftest import WALK
from vault.identity import identity

pytestmark = pytest.mark.usefixtures("committed")

READERS = 3


class Race:
    """Readers that open one share over and over while its writer takes it back."""

    def __init__(self, people, consent):
        self.people, self.consent = people, consent
        self.returned_at = None
        self.early, self.late = 0, 0
        self.lock = threading.Lock()

    def read(self):
        cho = self.people.cho
        try:
            while True:
                began = time.monotonic()
                try:
                    with identity("therapist", cho.user.pk):
                        open_copy(cho.user, cho.vault, self.consent.pk)
                except Consent.DoesNotExist:
                    return
                is_late = self.returned_at is not None and began > self.returned_at
                with self.lock:
                    self.late += is_late
                    self.early += not is_late
                if is_late:
                    return
        finally:
            connections.close_all()

    def take_back(self, withdraw):
        try:
            with identity("writer", self.people.ana.user.pk):
                withdraw(Consent.objects.get(pk=self.consent.pk))
            self.returned_at = time.monotonic()
        finally:
            connections.close_all()

    def run(self, withdraw=Consent.withdraw):
        with ThreadPoolExecutor(READERS + 1) as threads:
            readers = [threads.submit(self.read) for _ in range(READERS)]
            time.sleep(0.01)
            threads.submit(self.take_back, withdraw).result(timeout=20)
            for reader in readers:
                reader.result(timeout=20)
        return self


@pytest.fixture
def connection(committed_people):
    return cast.connect(committed_people.ana, committed_people.cho, "Ana")


@pytest.fixture
def entry(committed_people):
    return cast.write(committed_people.ana, WALK)


@pytest.mark.parametrize("races", [20, pytest.param(1000, marks=pytest.mark.slow)])
def test_no_reading_begins_after_the_click_returned(committed_people, connection, entry, races):
    early = 0
    for _ in range(races):
        consent = cast.share(committed_people.ana, connection, entry)
        race = Race(committed_people, consent).run()
        assert race.late == 0
        early += race.early
    # They did race: the same readers read before.
    assert early > 0


def test_an_opening_that_showed_nothing_leaves_no_line(committed_people, connection, entry):
    """Every line of the ledger is a reading: none is written by a reader who came too late."""
    consent = cast.share(committed_people.ana, connection, entry)
    race = Race(committed_people, consent).run()
    with identity("writer", committed_people.ana.user.pk):
        assert committed_people.ana.user.openings.count() == race.early


def test_control_a_click_that_returns_before_the_commit_is_late(committed_people, connection, entry):
    """The same race against an unsharing that only pretends: late readings are counted."""
    consent = cast.share(committed_people.ana, connection, entry)
    assert Race(committed_people, consent).run(withdraw=lambda consent: None).late > 0


def test_control_without_the_policies_question_a_copy_left_behind_would_be_read(
    committed_people, connection, entry
):
    """With the copy put back and the consent withdrawn, only the policy stands between: broken, it shows."""
    consent = cast.share(committed_people.ana, connection, entry)
    with connect("postgres") as owner, owner.transaction(force_rollback=True):
        owner.execute("UPDATE sharing_consent SET withdrawn_at = now(), withdrawn_by_id = owner_id")
        owner.execute(
            "ALTER POLICY opened ON sharing_sharedcopy USING (therapist_id = (SELECT current_user_id()))"
        )
        owner.execute(
            "SELECT set_config('role', 'bothways_therapist', true), set_config('app.user_id', %s, true)",
            [str(committed_people.cho.user.pk)],
        )
        seen = "SELECT count(*) FROM sharing_sharedcopy WHERE consent_id = %s"
        assert owner.execute(seen, [consent.pk]).fetchone()[0] == 1
