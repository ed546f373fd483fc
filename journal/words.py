"""What an entry says, as plain values: its head, a draft of it, and the folding that search compares."""

import datetime
import re
import unicodedata
from dataclasses import asdict, dataclass
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

BODY_LIMIT = 200_000
FIRST_WORDS = 240


class Mood(models.IntegerChoices):
    """Five named levels, in order, so that they can be drawn over time."""

    VERY_LOW = 1, _("Very low")
    LOW = 2, _("Low")
    IN_BETWEEN = 3, _("In between")
    GOOD = 4, _("Good")
    VERY_GOOD = 5, _("Very good")


@dataclass(frozen=True)
class Head:
    """What lists show of an entry without opening its body. Tags are tag ids, as text."""

    title: str = ""
    mood: int | None = None
    tags: tuple[str, ...] = ()
    first_words: str = ""
    prompt: str = ""

    def as_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, value: dict[str, Any]) -> "Head":
        return cls(**{**value, "tags": tuple(value["tags"])})


@dataclass(frozen=True)
class Draft:
    """What the writing form holds. Tags are names here; saving finds or makes them."""

    title: str = ""
    body: str = ""
    mood: int | None = None
    tags: tuple[str, ...] = ()
    about_on: datetime.date | None = None
    prompt: str = ""

    @property
    def words(self) -> tuple[object, ...]:
        """What two drafts must share to say the same; a tag is the same in any case."""
        return self.title, self.body, self.mood, tuple(fold(name) for name in self.tags)

    @property
    def is_blank(self) -> bool:
        """A day or a prompt alone is nothing that a person has written."""
        return not (self.title.strip() or self.body.strip() or self.tags or self.mood)


# What Unicode does not take apart, though people type one for the other.
ALIKE = {
    **dict.fromkeys("‘’‛ʼ′", "'"),
    **dict.fromkeys("“”„‟«»", '"'),
    **dict.fromkeys("‐‑‒–—−", "-"),
    **{
        "ø": "o",
        "Ø": "o",
        "ł": "l",
        "Ł": "l",
        "đ": "d",
        "Đ": "d",
        "æ": "ae",
        "Æ": "ae",
        "œ": "oe",
        "Œ": "oe",
    },
    # Alef and yeh of Quran, Egypt and Persia, teh marbuta, and the line that only makes a word longer.
    **{"ٱ": "ا", "ى": "ي", "ی": "ي", "ک": "ك", "ة": "ه", "ـ": ""},
}
# These make another letter, not the same one with an accent: か and が.
VOICED = "\u3099\u309a"


def fold(text: str) -> str:
    """Case and accents off, white space to single spaces: what search compares.

    Only marks with a combining class go: the vowel signs of many scripts have none and are letters. An entry keeps
    its words as they were folded when it was saved, so what changes here changes nothing for what was kept before.
    """
    if not text.isascii():
        text = text.translate({ord(each): _bare(each) for each in set(text) if not each.isascii()})
    return " ".join(text.casefold().split())


def _bare(letter: str) -> str:
    """One letter at a time: NFKD of a whole text sorts its marks, in the square of the length of a run."""
    return "".join(
        ALIKE.get(each, each) for each in unicodedata.normalize("NFKD", letter) if not _is_mark(each)
    )


def _is_mark(letter: str) -> bool:
    """An accent, or nothing to see: joiners, the soft hyphen, whether an emoji is to be drawn in color."""
    if unicodedata.combining(letter):
        return letter not in VOICED
    return unicodedata.category(letter) == "Cf" or "\ufe00" <= letter <= "\ufe0f"


MARKS = re.compile(r"^[ ]{0,3}(?:#{1,6}[ ]+|>[ ]?|[-*+][ ]+|(?:[-*_][ ]*){3,}$)|[*_`~]+", re.MULTILINE)
# Brackets may stand in the words and parentheses in the address, where a beginning may be cut off.
LINK = re.compile(
    r"!?\[((?:[^\[\]\n]|\[[^\[\]\n]{0,200}\]){0,500})\]\((?:[^()\n]|\([^()\n]{0,200}\)){0,2000}(?:\)|(?:\([^()\n]*)?\Z)"
)


def plain(text: str) -> str:
    """Without the marks of Markdown, so that a phrase is found though a word of it is bold."""
    return MARKS.sub("", text)


def first_words(body: str) -> str:
    """The beginning of a body for lists: no marks, one paragraph, cut at a word."""
    words = " ".join(plain(LINK.sub(r"\1", body[: FIRST_WORDS * 4])).split())
    return cut(words, FIRST_WORDS)


def cut(text: str, length: int) -> str:
    if len(text) <= length:
        return text
    text = text[: length - 1]
    return (text[: text.rfind(" ")] if " " in text else text).rstrip(" ,;:") + "…"


def together(first: Draft, second: Draft) -> Draft:
    """Both texts in one, so that nobody has to choose."""
    title = first.title or second.title
    other_title = f"**{second.title}**" if second.title not in ("", title) else ""
    other = "\n\n".join(filter(None, [other_title, second.body.strip()]))
    return Draft(
        title=title,
        body="\n\n---\n\n".join(filter(None, [first.body.strip(), other])),
        mood=first.mood or second.mood,
        tags=tuple(dict.fromkeys([*first.tags, *second.tags])),
        about_on=first.about_on,
        prompt=first.prompt or second.prompt,
    )
