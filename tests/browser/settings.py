"""The settings of the server that browser tests talk to: the real ones, but for what only takes time."""

from config import settings
from config.settings import *  # noqa: F403

ARGON2 = {"memory_kib": 64, "passes": 1, "lanes": 1}
# Hashed names, as ever, but not compressed.
STATIC = {"BACKEND": "django.contrib.staticfiles.storage.ManifestStaticFilesStorage"}
STORAGES = settings.STORAGES | {"staticfiles": STATIC}
