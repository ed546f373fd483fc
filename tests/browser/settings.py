"""The settings of the server that browser tests talk to: the real ones, but for the cost of a password."""

from config.settings import *  # noqa: F403
from tests.conftest import CHEAP_ARGON2 as ARGON2  # noqa: F401
