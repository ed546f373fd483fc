"""Looking for words: the folded copies are decrypted in date order and read in our own memory; no index."""

import datetime
import math
import re
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from journal.models import Cursor, Entry, EntryQuerySet
from journal.words import Head, cut, fold, plain
from vault.cipher import Unreadable
from vault.session import OpenVault

PAGE = 20
BATCH = 500
EXCERPT = 300
PHRASE = re.compile(r'["“”„«»]([^"“”„«»]+)["“”„«»]|[「『]([^」』]+)[」』]|#?(\S+)')
SENTENCE = re.compile(r"[^.!?。！？…؟۔।\n]+[.!?。！？…؟۔।]*[\"”»」』)]*", re.MULTILINE)

Pieces = list[tuple[str, bool]]  # text, and whether it was looked for


@dataclass(frozen=True)
class Query:
    """Words in any order, each also as a part of a longer one, and "phrases"."""

    text: str
    terms: tuple[str, ...]

    @classmethod
    def parse(cls, text: str) -> "Query":
        found = (fold(plain("".join(groups))) for groups in PHRASE.findall(text))
        return cls(text.strip(), tuple(dict.fromkeys(filter(None, found))))

    def matches(self, folded: str) -> bool:
        return all(term in folded for term in self.terms)


@dataclass(frozen=True)
class Hit:
    entry: Entry
    head: Head
    title: Pieces
    excerpt: Pieces


@dataclass(frozen=True)
class Found:
    hits: list[Hit]
    older: Cursor | None  # where the next page begins, if there is one
    looked_to: datetime.date | None = None  # the day up to which there was time to look


def find(
    entries: EntryQuerySet,
    vault: OpenVault,
    query: Query,
    before: Cursor | None = None,
    *,
    tag_names: Mapping[str, str] | None = None,
    fits: Callable[[Head], bool] | None = None,
    until: float = math.inf,
) -> Found:
    """One page of what matches, newest first; reading stops as soon as the page is full or the time is over.

    A tag is found by the name it has now. `fits` says of a head whether its entry may be among them; `until` is a
    time of `time.monotonic`.
    """
    names = {id: fold(name) for id, name in (tag_names or {}).items()}
    tagged = [{id for id, name in names.items() if term in name} for term in query.terms]
    matching: list[Entry] = []
    older, looked_to = None, None
    opens_heads = fits is not None or any(tagged)
    for entry in _in_batches(entries.newest_first(), before, "head" if opens_heads else "id"):
        if _matches(entry, vault, query, tagged, fits):
            if len(matching) == PAGE:
                older = matching[-1].cursor
                break
            matching.append(entry)
        if time.monotonic() > until:
            older, looked_to = entry.cursor, entry.about_on
            break
    ids = [entry.pk for entry in matching]
    shown = entries.filter(id__in=ids).with_conflicts().defer("folded").newest_first()
    hits = filter(None, (_hit(entry, vault, query) for entry in shown))
    return Found(list(hits), older, looked_to)


def _matches(
    entry: Entry,
    vault: OpenVault,
    query: Query,
    tagged: list[set[str]],
    fits: Callable[[Head], bool] | None,
) -> bool:
    """Each term stands in the words, or in the name of a tag that the entry carries."""
    words = _all_words(entry, vault)
    if fits is None and query.matches(words):
        return True
    missing = [ids for term, ids in zip(query.terms, tagged, strict=True) if term not in words]
    if not all(missing):
        return False
    try:
        head = entry.read_head(vault)
    except Unreadable:
        return False
    return all(ids & set(head.tags) for ids in missing) and (fits is None or fits(head))


def _all_words(entry: Entry, vault: OpenVault) -> str:
    """Folded; nothing if the row is damaged, which the timeline shows."""
    try:
        return f"{entry.read_folded(vault)} {fold(plain(entry.read_more(vault)))}"
    except Unreadable:
        return ""


def _in_batches(entries: EntryQuerySet, before: Cursor | None, also: str) -> Iterator[Entry]:
    lean = entries.only("owner", "about_on", "written_at", "revision", "key", "folded", "more", also)
    while True:
        batch = list((lean.after(before) if before else lean)[:BATCH])
        yield from batch
        if len(batch) < BATCH:
            return
        before = batch[-1].cursor


def _hit(entry: Entry, vault: OpenVault, query: Query) -> Hit | None:
    try:
        head = entry.read_head(vault)
        words = plain(f"{entry.read_body(vault)}\n{entry.read_more(vault)}")
    except Unreadable:
        return None
    return Hit(
        entry,
        head,
        marked(head.title, query.terms),
        excerpt(words, query.terms) or [(head.first_words, False)],
    )


def excerpt(words: str, terms: tuple[str, ...]) -> Pieces:
    """The first sentence with the most terms in it, these marked; nothing if no sentence has any."""
    best, most = "", 0
    for sentence in SENTENCE.finditer(words):
        folded = fold(sentence.group())
        count = sum(term in folded for term in terms)
        if count > most:
            best, most = sentence.group(), count
        if most == len(terms):
            break
    return _shortened(marked(" ".join(best.split()), terms))


def _shortened(pieces: Pieces) -> Pieces:
    """A sentence without end is cut on both sides of its first mark."""
    if sum(len(text) for text, _ in pieces) <= EXCERPT or not pieces:
        return pieces
    before = pieces[0][0] if not pieces[0][1] else ""
    if len(before) > EXCERPT // 3:
        tail = before[-EXCERPT // 3 :]
        pieces = [("…" + tail[tail.find(" ") + 1 :], False), *pieces[1:]]
    kept: Pieces = []
    left = EXCERPT
    for text, mark in pieces:
        if left <= 0:
            break
        kept.append((cut(text, left) if len(text) > left else text, mark))
        left -= len(text)
    return kept


def marked(text: str, terms: tuple[str, ...]) -> Pieces:
    """The text in pieces, those that a term stands in marked: case and accents stay as they were written."""
    folded, origin = _folded_with_origin(text)
    hit = [False] * len(text)
    for term in terms:
        start = folded.find(term)
        while start >= 0:
            first, last = origin[start], origin[start + len(term) - 1]
            hit[first : last + 1] = [True] * (last + 1 - first)
            start = folded.find(term, start + 1)
    for place, letter in enumerate(text):
        # An accent of its own belongs to the letter before it.
        hit[place] |= place > 0 and hit[place - 1] and not letter.isspace() and not fold(letter)
    pieces: Pieces = []
    begin = 0
    for end in range(1, len(text) + 1):
        if end == len(text) or hit[end] != hit[begin]:
            pieces.append((text[begin:end], hit[begin]))
            begin = end
    return pieces


def _folded_with_origin(text: str) -> tuple[str, list[int]]:
    """`fold(text)` letter by letter, with the place in `text` that each letter came from."""
    folded: list[str] = []
    origin: list[int] = []
    for place, letter in enumerate(text):
        # A white space folds to nothing at an edge; here it stands between words.
        for c in " " if letter.isspace() else fold(letter):
            if c != " " or (folded and folded[-1] != " "):
                folded.append(c)
                origin.append(place)
    return "".join(folded), origin
