"""Which passwords are refused although they are long: common ones, also repeated or with a little around them."""

from string import digits, punctuation, whitespace

from django.contrib.auth.password_validation import CommonPasswordValidator
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from accounts.models import User

AROUND = digits + punctuation + whitespace
# A shorter piece, over and over, is as good as nothing.
SHORTEST = 5


class CommonAtHeartValidator(CommonPasswordValidator):
    def validate(self, password: str, user: User | None = None) -> None:
        super().validate(password, user)
        typed = password.lower().strip()
        for text in (typed, typed.strip(AROUND)):
            piece = repeated_piece(text)
            word = piece.strip(AROUND)
            too_short = piece != text and len(word) < SHORTEST
            if too_short or not self.passwords.isdisjoint({text, piece, word}):
                raise ValidationError(
                    _(
                        "This password is a common one, repeated or with a little around it."
                        " Take a few different words in a row."
                    ),
                    code="password_common_at_heart",
                )


def repeated_piece(text: str) -> str:
    """The shortest piece that gives this text when written again and again (the end may be missing), or all of it."""
    for size in range(1, (len(text) + 1) // 2 + 1):
        piece = text[:size]
        if (piece * (len(text) // size + 1)).startswith(text):
            return piece
    return text
