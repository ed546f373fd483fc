"""One request, one opening. What the database refuses past this page stands in tests/sharing/test_door.py."""

import pytest

from journal.words import Draft
from tests import cast
from vault.identity import identity

pytestmark = pytest.mark.django_db


def openings(people):
    with identity("writer", people.ana.user.pk):
        return people.ana.user.openings.count()


def test_it_shows_the_words_and_writes_a_line(people, shared):
    html = people.cho.client.get(f"/shared/{shared.pk}/").content.decode()
    for words in ("From Ana", "Sunday, the walk", "We <strong>walked</strong> without talking."):
        assert words in html
    assert "silence" not in html
    assert openings(people) == 1


def test_each_request_is_a_line(people, shared):
    for _ in range(3):
        people.cho.client.get(f"/shared/{shared.pk}/")
    assert openings(people) == 3


@pytest.mark.parametrize("method", ["head", "post", "put", "delete"])
def test_only_by_get(people, shared, method):
    assert getattr(people.cho.client, method)(f"/shared/{shared.pk}/").status_code == 405
    assert openings(people) == 0


def test_a_browser_that_loads_ahead_is_nobody_who_reads(people, shared):
    headers = {"Sec-Purpose": "prefetch;prerender"}
    assert people.cho.client.get(f"/shared/{shared.pk}/", headers=headers).status_code == 404
    assert openings(people) == 0


def test_not_another_therapist_nor_a_writer(people, shared):
    assert people.diaz.client.get(f"/shared/{shared.pk}/").status_code == 404
    assert people.ana.client.get(f"/shared/{shared.pk}/").status_code == 404
    assert openings(people) == 0


def test_withdrawn_verification_opens_nothing(people, shared):
    with identity("editor", people.eve.user.pk):
        people.cho.user.therapist.withdraw(people.eve.user, "Left the register.")
    answer = people.cho.client.get(f"/shared/{shared.pk}/")
    assert answer.status_code == 403
    assert "Sunday" not in answer.content.decode()
    assert openings(people) == 0


def test_what_the_writer_typed_as_html_stays_text(people, connection):
    draft = Draft(title="<b>Title</b>", body="<script>alert(1)</script> <img src=x onerror=y>")
    consent = cast.share(people.ana, connection, cast.write(people.ana, draft))
    html = people.cho.client.get(f"/shared/{consent.pk}/").content.decode()
    assert "<b>Title" not in html
    assert "<script>alert" not in html
    assert "<img" not in html


@pytest.mark.parametrize("earlier", [0, 2])
def test_queries(people, connection, shared, django_assert_num_queries, earlier):
    for _ in range(earlier + 1):
        people.cho.client.get(f"/shared/{shared.pk}/")
    # 5 for the page; 3 for session, person and identity; 4 that only a test's outer transaction costs.
    with django_assert_num_queries(12):
        people.cho.client.get(f"/shared/{shared.pk}/")
