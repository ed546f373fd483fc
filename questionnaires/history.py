"""What somebody has answered over time, read from sealed heads alone, and drawn."""

import datetime
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property, partial

from django.db.models import Q
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.models import User
from journal.models import EntryQuerySet
from journal.words import Mood
from questionnaires.document import Document, Scale
from questionnaires.drawing import Axis, Picture, Range, Ranges, draw
from questionnaires.models import Edition, Response
from questionnaires.scoring import Score, Scores, bounds, is_paired, reading
from questionnaires.trends import Point, Reading, meanings
from vault.cipher import Unreadable
from vault.session import OpenVault

BATCH = 1000
# A journal is not written every day; after a week without a mood its line stops.
MOOD_SILENCE = datetime.timedelta(days=7)
MOODS: Ranges = {None: Range(1, 5, lambda value: str(Mood(round(value)).label))}


@dataclass(frozen=True)
class Told:
    """What a finished round says, and when."""

    at: datetime.datetime
    edition: uuid.UUID
    scores: Scores

    @property
    def day(self) -> datetime.date:
        return timezone.localdate(self.at)


@dataclass(frozen=True)
class Line:
    """One scale through all editions of its questionnaire."""

    key: str
    title: str
    paired: bool
    # None for a round whose edition did not have this scale.
    by_round: list[Reading | None]
    ranges: Ranges
    # Of each meaning, what its first edition says of the change.
    notes: dict[object, str]

    @property
    def readings(self) -> list[Reading]:
        return [each for each in self.by_round if each]

    @property
    def is_empty(self) -> bool:
        return all(each.me is None and each.them is None for each in self.readings)

    def draw(self, axis: Axis) -> Picture:
        return draw(self.title, self.readings, axis, self.ranges, paired=self.paired, note=self._note)

    def _note(self, before: Point, after: Point) -> str:
        days = {"from": date_format(before.day, "DATE_FORMAT"), "to": date_format(after.day, "DATE_FORMAT")}
        said = _(
            "Between %(from)s and %(to)s the questions of this theme changed. What came before cannot be "
            "compared with what came after, so the line begins anew."
        )
        return " ".join(filter(None, [said % days, self.notes.get(after.meaning, "")]))


@dataclass
class Past:
    """All that somebody answered to one questionnaire within a span of time, oldest first."""

    questionnaire: uuid.UUID
    rounds: list[Told] = field(default_factory=list)
    editions: list[Edition] = field(default_factory=list)
    open: Response | None = None

    @property
    def title(self) -> str:
        return self.newest.title

    @cached_property
    def newest(self) -> Document:
        """The newest edition that was answered."""
        used = {each.edition for each in self.rounds}
        return next(edition for edition in reversed(self.editions) if edition.pk in used).parsed

    @property
    def again(self) -> Response | None:
        """Answer before you see: the open round that was begun after one of these, which are folded then."""
        if self.open and any(each.at < self.open.entry.written_at for each in self.rounds):
            return self.open
        return None

    @property
    def is_side_by_side(self) -> bool:
        """Whether several wholes stand beside each other, which nothing adds up."""
        return len(self.newest.wholes) > 1

    @cached_property
    def lines(self) -> list[Line]:
        """Of every scale; parts before the whole that they make, and last those of older editions alone."""
        scales: dict[str, Scale] = {}
        for edition in reversed(self._answered_between):
            document = edition.parsed
            for scale in sorted(document.scales, key=lambda each: each in document.wholes):
                scales.setdefault(scale.key, scale)
        found = [self._line(scale) for scale in scales.values()]
        return [line for line in found if not line.is_empty]

    @cached_property
    def _answered_between(self) -> list[Edition]:
        """The editions from the first to the last that was answered: a change may lie in one between."""
        used = {each.edition for each in self.rounds}
        places = [place for place, edition in enumerate(self.editions) if edition.pk in used]
        return self.editions[places[0] : places[-1] + 1]

    def _line(self, scale: Scale) -> Line:
        meaning_of: dict[uuid.UUID, object] = {}
        ranges: dict[object, Range] = {}
        notes: dict[object, str] = {}
        paired = False
        editions = self._answered_between
        numbers = meanings((edition.parsed for edition in editions), scale.key)
        for edition, number in zip(editions, numbers, strict=True):
            document = edition.parsed
            here = next((each for each in document.scales if each.key == scale.key), None)
            if here:
                low, high, _step = bounds(document, here)
                # Two ranges are never drawn in one line, whatever was declared.
                meaning = meaning_of[edition.pk] = (number, low, high)
                ranges[meaning] = Range(low, high, partial(reading, document, here))
                notes.setdefault(meaning, edition.note)
                paired = is_paired(document, here)
        by_round = [
            _reading(each, each.scores.get(scale.key), meaning_of[each.edition])
            if each.edition in meaning_of
            else None
            for each in self.rounds
        ]
        return Line(scale.key, scale.title, paired, by_round, ranges, notes)


def _reading(told: Told, score: Score | None, meaning: object) -> Reading:
    return (
        Reading(told.day, score.me, score.them, meaning) if score else Reading(told.day, None, None, meaning)
    )


def pasts(user: User, vault: OpenVault, since: datetime.date | None) -> list[Past]:
    """Every questionnaire that was answered since then, what was answered last first."""
    wanted = Q(finished_at__isnull=True) | (Q(finished_at__date__gte=since) if since else Q())
    found: dict[uuid.UUID, Past] = {}
    open_: dict[uuid.UUID, Response] = {}
    for each in (user.responses.filter(wanted) if since else user.responses).each(vault):
        head, at = each.head, each.response.finished_at
        if at:
            past = found.setdefault(head.questionnaire, Past(head.questionnaire))
            past.rounds.append(Told(at, head.edition, head.scores))
        else:
            open_.setdefault(head.questionnaire, each.response)
    for edition in Edition.objects.filter(questionnaire__in=found).order_by("number"):
        found[edition.questionnaire_id].editions.append(edition)
    for past in found.values():
        past.rounds.reverse()
        past.open = open_.get(past.questionnaire)
    return list(found.values())


def moods(entries: EntryQuerySet, vault: OpenVault) -> list[Reading]:
    """The latest mood of each day, oldest first."""
    by_day: dict[datetime.date, int] = {}
    for day, mood in _moods(entries, vault):
        by_day[day] = mood
    return [Reading(day, mood) for day, mood in by_day.items()]


def _moods(entries: EntryQuerySet, vault: OpenVault) -> Iterator[tuple[datetime.date, int]]:
    heads = entries.only("owner", "about_on", "revision", "key", "head").order_by("about_on", "written_at")
    for entry in heads.iterator(BATCH):
        try:
            mood = entry.read_head(vault).mood
        except Unreadable:
            continue
        if mood:
            yield entry.about_on, mood


def draw_moods(readings: list[Reading], axis: Axis) -> Picture:
    return draw(_("Mood"), readings, axis, MOODS, silence=MOOD_SILENCE)
