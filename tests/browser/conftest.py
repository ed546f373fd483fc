"""A real server and a real Chromium for the tests in this folder: see tests/browser/fixtures.py."""

from tests.browser.fixtures import axe, chromium, device, page, playwright, site, visit

__all__ = ["axe", "chromium", "device", "page", "playwright", "site", "visit"]
