"""What exactly is shared: the same words in the preview, in the sealed copy and before the therapist's eyes."""

import datetime
import hashlib
import json
from dataclasses import asdict, dataclass
from textwrap import shorten
from typing import Any

from journal.models import Entry
from journal.words import first_words
from vault.session import OpenVault

NAME_LENGTH = 60


@dataclass(frozen=True)
class Choice:
    """What the writer ticked. An entry without questions has only its text; that is always shared."""

    scores: bool = True
    answers: bool = True
    care: bool = False
    text: bool = True


@dataclass(frozen=True)
class Content:
    """The words of a copy. Never tags, mood or versions; answers marked `care` only if ticked."""

    title: str
    about_on: datetime.date
    text: str = ""
    # What was ticked of a result; None where nothing was asked.
    result: dict[str, Any] | None = None

    @classmethod
    def of(cls, entry: Entry, vault: OpenVault, choice: Choice) -> "Content":
        head = entry.read_head(vault)
        if entry.kind == Entry.Kind.ENTRY:
            return cls(head.title, entry.about_on, entry.read_body(vault))
        response = entry.response
        copied = response.copy(vault, with_care=choice.answers and choice.care)
        result = {}
        if choice.scores and copied["scores"]["scales"]:
            result["scores"] = copied["scores"]
        if choice.answers and copied["answers"]:
            result["answers"] = copied["answers"]
        return cls(copied["title"], entry.about_on, entry.read_body(vault) if choice.text else "", result)

    def as_json(self) -> dict[str, Any]:
        return {**asdict(self), "about_on": self.about_on.isoformat()}

    @classmethod
    def from_json(cls, value: dict[str, Any]) -> "Content":
        return cls(**{**value, "about_on": datetime.date.fromisoformat(value["about_on"])})

    @property
    def name(self) -> str:
        """How a sentence names it: an entry without a title, by how it begins."""
        return self.title or shorten(first_words(self.text), NAME_LENGTH, placeholder=" …")

    @property
    def is_blank(self) -> bool:
        """The title of a questionnaire alone is nothing that somebody said."""
        said = self.text.strip() or self.result or (self.result is None and self.title.strip())
        return not said

    @property
    def digest(self) -> str:
        """Equal for equal words: tells whether the entry still says what was shown or shared."""
        return hashlib.sha256(json.dumps(self.as_json(), sort_keys=True).encode()).hexdigest()


@dataclass(frozen=True)
class Note:
    """What the writer keeps of a share: for the ledger, and to know what has changed since."""

    title: str
    choice: Choice
    digest: str

    def as_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, value: dict[str, Any]) -> "Note":
        return cls(value["title"], Choice(**value["choice"]), value["digest"])


def speaks_of_care(entry: Entry, vault: OpenVault) -> bool:
    """Whether there are answers about fear or harm, which are shared only if asked for."""
    if entry.kind == Entry.Kind.ENTRY:
        return False
    with_care, without = (Choice(care=care) for care in (True, False))
    return Content.of(entry, vault, with_care) != Content.of(entry, vault, without)
