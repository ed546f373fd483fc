"""Long is not enough: common passwords are refused in other clothes too."""

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.test import Client

from accounts.models import User


@pytest.mark.parametrize(
    "password",
    [
        "passwordpassword",
        "PasswordPassword",
        "Password Password",
        "passwordpassword1",
        "passwordpasswordpass",
        "password!!!!!!!!",
        "2026-iloveyou-2026",
        "qwertyqwertyqwerty",
        "abcabcabcabcabc",
        "aaaaaaaaaaaaaaaa",
        "1234-1234-1234",
    ],
)
def test_common_at_heart(password):
    with pytest.raises(ValidationError) as refused:
        validate_password(password)
    assert refused.value.error_list[0].code == "password_common_at_heart"


@pytest.mark.parametrize(
    "password",
    [
        "paper-boat-lantern",
        "a boat of folded paper",
        "lantern lantern boat",
        "correct horse battery staple",
        "my password is a boat",
        "qV7-rT2-xL9-mB4",
        "ein Boot aus Papier",
        "قارب من ورق مطوي",
    ],
)
def test_others_are_not(password):
    validate_password(password)


def test_the_longest_is_looked_at_in_no_time():
    validate_password("ab" * 498 + "paper")


def test_a_sign_up_says_so(db):
    fields = {"email": "mia@example.org", "password1": "passwordpassword"}
    answer = Client().post("/accounts/signup/", fields)
    assert answer.status_code == 400
    assert "Take a few different words in a row." in answer.text
    assert not User.objects.exists()
