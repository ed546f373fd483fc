"""The cast, made only through the domain's own verbs; each person is made when first asked for.

Ana writes. Ben is a stranger. Dr Cho has Ana's live consent for one entry. Dr Diaz had one that was withdrawn.
Eve edits questionnaires.
"""

from dataclasses import dataclass
from functools import cached_property

from django.test import Client

from accounts.models import Therapist, User
from vault.models import UserKeys
from vault.session import OpenVault

PASSWORD = "paper-boat-lantern"


@dataclass
class Person:
    user: User
    vault: OpenVault | None

    @cached_property
    def client(self) -> Client:
        """Signed in by password, so the journal is unlocked."""
        client = Client()
        answer = client.post("/accounts/login/", {"login": self.user.email, "password": PASSWORD})
        assert answer.status_code == 302, answer.content.decode()
        return client


class Cast:
    @cached_property
    def ana(self) -> Person:
        return _person("ana", User.Kind.WRITER)

    @cached_property
    def ben(self) -> Person:
        return _person("ben", User.Kind.WRITER)

    @cached_property
    def cho(self) -> Person:
        return _therapist("dr-cho", "Mina Cho", self.eve)

    @cached_property
    def diaz(self) -> Person:
        return _therapist("dr-diaz", "Luz Diaz", self.eve)

    @cached_property
    def eve(self) -> Person:
        return _person("eve", User.Kind.EDITOR)
