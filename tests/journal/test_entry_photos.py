"""Photos through their entry's door: adding, looking, saying what they show, moving, deleting."""

import os
import sys
import uuid
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile

from journal import photos as pictures_of_ours
from journal.models import Entry, Photo
from journal.models.photo import in_order
from tests.cast import photograph
from tests.journal.conftest import photo_files
from tests.journal.sheet import AUTOSAVE, sheet
from tests.pictures import opened, picture
from vault.identity import identity

pytestmark = pytest.mark.django_db


@pytest.fixture
def entry(people, written) -> Entry:
    return written(people.ana, body="The lake.")


WRITING = os.O_WRONLY | os.O_RDWR
watches: list[list[str]] = []


def watch(event: str, arguments: tuple) -> None:
    if watches and event == "open" and arguments[2] & WRITING and isinstance(arguments[0], str):
        watches[-1].append(arguments[0])


sys.addaudithook(watch)


@pytest.fixture
def opened_for_writing(people, entry):
    """Every file that Python opens to write to it, from here on."""
    assert people.ana.client
    watches.append([])
    yield watches[-1]
    watches.pop()


def at(entry, *rest) -> str:
    return "/".join(["/entries", str(getattr(entry, "pk", entry)), "photos", *map(str, rest), ""])


def upload(person, entry, data: bytes | None = None, *, headers=None, **fields):
    file = SimpleUploadedFile("IMG_4711.jpg", picture() if data is None else data, "image/jpeg")
    fields = {"owner": person.user.pk, "photo": file, **fields}
    return person.client.post(at(entry), fields, headers=headers)


def said(people, entry) -> list[tuple[str, str]]:
    with identity("writer", people.ana.user.pk):
        shown = in_order(Entry.objects.get(pk=getattr(entry, "pk", entry)), people.ana.vault)
        return [(each.head.alt, each.head.caption) for each in shown]


class TestAdding:
    def test_with_the_button(self, people, entry):
        answer = upload(people.ana, entry)
        with identity("writer", people.ana.user.pk):
            photo = Photo.objects.get()
        assert answer["Location"] == f"{at(entry)}#{photo.pk}"
        page = people.ana.client.get(at(entry)).content.decode()
        assert f"{at(entry, photo.pk)}?small" in page
        assert "IMG_4711" not in page

    def test_by_the_script_of_a_sheet(self, people, entry):
        answer = upload(people.ana, entry, headers=AUTOSAVE)
        assert answer.json()["html"].count("<img") == 1
        assert upload(people.ana, entry, headers=AUTOSAVE).json()["html"].count("<img") == 2

    def test_a_first_photo_begins_its_entry_and_the_words_that_follow_are_no_conflict(self, people):
        id, load = uuid.uuid4(), uuid.uuid4().hex
        answer = upload(people.ana, id, headers=AUTOSAVE, page=load, about_on="2026-03-12")
        assert answer.status_code == 200
        words = sheet(people.ana, id=id, page=load, sequence=1, body="Words.", about_on="2026-03-12")
        assert people.ana.client.post("/entries/new/", words, headers=AUTOSAVE).status_code == 200
        with identity("writer", people.ana.user.pk):
            entry = Entry.objects.get()
            assert (entry.read_body(people.ana.vault), str(entry.about_on)) == ("Words.", "2026-03-12")
            assert (entry.photos.count(), entry.revisions.count()) == (1, 0)

    def test_emptied_of_words_an_entry_with_a_photo_is_kept(self, people):
        id, load = uuid.uuid4(), uuid.uuid4().hex
        upload(people.ana, id, headers=AUTOSAVE, page=load)
        for number, body in enumerate(("Words.", ""), start=1):
            words = sheet(people.ana, id=id, page=load, sequence=number, body=body)
            answer = people.ana.client.post("/entries/new/", words, headers=AUTOSAVE)
            assert (answer.status_code, "emptied" in answer.json()) == (200, False)
        assert people.ana.client.get(f"/entries/{id}/").content.decode().count("<figure") == 1

    @pytest.mark.parametrize("day", ["2999-01-01", "yesterday", ""])
    def test_a_day_that_cannot_be_is_left_to_the_words(self, people, day):
        answer = upload(people.ana, uuid.uuid4(), headers=AUTOSAVE, about_on=day)
        assert answer.status_code in (200, 400)
        with identity("writer", people.ana.user.pk):
            assert Entry.objects.count() == (0 if day == "yesterday" else 1)

    def test_refused_begins_nothing(self, people):
        answer = upload(people.ana, uuid.uuid4(), b"<svg/>", headers=AUTOSAVE)
        assert (answer.status_code, "JPEG, PNG" in answer.json()["error"]) == (415, True)
        with identity("writer", people.ana.user.pk):
            assert not Entry.objects.exists()
        assert photo_files() == set()

    def test_refused_the_page_says_so_beside_the_file(self, people, entry):
        answer = upload(people.ana, entry, b"<svg/>")
        html = answer.content.decode()
        assert answer.status_code == 415
        assert 'aria-invalid="true"' in html
        assert "JPEG, PNG, WebP or GIF." in html

    def test_without_a_file(self, people, entry):
        answer = people.ana.client.post(at(entry), {"owner": people.ana.user.pk})
        assert (answer.status_code, "Choose a photo first." in answer.content.decode()) == (400, True)

    def test_a_file_of_the_largest_size_is_read_in_memory(self, people, entry, opened_for_writing):
        data = picture()
        answer = upload(people.ana, entry, data + b"\0" * (pictures_of_ours.BYTES - len(data)))
        assert answer.status_code == 302
        assert {Path(path) for path in opened_for_writing} == {
            settings.MEDIA_ROOT / file for file in photo_files()
        }

    @pytest.mark.parametrize("more", [1, 100_000, 20_000_000])
    def test_a_larger_one_is_refused_and_nothing_reaches_the_disk(
        self, people, entry, opened_for_writing, more
    ):
        answer = upload(people.ana, entry, b"\xff\xd8\xff" + b"\0" * (pictures_of_ours.BYTES + more))
        assert answer.status_code == 413
        assert "larger than 15 MB" in answer.content.decode()
        assert opened_for_writing == []

    def test_control_a_temporary_file_is_seen(self, people, entry, opened_for_writing, settings):
        settings.FILE_UPLOAD_HANDLERS = ["django.core.files.uploadhandler.TemporaryFileUploadHandler"]
        upload(people.ana, entry)
        assert [path for path in opened_for_writing if ".upload" in path] != []

    def test_in_the_trash(self, people, entry):
        people.ana.client.post(f"/entries/{entry.pk}/trash/")
        assert upload(people.ana, entry).status_code == 409
        assert "in the trash" in upload(people.ana, entry, headers=AUTOSAVE).json()["error"]

    def test_by_somebody_else_who_signed_in(self, people, entry):
        answer = people.ana.client.post(at(entry), {"owner": people.ben.user.pk}, headers=AUTOSAVE)
        assert (answer.status_code, "Somebody else" in answer.json()["error"]) == (409, True)

    def test_to_an_entry_of_somebody_else(self, people, entry):
        assert upload(people.ben, entry).status_code == 404
        assert upload(people.ben, entry, headers=AUTOSAVE).status_code == 404
        assert photo_files() == set()


class TestLooking:
    def test_one_decrypted_answer(self, people, entry):
        photo = photograph(people.ana, entry)
        answer = people.ana.client.get(at(entry, photo.pk))
        assert not answer.streaming
        assert answer["Content-Type"] == "image/webp"
        assert answer["Cache-Control"] == "no-store"
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert "Content-Encoding" not in answer
        assert opened(answer.content).size == (640, 480)
        assert opened(people.ana.client.get(at(entry, photo.pk) + "?small").content).size == (480, 360)

    def test_on_the_pages(self, people, entry):
        photo = photograph(people.ana, entry, alt="A <lake>", caption="In <May>")
        reading = people.ana.client.get(f"/entries/{entry.pk}/").content.decode()
        assert f'src="{at(entry, photo.pk)}" width="640" height="480" alt="A &lt;lake&gt;"' in reading
        assert "<figcaption>In &lt;May&gt;</figcaption>" in reading
        writing = people.ana.client.get(f"/entries/{entry.pk}/edit/").content.decode()
        assert f'src="{at(entry, photo.pk)}?small"' in writing

    def test_of_an_entry_in_the_trash(self, people, entry):
        photo = photograph(people.ana, entry)
        people.ana.client.post(f"/entries/{entry.pk}/trash/")
        assert people.ana.client.get(at(entry, photo.pk)).status_code == 200
        assert people.ana.client.get(f"/entries/{entry.pk}/").content.decode().count("<figure") == 1
        assert people.ana.client.get(at(entry)).status_code == 404
        assert people.ana.client.post(at(entry, photo.pk, "delete")).status_code == 404

    def test_others(self, people, entry, written):
        photo = photograph(people.ana, entry)
        other = written(people.ana, body="x")
        assert people.ana.client.get(at(other, photo.pk)).status_code == 404
        assert people.ben.client.get(at(entry, photo.pk)).status_code == 404
        assert people.cho.client.get(at(entry, photo.pk)).status_code == 404
        assert people.visitor().get(at(entry, photo.pk)).status_code == 302

    def test_locked(self, people, entry):
        photo = photograph(people.ana, entry)
        client = people.ana.client
        client.post("/lock/")
        assert client.get(at(entry, photo.pk)).status_code == 302
        assert upload(people.ana, entry, headers=AUTOSAVE).status_code == 423

    def test_a_file_that_is_gone_breaks_no_page(self, people, entry):
        photo = photograph(people.ana, entry)
        for file in photo_files():
            default_storage.delete(file)
        assert people.ana.client.get(at(entry, photo.pk)).status_code == 404
        assert people.ana.client.get(f"/entries/{entry.pk}/").status_code == 200


class TestSaying:
    def test_what_it_shows(self, people, entry):
        photo = photograph(people.ana, entry)
        words = {f"{photo.pk}-alt": "A lake", f"{photo.pk}-caption": "In May"}
        assert (
            people.ana.client.post(at(entry, photo.pk, "words"), words)["Location"]
            == f"{at(entry)}#{photo.pk}"
        )
        assert said(people, entry) == [("A lake", "In May")]

    def test_too_long_is_refused_and_stays_on_the_page(self, people, entry):
        photo = photograph(people.ana, entry)
        photograph(people.ana, entry, alt="Other")
        words = {f"{photo.pk}-alt": "quicksilver " * 50, f"{photo.pk}-caption": "In May"}
        answer = people.ana.client.post(at(entry, photo.pk, "words"), words)
        assert answer.status_code == 400
        html = answer.content.decode()
        assert ("quicksilver " * 50).strip() in html
        assert 'value="In May"' in html
        assert "Other" in html
        assert said(people, entry) == [("", ""), ("Other", "")]


class TestOrder:
    def test_moved(self, people, entry):
        first, second = (photograph(people.ana, entry, alt=name) for name in "ab")
        people.ana.client.post(at(entry, second.pk, "move"), {"move": "earlier"})
        assert [alt for alt, _caption in said(people, entry)] == ["b", "a"]
        people.ana.client.post(at(entry, second.pk, "move"), {"move": "later"})
        people.ana.client.post(at(entry, first.pk, "move"), {"move": "sideways"})
        assert [alt for alt, _caption in said(people, entry)] == ["a", "b"]


class TestDeleting:
    def test_after_asking(self, people, entry):
        photo = photograph(people.ana, entry, alt="A lake")
        assert "Delete this photo?" in people.ana.client.get(at(entry, photo.pk, "delete")).content.decode()
        assert len(said(people, entry)) == 1
        for _click in range(2):
            assert people.ana.client.post(at(entry, photo.pk, "delete"))["Location"] == at(entry)
        assert said(people, entry) == []

    def test_the_only_thing_of_an_entry(self, people):
        id = uuid.uuid4()
        upload(people.ana, id, headers=AUTOSAVE)
        with identity("writer", people.ana.user.pk):
            photo = Photo.objects.get()
        assert people.ana.client.post(at(id, photo.pk, "delete"))["Location"] == "/journal/"
        with identity("writer", people.ana.user.pk):
            assert not Entry.objects.exists()

    def test_one_that_cannot_be_opened(self, people, entry):
        damaged, whole = photograph(people.ana, entry), photograph(people.ana, entry)
        with identity("writer", people.ana.user.pk):
            Photo.objects.filter(pk=damaged.pk).update(head=whole.head)
        for page in (at(entry), f"/entries/{entry.pk}/", f"/entries/{entry.pk}/edit/"):
            assert "annot be opened" in people.ana.client.get(page).content.decode()
        assert people.ana.client.post(at(entry, damaged.pk, "words"), {}).status_code == 404
        assert people.ana.client.get(at(entry, damaged.pk, "delete")).status_code == 200
        people.ana.client.post(at(entry, damaged.pk, "delete"))
        assert said(people, entry) == [("", "")]


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize(
    ("page", "queries"),
    [
        ("/entries/{}/", 8),
        ("/entries/{}/edit/", 8),
        ("/entries/{}/photos/", 5),
        ("/entries/{}/photos/{}/", 5),
    ],
)
def test_queries(people, written, django_assert_num_queries, count, page, queries):
    entry = written(people.ana, body="x", tags=("one",))
    photos = [photograph(people.ana, entry) for _ in range(count)]
    path, client = page.format(entry.pk, photos[0].pk), people.ana.client
    client.get(path)  # the session is sealed anew, and the gate looks once
    # Four of them come from the test's own transaction: savepoint, release, identity before and after.
    with django_assert_num_queries(queries + 4):
        client.get(path)
