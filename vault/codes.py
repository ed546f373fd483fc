"""Recovery codes: 140 random bits in letters that cannot be mistaken for one another on paper."""

import secrets

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH = 28
GROUP = 4
_READ_AS = str.maketrans("OIL", "011")


def new() -> str:
    return "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))


def groups(code: str) -> list[str]:
    """As it is shown: seven groups of four."""
    return [code[start : start + GROUP] for start in range(0, LENGTH, GROUP)]


def clean(typed: str) -> str:
    """What was meant: case, blanks and dashes do not matter, and O, I, L are read as 0, 1, 1."""
    return "".join(typed.upper().split()).replace("-", "").translate(_READ_AS)


def looks_like(typed: str) -> bool:
    code = clean(typed)
    return len(code) == LENGTH and set(code) <= set(ALPHABET)
