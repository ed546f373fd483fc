"""The cast, made only through the domain's own verbs; each person is made when first asked for.

Ana writes. Ben is a stranger. Dr Cho has Ana's live consent for one entry. Dr Diaz had one that was withdrawn.
Eve edits questionnaires.
"""

from dataclasses import dataclass
from functools import cached_property

from allauth.account.models import EmailAddress
from django.test import Client

from accounts.models import Therapist, User
from vault import codes
from vault.identity import identity
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


def _person(name: str, kind: str) -> Person:
    """Signed up, address confirmed, recovery code kept, told what Leave now cannot do."""
    user = User.objects.create_user(f"{name}@example.org", PASSWORD, kind=kind)
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    if not user.has_vault:
        return Person(user, None)
    vault = UserKeys.make(user, PASSWORD)
    keys = UserKeys.objects.get(pk=user.pk)
    keys.set_recovery_code(vault, codes.new())
    keys.tell()
    return Person(user, vault)


def _therapist(name: str, full_name: str, editor: Person) -> Person:
    person = _person(name, User.Kind.THERAPIST)
    profile = Therapist.objects.create(user=person.user, name=full_name, license="PSY 20417", place="Lyon")
    with identity("editor", editor.user.pk):
        profile.verify(editor.user, "License seen in the public register.")
    return person
