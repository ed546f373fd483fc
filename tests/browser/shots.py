"""Screenshots of every page with the demo people, in every size, light and dark: `bin/shots [names of scenes]`."""

import contextlib
import http.client
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

BASE = Path(__file__).resolve().parents[2]
SHOTS = BASE / "var/shots"
PASSWORD = "paper-boat-lantern"
SIZES = {"phone": (360, 780), "tablet": (768, 1024), "desktop": (1280, 800), "wide": (1600, 1000)}
TALLEST = 6000


def main(names: list[str]) -> None:
    with tempfile.TemporaryDirectory(prefix="bothways-shots-") as folder:
        Path(folder).chmod(0o711)
        os.environ.update(
            BOTHWAYS_VAR=folder, DJANGO_SETTINGS_MODULE="config.settings", PORT=str(free_port())
        )
        with running():
            shoot(names)
    print(f"Look into {SHOTS.relative_to(BASE)}/")


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as found:
        return found.getsockname()[1]


@contextlib.contextmanager
def running() -> Iterator[None]:
    """The whole product, as bin/run starts it."""
    product = subprocess.Popen([sys.executable, "-m", "config.run"], cwd=BASE, stdout=subprocess.DEVNULL)
    try:
        while not healthy():
            if product.poll() is not None:
                sys.exit("Bothways did not start: the lines above say why.")
            time.sleep(0.2)
        yield
    finally:
        product.terminate()
        product.wait()


def healthy() -> bool:
    connection = http.client.HTTPConnection("127.0.0.1", int(os.environ["PORT"]), timeout=10)
    try:
        connection.request("GET", "/health/")
        return connection.getresponse().status == 200
    except OSError:
        return False
    finally:
        connection.close()


def shoot(names: list[str]) -> None:
    import django
    from playwright.sync_api import sync_playwright

    django.setup()
    from tests.browser.scenes import SCENES

    scenes = [scene for scene in SCENES if not names or scene.name in names]
    shutil.rmtree(SHOTS, ignore_errors=True)
    SHOTS.mkdir(parents=True)
    arguments = ["--no-sandbox"] if os.geteuid() == 0 else []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=os.environ["CHROMIUM"], args=arguments)
        for who in dict.fromkeys(scene.who for scene in scenes):
            context = browser.new_context(base_url=f"http://localhost:{os.environ['PORT']}")
            page = context.new_page()
            page.set_default_timeout(10_000)
            if who:
                page.goto("/accounts/login/")
                page.get_by_label("E-mail address").fill(f"{who}@example.org")
                page.get_by_label("Password").fill(PASSWORD)
                page.locator("main form button.main").click()
                page.wait_for_load_state()
            for scene in scenes:
                if scene.who == who:
                    take(page, scene)
            context.close()
        browser.close()


def take(page, scene) -> None:
    from playwright.sync_api import Error

    page.set_viewport_size({"width": 1280, "height": 800})
    try:
        scene.go(page)
        page.wait_for_load_state("networkidle")
    except Error as error:
        print(f"{scene.name}: {error.message.splitlines()[0]}", file=sys.stderr)
        return
    for size, (width, height) in SIZES.items():
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            snap(page, f"{scene.name}-{size}-{scheme}", width, height)
    page.emulate_media(color_scheme="light")
    snap(page, f"{scene.name}-zoomed", 640, 400)
    page.emulate_media(media="print")
    snap(page, f"{scene.name}-print", 760, 1000)
    page.emulate_media(media="screen")
    page.evaluate("document.documentElement.dir = 'rtl'")
    snap(page, f"{scene.name}-rtl-phone", *SIZES["phone"])
    snap(page, f"{scene.name}-rtl-desktop", *SIZES["desktop"])


def snap(page, name: str, width: int, height: int) -> None:
    """The whole page: the window grows to its length, so that what sticks to an edge stays at the edge."""
    page.set_viewport_size({"width": width, "height": height})
    length = page.evaluate("document.documentElement.scrollHeight")
    page.set_viewport_size({"width": width, "height": min(max(height, length), TALLEST)})
    page.wait_for_timeout(60)
    page.screenshot(path=SHOTS / f"{name}.png", animations="disabled")


if __name__ == "__main__":
    main(sys.argv[1:])
