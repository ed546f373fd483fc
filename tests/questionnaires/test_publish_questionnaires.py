"""Publishing the library: what is new or changed, and nothing that editors took over."""

import pytest
from django.core.management import CommandError, call_command
from django.db import connections, transaction

from questionnaires.management.commands import publish_questionnaires
from questionnaires.models import Edition
from vault.identity import identity

OWNER = "owner"
SMALL = """
key = "small-test"
title = "{title}"
purpose = "To be tested."
minutes = 1
limits = "Everything."
source = "A test."
[[sections]]
key = "one"
title = "One"
[[sections.questions]]
key = "words"
kind = "{kind}"
text = "Say something."
"""


@pytest.fixture
def library(tmp_path, monkeypatch, published):
    """A library of one small questionnaire; what the owner publishes from it is taken back."""
    monkeypatch.setattr(publish_questionnaires, "LIBRARY", tmp_path)
    with transaction.atomic(using=OWNER):
        yield tmp_path
        transaction.set_rollback(True, using=OWNER)


pytestmark = pytest.mark.django_db(databases=["default", OWNER])


def write(library, title="Small", kind="long"):
    (library / "small-test.toml").write_text(SMALL.format(title=title, kind=kind))


def publish(capsys) -> str:
    call_command("publish_questionnaires")
    return capsys.readouterr().out


def editions():
    return Edition.objects.using(OWNER).filter(questionnaire__key="small-test").order_by("number")


def test_a_new_questionnaire_is_published(library, capsys):
    write(library)
    assert publish(capsys) == "Published small-test, edition 1.\n"
    assert editions().get().parsed.title == "Small"


def test_again_it_does_nothing(library, capsys):
    write(library)
    publish(capsys)
    assert publish(capsys) == ""
    assert editions().count() == 1


def test_a_change_is_a_new_edition_and_the_old_one_stays(library, capsys):
    write(library)
    publish(capsys)
    write(library, title="Small again")
    assert publish(capsys) == "Published small-test, edition 2.\n"
    assert [edition.parsed.title for edition in editions()] == ["Small", "Small again"]


def test_what_an_editor_took_over_is_left_alone(library, capsys):
    write(library)
    publish(capsys)
    first = editions().get()
    Edition.objects.using(OWNER).create(
        questionnaire=first.questionnaire,
        number=2,
        document=first.document | {"title": "Edited"},
        source=Edition.Source.EDITOR,
        published_at=first.published_at,
    )
    write(library, title="Small again")
    assert publish(capsys) == ""
    assert editions().count() == 2


def test_a_faulty_file_publishes_nothing_and_says_why(library):
    write(library, kind="slider")
    with pytest.raises(CommandError, match=r"^small-test\.toml: Question “words” is of the kind “slider”"):
        call_command("publish_questionnaires")
    assert not editions().exists()


def test_an_unreadable_file_says_why(library):
    (library / "small-test.toml").write_text("key = ")
    with pytest.raises(CommandError, match=r"^small-test\.toml: This is not readable as TOML"):
        call_command("publish_questionnaires")


def test_the_library_is_published(published, people):
    with identity("writer", people.ana.user.pk):
        keys = list(Edition.objects.current().values_list("questionnaire__key", flat=True))
    assert keys == [
        "are-we-both-trying",
        "before-the-talk",
        "can-you-communicate",
        "do-they-know-my-worth",
        "how-it-feels",
        "if-they-want-to-leave",
        "is-the-love-mutual",
        "why-i-stay",
    ]


def test_connections_are_those_of_the_owner():
    assert connections[OWNER].settings_dict["USER"] == "bothways_owner"
