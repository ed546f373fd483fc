"""Some promises are about the browser: a real server and a real Chromium, from tests/browser/fixtures.py."""

from tests.browser.fixtures import chromium, device, page, playwright, site, visit

__all__ = ["chromium", "device", "page", "playwright", "site", "visit"]
