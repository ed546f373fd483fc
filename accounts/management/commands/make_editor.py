"""Make an editor and print the link by which they set their password."""

from argparse import ArgumentParser
from typing import Any

from allauth.account.forms import default_token_generator
from allauth.account.models import EmailAddress
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.core.validators import validate_email
from django.urls import reverse

from accounts.models import User


class Command(BaseCommand):
    help = "Make an editor, or a new link for one, and print the link by which they set their password."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email")

    def handle(self, *args: Any, email: str, **options: Any) -> None:
        email = email.strip().lower()
        try:
            validate_email(email)
        except ValidationError:
            raise CommandError(f"{email} is not an e-mail address.") from None
        user = User.objects.filter(email=email).first()
        if user is None:
            user = User.objects.create_user(email, kind=User.Kind.EDITOR)
            EmailAddress.objects.create(user=user, email=email, verified=True, primary=True)
        elif not user.is_editor:
            raise CommandError(
                f"{email} has an account of another kind, and an account is one kind for life."
            )
        key = {"uidb36": user_pk_to_url_str(user), "key": default_token_generator.make_token(user)}
        path = reverse("account_reset_password_from_key", kwargs=key)
        self.stdout.write(f"{settings.ORIGIN}{path}")
