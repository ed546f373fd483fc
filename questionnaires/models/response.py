"""What somebody answered, sealed beside the journal entry that it is."""

import uuid
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from accounts.models import User
from journal.models import Entry, new_revision
from journal.words import Draft
from questionnaires import report
from questionnaires.document import Answers
from questionnaires.journey import missing, on_path
from questionnaires.models.checkin import CheckIn
from questionnaires.models.edition import Edition
from questionnaires.scoring import Score, Scores, score
from vault.cipher import ANSWERS, HEAD, Key, Place, Unreadable, seal_json, unseal_json
from vault.session import OpenVault

BATCH = 1000


@dataclass(frozen=True)
class Head:
    """What lists and trends read of a response without opening its answers."""

    questionnaire: uuid.UUID
    edition: uuid.UUID
    scores: Scores
    # Statements of worth, for a low day.
    kept: tuple[str, ...] = ()

    def as_json(self) -> dict[str, Any]:
        return {
            "questionnaire": str(self.questionnaire),
            "edition": str(self.edition),
            "scores": {key: score.to_dict() for key, score in self.scores.items()},
            "kept": self.kept,
        }

    @classmethod
    def from_json(cls, value: dict[str, Any]) -> "Head":
        return cls(
            uuid.UUID(value["questionnaire"]),
            uuid.UUID(value["edition"]),
            {key: Score(**each) for key, each in value["scores"].items()},
            tuple(value.get("kept", ())),
        )


class Changed(Exception):
    """These answers were written from another page in the meantime; nothing was stored."""


class Incomplete(Exception):
    """A question that has to be answered is open; `step` is the number of its section on the way."""

    def __init__(self, step: int) -> None:
        super().__init__(step)
        self.step = step


@dataclass(frozen=True)
class Round:
    """One time of answering, as lists see it."""

    response: "Response"
    head: Head

    def begun_again(self, rounds: Iterable["Round"]) -> "Response | None":
        """Answer before you see: the open round of the same questions that was begun after this one.

        While it is open, this one is folded.
        """
        since = self.response.finished_at
        for each in rounds:
            later = since and each.response.entry.written_at > since
            if later and not each.response.finished_at and each.head.questionnaire == self.head.questionnaire:
                return each.response
        return None


class ResponseQuerySet(models.QuerySet["Response"]):
    def live(self) -> Self:
        return self.filter(entry__trashed_at__isnull=True).select_related("entry")

    def unfinished(self) -> Self:
        return self.live().filter(finished_at__isnull=True).order_by("-entry__changed_at")

    def each(self, vault: OpenVault) -> Iterator[Round]:
        """All rounds, newest first, in batches, so that many need no more room than few.

        Which questionnaire a damaged head belongs to nobody can tell, so it is left out.
        """
        closed = ("answers", "entry__head", "entry__body", "entry__folded", "entry__more")
        newest = self.live().defer(*closed).order_by("-finished_at", "-entry__written_at")
        for response in newest.iterator(BATCH):
            with suppress(Unreadable):
                yield Round(response, response.read_head(vault))

    def rounds(self, vault: OpenVault, questionnaire: uuid.UUID | None = None) -> list[Round]:
        """All rounds, newest first: of one questionnaire, which only their sealed heads tell, or of all."""
        return [each for each in self.each(vault) if questionnaire in (None, each.head.questionnaire)]


class Response(models.Model):
    """What somebody answers, section by section. Which questionnaire it is stands only in its sealed head."""

    entry = models.OneToOneField(Entry, models.CASCADE, primary_key=True, related_name="response")
    # With the entry, a composite foreign key in the database: see the first migration.
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="responses")
    finished_at = models.DateTimeField(null=True, blank=True)
    revision = models.CharField(max_length=32)
    # The page load that answered last: its next answer builds on that, whatever it knows of the revision.
    page = models.CharField(max_length=32, default="", blank=True)
    head = models.BinaryField()
    answers = models.BinaryField()

    objects = ResponseQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(revision=""), name="questionnaires_response_revision"),
        ]

    def __str__(self) -> str:
        return str(self.pk)

    # Answering

    @classmethod
    def begin(
        cls, owner: User, vault: OpenVault, edition: Edition, *, id: uuid.UUID | None = None
    ) -> "Response":
        """A new round. The same id again gives the same round: a double click makes one.

        Raises Entry.DoesNotExist for an id that another person uses.
        """
        draft = Draft(title=edition.parsed.title)
        entry, made = Entry.begin(owner, vault, draft, id=id, kind=Entry.Kind.RESPONSE)
        if not made:
            return cls.objects.get(entry=entry, owner=owner)
        response = cls(entry=entry, owner=owner)
        head = Head(edition.questionnaire_id, edition.id, {})
        response._become(response._sealed(entry.open_key(vault), head, {}))
        response.save(force_insert=True)
        return response

    def answer(
        self,
        vault: OpenVault,
        given: Answers,
        *,
        based_on: str,
        page: str = "",
        leaving: bool = False,
        cleared: Iterable[str] = (),
    ) -> None:
        """Add these answers and take back the `cleared`, in one compare-and-set UPDATE; else `Changed`.

        Answers that the way no longer leads to are kept until the round is finished. `leaving` is the last
        answer of its page: what the browser still sends from there, overtaken on its way, comes too late.
        """
        gone = set(cleared)
        kept = {name: value for name, value in self.read_answers(vault).items() if name not in gone}
        accepted = Q(revision=based_on) | (Q(page=page) if page else Q())
        changes = self._sealed(self.entry.open_key(vault), self.read_head(vault), kept | given)
        self._write(accepted, changes | {"page": "" if leaving else page})

    def finish(self, vault: OpenVault) -> None:
        """End the round: what lies off the way is dropped, the rest is counted and can be found by search."""
        if self.finished_at:
            return
        document = self.read_edition(vault).parsed
        answers = on_path(document, self.read_answers(vault))
        if open_ := missing(document, answers, timezone.localdate()):
            raise Incomplete(open_[0][0])
        head = self.read_head(vault)
        kept = report.kept(document, answers)
        head = Head(head.questionnaire, head.edition, score(document, answers), kept)
        changes = self._sealed(self.entry.open_key(vault), head, answers)
        self._write(Q(revision=self.revision), changes | {"finished_at": timezone.now(), "page": ""})
        self.entry.about_on = timezone.localdate()
        self.entry.save(update_fields=["about_on"])
        self.entry.also_find(vault, report.words(document, answers))
        CheckIn.objects.filter(owner=self.owner_id).answered(vault, head.questionnaire)

    def _write(self, accepted: Q, changes: dict[str, Any]) -> None:
        row = Response.objects.filter(accepted, pk=self.pk, owner_id=self.owner_id, finished_at__isnull=True)
        if not row.update(**changes):
            raise Changed
        self._become(changes)

    # Reading

    def read_head(self, vault: OpenVault) -> Head:
        return Head.from_json(unseal_json(self.entry.open_key(vault), bytes(self.head), self._place("head")))

    def read_answers(self, vault: OpenVault) -> Answers:
        answers: Answers = unseal_json(
            self.entry.open_key(vault), bytes(self.answers), self._place("answers")
        )
        return answers

    def read_edition(self, vault: OpenVault) -> Edition:
        return Edition.objects.select_related("questionnaire").get(id=self.read_head(vault).edition)

    def copy(self, vault: OpenVault, *, with_care: bool) -> dict[str, Any]:
        """Plain data to seal for somebody else: `title`, `scores` and `answers` with their questions' texts.

        Shown with questionnaires/_result.html (of `scores`) and questionnaires/_answers.html (of `answers`).
        """
        document, answers = self.read_edition(vault).parsed, self.read_answers(vault)
        return {
            "title": document.title,
            "scores": report.scores(document, self.read_head(vault).scores),
            "answers": report.answers(document, answers, with_care=with_care),
        }

    # Sealing

    def _sealed(self, key: Key, head: Head, answers: Answers) -> dict[str, Any]:
        """The columns that change together under a new revision token."""
        revision = new_revision()
        return {
            "revision": revision,
            "head": seal_json(key, head.as_json(), self._place("head", revision), pad=HEAD),
            "answers": seal_json(key, answers, self._place("answers", revision), pad=ANSWERS),
        }

    def _place(self, column: str, revision: str | None = None) -> Place:
        revision = self.revision if revision is None else revision
        return Place("questionnaires_response", column, self.owner_id, self.pk, revision)

    def _become(self, changes: dict[str, Any]) -> None:
        for name, value in changes.items():
            setattr(self, name, value)
