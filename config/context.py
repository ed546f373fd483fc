"""What every page may show of its surroundings."""

from django.conf import settings
from django.http import HttpRequest

from config import carried


def page(request: HttpRequest) -> dict[str, object]:
    return {"carried": carried.token(request), "demo": settings.DEMO}
