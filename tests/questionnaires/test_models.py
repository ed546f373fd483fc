"""What a round keeps, seals and refuses."""

import pytest
from django.db import ProgrammingError, connection, transaction

from journal.models import Entry
from journal.search import Query, find
from questionnaires.models import Changed, Edition, Incomplete, Response
from tests.questionnaires.conftest import answered, begun, finished
from vault.cipher import Unreadable
from vault.identity import identity


@pytest.fixture
def ana(people):
    return people.ana


@pytest.fixture
def as_ana(ana):
    with identity("writer", ana.user.pk):
        yield ana


def test_a_round_begins_as_an_entry_of_the_journal(as_ana, love):
    response = Response.begin(as_ana.user, as_ana.vault, love)
    assert response.entry.kind == Entry.Kind.RESPONSE
    assert response.entry.read_head(as_ana.vault).title == "Is the love mutual?"
    assert response.read_answers(as_ana.vault) == {}
    assert response.read_head(as_ana.vault).edition == love.id


def test_the_same_id_twice_is_one_round(as_ana, love):
    first = Response.begin(as_ana.user, as_ana.vault, love)
    assert Response.begin(as_ana.user, as_ana.vault, love, id=first.pk).revision == first.revision
    assert Response.objects.count() == 1


def test_an_id_of_another_person_begins_nothing(people, love):
    ana, theirs = people.ana, begun(people.ben, love)
    with identity("writer", ana.user.pk), pytest.raises(Entry.DoesNotExist):
        Response.begin(ana.user, ana.vault, love, id=theirs.pk)


def test_answers_are_added_changed_and_taken_back(as_ana, love):
    response = Response.begin(as_ana.user, as_ana.vault, love)
    response.answer(as_ana.vault, {"glad.me": "mostly", "near.me": "partly"}, based_on=response.revision)
    response.answer(
        as_ana.vault, {"glad.me": "a-little"}, based_on=response.revision, cleared=["glad.me", "near.me"]
    )
    assert Response.objects.get(pk=response.pk).read_answers(as_ana.vault) == {"glad.me": "a-little"}


def test_two_pages_cannot_mix(as_ana, love):
    response = Response.begin(as_ana.user, as_ana.vault, love)
    other = Response.objects.get(pk=response.pk)
    response.answer(as_ana.vault, {"glad.me": "mostly"}, based_on=response.revision, page="a" * 32)
    with pytest.raises(Changed):
        other.answer(as_ana.vault, {"near.me": "mostly"}, based_on=other.revision, page="b" * 32)
    assert Response.objects.get(pk=response.pk).read_answers(as_ana.vault) == {"glad.me": "mostly"}


def test_the_page_that_answered_last_goes_on_though_a_reply_was_lost(as_ana, love):
    response = Response.begin(as_ana.user, as_ana.vault, love)
    before = response.revision
    response.answer(as_ana.vault, {"glad.me": "mostly"}, based_on=before, page="a" * 32)
    response.answer(as_ana.vault, {"near.me": "mostly"}, based_on=before, page="a" * 32)
    assert response.read_answers(as_ana.vault) == {"glad.me": "mostly", "near.me": "mostly"}


def test_without_a_page_only_the_revision_counts(as_ana, love):
    response = Response.begin(as_ana.user, as_ana.vault, love)
    with pytest.raises(Changed):
        response.answer(as_ana.vault, {"glad.me": "mostly"}, based_on="f" * 32)


def test_finishing_counts_and_drops_what_lies_off_the_way(ana, talk):
    response = answered(ana, talk, asked="yes", what_happened=["vague"])
    with identity("writer", ana.user.pk):
        response.finish(ana.vault)
        kept = Response.objects.get(pk=response.pk)
        assert kept.finished_at is not None
        assert kept.read_answers(ana.vault).keys().isdisjoint({"asked", "what-happened"})
        scores = kept.read_head(ana.vault).scores
        assert (scores["talking"].me, scores["talking"].them) == (4, 2)


def test_what_is_required_is_asked_for(as_ana, talk):
    response = Response.begin(as_ana.user, as_ana.vault, talk)
    with pytest.raises(Incomplete) as caught:
        response.finish(as_ana.vault)
    assert caught.value.step == 6
    assert response.finished_at is None


def test_a_finished_round_takes_no_answer(ana, love):
    response = finished(ana, love)
    with identity("writer", ana.user.pk), pytest.raises(Changed):
        response.answer(ana.vault, {"glad.me": "mostly"}, based_on=response.revision)


def test_finishing_twice_is_finishing_once(ana, love):
    response = finished(ana, love)
    when = response.finished_at
    with identity("writer", ana.user.pk):
        response.finish(ana.vault)
    assert response.finished_at == when


def test_finishing_what_was_answered_elsewhere_is_refused(ana, love):
    response = answered(ana, love)
    with identity("writer", ana.user.pk):
        other = Response.objects.get(pk=response.pk)
        other.answer(ana.vault, {"glad.me": "partly"}, based_on=other.revision)
        with pytest.raises(Changed):
            response.finish(ana.vault)


def test_search_finds_the_words_of_the_answers(ana, talk):
    response = finished(
        ana, talk, sensed="yes", asked="yes", what_happened=["vague"], stayed_with_me="“Later.”"
    )
    with identity("writer", ana.user.pk):
        found = Entry.objects.get(pk=response.pk).read_more(ana.vault)
    assert "“Later.”" in found
    assert "They stayed vague" in found


def test_what_search_finds_stands_with_its_question(ana, talk):
    response = finished(ana, talk, sensed="yes", asked="yes", what_happened=["vague"])
    with identity("writer", ana.user.pk):
        hits = find(ana.user.entries.live(), ana.vault, Query.parse("often happy")).hits
        vague = find(ana.user.entries.live(), ana.vault, Query.parse("vague")).hits
    assert [hit.entry.pk for hit in hits] == [response.pk]
    assert "".join(text for text, _ in hits[0].excerpt) == (
        "I tell them when something makes me happy: Often"
    )
    assert "".join(text for text, _ in vague[0].excerpt) == "What happened then: They stayed vague"


def test_fear_is_not_counted(ana, talk):
    response = finished(ana, talk, sensed="yes", asked="no", what_holds=["afraid"])
    with identity("writer", ana.user.pk):
        assert response.read_head(ana.vault).scores == {}


def texts(copy):
    return [question["text"] for section in copy["answers"] for question in section["questions"]]


def test_a_copy_is_what_was_answered_and_counted(ana, talk):
    response = finished(ana, talk)
    with identity("writer", ana.user.pk):
        copy = response.copy(ana.vault, with_care=False)
    assert copy["title"] == "Can you communicate?"
    assert copy["scores"]["sentences"][0].startswith("You describe being more open with them")
    assert copy["scores"]["scales"][0]["sides"][0]["words"] == "Often"
    assert copy["answers"][0]["questions"][0] == {
        "text": "When something is good",
        "rows": [
            {"side": "me", "line": "I tell them when something makes me happy.", "answer": "Often"},
            {"side": "them", "line": "They tell me when something makes them happy.", "answer": "Rarely"},
        ],
    }


@pytest.mark.parametrize("what", [["vague"], ["vague", "angry", "frightening"]])
def test_without_care_a_copy_does_not_show_whether_fear_was_asked_about(ana, talk, what):
    others = {
        "sensed": "yes",
        "asked": "yes",
        "what_happened": what,
        "the_anger": "afraid",
        "ask_again": "hard",
    }
    response = finished(ana, talk, **others)
    with identity("writer", ana.user.pk):
        copy = response.copy(ana.vault, with_care=False)
        whole = response.copy(ana.vault, with_care=True)
    asked = ["Lately, have you sensed that they are not happy with how things are?"]
    asked += ["Have you asked them whether your feeling is right?"]
    asked += ["If you sensed it again, how easy would it be to ask?"]
    assert texts(copy)[20:] == asked
    assert "What happened then?" in texts(whole)


def test_rounds_come_newest_first_and_of_one_questionnaire(ana, love, talk):
    first, other, last = finished(ana, love), finished(ana, talk), finished(ana, love)
    begun_ = begun(ana, love)
    with identity("writer", ana.user.pk):
        rounds = Response.objects.rounds(ana.vault, love.questionnaire_id)
        assert {each.response.pk for each in rounds} == {begun_.pk, last.pk, first.pk}
        assert [each.response.pk for each in rounds if each.response.finished_at] == [last.pk, first.pk]
        assert len(Response.objects.rounds(ana.vault)) == 4
        other.entry.trash()
        assert len(Response.objects.rounds(ana.vault)) == 3


def test_a_blob_of_another_round_does_not_open(as_ana, love):
    one, two = (Response.begin(as_ana.user, as_ana.vault, love) for _ in range(2))
    one.answers = two.answers
    with pytest.raises(Unreadable):
        one.read_answers(as_ana.vault)


def test_an_older_blob_of_the_same_round_does_not_open_under_the_new_revision(as_ana, love):
    response = Response.begin(as_ana.user, as_ana.vault, love)
    older = response.answers
    response.answer(as_ana.vault, {"glad.me": "mostly"}, based_on=response.revision)
    response.answers = older
    with pytest.raises(Unreadable):
        response.read_answers(as_ana.vault)


def test_a_round_goes_with_its_entry(ana, love):
    response = finished(ana, love)
    with identity("writer", ana.user.pk):
        response.entry.delete_for_good()
        assert not Response.objects.exists()


# What the database itself says


def test_nobody_elses_rounds_are_seen(ana, people, love):
    finished(ana, love)
    with identity("writer", people.ben.user.pk):
        assert Response.objects.count() == 0


@pytest.mark.parametrize("role", ["therapist", "editor"])
def test_other_roles_read_no_response(people, role):
    with (
        identity(role, people.eve.user.pk),
        pytest.raises(ProgrammingError, match="permission denied"),
        transaction.atomic(),
    ):
        Response.objects.count()


def test_without_identity_responses_are_denied(db):
    with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
        Response.objects.count()


@pytest.mark.parametrize("role", ["writer", "editor"])
@pytest.mark.parametrize(
    "verb", ["UPDATE questionnaires_edition SET number = 9", "DELETE FROM questionnaires_edition"]
)
def test_an_edition_cannot_be_changed(people, love, role, verb):
    with (
        identity(role, people.eve.user.pk),
        pytest.raises(ProgrammingError, match="permission denied"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(verb)


def test_nothing_ties_a_response_to_its_questionnaire(db):
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT confrelid::regclass::text FROM pg_constraint"
            " WHERE conrelid = 'questionnaires_response'::regclass AND contype = 'f'"
        )
        assert {name for (name,) in cursor.fetchall()} == {"journal_entry", "accounts_user"}
    assert {field.name for field in Response._meta.fields} == {
        "entry",
        "owner",
        "finished_at",
        "revision",
        "page",
        "head",
        "answers",
    }


def test_the_newest_edition_is_offered_unless_retired(love):
    with identity("editor", "00000000-0000-4000-8000-000000000000"):
        newer = Edition.objects.create(
            questionnaire=love.questionnaire,
            number=love.number + 1,
            document=love.document,
            source="editor",
            published_at=love.published_at,
        )
        assert newer in Edition.objects.current()
        assert love not in Edition.objects.current()
