"""The first editor, without anybody who could make one: a command that prints a link."""

import re
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from accounts.models import User


def link() -> str:
    out = StringIO()
    call_command("make_editor", "Edith@Example.org", stdout=out)
    return re.fullmatch(r"http://localhost:\d+(/accounts/password/reset/key/\S+)\n", out.getvalue())[1]


def test_the_link_lets_an_editor_in(db):
    client = Client()
    answer = client.post(client.get(link()).url, {"password1": "moss-under-the-birch"})
    assert answer.url == "/admin/"
    assert User.objects.get().kind == "editor"


def test_another_link_for_the_same_editor(db):
    assert link() != ""
    assert link() != ""
    assert User.objects.count() == 1


def test_nobody_changes_kind(people):
    with pytest.raises(CommandError, match="one kind for life"):
        call_command("make_editor", people.ana.user.email)
    with pytest.raises(CommandError, match="is not an e-mail address"):
        call_command("make_editor", "edith")
