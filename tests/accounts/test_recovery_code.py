"""The recovery code: shown once, in force when two groups have been typed from the copy."""

import re

import pytest
import time_machine

from vault.cipher import Unreadable
from vault.models import UserKeys


@pytest.fixture
def new_writer(people):
    """Ana before her first entry: no code yet, not told."""
    UserKeys.objects.filter(pk=people.ana.user.pk).update(recovery_confirmed_at=None, told_at=None)
    return people.ana


def shown(page: str) -> tuple[list[str], str]:
    groups = re.search(r'<code class="code">(.+)</code>', page)[1].replace("<br>", " ").split()
    return groups, re.search(r'name="code" value="([^"]+)"', page)[1]


def test_the_way_to_the_first_words(new_writer):
    client = new_writer.client
    assert client.get("/").url == "/recovery-code/"
    assert "<code" not in client.get("/recovery-code/").text
    groups, sealed = shown(client.post("/recovery-code/").text)
    assert (len(groups), {len(group) for group in groups}) == (7, {4})
    assert "".join(groups) not in sealed
    answer = client.post("/recovery-code/", {"code": sealed, "third": groups[2].lower(), "sixth": groups[5]})
    assert (answer.status_code, answer.url) == (302, "/before-you-write/")
    assert client.get("/").url == "/before-you-write/"
    assert client.post("/before-you-write/").url == "/"
    assert client.get("/").status_code == 200
    assert UserKeys.objects.get(pk=new_writer.user.pk).open("".join(groups)).by_code


def test_a_mistake_shows_it_again(new_writer):
    client = new_writer.client
    groups, sealed = shown(client.post("/recovery-code/").text)
    answer = client.post("/recovery-code/", {"code": sealed, "third": "XXXX", "sixth": groups[5]})
    assert answer.status_code == 400
    assert shown(answer.text)[0] == groups
    assert UserKeys.objects.get(pk=new_writer.user.pk).recovery_confirmed_at is None


def test_an_old_code_works_until_the_new_one_is_confirmed(people):
    client = people.ana.client
    first, sealed = shown(client.post("/recovery-code/").text)
    client.post("/recovery-code/", {"code": sealed, "third": first[2], "sixth": first[5]})
    keys = UserKeys.objects.get(pk=people.ana.user.pk)
    second, sealed = shown(client.post("/recovery-code/").text)
    assert keys.open("".join(first)).by_code
    with pytest.raises(Unreadable):
        keys.open("".join(second))
    answer = client.post("/recovery-code/", {"code": sealed, "third": second[2], "sixth": second[5]})
    assert answer.url == "/account/"
    assert keys.open("".join(second)).by_code
    with pytest.raises(Unreadable):
        keys.open("".join(first))


@pytest.mark.parametrize("sealed", ["", "rubbish", "QUJD", "é"])
def test_a_form_that_was_tampered_with_shows_a_new_code(people, sealed):
    answer = people.ana.client.post("/recovery-code/", {"code": sealed, "third": "AAAA", "sixth": "AAAA"})
    assert answer.status_code == 200
    assert shown(answer.text)


def test_somebody_elses_form_is_not_taken(people):
    groups, sealed = shown(people.ana.client.post("/recovery-code/").text)
    answer = people.ben.client.post(
        "/recovery-code/", {"code": sealed, "third": groups[2], "sixth": groups[5]}
    )
    assert shown(answer.text)[0] != groups


def test_after_an_hour_it_is_another_code(people):
    with time_machine.travel("2026-11-24 08:00", tick=False) as clock:
        client = people.ana.client
        groups, sealed = shown(client.post("/recovery-code/").text)
        for _ in range(5):
            clock.shift(13 * 60)
            client.get("/account/")
        answer = client.post("/recovery-code/", {"code": sealed, "third": groups[2], "sixth": groups[5]})
        assert shown(answer.text)[0] != groups


def test_locked_and_editors(people):
    assert people.eve.client.get("/recovery-code/").status_code == 404
    people.ana.client.post("/lock/")
    assert people.ana.client.get("/recovery-code/").url == "/unlock/?next=/recovery-code/"
