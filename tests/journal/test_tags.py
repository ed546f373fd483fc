"""One's own tags: found by, renamed, made one, and deleted; nobody else's, and their names sealed."""

import pytest

from vault.identity import identity

pytestmark = pytest.mark.django_db
URL = "/journal/tags/"


@pytest.fixture
def tagged(people, written):
    """tagged[name] is the entry with that tag."""
    written(people.ben, body="Ben's.", tags=("secret",))
    return {name: written(people.ana, body=f"Of {name}.", tags=(name,)) for name in ("lake", "Kim", "Sea")}


def tag(person, name):
    with identity("writer", person.user.pk):
        return next(id for id, each in person.user.tags.all().names(person.vault).items() if each == name)


def names(person):
    return [name for _id, name, _href in person.client.get(URL).context["tags"]]


def entries_of(person, name):
    href = next(href for _id, each, href in person.client.get(URL).context["tags"] if each == name)
    return sorted(line.head.first_words for line in person.client.get(href).context["page"].lines)


def rename(person, name, to):
    return person.client.post(f"{URL}{tag(person, name)}/", {"name": to})


def test_by_name_each_leading_to_what_carries_it(people, tagged):
    assert names(people.ana) == ["Kim", "lake", "Sea"]
    assert entries_of(people.ana, "lake") == ["Of lake."]


def test_none_yet(people):
    assert "Here will stand your tags." in people.ana.client.get(URL).content.decode()


def test_renamed(people, tagged):
    assert rename(people.ana, "lake", "  #The   lake ")["Location"] == URL
    assert names(people.ana) == ["Kim", "Sea", "The lake"]
    assert entries_of(people.ana, "The lake") == ["Of lake."]
    assert ">The lake<" in people.ana.client.get(f"/entries/{tagged['lake'].pk}/").content.decode()


def test_search_knows_the_new_name_and_not_the_old(people, written):
    written(people.ana, body="Words.", tags=("lake",))
    rename(people.ana, "lake", "pond")
    found = {
        word: len(people.ana.client.post("/journal/search/", {"q": word}, follow=True).context["found"].hits)
        for word in ("pond", "lake", "pon words")
    }
    assert found == {"pond": 1, "lake": 0, "pon words": 1}


def test_the_name_of_another_makes_them_one(people, tagged, written):
    both = written(people.ana, body="Of both.", tags=("lake", "Sea"))
    rename(people.ana, "lake", "sea")
    assert len(names(people.ana)) == 2
    joined = next(name for name in names(people.ana) if name.lower() == "sea")
    assert entries_of(people.ana, joined) == ["Of Sea.", "Of both.", "Of lake."]
    page = people.ana.client.get(f"/entries/{both.pk}/").content.decode()
    assert page.lower().count(">sea<") == 1
    written(people.ana, body="New.", tags=("SEA",))
    assert len(entries_of(people.ana, joined)) == 4
    people.ana.client.post(f"{URL}{tag(people.ana, joined)}/delete/")
    assert names(people.ana) == ["Kim"]


def test_renaming_one_that_was_two_renames_both(people, tagged):
    rename(people.ana, "lake", "Sea")
    rename(people.ana, "Sea", "Water")
    assert names(people.ana) == ["Kim", "Water"]
    assert entries_of(people.ana, "Water") == ["Of Sea.", "Of lake."]


@pytest.mark.parametrize("name", ["", "  ", "#", "a, b", "x" * 41, "\x00"])
def test_no_name_for_a_tag(people, tagged, name):
    answer = rename(people.ana, "lake", name)
    assert answer.status_code == 400
    assert names(people.ana) == ["Kim", "lake", "Sea"]


def test_deleted(people, tagged):
    page = people.ana.client.get(f"{URL}{tag(people.ana, 'lake')}/delete/").content.decode()
    assert "Delete this tag?" in page
    people.ana.client.post(f"{URL}{tag(people.ana, 'lake')}/delete/")
    assert names(people.ana) == ["Kim", "Sea"]
    page = people.ana.client.get(f"/entries/{tagged['lake'].pk}/").content.decode()
    assert "Of lake." in page
    assert '<span class="chip">' not in page


def test_nobody_elses(people, tagged):
    id = tag(people.ana, "lake")
    for path in (f"{URL}{id}/", f"{URL}{id}/delete/"):
        assert people.ben.client.get(path).status_code == 404
        assert people.ben.client.post(path, {"name": "mine"}).status_code == 404
    assert names(people.ben) == ["secret"]
    assert names(people.ana) == ["Kim", "lake", "Sea"]


@pytest.mark.parametrize("count", [1, 3])
def test_queries(people, written, django_assert_num_queries, count):
    written(people.ana, body="Words.", tags=tuple(f"tag {number}" for number in range(count)))
    client = people.ana.client
    client.get(URL)  # the session is sealed anew, and the gate looks once
    # Four of them come from the test's own transaction: savepoint, release, identity before and after.
    with django_assert_num_queries(5 + 4):
        client.get(URL)
