"""The first page is light: few requests, few bytes, and nothing jumps while it comes."""

import pytest

from tests.browser.fixtures import sign_in

pytestmark = pytest.mark.browser

REQUESTS = 12
BYTES = 120_000
SHIFT = 0.02
MEASURE = """() => {
    const loaded = [...performance.getEntriesByType("navigation"), ...performance.getEntriesByType("resource")];
    return {
        names: loaded.map(entry => new URL(entry.name).pathname),
        bytes: loaded.reduce((sum, entry) => sum + entry.encodedBodySize, 0),
    };
}"""
WATCH = """new PerformanceObserver(list => {
    window.shift = (window.shift ?? 0) + list.getEntries().reduce((sum, entry) => sum + entry.value, 0);
}).observe({ type: "layout-shift", buffered: true });"""


@pytest.mark.parametrize("path", ["/", "/journal/", "/questionnaires/", "/sharing/"])
@pytest.mark.parametrize("width", [360, 1280])
def test_weight(path, width, committed_people, device):
    context = device()
    first = context.new_page()
    sign_in(first, committed_people.ana.user.email)
    # Signed in, but with nothing in the cache, as on a first visit.
    fresh = device()
    fresh.add_cookies(context.cookies())
    page = fresh.new_page()
    page.set_viewport_size({"width": width, "height": 780})
    page.add_init_script(WATCH)
    page.goto(path)
    page.wait_for_load_state("networkidle")
    measured = page.evaluate(MEASURE)
    assert len(measured["names"]) <= REQUESTS, measured["names"]
    assert 40_000 < measured["bytes"] <= BYTES
    assert page.evaluate("window.shift ?? 0") < SHIFT
