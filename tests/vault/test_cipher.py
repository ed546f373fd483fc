"""Sealing: what goes in comes out in its own place only, and its length does not show."""

import uuid

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vault import cipher
from vault.cipher import ANSWERS, HEAD, TEXT, Key, Place, Unreadable

KEY = Key.new()
PLACE = Place("journal_entry", "body", uuid.uuid4(), uuid.uuid4(), "r1")


@given(st.binary(max_size=5000), st.sampled_from([None, HEAD, TEXT, ANSWERS]))
def test_what_is_sealed_opens(data, pad):
    assert cipher.unseal(KEY, cipher.seal(KEY, data, PLACE, pad), PLACE) == data


def test_json_keeps_every_letter():
    value = {"title": "Ein Brief, ไม่ส่ง, 🕯", "scores": [0.5, None], "nul": "\0"}
    assert cipher.unseal_json(KEY, cipher.seal_json(KEY, value, PLACE, HEAD), PLACE) == value


@pytest.mark.parametrize(
    "elsewhere",
    [
        Place("journal_revision", "body", PLACE.owner, PLACE.row, "r1"),
        Place("journal_entry", "head", PLACE.owner, PLACE.row, "r1"),
        Place("journal_entry", "body", uuid.uuid4(), PLACE.row, "r1"),
        Place("journal_entry", "body", PLACE.owner, uuid.uuid4(), "r1"),
        Place("journal_entry", "body", PLACE.owner, PLACE.row, "r2"),
        # The lengths are part of it: shifting a letter from one field to the next is another place.
        Place("journal_entryb", "ody", PLACE.owner, PLACE.row, "r1"),
    ],
)
def test_nothing_opens_elsewhere(elsewhere):
    with pytest.raises(Unreadable):
        cipher.unseal(KEY, cipher.seal(KEY, b"words", PLACE), elsewhere)


def test_another_key_with_the_same_name_opens_nothing():
    with pytest.raises(Unreadable):
        cipher.unseal(Key(KEY.id, Key.new().secret), cipher.seal(KEY, b"words", PLACE), PLACE)


@pytest.mark.parametrize("blob", [b"", b"\x01", b"\x02" * 60, b"\x01" + KEY.id, b"\x01" + KEY.id + bytes(20)])
def test_rubbish_is_unreadable(blob):
    with pytest.raises(Unreadable):
        cipher.unseal(KEY, blob, PLACE)


def test_a_blob_from_the_database_driver_opens():
    assert cipher.unseal(KEY, memoryview(cipher.seal(KEY, b"words", PLACE)), PLACE) == b"words"


@pytest.mark.parametrize(
    ("pad", "lengths"),
    [
        (None, {10: 14, 11: 15}),
        (HEAD, {0: 1024, 1020: 1024, 1021: 2048, 6000: 6144}),
        (TEXT, {0: 1024, 4092: 4096, 4093: 4352, 100_000: 100_352}),
        (ANSWERS, {0: 16384, 16_380: 16384, 16_381: 17_408}),
    ],
)
def test_padding(pad, lengths):
    outside = cipher.HEADER_BYTES + 16
    for length, padded in lengths.items():
        assert len(cipher.seal(KEY, bytes(length), PLACE, pad)) - outside == padded


@given(st.integers(min_value=4097, max_value=10_000_000))
def test_padme_costs_at_most_an_eighth(length):
    padded = cipher.padded_length(length, TEXT)
    assert length <= padded <= length * 1.12


def test_a_key_does_not_print_its_secret():
    assert KEY.secret.hex() not in repr(KEY)
    assert repr(KEY.secret)[2:-1] not in repr(KEY)


def test_derived_keys_differ_by_purpose_and_salt():
    keys = [Key.derive(b"s" * 32, purpose, salt) for purpose in ("wrap", "mark") for salt in (b"a", b"b")]
    assert len({key.secret for key in keys}) == len({key.id for key in keys}) == 4
    assert Key.derive(b"s" * 32, "wrap", b"a") == keys[0]


def test_sealed_to_another_person():
    public, private = cipher.new_pair()
    info = Place("sharing_connection", "to_therapist", "ana", "dr-cho", "42")
    blob = cipher.seal_to(public, b"a key", info)
    assert cipher.open_from(private, blob, info) == b"a key"
    assert cipher.public_of(private) == public
    for other_private, other_blob, other_info in [
        (cipher.new_pair()[1], blob, info),
        (private, blob[:-1] + bytes([blob[-1] ^ 1]), info),
        (private, b"", info),
        (private, blob, Place("sharing_connection", "to_therapist", "ana", "dr-diaz", "42")),
    ]:
        with pytest.raises(Unreadable):
            cipher.open_from(other_private, other_blob, other_info)
    with pytest.raises(Unreadable):
        cipher.seal_to(b"short", b"a key", info)


def test_a_mac_knows_where_a_field_ends():
    assert cipher.mac(KEY, "ab", "c") != cipher.mac(KEY, "a", "bc")
    assert cipher.same(cipher.mac(KEY, "ab", b"c"), cipher.mac(KEY, b"ab", "c"))


def test_a_password_is_the_same_however_its_letters_are_composed():
    salt = bytes(16)
    assert cipher.stretch("caf\u00e9", salt, 64, 1) == cipher.stretch("cafe\u0301", salt, 64, 1)
    assert cipher.stretch("café", salt, 64, 1) != cipher.stretch("cafe", salt, 64, 1)


def test_argon2id_as_its_authors_compute_it():
    """The test vector of the reference implementation (test.c, Argon2id, version 0x13)."""
    expected = "09316115d5cf24ed5a15a31a3ba326e5cf32edc24702987c02b6566f61913cf7"
    assert cipher.stretch("password", b"somesalt", 64 * 1024, 2).hex() == expected


def test_a_password_that_is_too_long_is_never_normalized(monkeypatch):
    normalized = []
    real = cipher.unicodedata.normalize
    monkeypatch.setattr(
        cipher.unicodedata, "normalize", lambda form, text: normalized.append(text) or real(form, text)
    )
    with pytest.raises(Unreadable):
        cipher.stretch("a" + "\u0301\u0316" * 60_000, bytes(16), 64, 1)
    assert normalized == []
    # The control: the longest one that is allowed.
    assert cipher.stretch("a" * cipher.LONGEST_PASSWORD, bytes(16), 64, 1)
    assert len(normalized) == 1


def test_a_password_is_normalized_before_it_takes_a_turn(monkeypatch):
    free = []
    real = cipher.unicodedata.normalize
    monkeypatch.setattr(
        cipher.unicodedata,
        "normalize",
        lambda form, text: free.append(cipher._argon2_turns._value) or real(form, text),
    )
    cipher.stretch("password", bytes(16), 64, 1)
    assert free == [cipher._argon2_turns._initial_value]


OWNER, ROW, OTHER = uuid.uuid4(), uuid.uuid4(), uuid.uuid4()
WRAP = Key.new()
KEYS, WORDS = (Place("entry", column, OWNER, "") for column in ("key", "folded"))


def wrapped(row=ROW, extra="r1", key=None, words=b"what she said"):
    """As a search reads it: row, what else must match, the wrapped key, the words."""
    key = key or Key.new()
    kept = cipher.seal(WRAP, bytes(key), Place("entry", "key", OWNER, row))
    return str(row), extra, kept, cipher.seal(key, words, Place("entry", "folded", OWNER, row, extra), TEXT)


def flipped(blob, place):
    return blob[:place] + bytes([blob[place] ^ 1]) + blob[place + 1 :]


def test_many_open_as_one_would():
    sealed = [wrapped(words=text) for text in (b"", b"one", "zwölf".encode(), b"x" * 9000)]
    opened = list(cipher.unseal_wrapped(WRAP, sealed, KEYS, WORDS))
    assert opened == [b"", b"one", "zwölf".encode(), b"x" * 9000]


def test_of_many_one_that_does_not_belong_opens_nothing_and_spares_the_others():
    good = wrapped()
    row, extra, key, words = good
    strangers = [
        (str(OTHER), extra, key, words),
        (row, "r2", key, words),
        (row, extra, wrapped()[2], words),
        (row, extra, key, wrapped()[3]),
        (row, extra, cipher.seal(Key.new(), bytes(Key.new()), Place("entry", "key", OWNER, ROW)), words),
        (row, extra, words, key),
        (row, extra, b"", words),
        (row, extra, key, b""),
        *((row, extra, flipped(key, place), words) for place in (0, 1, 9, 21, len(key) - 1)),
        *((row, extra, key, flipped(words, place)) for place in (0, 1, 9, 21, len(words) - 1)),
    ]
    opened = list(cipher.unseal_wrapped(WRAP, [good, *strangers, good], KEYS, WORDS))
    assert opened == [b"what she said", *[None] * len(strangers), b"what she said"]


def test_many_of_another_column_or_owner_open_nothing():
    for places in [
        (KEYS, Place("entry", "body", OWNER, "")),
        (Place("entry", "head", OWNER, ""), WORDS),
        (KEYS, Place("entry", "folded", OTHER, "")),
        (Place("tag", "key", OWNER, ""), WORDS),
    ]:
        assert list(cipher.unseal_wrapped(WRAP, [wrapped()], *places)) == [None]
