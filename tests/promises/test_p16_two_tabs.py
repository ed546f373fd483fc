"""P16: two tabs, two devices never overwrite each other silently; every text is in entry, revision or conflict box."""

import uuid
from dataclasses import dataclass, field

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from journal.models import Entry, Revision
from journal.models.entry import KEEP_EVERY
from tests.cast import Person
from tests.journal.sheet import AUTOSAVE, sheet
from vault.identity import identity

pytestmark = pytest.mark.django_db

SMALL = settings(
    max_examples=25,
    stateful_step_count=14,
    deadline=None,
    derandomize=True,
    database=None,
    phases=[Phase.generate],  # shrinking would take minutes of real requests
    report_multiple_bugs=False,
    suppress_health_check=list(HealthCheck),
)


@dataclass
class Tab:
    """One page load: what it was opened with, what it has sent, and what it believes."""

    page: str
    based_on: str
    knows: set[str]
    sequence: int = 0
    sent: list[dict[str, object]] = field(default_factory=list)


class Tabs(RuleBasedStateMachine):
    """Tabs of one entry write, lose replies, send again late, empty, throw away and settle, in any order."""

    ana: Person
    tabs = Bundle("tabs")

    def __init__(self) -> None:
        super().__init__()
        self.id = uuid.uuid4()
        self.count = 0
        self.owed: set[str] = set()
        self.long_ago = False
        self.kept_something = False

    @property
    def url(self) -> str:
        return f"/entries/{self.id}/edit/"

    def stored(self) -> tuple[str | None, list[str]]:
        with identity("writer", self.ana.user.pk):
            entry = Entry.objects.filter(id=self.id).first()
            body = entry.read_body(self.ana.vault) if entry else None
            return body, [r.read_body(self.ana.vault) for r in Revision.objects.filter(entry_id=self.id)]

    def post(self, tab: Tab, sent: dict[str, object], *, reply_lost: bool = False) -> None:
        """Send, and compare what happened with what may happen."""
        before, _ = self.stored()
        answer = self.ana.client.post(self.url, sent, headers=AUTOSAVE)
        after, kept = self.stored()
        words = str(sent["body"])
        assert answer.status_code in (200, 409)
        if before != after:  # also where the entry is in the trash, which is answered with 409
            self.replaced(tab, before, after)
        if answer.status_code == 200 and not reply_lost:
            tab.based_on = answer.json()["revision"]
        if answer.status_code == 409:
            assert not words or words == after or words in kept
            assert after in (before, words)
            self.owed -= {str(earlier["body"]) for earlier in tab.sent} - {words}

    def replaced(self, tab: Tab, before: str | None, after: str | None) -> None:
        """A text may make room only for who has seen it, and after ten minutes it stays as an earlier version."""
        assert before in (None, "") or before in tab.knows, "overwritten unseen"
        if before and not after:
            return  # its last words stay
        if not self.long_ago:
            # Both texts of a conflict in one were seen by whoever wrote over it.
            self.owed -= {text for text in self.owed if text in (before or "")} - {after}
        elif before:
            self.long_ago, self.kept_something = False, True

    def save(self, tab: Tab, words: str, reply_lost: bool) -> None:
        tab.sequence += 1
        sent = sheet(
            self.ana, id=self.id, page=tab.page, sequence=tab.sequence, based_on=tab.based_on, body=words
        )
        tab.knows.add(words)
        self.owed |= {words} - {""}
        self.post(tab, sent, reply_lost=reply_lost)
        tab.sent.append(sent)

    @rule(target=tabs)
    def open(self) -> Tab:
        with identity("writer", self.ana.user.pk):
            entry = Entry.objects.live().filter(id=self.id).first()
            if entry is None:
                return Tab(uuid.uuid4().hex, "", set())
            return Tab(uuid.uuid4().hex, entry.revision, {entry.read_body(self.ana.vault)})

    @rule(tab=tabs, reply_lost=st.booleans())
    def write(self, tab: Tab, reply_lost: bool) -> None:
        self.count += 1
        self.save(tab, f"<{self.count}>", reply_lost)

    @rule(tab=tabs)
    def empty(self, tab: Tab) -> None:
        self.save(tab, "", reply_lost=False)

    @precondition(lambda self: self.count)
    @rule(tab=tabs, number=st.integers(0, 5))
    def arrive_late(self, tab: Tab, number: int) -> None:
        """An older request of the tab comes (again) after its newer ones; nobody waits for its reply."""
        if number < len(tab.sent):
            self.post(tab, tab.sent[number], reply_lost=True)

    @precondition(lambda self: self.count and not self.long_ago)
    @rule()
    def ten_minutes_pass(self) -> None:
        """From then on, what the next save replaces is still owed: it stays as an earlier version."""
        with identity("writer", self.ana.user.pk):
            past = timezone.now() - KEEP_EVERY
            self.long_ago = bool(Entry.objects.filter(id=self.id).update(kept_at=past))

    @precondition(lambda self: self.kept_something)
    @rule(number=st.integers(0, 2))
    def bring_back(self, number: int) -> None:
        with identity("writer", self.ana.user.pk):
            earlier = (
                Revision.objects.earlier().filter(entry_id=self.id).newest_first().select_related("entry")
            )
            if number >= len(earlier):
                return
            version, based_on = earlier[number], earlier[number].entry.revision
            words = version.read_body(self.ana.vault)
        before, kept_before = self.stored()
        self.ana.client.post(f"/entries/{self.id}/versions/{version.pk}/", {"based_on": based_on})
        after, kept = self.stored()
        assert after == words
        assert {before or after, *kept_before} <= {after, *kept}
        self.long_ago = False

    @precondition(lambda self: self.count)
    @rule(verb=st.sampled_from(["trash", "restore"]))
    def throw(self, verb: str) -> None:
        self.ana.client.post(f"/entries/{self.id}/{verb}/")

    @precondition(lambda self: self.count > 1)
    @rule(choice=st.sampled_from(["this", "other", "both"]))
    def settle(self, choice: str) -> None:
        with identity("writer", self.ana.user.pk):
            version = Revision.objects.conflicts().filter(entry_id=self.id).select_related("entry").first()
            if version is None:
                return
            texts = {
                "this": version.entry.read_body(self.ana.vault),
                "other": version.read_body(self.ana.vault),
            }
            based_on = version.entry.revision
        url = f"/entries/{self.id}/settle/{version.pk}/"
        self.ana.client.post(url, {"choice": choice, "based_on": based_on})
        after, kept = self.stored()
        for text in texts.values():
            assert any(text in place for place in [after, *kept])
        if choice != "both":
            self.owed.discard(texts["other" if choice == "this" else "this"])
        if choice != "this":
            self.long_ago = False  # a save too: what it replaced stands above

    @invariant()
    def every_text_is_somewhere(self) -> None:
        body, kept = self.stored()
        for text in self.owed:
            assert any(text in place for place in [body or "", *kept]), f"{text} is lost"


def run(ana: Person, size: settings = SMALL) -> None:
    machine = type("AnasTabs", (Tabs,), {"ana": ana})
    run_state_machine_as_test(machine, settings=size)


def test_no_text_is_overwritten_unseen(people):
    run(people.ana)


@pytest.mark.slow
def test_no_text_is_overwritten_unseen_in_a_thousand_runs(people):
    run(people.ana, settings(SMALL, max_examples=1000, stateful_step_count=30))


def test_control_saving_over_whatever_is_there(people, monkeypatch):
    save_draft = Entry.save_draft

    def careless(entry, vault, draft, *, based_on, **load):
        return save_draft(entry, vault, draft, based_on=entry.revision, **load)

    monkeypatch.setattr(Entry, "save_draft", careless)
    with pytest.raises(AssertionError, match=r"overwritten unseen|is lost"):
        run(people.ana)


def test_control_nothing_is_kept_of_what_is_replaced(people, monkeypatch):
    monkeypatch.setattr("journal.models.revision.RevisionQuerySet.keep_earlier", lambda *args: None)
    with pytest.raises(AssertionError, match="is lost"):
        run(people.ana)


def test_control_a_loser_that_is_not_kept(people, monkeypatch):
    monkeypatch.setattr("journal.models.revision.RevisionQuerySet.keep_conflict", lambda *args: None)
    with pytest.raises(AssertionError):
        run(people.ana)
