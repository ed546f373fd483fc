"""axe finds nothing to object to on any page, light and dark; nor does our own policy, nor a script fail."""

from pathlib import Path

import pytest
from playwright.sync_api import Page

from config.management.commands.make_demo import make
from tests.browser.scenes import SCENES, enter

pytestmark = pytest.mark.browser

AXE = (Path(__file__).parent / "vendor/axe.min.js").read_text()
# "Notes" on every page is a decision of ours (docs/decisions/0006-neutral-titles.md), and axe has no rule against it.
RUN = """async () => (await axe.run()).violations.map(
    violation => violation.id + ": " + violation.nodes.map(node => node.target.join(" ")).slice(0, 3).join(", "))"""


def objections(page: Page) -> list[str]:
    # A script tag would be refused by our own policy.
    page.evaluate(AXE)
    return page.evaluate(RUN)


@pytest.mark.parametrize("who", ["", "ana", "ben", "dr-cho", "eve"])
def test_axe(who, device, subtests):
    make()
    page = device().new_page()
    refused = []
    page.on("console", lambda said: "Content Security Policy" in said.text and refused.append(said.text))
    page.on("pageerror", lambda error: refused.append(str(error)))
    if who:
        enter(page, who)
    for scene in SCENES:
        if scene.who != who:
            continue
        scene.go(page)
        page.wait_for_load_state("load")
        with subtests.test(scene=scene.name):
            assert refused == []
        for scheme in ("light", "dark"):
            # Without motion no color is on its way, to be measured half way.
            page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
            with subtests.test(scene=scene.name, scheme=scheme):
                assert objections(page) == []
        # axe itself may try what our policy refuses.
        refused.clear()


def test_axe_finds_what_is_wrong(device):
    page = device().new_page()
    page.goto("/help/")
    page.evaluate("document.querySelector('main').insertAdjacentHTML('beforeend', '<input type=\"text\">')")
    assert any(found.startswith("label") for found in objections(page))
