"""The WSGI application; it refuses to serve when the database or the keys are not as they must be."""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

from django.core.wsgi import get_wsgi_application

application = get_wsgi_application()

from config.startup import check_ready  # noqa: E402  (Django must be set up first)

check_ready()
