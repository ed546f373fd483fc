"""The bare Django, to be served by the same gunicorn."""

from django.core.wsgi import get_wsgi_application

application = get_wsgi_application()
