"""Adds the prompts that ship, as the owner of the tables; what is there already belongs to the editors."""

import tomllib
from pathlib import Path

from django.core.management.base import BaseCommand

from journal.models import Prompt

LIBRARY = Path(__file__).resolve().parents[2] / "library/prompts.toml"
OWNER = "owner"


class Command(BaseCommand):
    help = "Add the prompts of the library that are missing; never changes one that is there."

    def handle(self, *args: object, **options: object) -> None:
        known = set(Prompt.objects.using(OWNER).values_list("key", flat=True))
        missing = [prompt for prompt in library() if prompt.key not in known]
        if not missing:
            return
        Prompt.objects.using(OWNER).bulk_create(missing, ignore_conflicts=True)
        if options["verbosity"]:
            self.stdout.write(f"Added {len(missing)} prompts.")


def library() -> list[Prompt]:
    """What the file says, not yet in the database."""
    themes = tomllib.loads(LIBRARY.read_text(encoding="utf-8"))["themes"]
    return [
        Prompt(key=prompt["key"], text=prompt["text"], theme=theme["key"], theme_name=theme["name"])
        for theme in themes
        for prompt in theme["prompts"]
    ]
