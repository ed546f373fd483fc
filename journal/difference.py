"""What differs between two texts, word by word, in time that grows with their length."""

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher

# Where no word is at home in only one place of each text, so many pairs of words are compared at most.
PAIRS = 10_000
ALL_PAIRS = 200_000
DEEPEST = 12
# What both texts have is shown as far as this on each side of what they have not.
AROUND = 160

# A run of letters of any script with its marks; where words stand without space between them, one letter.
WORD = re.compile(
    r"[\u2E80-\u303F\u3041-\u30FF\u3400-\u9FFF\uAC00-\uD7AF\uF900-\uFAFF]"
    r"|[^\s!-/:-@\[-`{-~\u00A1-\u00BF\u2010-\u2027\u2030-\u205E\u2E80-\u303F\u3041-\u30FF\u3400-\u9FFF\uAC00-\uD7AF\uF900-\uFAFF]+"
    r"|\n+|[^\S\n]+|."
)


@dataclass(frozen=True)
class Piece:
    """`kind` is "same", "then" (only in the first text), "now" (only in the second) or "skipped"."""

    kind: str
    text: str


def difference(then: str, now: str) -> list[Piece]:
    """Both texts in one, in pieces; long stretches that are the same are cut."""
    pieces = _merged(_Comparison(WORD.findall(then), WORD.findall(now)).pieces())
    if all(piece.kind == "same" for piece in pieces):
        return []
    return [
        short
        for place, piece in enumerate(pieces)
        for short in _shortened(piece, first=place == 0, last=place == len(pieces) - 1)
    ]


class _Comparison:
    """The words of two texts, and how many pairs of them may still be compared."""

    def __init__(self, then: list[str], now: list[str]) -> None:
        self.then, self.now = then, now
        self.left = ALL_PAIRS

    def pieces(self) -> Iterator[Piece]:
        yield from self._between(0, len(self.then), 0, len(self.now), DEEPEST)

    def _between(self, a: int, a_end: int, b: int, b_end: int, depth: int) -> Iterator[Piece]:
        """What is the same at both ends is soon told; between them, words that stand once in each text divide them."""
        start, end = a, a_end
        while a < a_end and b < b_end and self.then[a] == self.now[b]:
            a, b = a + 1, b + 1
        yield Piece("same", "".join(self.then[start:a]))
        while a < a_end and b < b_end and self.then[a_end - 1] == self.now[b_end - 1]:
            a_end, b_end = a_end - 1, b_end - 1
        anchors = self._anchors(a, a_end, b, b_end) if depth and a < a_end and b < b_end else []
        if anchors:
            for then, now in [*anchors, (a_end, b_end)]:
                yield from self._between(a, then, b, now, depth - 1)
                a, b = then, now
        else:
            yield from self._closely(a, a_end, b, b_end)
        yield Piece("same", "".join(self.then[a_end:end]))

    def _anchors(self, a: int, a_end: int, b: int, b_end: int) -> list[tuple[int, int]]:
        """Places of words that stand once in each text, as many as keep their order."""
        once = Counter(self.then[a:a_end]), Counter(self.now[b:b_end])
        place = {word: n for n, word in enumerate(self.now[b:b_end], b) if once[1][word] == 1}
        pairs = [
            (n, place[word])
            for n, word in enumerate(self.then[a:a_end], a)
            if word in place and once[0][word] == 1 and not word.isspace()
        ]
        return _longest_rise(pairs)

    def _closely(self, a: int, a_end: int, b: int, b_end: int) -> Iterator[Piece]:
        then, now = self.then[a:a_end], self.now[b:b_end]
        pairs = len(then) * len(now)
        if not pairs or pairs > min(PAIRS, self.left):
            yield from (Piece("then", "".join(then)), Piece("now", "".join(now)))
            return
        self.left -= pairs
        for kind, i, i_end, j, j_end in SequenceMatcher(None, then, now).get_opcodes():
            if kind == "equal":
                yield Piece("same", "".join(then[i:i_end]))
            else:
                yield from (Piece("then", "".join(then[i:i_end])), Piece("now", "".join(now[j:j_end])))


def _longest_rise(pairs: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """The longest row of pairs that rises in both numbers; they come sorted by the first."""
    ends: list[int] = []
    holders: list[int] = []
    before: list[int] = []
    for n, (_, now) in enumerate(pairs):
        place = bisect_left(ends, now)
        before.append(holders[place - 1] if place else -1)
        if place == len(ends):
            ends.append(now)
            holders.append(n)
        else:
            ends[place], holders[place] = now, n
    rise = []
    n = holders[-1] if holders else -1
    while n >= 0:
        rise.append(pairs[n])
        n = before[n]
    return rise[::-1]


def _merged(pieces: Iterator[Piece]) -> list[Piece]:
    """Neighbors of a kind in one; a space between two changes belongs to both."""
    merged: list[Piece] = []
    then = now = space = ""
    for piece in pieces:
        if piece.kind == "then" and piece.text:
            then, now, space = then + space + piece.text, now + space, ""
        elif piece.kind == "now" and piece.text:
            then, now, space = then + space, now + space + piece.text, ""
        elif (then or now) and piece.text.isspace() and "\n" not in piece.text:
            space += piece.text
        elif piece.text:
            merged += _told(then, now, space + piece.text)
            then = now = space = ""
    return merged + _told(then, now, space)


def _told(then: str, now: str, same: str) -> list[Piece]:
    told = [Piece("then", then), Piece("now", now), Piece("same", same)]
    return [piece for piece in told if piece.text]


def _shortened(piece: Piece, *, first: bool, last: bool) -> Iterator[Piece]:
    """Of what is the same, only what stands near a change."""
    text = piece.text
    if piece.kind != "same" or len(text) <= 3 * AROUND:
        yield piece
        return
    before, after = text[:AROUND], text[-AROUND:]
    if not first:
        yield Piece("same", before[: before.rfind(" ") + 1] or before)
    yield Piece("skipped", "…")
    if not last:
        yield Piece("same", after[after.find(" ") + 1 :])
