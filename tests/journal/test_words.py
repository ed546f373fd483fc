"""Folding, first words, the sentence around a hit: the pure rules of words."""

import time
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from journal.search import Query, excerpt, marked
from journal.words import ALIKE, VOICED, Draft, first_words, fold


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Été  à\nla plage", "ete a la plage"),
        ("STRASSE Straße", "strasse strasse"),
        ("İstanbul ıssız", "istanbul ıssız"),
        ("Ελλάς", "ελλασ"),
        ("مُحَمَّد", "محمد"),
        ("שָׁלוֹם", "שלום"),
        ("हिन्दी", "हिनदी"),
        ("ｆｕｌｌ ﬁne", "full fine"),
        ("Ørsted Łódź œuvre", "orsted lodz oeuvre"),
        ("don’t — “so”", 'don\'t - "so"'),
        ("أحمد إلى آخر", "احمد الي اخر"),
        ("مـــدرسة", "مدرسه"),
        ("می‌خواهم کتاب", "ميخواهم كتاب"),
        ("パパ ハハ", "ハ\u309aハ\u309a ハハ"),
        ("がく", "か\u3099く"),
        ("ﾊﾟﾊﾟ", "ハ\u309aハ\u309a"),
        ("今天　下雨", "今天 下雨"),
        ("❤️ 👩‍👩‍👧", "❤ 👩👩👧"),
        ("soft\u00adhyphen", "softhyphen"),
        ("", ""),
    ],
)
def test_fold(text, folded):
    assert fold(text) == folded


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ("# Day\n\n> **We** ate [soup](https://example.org)\n- and _left_", "Day We ate soup and left"),
        ("See [link](javascript:alert(1)) now", "See link now"),
        ("See [a [b] c](https://example.org/x_(y)) now", "See a [b] c now"),
        ('See ![lake](x.png "a (small) one").', "See lake."),
        ("[here](https://example.org/" + "x" * 2000, "here"),
        ("[her] (and me) and [x](", "[her] (and me) and x"),
        ("ab " * 300, ("ab " * 78) + "ab…"),
        ("x" * 300, "x" * 239 + "…"),
        ("", ""),
    ],
)
def test_first_words(body, words):
    assert first_words(body) == words


@pytest.mark.parametrize(
    ("draft", "blank"),
    [
        (Draft(), True),
        (Draft(title=" ", body="\n\t", prompt="What now?"), True),
        (Draft(mood=1), False),
        (Draft(tags=("a",)), False),
        (Draft(body="."), False),
    ],
)
def test_blank(draft, blank):
    assert draft.is_blank is blank


@pytest.mark.parametrize(
    ("text", "terms"),
    [
        ("Walk  SILENCE", ("walk", "silence")),
        ('"we ate" soup', ("we ate", "soup")),
        ("“nous étions” là", ("nous etions", "la")),
        ('un"closed', ('un"closed',)),
        ("walk Walk **walk**", ("walk",)),
        (' "" ', ('""',)),
        ("「今日は 雨」 傘", ("今日は 雨", "傘")),
        ("«ما قال» لي", ("ما قال", "لي")),
        ("#Evening #", ("evening", "#")),
    ],
)
def test_terms(text, terms):
    assert Query.parse(text).terms == terms


def matches(text, folded):
    return all(term in folded for term in Query.parse(text).terms)


def test_matches_parts_of_words_in_any_order():
    folded = fold("We walked home in silence.")
    assert matches("SILENCE walk", folded)
    assert matches('"home in"', folded)
    assert not matches('"in home"', folded)
    assert not matches("walk soup", folded)


def test_marks_keep_what_was_written():
    assert marked("L’Été, l’été", ("ete",)) == [("L’", False), ("Été", True), (", l’", False), ("été", True)]
    assert marked("Straße", ("ss",)) == [("Stra", False), ("ß", True), ("e", False)]
    assert marked("a  b", ("a b",)) == [("a  b", True)]
    assert marked("cafe\u0301s", ("cafe",)) == [("cafe\u0301", True), ("s", False)]
    assert marked("مُحَمَّدٌ.", ("محمد",)) == [("مُحَمَّدٌ", True), (".", False)]
    assert marked("❤️!", ("❤",)) == [("❤️", True), ("!", False)]
    assert marked("今天没说什么", ("没说",)) == [("今天", False), ("没说", True), ("什么", False)]
    assert marked("none", ("x",)) == [("none", False)]
    assert marked("", ("x",)) == []


def test_the_sentence_of_a_hit():
    words = "We ate.\nI said nothing; nothing at all! They left."
    assert excerpt(words, ("nothing",)) == [
        ("I said ", False),
        ("nothing", True),
        ("; ", False),
        ("nothing", True),
        (" at all!", False),
    ]
    assert excerpt(words, ("soup",)) == []
    assert excerpt("I left. They left, I said.", ("said", "left"))[0] == ("They ", False)


def test_a_sentence_without_end_is_cut_around_its_hit():
    pieces = excerpt("so " * 1000 + "here it is" + " and" * 1000, ("here",))
    assert sum(len(text) for text, _ in pieces) <= 310
    assert ("here", True) in pieces
    assert pieces[0][0].startswith("…")
    assert pieces[-1][0].endswith("…")


@pytest.mark.parametrize("before", [0, 100, 1190, 1200, 1210, 1499, 1500, 5000, 199_000])
def test_the_first_hit_is_shown_wherever_it_stands(before):
    pieces = excerpt("é" * before + " here it is " + "é" * 199_000, ("here",))
    assert [text for text, is_hit in pieces if is_hit] == ["here"]
    assert "".join(text for text, _ in pieces).lstrip("…é ").startswith("here it is")


def test_a_sentence_without_end_takes_no_time():
    start = time.thread_time()
    excerpt("é" * 200_000, ("e",))
    assert time.thread_time() - start < 0.3  # letter by letter it took twice as long; a page has twenty


MARKS_OF_ALL_KINDS = "\u0301\u0316\u0f73\u0344\u05b0\u3099\ufe0f\u200d"


def in_one_piece(text: str) -> str:
    """Folding as it is defined, whatever it costs."""
    whole = unicodedata.normalize("NFKD", text)
    seen = (c for c in whole if c in VOICED or not unicodedata.combining(c))
    seen = (c for c in seen if unicodedata.category(c) != "Cf" and not "\ufe00" <= c <= "\ufe0f")
    return " ".join("".join(ALIKE.get(c, c) for c in seen).casefold().split())


@given(st.text(alphabet=st.one_of(st.characters(), st.sampled_from(MARKS_OF_ALL_KINDS + "eÅ한İﬁがøى’"))))
def test_folding_letter_by_letter_is_folding_the_whole(text):
    assert fold(text) == in_one_piece(text)


def test_folding_takes_as_long_as_the_text():
    """A run of marks is sorted by NFKD in the square of its length; the control shows the same text in one piece."""
    text = "a" + "\u0301\u0316\u0f73" * 4_000

    def seconds(folded) -> float:
        began = time.process_time()
        folded(text)
        return time.process_time() - began

    assert seconds(fold) * 5 < seconds(in_one_piece)
