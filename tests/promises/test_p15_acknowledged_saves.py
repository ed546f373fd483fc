"""P15: no acknowledged save is lost when PostgreSQL, the web process or the browser is killed; of typing at most 5 s.

The product runs as bin/run starts it, in a folder of its own; people write over HTTP while its processes are killed
at random, and afterwards every entry must hold what was acknowledged last, or something newer.
"""

import contextlib
import http.client
import http.cookiejar
import json
import os
import random
import re
import signal
import subprocess
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.request
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode

import psycopg
import pytest

from config.postgres import server
from tests.browser.fixtures import launch_options
from tests.browser.shots import free_port
from tests.cast import PASSWORD
from tests.journal.sheet import AUTOSAVE
from vault.identity import identity

BASE = Path(__file__).resolve().parents[2]
SIGN_UP = "import django; django.setup(); from tests.cast import Cast; print(Cast().ana.user.pk)"
WRITERS = 3
SAVES_AN_ENTRY = 25
TYPING_LOST = 5
needs_proc = pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")


@dataclass
class Product:
    """What bin/run started, and Ana's session in it."""

    folder: Path
    environment: dict[str, str]
    process: subprocess.Popen | None = None
    owner: str = ""
    cookies: http.cookiejar.CookieJar = field(default_factory=http.cookiejar.CookieJar)

    def start(self) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "config.run", "--empty"],
            cwd=BASE,
            env=self.environment,
            stdout=subprocess.PIPE,
            text=True,
        )
        while "runs at" not in (line := self.process.stdout.readline()):
            assert line or self.process.poll() is None, "The product did not start."

    def sign_up(self) -> None:
        self.owner = subprocess.run(
            [sys.executable, "-c", SIGN_UP],
            cwd=BASE,
            env=self.environment | {"BOTHWAYS_CHILD": "1"},
            check=True,
            capture_output=True,
            text=True,
        ).stdout.strip()

    def ask(self, path: str, sent: dict[str, object] | None = None, **headers: str) -> str:
        """The page, or any of the errors that a browser takes for a reason to try again."""
        url = f"http://localhost:{self.environment['PORT']}{path}"
        data = urlencode(sent).encode() if sent is not None else None
        opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(self.cookies))
        with opener.open(urllib.request.Request(url, data, headers), timeout=20) as answer:
            return answer.read().decode()

    def token(self, page: str) -> str:
        return re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page)[1]

    def sign_in(self) -> None:
        form = {"login": "ana@example.org", "password": PASSWORD}
        self.ask("/accounts/login/", form | {"csrfmiddlewaretoken": self.token(self.ask("/accounts/login/"))})

    def superuser(self) -> psycopg.Connection:
        found = server.credentials(self.folder / "postgres")
        return psycopg.connect(
            host=found.host,
            port=found.port,
            dbname="bothways",
            user="postgres",
            password=found.passwords["postgres"],
            autocommit=True,
        )

    # Whom to kill

    def postgres(self) -> list[int]:
        """The whole server at once: its memory, with what was not yet written, is gone."""
        data = (self.folder / "postgres").resolve() / "data"
        with contextlib.suppress(FileNotFoundError, ValueError):
            main = int((data / "postmaster.pid").read_text().split("\n")[0])
            return [main, *children(main)]
        return []

    def backend(self) -> list[int]:
        return self.postgres()[-1:]

    def web(self) -> list[int]:
        """What answers; gunicorn's own first process starts it again."""
        masters = [pid for pid in children(self.process.pid) if "gunicorn" in command(pid)]
        return [pid for master in masters for pid in children(master)]


def children(pid: int) -> list[int]:
    with contextlib.suppress(OSError):
        return [int(each) for each in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    return []


def command(pid: int) -> str:
    with contextlib.suppress(OSError):
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode()
    return ""


def kill(pids: list[int]) -> None:
    for pid in pids:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)


@contextlib.contextmanager
def running() -> Iterator[Product]:
    with tempfile.TemporaryDirectory(prefix="bothways-test-", ignore_cleanup_errors=True) as name:
        Path(name).chmod(0o711)
        environment = os.environ | {
            "BOTHWAYS_VAR": name,
            "DJANGO_SETTINGS_MODULE": "tests.browser.settings",
            "PORT": str(free_port()),
        }
        product = Product(Path(name), environment)
        try:
            product.start()
            product.sign_up()
            product.sign_in()
            yield product
        finally:
            if product.process:
                product.process.terminate()
                product.process.wait()


class Writer(threading.Thread):
    """Saves on and on, one entry after the other; what is not acknowledged is tried again, as a browser does."""

    def __init__(self, product: Product, stop: threading.Event) -> None:
        super().__init__()
        self.product, self.stop = product, stop
        self.csrf = product.token(product.ask("/"))
        self.acknowledged: dict[str, int] = {}

    def run(self) -> None:
        while not self.stop.is_set():
            entry, page, revision = str(uuid.uuid4()), uuid.uuid4().hex, ""
            for number in range(1, SAVES_AN_ENTRY + 1):
                while not self.stop.is_set():
                    sent = {"owner": self.product.owner, "id": entry, "page": page, "sequence": number}
                    sent |= {"based_on": revision, "body": number, "csrfmiddlewaretoken": self.csrf}
                    with contextlib.suppress(OSError, http.client.HTTPException, json.JSONDecodeError):
                        answer = json.loads(self.product.ask("/entries/new/", sent, **AUTOSAVE))
                        revision = answer["revision"]
                        self.acknowledged[entry] = number
                        break
                    time.sleep(0.05)


def lost(product: Product, kills: int, victims: list[Callable[[], list[int]]]) -> tuple[int, list[str]]:
    """How many saves were acknowledged, and the entries that hold less than was acknowledged of them."""
    chance, stop = random.Random(15), threading.Event()
    writers = [Writer(product, stop) for _ in range(WRITERS)]
    for writer in writers:
        writer.start()
    for number in range(kills):
        time.sleep(chance.uniform(0.6, 1.2))
        kill(victims[number % len(victims)]())
        until_it_answers(product)
    stop.set()
    for writer in writers:
        writer.join()
    until_it_answers(product)
    acknowledged = {entry: number for writer in writers for entry, number in writer.acknowledged.items()}
    missing = [entry for entry, number in acknowledged.items() if stored(product, entry) < number]
    return sum(acknowledged.values()), missing


def until_it_answers(product: Product) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        assert product.process.poll() is None, "The product has stopped."
        with contextlib.suppress(OSError, http.client.HTTPException):
            product.ask("/health/")
            return
        time.sleep(0.05)
    raise AssertionError("The product does not come back.")


def stored(product: Product, entry: str) -> int:
    """The number that the entry holds; none if there is no such entry."""
    for _try in range(5):
        try:
            page = product.ask(f"/entries/{entry}/edit/")
        except (OSError, http.client.HTTPException) as error:
            if getattr(error, "code", None) == 404:
                return 0
            until_it_answers(product)  # the last kill can still be felt
        else:
            return int(re.search(r"<textarea[^>]*>\s*(\d+)</textarea>", page)[1])
    raise AssertionError("The entry cannot be read.")


@needs_proc
@pytest.mark.parametrize("kills", [3, pytest.param(50, marks=pytest.mark.slow)])
def test_no_acknowledged_save_is_lost(kills):
    with running() as product:
        saves, missing = lost(product, kills, [product.postgres, product.web, product.backend])
    assert saves > 10 * kills
    assert missing == []


@needs_proc
def test_control_a_server_that_acknowledges_before_it_writes():
    with running() as product:
        with product.superuser() as connection:
            for name, value in [
                ("synchronous_commit", "off"),
                ("wal_writer_delay", "10s"),
                ("wal_writer_flush_after", "1GB"),
            ]:
                connection.execute(f"ALTER SYSTEM SET {name} = '{value}'")
            connection.execute("SELECT pg_reload_conf()")
        _saves, missing = lost(product, 2, [product.postgres])
    assert missing != []


# The browser


def typed_and_kept(playwright, site, person, *, saving: bool = True) -> tuple[int, str, str]:
    """Type until the browser is killed: how many letters were typed 5 s before, all of them, and what was kept."""
    text, times = "", []
    with tempfile.TemporaryDirectory(prefix="bothways-test-", ignore_cleanup_errors=True) as profile:
        context = playwright.chromium.launch_persistent_context(profile, **launch_options())
        context.add_cookies(
            [{"name": c.key, "value": c.value, "url": site.origin} for c in person.client.cookies.values()]
        )
        page = context.pages[0]
        page.goto(site.origin)
        if not saving:
            page.route("**/entries/**", lambda route: route.abort())
        page.locator("textarea").focus()
        until = time.monotonic() + TYPING_LOST + 4
        while time.monotonic() < until:
            letter = "abcdefghij"[len(text) % 10]
            times.append(time.monotonic())
            page.keyboard.type(letter)
            text += letter
            time.sleep(0.05)
        browsers = [
            int(each.name)
            for each in Path("/proc").glob("[0-9]*")
            if profile in (told := command(int(each.name))) and "--type=" not in told
        ]
        assert browsers
        killed_at = time.monotonic()
        kill(browsers)
        with contextlib.suppress(Exception):
            context.close()
    time.sleep(0.5)
    with identity("writer", person.user.pk):
        kept = [entry.read_body(person.vault) for entry in person.user.entries.all()]
    assert len(kept) <= 1
    return sum(each < killed_at - TYPING_LOST for each in times), text, "".join(kept)


@needs_proc
@pytest.mark.browser
def test_of_typing_at_most_five_seconds_are_lost(committed_people, playwright, site):
    typed_before, text, kept = typed_and_kept(playwright, site, committed_people.ana)
    assert text.startswith(kept)
    assert 0 < typed_before <= len(kept)


@needs_proc
@pytest.mark.browser
@pytest.mark.slow
def test_control_a_page_that_does_not_save(committed_people, playwright, site):
    typed_before, _text, kept = typed_and_kept(playwright, site, committed_people.ana, saving=False)
    assert typed_before > len(kept)
