"""The entry's own rules: sealing, saving by compare and set, conflicts, trash, and what lists read."""

import uuid
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from journal.models import Cursor, Entry, Revision, Tag
from journal.words import Draft, Head, Mood
from vault.cipher import Unreadable
from vault.identity import identity

pytestmark = pytest.mark.django_db

WALK = Draft(title="The walk", body="We **walked** without talking.", mood=2, tags=("evening", "silence"))


@pytest.fixture
def ana(people):
    with identity("writer", people.ana.user.pk):
        yield people.ana


def begin(person, draft=WALK, **options):
    return Entry.begin(person.user, person.vault, draft, **options)[0]


def test_what_is_written_can_be_read(ana):
    entry = begin(ana)
    stored = Entry.objects.get(pk=entry.pk)
    tags = {name: id_ for id_, name in Tag.objects.all().names(ana.vault).items()}
    assert stored.read_head(ana.vault) == Head(
        title="The walk",
        mood=Mood.LOW,
        tags=(tags["evening"], tags["silence"]),
        first_words="We walked without talking.",
    )
    assert stored.read_body(ana.vault) == "We **walked** without talking."
    assert stored.read_folded(ana.vault) == "the walk we walked without talking."


def test_no_word_stands_in_a_column(ana):
    begin(ana)
    for row in [*Entry.objects.values(), *Tag.objects.values()]:
        for value in row.values():
            data = bytes(value) if isinstance(value, bytes | memoryview) else str(value).encode()
            assert b"walk" not in data.lower()
            assert b"evening" not in data.lower()


def test_equal_words_leave_no_equal_bytes(ana):
    one, other = begin(ana), begin(ana)
    for column in ("key", "head", "body", "folded"):
        assert bytes(getattr(one, column))[21:] != bytes(getattr(other, column))[21:]


@pytest.mark.parametrize("column", ["head", "body", "folded"])
def test_a_blob_opens_only_in_its_own_entry_and_revision(ana, column):
    entry, other = begin(ana), begin(ana)
    read = getattr(entry, f"read_{column}")
    own = getattr(entry, column)
    setattr(entry, column, getattr(other, column))
    with pytest.raises(Unreadable):
        read(ana.vault)
    setattr(entry, column, own)
    entry.revision = other.revision
    with pytest.raises(Unreadable):
        read(ana.vault)


def test_an_equal_submit_finds_the_first(ana):
    entry, made = Entry.begin(ana.user, ana.vault, WALK, id=(id_ := uuid.uuid4()))
    again, made_again = Entry.begin(ana.user, ana.vault, WALK, id=id_)
    assert (made, made_again) == (True, False)
    assert again.revision == entry.revision


def test_an_id_of_another_person_is_not_found(people):
    with identity("writer", people.ana.user.pk):
        entry = begin(people.ana)
    with identity("writer", people.ben.user.pk), pytest.raises(Entry.DoesNotExist):
        begin(people.ben, id=entry.pk)


def test_a_save_over_what_it_is_based_on(ana):
    entry = begin(ana)
    before = entry.revision
    assert entry.save_draft(ana.vault, Draft(body="New."), based_on=before) is None
    stored = Entry.objects.get()
    assert stored.read_body(ana.vault) == "New."
    assert stored.revision == entry.revision != before


def test_a_save_after_a_lost_reply(ana):
    """The page never learned the revision of its first save, but it is the last writer."""
    entry = begin(ana, page="a" * 32, sequence=1)
    assert entry.save_draft(ana.vault, Draft(body="More."), based_on="", page="a" * 32, sequence=2) is None
    assert Entry.objects.get().read_body(ana.vault) == "More."
    assert not Revision.objects.exists()


def test_an_overtaken_save_of_the_same_page_changes_nothing(ana):
    entry = begin(ana, page="a" * 32, sequence=2)
    assert entry.save_draft(ana.vault, Draft(body="Older."), based_on="", page="a" * 32, sequence=1) is None
    assert Entry.objects.get().read_body(ana.vault) == WALK.body
    assert not Revision.objects.exists()


def test_a_conflict_keeps_both_texts(ana):
    entry = begin(ana)
    conflict = entry.save_draft(ana.vault, Draft(body="Mine.", tags=("night",)), based_on="0" * 32)
    assert conflict.reason == "changed"
    assert Entry.objects.get().read_body(ana.vault) == WALK.body
    kept = Revision.objects.get()
    assert kept == conflict.kept
    assert kept.as_draft(ana.vault) == Draft(body="Mine.", tags=("night",), about_on=entry.about_on)


def test_the_same_words_are_no_conflict(ana):
    entry = begin(ana)
    same = Draft(title="The walk", body=WALK.body, mood=2, tags=("Evening", "silence"))
    assert entry.save_draft(ana.vault, same, based_on="0" * 32) is None
    assert not Revision.objects.exists()


def test_a_page_that_goes_on_after_losing_replaces_its_own_text_only(ana):
    entry = begin(ana)
    for page, sequence, words in [
        ("a", 1, "one"),
        ("b", 1, "two"),
        ("a", 2, "one and more"),
        ("a", 2, "other"),
    ]:
        entry.save_draft(ana.vault, Draft(body=words), based_on="0" * 32, page=page * 32, sequence=sequence)
    bodies = sorted(version.read_body(ana.vault) for version in Revision.objects.all())
    assert bodies == ["one and more", "other", "two"]


def test_a_save_into_the_trash_keeps_the_words_and_says_so(ana):
    entry = begin(ana)
    entry.trash()
    conflict = entry.save_draft(ana.vault, Draft(body="Late."), based_on=entry.revision)
    assert (conflict.reason, conflict.kept) == ("trashed", None)
    assert Entry.objects.get().read_body(ana.vault) == "Late."
    conflict = entry.save_draft(ana.vault, Draft(body="Elsewhere."), based_on="0" * 32)
    assert conflict.reason == "trashed"
    assert conflict.kept.read_body(ana.vault) == "Elsewhere."


PAGE = "a" * 32


def test_an_entry_emptied_by_the_page_that_began_it_is_deleted_and_may_begin_again(ana):
    entry = begin(ana, page=PAGE)
    load = {"page": PAGE, "sequence": 1, "begun_here": True}
    assert entry.save_draft(ana.vault, Draft(body=" \n"), based_on=entry.revision, **load) is None
    assert not Entry.objects.exists()
    assert entry.revision == ""
    assert entry.save_draft(ana.vault, Draft(body="Again."), based_on="") is None
    assert Entry.objects.get(pk=entry.pk).read_body(ana.vault) == "Again."


@pytest.mark.parametrize(
    "load",
    [
        {},
        {"begun_here": True},
        {"page": PAGE, "sequence": 2},
        {"page": "b" * 32, "sequence": 1, "begun_here": True},
    ],
)
def test_emptied_by_any_other_page_it_keeps_its_last_words(ana, load):
    entry = begin(ana, page=PAGE)
    conflict = entry.save_draft(ana.vault, Draft(), based_on=entry.revision, **load)
    assert (conflict.reason, conflict.entry.revision, conflict.kept) == ("emptied", entry.revision, None)
    stored = Entry.objects.live().get()
    assert (stored.read_body(ana.vault), stored.page) == (WALK.body, PAGE)


@pytest.mark.parametrize("seen", ["star", "conflict"])
def test_what_has_a_star_or_another_text_is_never_deleted_by_emptying(ana, seen):
    entry = begin(ana, page=PAGE)
    if seen == "star":
        entry.star()
    else:
        entry.save_draft(ana.vault, Draft(body="Mine."), based_on="0" * 32)
    load = {"page": PAGE, "sequence": 1, "begun_here": True}
    assert entry.save_draft(ana.vault, Draft(), based_on=entry.revision, **load).reason == "emptied"
    assert Entry.objects.get().read_body(ana.vault) == WALK.body
    assert Revision.objects.count() == (seen == "conflict")


def test_emptying_what_changed_elsewhere_deletes_nothing(ana):
    entry = begin(ana)
    conflict = entry.save_draft(ana.vault, Draft(), based_on="0" * 32)
    assert (conflict.reason, conflict.kept) == ("changed", None)
    assert Entry.objects.get().read_body(ana.vault) == WALK.body


def test_answers_are_not_deleted_with_an_emptied_room(ana):
    response = begin(ana, kind=Entry.Kind.RESPONSE)
    assert response.save_draft(ana.vault, Draft(), based_on=response.revision) is None
    assert Entry.objects.get().kind == "response"


def test_words_below_answers_that_were_deleted_meanwhile_begin_an_entry(ana):
    """Its page shows answers for a response only, and there are none any more."""
    response = begin(ana, kind=Entry.Kind.RESPONSE)
    late = Entry.objects.get()
    response.delete_for_good()
    assert late.save_draft(ana.vault, Draft(body="Below."), based_on=late.revision) is None
    assert Entry.objects.get().kind == Entry.Kind.ENTRY


def test_a_key_of_an_earlier_life_seals_nothing(ana):
    """Emptied and begun again by the same page while an older save was on its way."""
    entry = begin(ana, page="a" * 32, sequence=1)
    late = Entry.objects.get()
    load = {"page": "a" * 32, "sequence": 2, "begun_here": True}
    entry.save_draft(ana.vault, Draft(), based_on=entry.revision, **load)
    begin(ana, Draft(body="Again."), id=late.pk, page="a" * 32, sequence=3)
    late.save_draft(ana.vault, Draft(body="Latest."), based_on=late.revision, page="a" * 32, sequence=4)
    texts = {Entry.objects.get().read_body(ana.vault)}
    texts |= {version.read_body(ana.vault) for version in Revision.objects.all()}
    assert texts == {"Again.", "Latest."}


@pytest.mark.parametrize(
    ("choice", "body", "earlier"),
    [
        ("this", "This.", ["Other."]),
        ("other", "Other.", ["This."]),
        ("both", "This.\n\n---\n\nOther.", []),
    ],
)
def test_settling_a_conflict(ana, choice, body, earlier):
    entry = begin(ana, Draft(body="This."))
    kept = entry.save_draft(ana.vault, Draft(body="Other."), based_on="0" * 32).kept
    assert entry.settle(ana.vault, kept, choice, based_on=entry.revision) is None
    assert Entry.objects.get().read_body(ana.vault) == body
    left = Revision.objects.all()
    assert [version.read_body(ana.vault) for version in left] == earlier
    assert all(version.kind == Revision.Kind.EARLIER for version in left)


def test_settling_over_what_changed_again_changes_nothing(ana):
    entry = begin(ana, Draft(body="This."))
    kept = entry.save_draft(ana.vault, Draft(body="Other."), based_on="0" * 32).kept
    assert entry.settle(ana.vault, kept, "other", based_on="1" * 32).reason == "changed"
    assert Entry.objects.get().read_body(ana.vault) == "This."
    assert Revision.objects.get().kind == Revision.Kind.CONFLICT


def test_words_kept_elsewhere_are_found(ana):
    entry = begin(ana, kind=Entry.Kind.RESPONSE)
    assert entry.read_more(ana.vault) == ""
    entry.also_find(ana.vault, "They opened up.")
    assert Entry.objects.get().read_more(ana.vault) == "They opened up."


def test_trash_star_and_back(ana):
    entry = begin(ana)
    entry.star()
    entry.trash()
    assert list(Entry.objects.live()) == []
    assert list(Entry.objects.trashed()) == [entry]
    assert entry.gone_at == entry.trashed_at + timedelta(days=30)
    entry.restore()
    entry.star(False)
    stored = Entry.objects.live().get()
    assert (stored.starred_at, stored.trashed_at, stored.gone_at) == (None, None, None)


def test_only_what_lay_in_the_trash_for_thirty_days_is_overdue(ana):
    old, fresh = begin(ana), begin(ana)
    fresh.trash()
    old.trashed_at = timezone.now() - timedelta(days=30, minutes=1)
    old.save()
    begin(ana)
    assert list(Entry.objects.overdue()) == [old]


def test_tags_are_found_whatever_their_case(ana):
    tags = ana.user.tags
    first = tags.all().find_or_make(ana.vault, ["Évening", "silence"])
    assert tags.all().find_or_make(ana.vault, ["evening", "SILENCE", "Silence", " "]) == first
    assert list(tags.all().names(ana.vault).values()) == ["Évening", "silence"]


def test_pages_follow_each_other_whatever_ties(ana):
    day, moment = date(2026, 3, 1), timezone.now()
    for number in range(7):
        entry = begin(ana, Draft(body=str(number), about_on=day - timedelta(days=number // 4)))
        entry.written_at = moment
        entry.save()
    seen, cursor = [], None
    while page := list((ana.user.entries.after(cursor) if cursor else ana.user.entries).newest_first()[:3]):
        seen += page
        cursor = Cursor.parse(str(page[-1].cursor))
    assert seen == list(ana.user.entries.newest_first())
    assert len(seen) == 7


@pytest.mark.parametrize("text", ["", "x", "2026-03-01", "2026-03-01.20260301T000000000000.x", "a.b.c"])
def test_no_cursor_of_ours(text):
    with pytest.raises(ValueError, match=r"."):
        Cursor.parse(text)


def test_a_version_belongs_to_the_owner_of_its_entry(people):
    """The database refuses a version under another owner, whatever a query says."""
    with identity("writer", people.ana.user.pk):
        entry = begin(people.ana)
    with identity("writer", people.ben.user.pk):
        version = Revision(owner=people.ben.user, entry_id=entry.pk, kind="conflict", kept_at=timezone.now())
        version.about_on, version.head, version.body = entry.about_on, b"x", b"x"
        version.save()
        with pytest.raises(IntegrityError, match="journal_revision_entry_owner"), transaction.atomic():
            connection.check_constraints()
        version.delete()
