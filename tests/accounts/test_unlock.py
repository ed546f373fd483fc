"""Locked: one field, and nothing else to see."""

import time_machine
from django.test import Client

from accounts.models import User
from tests.cast import PASSWORD
from vault import codes
from vault.models import KeySlot, UserKeys

IN_PLACE = {"accept": "application/json", "x-autosave": "1"}


def locked(person) -> Client:
    person.client.post("/lock/")
    return person.client


def code_of(person) -> str:
    code = codes.new()
    UserKeys.objects.get(pk=person.user.pk).set_recovery_code(person.vault, code)
    return code


def test_the_password_unlocks(people):
    client = locked(people.ana)
    assert client.get("/").url == "/unlock/?next=/"
    page = client.get("/unlock/?next=/journal/")
    assert page.status_code == 200
    assert page.text.count("<label") == 1
    assert people.ana.user.email not in page.text
    answer = client.post("/unlock/", {"password": PASSWORD, "next": "/journal/"})
    assert (answer.status_code, answer.url) == (302, "/journal/")
    assert client.get("/").status_code == 200


def test_every_unlock_has_a_new_secret(people):
    client = locked(people.ana)
    client.post("/unlock/", {"password": PASSWORD})
    first = (client.cookies["key"].value, client.session["vault"])
    client.post("/lock/")
    client.post("/unlock/", {"password": PASSWORD})
    second = (client.cookies["key"].value, client.session["vault"])
    assert first[0] != second[0]
    assert first[1] != second[1]


def test_something_wrong_is_refused_kindly(people):
    client = locked(people.ana)
    answer = client.post("/unlock/", {"password": "not-the-right-one"})
    assert answer.status_code == 400
    assert "That does not open it." in answer.text
    assert client.post("/unlock/", {}).status_code == 400
    assert client.get("/").url == "/unlock/?next=/"


def test_elsewhere_is_not_somewhere_to_go(people):
    client = locked(people.ana)
    assert client.post("/unlock/", {"password": PASSWORD, "next": "//evil.example/"}).url == "/"
    assert locked(people.cho).post("/unlock/", {"password": PASSWORD}).url == "/clients/"


def test_in_place(people):
    client = locked(people.ana)
    answer = client.post("/unlock/", {"password": "wrong"}, headers=IN_PLACE)
    assert (answer.status_code, set(answer.json())) == (400, {"error"})
    answer = client.post("/unlock/", {"password": PASSWORD}, headers=IN_PLACE)
    assert (answer.status_code, set(answer.json())) == (200, {"ok", "csrf"})
    assert Client().post("/unlock/", {"password": PASSWORD}, headers=IN_PLACE).status_code == 401


def test_the_recovery_code_unlocks_and_is_spent(people):
    code = code_of(people.ana)
    client = locked(people.ana)
    assert client.post("/unlock/", {"password": code.lower()}).status_code == 302
    assert client.get("/").url == "/recovery-code/"
    client.post("/lock/")
    assert client.post("/unlock/", {"password": code}).status_code == 400
    assert client.post("/unlock/", {"password": PASSWORD}).status_code == 302


def test_words_on_the_page_are_saved_before_the_new_code(people):
    """Back by the recovery code in the middle of a sentence: the save is not sent away to another page."""
    code = code_of(people.ana)
    client = locked(people.ana)
    client.post("/unlock/", {"password": code}, headers=IN_PLACE)
    answer = client.post("/entries/new/", {"body": "words"}, headers=IN_PLACE)
    assert not (answer.status_code == 302 and answer.url == "/recovery-code/")


def reset_by_mail(people, new: str) -> Client:
    """As the mail flow leaves it: another password for the account, the slot as it was."""
    from accounts.adapter import Adapter

    Adapter().set_password(User.objects.get(pk=people.ana.user.pk), new)
    client = Client()
    client.post("/accounts/login/", {"login": people.ana.user.email, "password": new})
    return client


def test_after_a_reset_the_old_password_and_the_present_one(people):
    client = reset_by_mail(people, "quite-another-lantern")
    page = client.get("/unlock/")
    assert page.text.count("<label") == 2
    assert "key" not in client.cookies
    form = {"password": PASSWORD, "current": "quite-another-lantern"}
    assert client.post("/unlock/", form | {"current": "wrong"}).status_code == 400
    assert client.post("/unlock/", form | {"password": "wrong"}).status_code == 400
    assert client.post("/unlock/", {"password": PASSWORD}).status_code == 400
    assert client.post("/unlock/", form).status_code == 302
    assert client.get("/").status_code == 200
    keys = UserKeys.objects.get(pk=people.ana.user.pk)
    assert not keys.password_is_behind
    assert keys.open("quite-another-lantern").key_id == people.ana.vault.key_id
    # The code was not needed, so it stays.
    assert KeySlot.objects.filter(owner=people.ana.user, kind="recovery").exists()


def test_after_a_reset_the_code_and_a_new_one_after_it(people):
    code = code_of(people.ana)
    client = reset_by_mail(people, "quite-another-lantern")
    assert client.post("/unlock/", {"password": code, "current": "quite-another-lantern"}).status_code == 302
    assert client.get("/").url == "/recovery-code/"
    assert not KeySlot.objects.filter(owner=people.ana.user, kind="recovery").exists()
    assert UserKeys.objects.get(pk=people.ana.user.pk).open("quite-another-lantern")


def test_after_a_reset_to_the_same_password_nothing_is_behind(people):
    client = reset_by_mail(people, PASSWORD)
    assert client.get("/").status_code == 200
    assert not UserKeys.objects.get(pk=people.ana.user.pk).password_is_behind


def test_it_locks_by_itself_after_a_quarter_of_an_hour(people):
    with time_machine.travel("2026-11-24 08:00", tick=False) as clock:
        client = people.ana.client
        for _ in range(5):
            clock.shift(14 * 60)
            assert client.get("/").status_code == 200
        clock.shift(15 * 60 + 61)
        answer = client.get("/")
        assert answer.url == "/unlock/?next=/"
        assert answer.cookies["key"]["max-age"] == 0
        assert "vault" not in client.session


def test_five_minutes_by_choice(people):
    User.objects.filter(pk=people.ana.user.pk).update(idle_minutes=5)
    with time_machine.travel("2026-11-24 08:00", tick=False) as clock:
        client = people.ana.client
        clock.shift(5 * 60 + 61)
        assert client.get("/").url == "/unlock/?next=/"


def test_ten_guesses_and_then_a_pause(people):
    client = locked(people.ana)
    answers = [client.post("/unlock/", {"password": f"guess number {n}"}).status_code for n in range(12)]
    assert answers == [400] * 10 + [429] * 2
    # Never by locking the owner out: signing in anew unlocks.
    again = Client()
    again.post("/accounts/login/", {"login": people.ana.user.email, "password": PASSWORD})
    assert again.get("/").status_code == 200


def test_right_answers_are_not_counted(people):
    client = locked(people.ana)
    for _ in range(12):
        assert client.post("/unlock/", {"password": PASSWORD}).status_code == 302
        client.post("/lock/")


def test_editors_have_nothing_to_unlock(people):
    assert people.eve.client.get("/unlock/").status_code == 404


def test_already_open(people):
    assert people.ana.client.get("/unlock/").url == "/"
