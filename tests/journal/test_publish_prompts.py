"""The prompts that ship are added once; what editors made of them stays."""

import io

import pytest
from django.core.management import call_command

from journal.management.commands import publish_prompts
from journal.models import Prompt
from tests.conftest import connect


def published() -> str:
    said = io.StringIO()
    call_command("publish_prompts", stdout=said)
    return said.getvalue()


@pytest.fixture
def owner(committed):
    with connect("bothways_owner") as owner:
        yield owner


def test_the_library():
    prompts = publish_prompts.library()
    assert len({prompt.key for prompt in prompts}) == len(prompts) >= 60
    assert len({prompt.text for prompt in prompts}) == len(prompts)
    for prompt in prompts:
        prompt.clean_fields()
    # They ask; they never advise, and assume nobody's gender.
    said = " ".join(f" {prompt.text} ".lower() for prompt in prompts)
    assert [
        word for word in (" he ", " she ", " his ", " her ", "husband", "wife", "!") if word in said
    ] == []


def test_again_adds_nothing(owner, django_assert_num_queries):
    with django_assert_num_queries(1, using="owner"):
        assert published() == ""


def test_what_is_missing_is_added_and_what_was_changed_stays(owner):
    owner.execute("DELETE FROM journal_prompt WHERE key IN ('not-said', 'one-picture')")
    owner.execute("UPDATE journal_prompt SET text = 'Ours?', retired_at = now() WHERE key = 'surprised'")
    try:
        assert published() == "Added 2 prompts.\n"
        changed = Prompt.objects.using("owner").get(key="surprised")
        assert (changed.text, changed.retired_at is None) == ("Ours?", False)
        assert Prompt.objects.using("owner").get(key="not-said").text == "What did you not say today?"
    finally:
        owner.execute("DELETE FROM journal_prompt WHERE key = 'surprised'")
        published()
