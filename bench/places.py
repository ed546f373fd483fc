"""A throw-away database with both applications' tables, and the two servers."""

import contextlib
import json
import os
import secrets
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

BASE = Path(__file__).resolve().parents[1]
PATIENCE = 15


@dataclass(frozen=True)
class Served:
    """A running server: its port, and gunicorn's process, whose children are the workers."""

    port: int
    pid: int


def outside() -> None:
    """Before Django's settings are read: whatever the environment names, here it is another database."""
    for name in [name for name in os.environ if name.startswith("BOTHWAYS_") or name.startswith("DATABASE_")]:
        del os.environ[name]
    os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"


@contextlib.contextmanager
def database() -> Iterator[None]:
    """Ours, empty and ready, in a folder that goes at the end; PGHOST and its like lead the bare one there."""
    with tempfile.TemporaryDirectory(prefix="bothways-bench-") as folder:
        Path(folder).chmod(0o711)  # the database may run under another account
        os.environ["BOTHWAYS_VAR"] = folder

        from config.postgres import server
        from config.run import prepare

        place = Path(folder).resolve() / "postgres"
        found = server.ensure(place)
        try:
            prepare(empty=True)
            os.environ.update(PGHOST=found.host, PGPORT=str(found.port), PGUSER="postgres")
            os.environ.update(PGPASSWORD=found.passwords["postgres"], BARE_SECRET_KEY=secrets.token_hex(32))
            yield
        finally:
            from config.startup import disconnect

            disconnect()
            server.stop(place)


def bare_people(names: list[str]) -> list[dict[str, Any]]:
    """Makes the bare Django's tables and its people: for each an id and the cookies of a session."""
    done = subprocess.run(
        [sys.executable, "-m", "bench.bare.sign_in", *names],
        cwd=BASE,
        env=os.environ | {"DJANGO_SETTINGS_MODULE": "bench.bare.settings"},
        check=True,
        stdout=subprocess.PIPE,
    )
    return json.loads(done.stdout)


@contextlib.contextmanager
def serving(settings: str, application: str) -> Iterator[Served]:
    """As bin/run serves: the same gunicorn with the same configuration."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        bind = f"fd://{listener.fileno()}"
        web = subprocess.Popen(
            [
                sys.executable,
                *("-m", "gunicorn", "--config", "python:config.gunicorn"),
                *("--bind", bind, application),
            ],
            cwd=BASE,
            env=os.environ | {"DJANGO_SETTINGS_MODULE": settings, "BOTHWAYS_CHILD": "1"},
            pass_fds=[listener.fileno()],
            start_new_session=True,
        )
        try:
            yield Served(_ready(listener, web), web.pid)
        finally:
            web.terminate()
            try:
                web.wait(PATIENCE)
            except subprocess.TimeoutExpired:
                web.kill()
                web.wait()


def _ready(listener: socket.socket, web: "subprocess.Popen[bytes]") -> int:
    """Its port, once it answers anything at all."""
    port = listener.getsockname()[1]
    for _ in range(300):
        if web.poll() is not None:
            raise SystemExit("A web process ended by itself.")
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=10) as tried:
            tried.sendall(b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n")
            if tried.recv(1):
                return port
        time.sleep(0.1)
    raise SystemExit("A web process does not answer.")
