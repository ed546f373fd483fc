"""Differences by words: both texts can be read off them, and they take no longer than the texts are long."""

import random
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from journal.difference import Piece, difference
from journal.words import BODY_LIMIT


def told(then: str, now: str) -> str:
    marks = {"same": "{}", "then": "[-{}-]", "now": "{{+{}+}}", "skipped": "{}"}
    return "".join(marks[piece.kind].format(piece.text) for piece in difference(then, now))


@pytest.mark.parametrize(
    ("then", "now", "shown"),
    [
        ("", "", ""),
        ("We walked.", "We walked.", ""),
        ("", "We walked.", "{+We walked.+}"),
        ("We walked.", "", "[-We walked.-]"),
        ("We walked home.", "We ran home.", "We [-walked-]{+ran+} home."),
        ("We walked slowly home.", "We ran quickly home.", "We [-walked slowly-]{+ran quickly+} home."),
        ("We walked.\n\nThey left.", "We walked.", "We walked.[-\n\nThey left.-]"),
        ("one two three", "three one two", "{+three +}one two[- three-]"),
        ("我们走回家。", "我们跑回家。", "我们[-走-]{+跑+}回家。"),
        ("ذهبنا إلى البيت", "ذهبنا إلى المدرسة", "ذهبنا إلى [-البيت-]{+المدرسة+}"),
        ("हिन्दी में", "हिन्दी भाषा", "हिन्दी [-में-]{+भाषा+}"),
    ],
)
def test_told(then, now, shown):
    assert told(then, now) == shown


def test_what_is_the_same_is_cut_but_not_near_a_change():
    same = "word " * 200
    pieces = difference(f"{same}then {same}", f"{same}now {same}")
    assert [piece.kind for piece in pieces] == ["skipped", "same", "then", "now", "same", "skipped"]
    assert all(100 < len(piece.text) <= 160 for piece in pieces if piece.kind == "same")


words = st.lists(st.sampled_from(["a", "b", "c", " ", "\n", ", ", "dé", "我"])).map("".join)


@given(words, words)
def test_both_texts_can_be_read_off(then, now):
    pieces = difference(then, now) or [Piece("same", then)]
    if all(piece.kind != "skipped" for piece in pieces):
        assert "".join(piece.text for piece in pieces if piece.kind != "now") == then
        assert "".join(piece.text for piece in pieces if piece.kind != "then") == now


def prose(seed: int, length: int = BODY_LIMIT) -> str:
    draw = random.Random(seed)
    return " ".join(f"w{int(draw.paretovariate(0.6)) % 9000}" for _ in range(length // 4))[:length]


@pytest.mark.parametrize(
    ("then", "now"),
    [
        (prose(1), prose(2)),
        (prose(1), prose(1)[:-5000] + prose(3, 5000)),
        ("a " * 100_000, "b a " * 50_000),
        ("ab" * 100_000, "\n".join("ab" for _ in range(60_000))),
        (
            " ".join("abcdefgh"[n % 8] for n in range(100_000)),
            " ".join("hgfedcba"[n % 7] for n in range(100_000)),
        ),
        (".,;" * 66_000, ";,." * 66_000),
    ],
    ids=["all", "the-end", "one-word", "no-space", "few-words", "marks"],
)
def test_the_longest_texts_take_a_moment(then, now):
    began = time.process_time()
    assert difference(then, now)
    assert time.process_time() - began < 4
