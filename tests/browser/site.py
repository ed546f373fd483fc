"""A running site for browser tests: the real server process, its mailbox, and a neutral place to leave to."""

import contextlib
import email
import http.client
import http.server
import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from aiosmtpd.controller import Controller

BASE = Path(__file__).resolve().parents[2]
NEUTRAL = "Elsewhere"


@dataclass
class Site:
    origin: str
    elsewhere: str
    mails: list[email.message.Message] = field(default_factory=list)
    start: Callable[[], subprocess.Popen] | None = None
    web: subprocess.Popen | None = None

    def code_mailed_to(self, address: str) -> str:
        """The six digits of the newest mail to this address."""
        for mail in reversed(self.mails):
            if mail["To"] == address:
                return re.search(r"\b\d{6}\b", mail.get_payload(decode=True).decode())[0]
        raise AssertionError(f"No mail to {address}")

    def crash(self) -> None:
        """The web process and its workers are gone at once; whoever asks, waits."""
        os.killpg(self.web.pid, signal.SIGKILL)
        self.web.wait()

    def come_back(self) -> None:
        self.web = self.start()
        wait_for(self.web, urlsplit(self.origin).port)

    async def handle_DATA(self, server, session, envelope) -> str:
        self.mails.append(email.message_from_bytes(envelope.content))
        return "250 OK"


@contextlib.contextmanager
def running() -> Iterator[Site]:
    with contextlib.ExitStack() as stack:
        listener = stack.enter_context(socket.create_server(("127.0.0.1", 0)))
        port = listener.getsockname()[1]
        elsewhere = stack.enter_context(neutral_place())
        site = Site(f"http://localhost:{port}", elsewhere)
        smtp_port = stack.enter_context(mailbox(site))
        environment = os.environ | {
            "BOTHWAYS_CHILD": "1",
            "DJANGO_SETTINGS_MODULE": "tests.browser.settings",
            "EMAIL_URL": f"smtp://127.0.0.1:{smtp_port}",
            "LEAVE_TO": elsewhere,
            "PORT": str(port),
            "WEB_CONCURRENCY": "1",
        }
        subprocess.run(
            [sys.executable, "manage.py", "collectstatic", "--no-input", "--verbosity", "0"],
            cwd=BASE,
            env=environment,
            check=True,
        )
        command = [sys.executable, "-m", "gunicorn", "--config", "python:config.gunicorn"]
        command += ["--bind", f"fd://{listener.fileno()}", "config.wsgi"]

        def start() -> subprocess.Popen:
            return subprocess.Popen(
                command, cwd=BASE, env=environment, pass_fds=[listener.fileno()], start_new_session=True
            )

        site.start = start
        site.web = start()
        stack.callback(lambda: stop(site.web))
        wait_for(site.web, port)
        yield site


def stop(web: subprocess.Popen) -> None:
    web.terminate()
    try:
        web.wait(15)
    except subprocess.TimeoutExpired:
        web.kill()
        web.wait()


def wait_for(web: subprocess.Popen, port: int) -> None:
    for _ in range(200):
        assert web.poll() is None, "The server ended by itself."
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
        with contextlib.suppress(OSError, http.client.HTTPException), contextlib.closing(connection):
            connection.request("GET", "/health/")
            if connection.getresponse().status == 200:
                return
        time.sleep(0.1)
    raise AssertionError("The server does not answer.")


@contextlib.contextmanager
def mailbox(site: Site) -> Iterator[int]:
    with socket.create_server(("127.0.0.1", 0)) as found:
        port = found.getsockname()[1]
    controller = Controller(site, hostname="127.0.0.1", port=port)
    controller.start()
    try:
        yield port
    finally:
        controller.stop()


@contextlib.contextmanager
def neutral_place() -> Iterator[str]:
    """Where Leave now goes. It is also a page without any protection: it shows the words in its own address."""

    class Neutral(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            words = parse_qs(urlsplit(self.path).query).get("words", [NEUTRAL])[0]
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header("Cache-Control", "max-age=600")
            self.end_headers()
            self.wfile.write(
                f"<!doctype html><title>News</title><h1>{words}</h1><textarea></textarea>".encode()
            )

        def log_message(self, *args: object) -> None:
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Neutral)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/"
    finally:
        server.shutdown()
        server.server_close()
