"""Every line, in plain words. That a tampered one is found stands in tests/promises/test_p11_ledger.py."""

import datetime
import re

import pytest
import time_machine

from journal.words import Draft
from sharing.ledger import Proof, prove
from sharing.models import Connection
from tests import cast
from vault.identity import identity
from vault.models import UserKeys

pytestmark = pytest.mark.django_db


def lines(people):
    html = people.ana.client.get("/sharing/ledger/").content.decode()
    items = re.findall(r"<li>\s*<p>(.*?)<span class=\"when\">", html, re.S)
    return {" ".join(re.sub(r"<[^>]+>", "", item).split()) for item in items}


def test_an_empty_ledger_says_what_will_be_here(people):
    assert "Nothing has happened yet." in people.ana.client.get("/sharing/ledger/").content.decode()


def test_sharing_opening_and_taking_back_are_sentences(people, shared):
    people.cho.client.get(f"/shared/{shared.pk}/")
    until = "until " + shared.last_day.strftime("%B ") + str(shared.last_day.day)
    assert lines(people) == {
        "You and Mina Cho were connected",
        f"You let Mina Cho read Sunday, the walk {until}, {shared.last_day.year}",
        "Mina Cho opened Sunday, the walk",
    }
    with identity("writer", people.ana.user.pk):
        shared.withdraw()
    assert "You took Sunday, the walk back from Mina Cho" in lines(people)


def test_openings_of_one_day_stand_together_each_with_its_time(people, shared):
    for _ in range(2):
        people.cho.client.get(f"/shared/{shared.pk}/")
    answer = people.ana.client.get("/sharing/ledger/")
    (line,) = [line for line in answer.context["lines"] if line.what == "opened"]
    assert len(line.times) == 2


def test_an_end_by_time_and_ends_of_connections_are_told(people, shared, connection):
    with time_machine.travel(shared.ends_at + datetime.timedelta(minutes=1)):
        assert "The time that Mina Cho could read Sunday, the walk was over" in lines(people)
    people.cho.client.post(f"/clients/{connection.pk}/end/")
    assert "Mina Cho ended the connection" in lines(people)


def test_a_deleted_entry_keeps_its_lines_without_its_title(people, shared, walk):
    people.cho.client.get(f"/shared/{shared.pk}/")
    with identity("writer", people.ana.user.pk):
        walk.trash()
        walk.delete_for_good()
    html = people.ana.client.get("/sharing/ledger/").content.decode()
    assert "Mina Cho opened an entry you deleted" in lines(people)
    assert "Sunday, the walk" not in html


def test_what_can_be_read_is_offered_to_be_taken_back_once_at_its_newest_line(people, shared):
    people.cho.client.get(f"/shared/{shared.pk}/")
    answer = people.ana.client.get("/sharing/ledger/")
    offers = [line.offers_taking_back for line in answer.context["lines"] if line.consent]
    assert offers == [True, False]
    assert answer.text.count(f"/sharing/consents/{shared.pk}/take-back/") == 1
    with identity("writer", people.ana.user.pk):
        shared.withdraw()
    assert "take-back" not in people.ana.client.get("/sharing/ledger/").text


def test_looking_moves_the_mark(people, shared, connection):
    people.cho.client.get(f"/shared/{shared.pk}/")
    people.ana.client.get("/sharing/ledger/")
    with identity("writer", people.ana.user.pk):
        found = Connection.objects.get(pk=connection.pk)
        assert found.read_seen(people.ana.vault) == (1, bytes(found.openings.get().mac))


def test_after_starting_over_it_says_that_nobody_can_prove_it(people, shared, connection):
    vault = UserKeys.make(people.ana.user, cast.PASSWORD)
    with identity("writer", people.ana.user.pk):
        assert prove(Connection.objects.get(pk=connection.pk), [], vault) is Proof.OTHER_KEYS


def test_another_writer_sees_nothing_of_it(people, shared):
    people.cho.client.get(f"/shared/{shared.pk}/")
    assert "Mina Cho" not in people.ben.client.get("/sharing/ledger/").content.decode()


@pytest.mark.parametrize("things", [1, 3])
def test_queries(people, connection, django_assert_num_queries, things):
    for number in range(things):
        consent = cast.share(people.ana, connection, cast.write(people.ana, Draft(title=f"Walk {number}")))
        people.cho.client.get(f"/shared/{consent.pk}/")
    people.ana.client.get("/sharing/ledger/")
    with django_assert_num_queries(11):
        people.ana.client.get("/sharing/ledger/")
