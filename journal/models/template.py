"""Templates of one's own: words to begin an entry with. Name and words are sealed; entries do not know them."""

import uuid

from django.conf import settings
from django.db import models

from accounts.models import User
from vault.cipher import HEAD, TEXT, Place, seal, unseal
from vault.session import OpenVault


class Template(models.Model):
    """The beginning of an entry, under a name."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="templates")
    name = models.BinaryField()
    body = models.BinaryField()

    def __str__(self) -> str:
        return str(self.id)

    @classmethod
    def keep(cls, owner: User, vault: OpenVault, name: str, body: str) -> "Template":
        template = cls(owner=owner)
        template._seal_name(vault, name)
        template.body = seal(vault.key("template"), body.encode(), template._place("body"), pad=TEXT)
        template.save()
        return template

    def rename(self, vault: OpenVault, name: str) -> None:
        self._seal_name(vault, name)
        self.save(update_fields=["name"])

    def read_name(self, vault: OpenVault) -> str:
        return unseal(vault.key("template"), bytes(self.name), self._place("name")).decode()

    def read_body(self, vault: OpenVault) -> str:
        return unseal(vault.key("template"), bytes(self.body), self._place("body")).decode()

    def _seal_name(self, vault: OpenVault, name: str) -> None:
        self.name = seal(vault.key("template"), name.encode(), self._place("name"), pad=HEAD)

    def _place(self, column: str) -> Place:
        return Place("journal_template", column, self.owner_id, self.id)
