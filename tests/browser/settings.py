"""The settings of the server that browser tests talk to: the real ones, but for the cost of a password."""

from config.settings import *  # noqa: F403

ARGON2 = {"memory_kib": 64, "passes": 1, "lanes": 1}
