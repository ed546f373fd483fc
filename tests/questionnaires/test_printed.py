"""What the small book (journal:book) prints of rounds: answers, none that speak of fear, none that are folded."""

import pytest
from django.utils import timezone

from tests.questionnaires.conftest import begun, finished
from tests.questionnaires.test_responses_tags import WORDS, with_words


def printed(person):
    today = timezone.localdate().isoformat()
    answer = person.client.post("/journal/book/", {"first": today, "last": today}, follow=True)
    return answer.content.decode()


def test_answers_and_what_was_written_below(people, love):
    with_words(people.ana, finished(people.ana, love))
    page = printed(people.ana)
    assert "<h3>Is the love mutual?</h3>" in page
    assert "I am glad when I know I will see them soon." in page
    assert WORDS in page
    assert "left out" not in page


def test_answers_about_fear_are_left_out(people, talk):
    told = {"sensed": "yes", "asked": "yes", "what_happened": ["angry"], "the_anger": "afraid"}
    response = finished(people.ana, talk, **told)
    page = printed(people.ana)
    assert "Yes, I have asked" in page
    assert "I was afraid" not in page
    assert "They became angry" not in page
    assert "Answers about fear or harm are left out here" in page
    own = people.ana.client.get(f"/responses/{response.pk}/", follow=True).content.decode()
    assert "I was afraid" in own


def test_earlier_rounds_wait_while_one_is_open(people, love, talk):
    with_words(people.ana, finished(people.ana, love))
    finished(people.ana, talk)
    assert "Not printed" not in printed(people.ana)
    begun(people.ana, love)
    page = printed(people.ana)
    assert page.count("Not printed while you are answering this again.") == 1
    assert "I am glad" not in page
    assert WORDS not in page
    assert "Can you communicate?" in page


@pytest.mark.parametrize("rounds", [1, 3])
def test_queries(people, love, queries, rounds):
    for _ in range(rounds):
        finished(people.ana, love)
    today = timezone.localdate().isoformat()
    address = people.ana.client.post("/journal/book/", {"first": today, "last": today})["Location"]
    assert queries(lambda: people.ana.client.get(address)) == 8 + 2  # identity before and after
