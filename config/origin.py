"""Whether a request was made from one of our own pages."""

from urllib.parse import urlsplit

from django.http import HttpRequest


def came_from_here(request: HttpRequest) -> bool:
    """As the browser says: Sec-Fetch-Site, or without that header the Origin or Referer. Never for a prefetch."""
    if "Sec-Purpose" in request.headers:
        return False
    site = request.headers.get("Sec-Fetch-Site")
    if site:
        return site == "same-origin"
    source = urlsplit(request.headers.get("Origin") or request.headers.get("Referer") or "")
    return (source.scheme, source.netloc) == (request.scheme, request.get_host())
