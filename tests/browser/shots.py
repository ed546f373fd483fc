"""Screenshots of every page with the demo people, in every size, light and dark.

`bin/shots` takes all; `bin/shots today result-phone` only those whose names begin like that.
"""

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
SIZES = {"phone": (360, 780), "tablet": (768, 1024), "desktop": (1280, 800), "wide": (1600, 1000)}
LIGHT, DARK = ({"media": "screen", "color_scheme": scheme} for scheme in ("light", "dark"))
FORMS = [
    *(
        (f"{size}-{media['color_scheme']}", media, at)
        for size, at in SIZES.items()
        for media in (LIGHT, DARK)
    ),
    ("rtl-phone", LIGHT, SIZES["phone"]),
    ("rtl-desktop", LIGHT, SIZES["desktop"]),
    # A desktop at 200 %.
    ("zoomed", LIGHT, (640, 400)),
    ("print", {"media": "print", "color_scheme": "light"}, (760, 1000)),
]
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
    from tests.browser.scenes import SCENES, enter

    wanted = tuple(names) or ("",)
    scenes = [scene for scene in SCENES if any(takes(scene.name, name) for name in wanted)]
    if not names:
        shutil.rmtree(SHOTS, ignore_errors=True)
    SHOTS.mkdir(parents=True, exist_ok=True)
    arguments = ["--no-sandbox"] if os.geteuid() == 0 else []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=os.environ["CHROMIUM"], args=arguments)
        for who in dict.fromkeys(scene.who for scene in scenes):
            context = browser.new_context(base_url=f"http://localhost:{os.environ['PORT']}")
            page = context.new_page()
            page.set_default_timeout(10_000)
            if who:
                enter(page, who)
            for scene in scenes:
                if scene.who == who:
                    take(page, scene, wanted)
            context.close()
        browser.close()


def takes(scene: str, name: str) -> bool:
    return scene.startswith(name) or name.startswith(f"{scene}-")


def take(page, scene, wanted: tuple[str, ...]) -> None:
    from playwright.sync_api import Error

    page.set_viewport_size({"width": 1280, "height": 800})
    page.emulate_media(**LIGHT)
    try:
        scene.go(page)
        page.wait_for_load_state("networkidle")
    except Error as error:
        print(f"{scene.name}: {error.message.splitlines()[0]}", file=sys.stderr)
        return
    for form, media, (width, height) in FORMS:
        name = f"{scene.name}-{form}"
        if not name.startswith(wanted):
            continue
        page.emulate_media(**media)
        page.evaluate("rtl => { document.documentElement.dir = rtl ? 'rtl' : 'ltr' }", form.startswith("rtl"))
        snap(page, name, width, height)


def snap(page, name: str, width: int, height: int) -> None:
    """The whole page: the window grows to its length, so that what sticks to an edge stays at the edge."""
    page.set_viewport_size({"width": width, "height": height})
    length = page.evaluate("document.documentElement.scrollHeight")
    page.set_viewport_size({"width": width, "height": min(max(height, length), TALLEST)})
    page.wait_for_timeout(60)
    page.screenshot(path=SHOTS / f"{name}.png", animations="disabled")


if __name__ == "__main__":
    main(sys.argv[1:])
