"""Slots, the pair, and what a password or a code opens."""

import time

import pytest
from django.db import connection

from accounts.models import User
from vault import cipher, codes
from vault.cipher import Place, Unreadable
from vault.models import KeySlot, UserKeys
from vault.ring import ring

PASSWORD = "paper-boat-lantern"
PLACE = Place("journal_entry", "key", "owner", "row")


@pytest.fixture
def mia(db):
    return User.objects.create_user("mia@example.org", PASSWORD)


@pytest.fixture
def vault(mia):
    return UserKeys.make(mia, PASSWORD)


@pytest.fixture
def keys(mia, vault):
    return UserKeys.objects.get(pk=mia.pk)


def test_the_password_opens_the_same_keys(vault, keys):
    again = keys.open(PASSWORD)
    assert (again.owner_id, again.key_id, again.by_code) == (vault.owner_id, vault.key_id, False)
    assert again.key("wrap") == vault.key("wrap") != vault.key("private")
    key, wrapped = vault.new_key(PLACE)
    assert again.unwrap(wrapped, PLACE) == key


@pytest.mark.parametrize("guess", ["", "paper-boat-lanterm", "PAPER-BOAT-LANTERN", "0" * 28])
def test_nothing_else_opens(keys, guess):
    with pytest.raises(Unreadable):
        keys.open(guess)


def test_the_pair_is_read_from_the_private_key(vault, keys):
    assert vault.public_key == bytes(keys.public_key)
    UserKeys.objects.update(public_key=cipher.new_pair()[0])
    assert vault.public_key == bytes(keys.public_key)
    info = Place("t", "c", "o", "r")
    assert cipher.open_from(vault.private_key(), cipher.seal_to(vault.public_key, b"x", info), info) == b"x"


def test_a_recovery_code_opens_however_it_is_typed(vault, keys):
    code = codes.new()
    keys.set_recovery_code(vault, code)
    for typed in (code, code.lower(), " ".join(codes.groups(code)), "-".join(codes.groups(code)) + " "):
        assert keys.open(typed).by_code
    assert keys.open(code.replace("0", "O").replace("1", "l")).key_id == vault.key_id


def test_a_new_code_takes_the_place_of_the_old_one(vault, keys):
    old, new = codes.new(), codes.new()
    keys.set_recovery_code(vault, old)
    keys.set_recovery_code(vault, new)
    assert keys.open(new).by_code
    with pytest.raises(Unreadable):
        keys.open(old)


def test_a_spent_code_is_gone(vault, keys):
    code = codes.new()
    keys.set_recovery_code(vault, code)
    keys.drop_recovery_code()
    assert keys.recovery_confirmed_at is None
    with pytest.raises(Unreadable):
        keys.open(code)


def test_a_password_change_rewrites_one_slot(mia, vault, keys):
    code = codes.new()
    keys.set_recovery_code(vault, code)
    recovery = KeySlot.objects.get(kind="recovery")
    mia.change_password(vault, "another-paper-boat")
    assert keys.open("another-paper-boat").key_id == vault.key_id
    with pytest.raises(Unreadable):
        keys.open(PASSWORD)
    after = KeySlot.objects.get(kind="recovery")
    assert (after.pk, bytes(after.sealed)) == (recovery.pk, bytes(recovery.sealed))


def test_new_keys_open_nothing_of_the_old(mia, vault):
    _key, wrapped = vault.new_key(PLACE)
    again = UserKeys.make(mia, PASSWORD)
    assert again.key_id != vault.key_id
    with pytest.raises(Unreadable):
        again.unwrap(wrapped, PLACE)
    assert KeySlot.objects.count() == 1


def test_a_slot_of_somebody_else_does_not_open(vault, keys):
    ben = User.objects.create_user("ben@example.org", PASSWORD)
    UserKeys.make(ben, PASSWORD)
    slot = KeySlot.objects.get(owner=ben)
    KeySlot.objects.filter(owner_id=keys.pk).update(sealed=slot.sealed, salt=slot.salt)
    with pytest.raises(Unreadable):
        keys.open(PASSWORD)


def test_without_the_server_key_the_right_password_opens_nothing(keys, tmp_path, settings):
    from vault import ring as rings

    rings.make(tmp_path / "keys")
    settings.BOTHWAYS_KEYS = tmp_path / "keys"
    with pytest.raises(Unreadable):
        keys.open(PASSWORD)
    user = User.objects.get(pk=keys.pk)
    assert not user.check_password(PASSWORD)


def test_the_hash_shows_nothing_and_two_alike_differ(mia):
    other = User.objects.create_user("ben@example.org", PASSWORD)
    assert mia.password != other.password
    assert mia.password.startswith(f"sealed${mia.pk.hex}$")
    assert len(mia.password) <= 255
    assert mia.check_password(PASSWORD)
    assert not mia.check_password(PASSWORD + " ")


def test_a_hash_of_another_cost_or_key_is_renewed_at_sign_in(mia, settings):
    before = mia.password
    settings.ARGON2 = {"memory_kib": 128, "passes": 1, "lanes": 1}
    assert mia.check_password(PASSWORD)
    assert mia.password != before


def test_a_damaged_hash_is_a_wrong_password(mia):
    owner = mia.pk.hex
    for damaged in ("sealed$", f"sealed${owner}$", f"sealed${owner}$???", mia.password[:-4] + "AAAA"):
        mia.password = damaged
        assert not mia.check_password(PASSWORD)


def test_a_hash_of_another_row_is_worth_nothing(mia):
    """Somebody who may write to the database signs in as another by no hash of their own."""
    thief = User.objects.create_user("thief@example.org", "the-thiefs-own-password")
    mia.password = thief.password
    assert not mia.check_password("the-thiefs-own-password")
    mia.password = thief.password.replace(thief.pk.hex, mia.pk.hex)
    assert not mia.check_password("the-thiefs-own-password")


def test_real_parameters(db, settings):
    """Once with the cost of production: a guess takes its time, and what it makes opens."""
    settings.ARGON2 = {"memory_kib": 64 * 1024, "passes": 3, "lanes": 1}
    user = User.objects.create_user("mia@example.org", PASSWORD)
    vault = UserKeys.make(user, PASSWORD)
    keys = UserKeys.objects.get(pk=user.pk)
    began = time.perf_counter()
    assert keys.open(PASSWORD).key_id == vault.key_id
    assert time.perf_counter() - began > 0.03
    assert user.check_password(PASSWORD)


def test_the_database_holds_no_key(vault, keys):
    secrets = [vault._user_key.secret, vault.private_key(), ring().current.secret, vault.key("wrap").secret]
    with connection.cursor() as cursor:
        cursor.execute("SELECT sealed FROM vault_keyslot")
        columns = [bytes(row[0]) for row in cursor.fetchall()]
        cursor.execute("SELECT private_key, public_key FROM vault_userkeys")
        columns += [bytes(value) for row in cursor.fetchall() for value in row]
    for secret in secrets:
        assert not any(secret[:16] in column for column in columns)
