"""Publishes the questionnaires that ship, as the owner of the tables; does nothing when nothing changed."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from questionnaires.faults import faults
from questionnaires.models import Edition, Questionnaire
from questionnaires.plain import Malformed, load, to_dict

LIBRARY = Path(__file__).resolve().parents[2] / "library"
OWNER = "owner"


class Command(BaseCommand):
    help = (
        "Publish new and changed questionnaires of the library; one that editors took over is left to them."
    )

    def handle(self, *args: object, **options: object) -> None:
        with transaction.atomic(using=OWNER):
            for file in sorted(LIBRARY.glob("*.toml")):
                said = publish(file)
                if said and options["verbosity"]:
                    self.stdout.write(said)


def publish(file: Path) -> str:
    """Publish one file if it differs from the latest edition; says in a sentence what was done, if anything."""
    try:
        document = load(file.read_text(encoding="utf-8"))
    except Malformed as error:
        raise CommandError(f"{file.name}: {error}") from None
    if wrong := faults(document):
        raise CommandError(f"{file.name}: {' '.join(wrong)}")
    plain = to_dict(document)
    questionnaire, _ = Questionnaire.objects.using(OWNER).get_or_create(key=document.key)
    latest = questionnaire.editions.using(OWNER).order_by("-number").first()
    if latest and (latest.source != Edition.Source.LIBRARY or latest.document == plain):
        return ""
    edition = Edition.objects.using(OWNER).create(
        questionnaire=questionnaire,
        number=latest.number + 1 if latest else 1,
        document=plain,
        source=Edition.Source.LIBRARY,
        published_at=timezone.now(),
    )
    return f"Published {document.key}, edition {edition.number}."
