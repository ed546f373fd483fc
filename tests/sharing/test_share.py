"""Sharing one thing: the preview, and exactly that."""

import datetime

import pytest
from django.utils import timezone

from journal.models import Entry
from journal.words import Draft
from sharing.door import open_copy
from sharing.models import Consent
from tests import cast
from tests.questionnaires.conftest import begun, finished
from vault.identity import identity

pytestmark = pytest.mark.django_db

FEARFUL = {"sensed": "yes", "asked": "yes", "what_happened": ["frightening"]}
FEAR = "frightening"


def preview(people, entry, query=""):
    return people.ana.client.get(f"/sharing/entries/{entry.pk}/{query}")


def share(people, entry, to, **changes):
    digest = preview(people, entry).context["content"].digest
    until = timezone.localdate() + datetime.timedelta(days=30)
    data = {"connection": to.pk, "until": until.isoformat(), "digest": digest, **changes}
    return people.ana.client.post(f"/sharing/entries/{entry.pk}/", data)


def consents(people):
    with identity("writer", people.ana.user.pk):
        return list(Consent.objects.order_by("shared_at", "id"))


def opened(people, consent):
    with identity("therapist", people.cho.user.pk):
        return open_copy(people.cho.user, people.cho.vault, consent.pk).content


def test_the_preview_is_what_they_will_see(people, walk, connection):
    answer = preview(people, walk)
    html = answer.content.decode()
    for words in ("Sunday, the walk", "We <strong>walked</strong> without talking."):
        assert words in html
    assert "silence" not in html
    share(people, walk, connection)
    (consent,) = consents(people)
    assert opened(people, consent) == answer.context["content"]


@pytest.mark.parametrize(
    ("photos", "sentence"), [(0, ""), (1, "The photo of this entry is"), (2, "The 2 photos of")]
)
def test_the_preview_says_that_photos_are_not_shared(people, walk, connection, photos, sentence):
    for _ in range(photos):
        cast.photograph(people.ana, walk)
    assert ("not shared" in preview(people, walk).content.decode()) == bool(photos)
    assert sentence in preview(people, walk).content.decode()


def test_thirty_days_by_default_to_the_end_of_the_day(people, walk, connection):
    share(people, walk, connection)
    (consent,) = consents(people)
    in_30_days = timezone.localdate() + datetime.timedelta(days=30)
    assert preview(people, walk).context["form"].initial["until"] == in_30_days
    assert consent.last_day == in_30_days
    assert timezone.localtime(consent.ends_at).time() == datetime.time.min


def test_later_changes_are_not_seen(people, walk, connection):
    share(people, walk, connection)
    ana = people.ana
    with identity("writer", ana.user.pk):
        Entry.objects.get().save_draft(ana.vault, Draft(title="Other"), based_on=walk.revision)
    (consent,) = consents(people)
    assert opened(people, consent).title == "Sunday, the walk"


def test_what_changed_since_the_preview_is_not_shared(people, walk, connection):
    answer = share(people, walk, connection, digest="0" * 64)
    assert answer.status_code == 409
    assert "so nothing was shared" in answer.content.decode()
    assert consents(people) == []
    digest = answer.context["content"].digest
    assert share(people, walk, connection, digest=digest).status_code == 302


def test_shared_anew_replaces_the_copy(people, walk, connection):
    share(people, walk, connection)
    later = timezone.localdate() + datetime.timedelta(days=60)
    share(people, walk, connection, until=later.isoformat())
    first, second = consents(people)
    assert (first.is_live, second.is_live) == (False, True)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("until", ""),
        ("until", "2020-01-01"),
        ("until", "9999-12-31"),
        ("until", "tomorrow"),
        ("until", "2026-11-2\0"),
        ("connection", ""),
        ("connection", "nobody"),
    ],
)
def test_what_is_wrong_is_said_at_its_field(people, walk, connection, field, value):
    answer = share(people, walk, connection, **{field: value})
    assert answer.status_code == 400
    assert list(answer.context["form"].errors) == [field]
    assert consents(people) == []


def test_only_with_a_connection_of_ones_own_that_stands(people, walk, connection):
    foreign = cast.connect(people.ben, people.cho, "Ben")
    assert share(people, walk, foreign).status_code == 400
    open_invitation = cast.invite(people.ana, "Ana")
    assert share(people, walk, open_invitation).status_code == 400
    assert consents(people) == []


def test_without_a_therapist_it_leads_to_the_invitation(people, walk):
    assert 'href="/sharing/invite/"' in preview(people, walk).content.decode()


def test_neither_foreign_nor_trashed_entries(people, walk):
    assert people.ben.client.get(f"/sharing/entries/{walk.pk}/").status_code == 404
    with identity("writer", people.ana.user.pk):
        walk.trash()
    assert preview(people, walk).status_code == 404


@pytest.mark.parametrize("others", [0, 2])
def test_queries(people, walk, connection, django_assert_num_queries, others):
    for _ in range(others):
        cast.share(people.ana, connection, walk)
    preview(people, walk)
    with django_assert_num_queries(11):
        preview(people, walk)


# Results


def test_an_unfinished_round_cannot_be_shared(people, talk):
    response = begun(people.ana, talk)
    assert people.ana.client.get(f"/sharing/entries/{response.pk}/").status_code == 404


def test_a_result_shows_scores_answers_and_what_was_written(people, love, connection):
    response = finished(people.ana, love)
    content = preview(people, response).context["content"]
    assert content.title == love.parsed.title
    assert len(content.result["scores"]["scales"]) == len(love.parsed.scales)
    assert content.result["answers"]


def test_only_what_is_ticked_is_shared(people, love, connection):
    response = finished(people.ana, love)
    ticked = "?chosen=yes&scores=on"
    answer = preview(people, response, ticked)
    assert list(answer.context["content"].result) == ["scores"]
    data = {"chosen": "yes", "scores": "on", "digest": answer.context["content"].digest}
    share(people, response, connection, **data)
    (consent,) = consents(people)
    assert list(opened(people, consent).result) == ["scores"]


def test_what_the_post_asks_for_must_be_what_was_shown(people, love, connection):
    """The preview showed the scores; a POST that ticks the answers too is shown again, not shared."""
    response = finished(people.ana, love)
    shown = preview(people, response, "?chosen=yes&scores=on").context["content"].digest
    data = {"chosen": "yes", "scores": "on", "answers": "on", "digest": shown}
    assert share(people, response, connection, **data).status_code == 409
    assert consents(people) == []


def test_nothing_ticked_is_nothing_to_share(people, love, connection):
    response = finished(people.ana, love)
    answer = preview(people, response, "?chosen=yes")
    assert "There are no words here to share." in answer.content.decode()
    digest = answer.context["content"].digest
    assert share(people, response, connection, chosen="yes", digest=digest).status_code == 400
    assert consents(people) == []


def test_answers_of_fear_stay_back_unless_they_are_ticked(people, talk, connection):
    response = finished(people.ana, talk, **FEARFUL)
    default = preview(people, response)
    assert FEAR not in str(default.context["content"].result)
    assert 'name="care"' in default.content.decode()
    ticked = preview(people, response, "?chosen=yes&answers=on&care=on")
    assert FEAR in str(ticked.context["content"].result)


def test_where_nothing_speaks_of_fear_nothing_asks_about_it(people, love, connection):
    assert 'name="care"' not in preview(people, finished(people.ana, love)).content.decode()


def test_a_double_click_shares_once(people, connection):
    entry = cast.write(people.ana, Draft("Sunday, the walk", "We walked."))
    for _ in range(2):
        assert share(people, entry, connection).status_code == 302
    (only,) = consents(people)
    assert only.withdrawn_at is None


def test_while_answering_again_an_earlier_round_is_folded(people, connection, love):
    """Answer before you see; the button stands with what it shares."""
    response = finished(people.ana, love)
    sentence = response_sentence(people, response)
    assert "<details" not in preview(people, response.entry).text.split("</h1>")[1]
    begun(people.ana, love)
    before, after = preview(people, response.entry).text.split('<details class="fold">', 1)
    assert "You are answering this again right now." in before
    for words in (sentence, "Share exactly this"):
        assert words not in before
        assert words in after
    assert '<details class="fold" open>' in preview(people, response.entry, "?chosen=yes&scores=on").text
    assert share(people, response.entry, connection).status_code == 302


def response_sentence(people, response):
    with identity("writer", people.ana.user.pk):
        return response.copy(people.ana.vault, with_care=False)["scores"]["sentences"][0]
