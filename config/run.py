"""`bin/run`: from an empty folder to a running Bothways, and back to nothing running."""

import argparse
import contextlib
import fcntl
import hashlib
import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NoReturn
from urllib.parse import urlsplit

import django
from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError, call_command
from django.db import OperationalError, connections

from config.postgres import server

BASE = Path(__file__).resolve().parent.parent
SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
PATIENCE = 15  # seconds for a child to finish what it is doing
PAUSE = 1  # second before a child that ended by itself is started again
STEADY = 30  # seconds after which a start counts as one that went well
DEATHS = 4  # in a row, each before it was steady: what keeps it from running does not go away by itself

OWNER = "DATABASE_OWNER_URL"  # whoever gets into the web process must not become the owner of the tables
WEB = ["gunicorn", "--config", "python:config.gunicorn", "config.wsgi"]
WORKER = [
    "manage.py",
    "procrastinate",
    "worker",
    "--shutdown-graceful-timeout",
    "10",
    "--delete-jobs",
    "successful",
]

DEMO = """
This is a demo. Its people, all with the password paper-boat-lantern:

  ana@example.org       writes
  ben@example.org       has an empty journal
  dr-cho@example.org    therapist
  dr-diaz@example.org   therapist
  eve@example.org       editor
"""


class Refused(Exception):
    """Bothways cannot start or go on; the message is one sentence for the person at the keyboard."""


def main() -> int:
    options = argparse.ArgumentParser(prog="bin/run", description="Run Bothways on this machine.")
    options.add_argument("--empty", action="store_true", help="make no demo people in this database, ever")
    empty = options.parse_args().empty
    for number in SIGNALS:
        signal.signal(number, _leave)
    os.chdir(BASE)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    try:
        run(empty)
    except (Refused, server.PostgresUnavailable, ImproperlyConfigured, CommandError) as error:
        sentence = str(error)
    except OperationalError as error:
        sentence = f"The database does not answer: {str(error).partition(chr(10))[0]}."
    print(sentence, file=sys.stderr)
    return 1


def run(empty: bool) -> NoReturn:
    """Start all, then watch. On the way out, web and worker stop first, then the database."""
    folder = settings.VAR / "postgres" if settings.EMBEDDED else None
    with contextlib.ExitStack() as started:
        started.enter_context(_alone(settings.VAR))
        listener = started.enter_context(_listener(int(settings.PORT)))
        if folder:
            started.callback(server.stop, folder)
            with _undisturbed():
                server.ensure(folder)
        is_demo = prepare(empty)
        web, worker = started.enter_context(_children(listener, is_demo))
        _until_it_answers(web)
        print(
            f"\nBothways runs at {settings.ORIGIN} (Ctrl-C stops it).\n{DEMO if is_demo else ''}", flush=True
        )
        while True:
            if folder and not server.is_running(folder):
                with _undisturbed():
                    server.ensure(folder)
                web.deaths = worker.deaths = 0
            web.tend()
            worker.tend()
            time.sleep(0.5)


def prepare(empty: bool) -> bool:
    """Bring all up to date, which takes no time if it is; tells whether there are demo people."""
    django.setup()
    from config.models import Demo
    from config.startup import check_ready, disconnect

    call_command("migrate", verbosity=0)
    check_ready()
    call_command("publish_questionnaires", verbosity=0)
    call_command("publish_prompts", verbosity=0)
    collect_static()
    if settings.EMBEDDED:
        # After the static files, whose names stand in the pages through which demo people sign up.
        call_command("make_demo", never=empty)
    is_demo = Demo.objects.filter(wanted=True).exists()
    disconnect()
    return is_demo


def collect_static() -> None:
    """Django's collectstatic takes seconds, so it runs only when a file has changed."""
    files = [storage.path(name) for finder in get_finders() for name, storage in finder.list(None)]
    state = hashlib.sha256(repr([(path, os.stat(path).st_mtime_ns) for path in sorted(files)]).encode())
    stamp = settings.VAR / "static.stamp"
    if not settings.STATIC_ROOT.is_dir() or not stamp.is_file() or stamp.read_text() != state.hexdigest():
        call_command("collectstatic", interactive=False, clear=True, verbosity=0)
        stamp.write_text(state.hexdigest())


def _leave(number: int, frame: object) -> NoReturn:
    for each in SIGNALS:
        signal.signal(each, lambda *_: None)  # we are stopping already: in order, and within seconds
    sys.exit(0)


@contextlib.contextmanager
def _undisturbed() -> Iterator[None]:
    """A signal waits: a process half-started would be left running."""
    came: list[int] = []
    for each in SIGNALS:
        signal.signal(each, lambda number, _: came.append(number))
    yield
    for each in SIGNALS:
        signal.signal(each, _leave)
    if came:
        _leave(came[0], None)


@contextlib.contextmanager
def _alone(var: Path) -> Iterator[None]:
    """The folder can be written, and no other `bin/run` uses it, which would stop our database."""
    try:
        var.mkdir(parents=True, exist_ok=True)
        lock = os.open(var / "run.lock", os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as error:
        raise Refused(
            f"The folder {var} cannot be written ({error.strerror}): set BOTHWAYS_VAR to another."
        ) from None
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
    except BlockingIOError:
        raise Refused(f"Bothways already runs with the folder {var}.") from None
    finally:
        os.close(lock)


@contextlib.contextmanager
def _listener(port: int) -> Iterator[socket.socket]:
    """Our address, taken before anything else begins; the web process gets it from us."""
    with socket.socket() as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind(("127.0.0.1", port))
        except OSError as error:
            raise Refused(f"Port {port} cannot be used ({error.strerror}): set PORT to a free one.") from None
        yield listener


class Child:
    """Web or worker, in a session of its own, so that Ctrl-C reaches only us; started again if it ends by itself."""

    def __init__(self, name: str, arguments: list[str], **options: Any) -> None:
        self.name, self.arguments, self.options = name, arguments, options
        self.deaths = 0
        self.start()

    def start(self) -> None:
        self.process = subprocess.Popen(
            [sys.executable, *self.arguments], start_new_session=True, **self.options
        )
        self.started_at = time.monotonic()
        self.ended_at: float | None = None

    def has_ended(self) -> bool:
        return self.process.poll() is not None

    def tend(self) -> None:
        """Without a database it would only end again, so until there is one, it is not started."""
        if not self.has_ended():
            return
        if self.ended_at is None:
            self.ended_at = time.monotonic()
            self.end(0)  # what it left
            if not _database_answers():
                self.deaths = 0
            elif self.ended_at < self.started_at + STEADY:
                self.deaths += 1
            else:
                self.deaths = 1
        if self.deaths == DEATHS:
            raise Refused(
                f"The {self.name} process ended by itself {DEATHS} times in a row, so everything was stopped."
            )
        if time.monotonic() >= self.ended_at + PAUSE and _database_answers():
            print(f"The {self.name} process ended by itself and is started again.", file=sys.stderr)
            with _undisturbed():
                self.start()

    def end(self, patience: float) -> None:
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.process.wait(patience)
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)  # it, if it would not stop, and whatever it left
        self.process.wait()


@contextlib.contextmanager
def _children(listener: socket.socket, is_demo: bool) -> Iterator[list[Child]]:
    environment = os.environ | {"BOTHWAYS_CHILD": "1", "BOTHWAYS_DEMO": str(int(is_demo))}
    children = []
    try:
        with _undisturbed():
            web = Child(
                "web",
                ["-m", *WEB, "--bind", f"fd://{listener.fileno()}"],
                env={name: value for name, value in environment.items() if name != OWNER},
                pass_fds=[listener.fileno()],
            )
            children.append(web)
            children.append(Child("worker", WORKER, env=environment | {"BOTHWAYS_LOGIN": "worker"}))
        yield children
    finally:
        for child in children:
            child.process.terminate()
        deadline = time.monotonic() + PATIENCE
        for child in children:
            child.end(max(0, deadline - time.monotonic()))


def _database_answers() -> bool:
    from config.startup import disconnect

    try:
        connections["owner"].ensure_connection()
    except OperationalError:
        return False
    finally:
        disconnect()
    return True


def _until_it_answers(web: Child) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        if web.has_ended():
            raise Refused("The web process ended by itself, so everything was stopped.")
        asked = http.client.HTTPConnection("127.0.0.1", int(settings.PORT), timeout=5)
        with contextlib.suppress(OSError, http.client.HTTPException), contextlib.closing(asked):
            # As the proxy would ask, or an https origin answers with a refusal.
            host = urlsplit(settings.ORIGIN).netloc
            asked.request("HEAD", "/health/", headers={"Host": host, "X-Forwarded-Proto": "https"})
            if asked.getresponse().status < 400:
                return
        time.sleep(0.05)
    raise Refused("The web process does not answer, so everything was stopped.")


if __name__ == "__main__":
    sys.exit(main())
