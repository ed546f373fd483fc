"""Photos as rows and files: sealed, in order, and gone with whatever they belong to."""

import os

import pytest
from django.core.files.storage import default_storage

from journal.models import Entry, Photo
from journal.models import photo as rules
from journal.models.photo import in_order, with_photos
from journal.photos import Refused
from journal.words import Draft
from tests import pictures
from tests.cast import PASSWORD, photograph, write
from tests.journal.conftest import photo_files as files
from vault.cipher import Unreadable
from vault.identity import identity

pytestmark = pytest.mark.django_db


@pytest.fixture
def entry(people) -> Entry:
    return write(people.ana, Draft(body="The lake."))


def as_ana(people):
    return identity("writer", people.ana.user.pk)


def order(people, entry) -> list[str]:
    with as_ana(people):
        return [shown.head.alt for shown in in_order(entry, people.ana.vault)]


def test_kept_and_read(people, entry):
    photo = photograph(people.ana, entry, alt="A lake", caption="In May")
    with as_ana(people):
        (shown,) = in_order(entry, people.ana.vault)
        large = pictures.opened(shown.photo.read(people.ana.vault))
        small = pictures.opened(shown.photo.read(people.ana.vault, small=True))
    assert shown.photo == photo
    assert (shown.head.alt, shown.head.caption) == ("A lake", "In May")
    assert (large.format, large.size, shown.head.width, shown.head.height) == ("WEBP", (640, 480), 640, 480)
    assert (small.format, small.size) == ("WEBP", (480, 360))


def test_sealed_padded_and_under_a_random_name(people, entry):
    photos = [photograph(people.ana, entry, alt="quicksilver") for _ in range(2)]
    with default_storage.open(photos[0].file) as file:
        sealed = file.read()
    with as_ana(people):
        assert photos[0].read(people.ana.vault)[:4] == b"RIFF"
    assert b"RIFF" not in sealed
    assert b"quicksilver" not in bytes(photos[0].head)
    assert photos[0].size == len(sealed)
    assert photos[0].file != photos[1].file
    assert str(photos[0].pk).replace("-", "") not in photos[0].file
    path = default_storage.path(photos[0].file)
    assert (os.stat(path).st_mode & 0o777, os.stat(os.path.dirname(path)).st_mode & 0o777) == (0o600, 0o700)


def test_a_file_opens_for_no_other_photo_and_not_when_it_was_changed(people, entry):
    one, other = photograph(people.ana, entry), photograph(people.ana, entry)
    with as_ana(people):
        one.file = other.file
        with pytest.raises(Unreadable):
            one.read(people.ana.vault)
        with open(default_storage.path(other.file), "r+b") as file:
            file.seek(-1, os.SEEK_END)
            last = file.read(1)[0]
            file.seek(-1, os.SEEK_END)
            file.write(bytes([last ^ 1]))
        with pytest.raises(Unreadable):
            other.read(people.ana.vault)
        default_storage.delete(other.file)
        with pytest.raises(Unreadable):
            other.read(people.ana.vault)


def test_moved_earlier_and_later(people, entry):
    first, second, third = (photograph(people.ana, entry, alt=name) for name in "abc")
    assert order(people, entry) == ["a", "b", "c"]
    for photo, steps, expected in (
        (third, -1, "acb"),
        (first, 1, "cab"),
        (second, 1, "cab"),
        (third, -1, "cab"),
    ):
        with as_ana(people):
            Photo.objects.get(pk=photo.pk).move(people.ana.vault, steps)
        assert order(people, entry) == list(expected)
    photograph(people.ana, entry, alt="d")
    assert order(people, entry) == ["c", "a", "b", "d"]


def test_in_the_same_query_as_the_entry(people, entry, django_assert_num_queries):
    for name in "ab":
        photograph(people.ana, entry, alt=name)
    with as_ana(people):
        with django_assert_num_queries(1):
            found = with_photos(people.ana.user.entries).get(pk=entry.pk)
            assert [shown.head.alt for shown in in_order(found, people.ana.vault)] == ["a", "b"]
        empty = write(people.ana, Draft(body="x"))
        assert in_order(with_photos(people.ana.user.entries).get(pk=empty.pk), people.ana.vault) == []


def test_a_damaged_head_hides_no_other(people, entry):
    damaged, whole = photograph(people.ana, entry, alt="a"), photograph(people.ana, entry, alt="b")
    with as_ana(people):
        Photo.objects.filter(pk=damaged.pk).update(head=whole.head)
        shown = in_order(entry, people.ana.vault)
    assert [(each.photo, each.head and each.head.alt) for each in shown] == [(whole, "b"), (damaged, None)]


def test_room(people, entry, monkeypatch):
    monkeypatch.setattr(rules, "PER_ENTRY", 2)
    photograph(people.ana, entry)
    photograph(people.ana, entry)
    with pytest.raises(Refused, match="holds 2 photos"):
        photograph(people.ana, entry)
    other = write(people.ana, Draft(body="x"))
    photograph(people.ana, other)
    monkeypatch.setattr(rules, "BYTES_PER_PERSON", 3 * 2048)
    with pytest.raises(Refused, match="Delete some"):
        photograph(people.ana, other)
    photograph(people.ben, write(people.ben, Draft(body="x")))


class TestGoing:
    """Files go with their rows, when it is certain that these go."""

    @pytest.fixture
    def lake(self, people, entry):
        photograph(people.ana, entry)
        photograph(people.ana, write(people.ana, Draft(body="Another.")))
        assert len(files()) == 2
        return entry

    def left(self, people) -> int:
        with as_ana(people):
            assert files() == set(Photo.objects.values_list("file", flat=True))
            return Photo.objects.count()

    def test_with_the_photo(self, people, lake, django_capture_on_commit_callbacks):
        with django_capture_on_commit_callbacks(execute=True), as_ana(people):
            assert not lake.photos.get().remove(people.ana.vault)
            assert len(files()) == 2
        assert self.left(people) == 1

    def test_with_the_entry_deleted_for_good(self, people, lake, django_capture_on_commit_callbacks):
        people.ana.client.post(f"/entries/{lake.pk}/trash/")
        assert self.left(people) == 2
        with django_capture_on_commit_callbacks(execute=True):
            people.ana.client.post(f"/entries/{lake.pk}/delete/")
        assert self.left(people) == 1

    def test_with_all_when_starting_over(self, people, lake, django_capture_on_commit_callbacks):
        kept = photograph(people.ben, write(people.ben, Draft(body="x")))
        with django_capture_on_commit_callbacks(execute=True):
            people.ana.client.post("/start-over/", {"password": PASSWORD, "words": "start over"})
        assert files() == {kept.file}

    def test_an_entry_that_was_only_this_photo_goes_along(self, people):
        with as_ana(people):
            entry = Entry.begin(people.ana.user, people.ana.vault, Draft())[0]
        one, two = photograph(people.ana, entry), photograph(people.ana, entry)
        with as_ana(people):
            assert not Photo.objects.get(pk=one.pk).remove(people.ana.vault)
            assert Photo.objects.get(pk=two.pk).remove(people.ana.vault)
            assert not Entry.objects.exists()


class TestWhatSomebodyElseDidMeanwhile:
    """Two requests at once: each has read what stood there before the other."""

    def test_what_is_said_stays_with_a_photo_that_moved(self, people, entry):
        one, two = photograph(people.ana, entry, alt="a"), photograph(people.ana, entry, alt="b")
        with as_ana(people):
            read_before = Photo.objects.get(pk=two.pk)
            Photo.objects.get(pk=two.pk).move(people.ana.vault, -1)
            read_before.say(people.ana.vault, "b, a lake", "")
        assert order(people, entry) == ["b, a lake", "a"]
        with as_ana(people):
            assert one.read_head(people.ana.vault).alt == "a"

    def test_words_that_came_stay_when_the_photo_goes(self, people):
        with as_ana(people):
            entry = Entry.begin(people.ana.user, people.ana.vault, Draft())[0]
        photo = photograph(people.ana, entry)
        with as_ana(people):
            read_before = Photo.objects.select_related("entry").get(pk=photo.pk)
            assert not entry.save_draft(
                people.ana.vault, Draft(body="The lake."), based_on=entry.revision, page="a" * 32, sequence=1
            )
            assert not read_before.remove(people.ana.vault)
            assert Entry.objects.get().read_body(people.ana.vault) == "The lake."

    def test_no_photo_without_an_entry(self, people, entry):
        with as_ana(people):
            Entry.objects.get().delete_for_good()
        with pytest.raises(Entry.DoesNotExist):
            photograph(people.ana, entry)
        assert files() == set()


def test_a_photo_alone_is_an_entry(people):
    with as_ana(people):
        entry = Entry.begin(people.ana.user, people.ana.vault, Draft(), page="a" * 32)[0]
    photograph(people.ana, entry)
    with as_ana(people):
        words = Draft(body="Words.")
        assert entry.save_draft(people.ana.vault, words, based_on="", page="a" * 32, sequence=1) is None
        blank = entry.save_draft(
            people.ana.vault, Draft(), based_on="", page="a" * 32, sequence=2, begun_here=True
        )
        assert blank is None
        assert Entry.objects.get().read_body(people.ana.vault) == ""
        assert Photo.objects.count() == 1


def test_others(people, entry):
    photo = photograph(people.ana, entry)
    with identity("writer", people.ben.user.pk):
        assert not Photo.objects.filter(pk=photo.pk).exists()
