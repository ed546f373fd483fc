"""Looking for words: the folded copies are decrypted in date order and read in our own memory; no index."""

import datetime
import math
import re
import time
from collections.abc import Callable, Mapping
from contextlib import closing
from dataclasses import dataclass

from journal.models import Cursor, Entry, EntryQuerySet
from journal.scan import Leaf, leaves
from journal.words import Head, cut, fold, plain
from vault.cipher import Unreadable
from vault.session import OpenVault

PAGE = 20
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
    terms = [term.encode() for term in query.terms]
    opens_heads = fits is not None or any(tagged)
    entries_on = entries.after(before) if before else entries
    matching: list[str] = []
    is_full, last = False, None
    with closing(leaves(entries_on.newest_first(), vault, with_heads=opens_heads)) as passing:
        for leaf in passing:
            if _matches(leaf, terms, tagged, fits):
                if len(matching) == PAGE:
                    is_full = True
                    break
                matching.append(leaf.id)
            if time.monotonic() > until:
                last = leaf.id
                break
    shown = list(entries.filter(id__in=matching).with_conflicts().defer("folded").newest_first())
    hits = list(filter(None, (_hit(entry, vault, query) for entry in shown)))
    if last:
        looked_at = entries.heads().get(id=last)
        return Found(hits, looked_at.cursor, looked_at.about_on)
    return Found(hits, shown[-1].cursor if is_full and shown else None)


def _matches(
    leaf: Leaf, terms: list[bytes], tagged: list[set[str]], fits: Callable[[Head], bool] | None
) -> bool:
    """Each term stands in the words, or in the name of a tag that the entry carries."""
    words = leaf.with_more()
    missing = [ids for term, ids in zip(terms, tagged, strict=True) if term not in words]
    if fits is None and not missing:
        return True
    if not all(missing):
        return False
    try:
        head = leaf.read_head()
    except Unreadable:
        return False
    return all(ids & set(head.tags) for ids in missing) and (fits is None or fits(head))


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
    return _shortened(marked(_around(" ".join(best.split()), terms), terms))


def _around(sentence: str, terms: tuple[str, ...]) -> str:
    """Of a sentence without end, what stands around its first mark: only so much is looked at letter by letter."""
    step = 4 * EXCERPT
    for start in range(0, len(sentence), step):
        begin = max(0, start - EXCERPT)
        folded = fold(sentence[begin : start + step + EXCERPT])
        if any(term in folded for term in terms):
            return sentence[begin : start + 2 * step]
    return sentence[:step]


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
