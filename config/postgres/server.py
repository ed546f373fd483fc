"""Run the PostgreSQL that a wheel carries: in a folder of ours, for one OS user, with passwords.

Only the binaries: the wheel's own Python would start it without passwords and with an open socket.
"""

import contextlib
import fcntl
import hashlib
import json
import os
import secrets
import shlex
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql

from config.postgres import PostgresUnavailable, account

DATABASE = "bothways"
LOGINS = ("bothways_owner", "bothways_web", "bothways_worker")
ROLES = Path(__file__).resolve().parents[2] / "docs" / "roles.sql"
SETTINGS = {
    "listen_addresses": "",
    "port": "5432",  # only a part of the socket's name
    "unix_socket_permissions": "0700",
    "max_connections": "60",
    # A search reads every word of a person; memory is taken only as the data grows into it.
    "shared_buffers": "256MB",
    "timezone": "UTC",
    # A message or its detail can quote a value, a crash its statement: none of them goes to the log.
    "log_min_messages": "log",
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
    "log_statement": "none",
    "log_parameter_max_length": "0",
    "log_parameter_max_length_on_error": "0",
    "log_checkpoints": "off",
}


@dataclass(frozen=True)
class Credentials:
    """How to reach the embedded server; passwords by login role."""

    host: str
    port: int
    name: str
    passwords: dict[str, str] = field(repr=False)


def ensure(base: Path) -> Credentials:
    """Start the server under `base` unless it runs; make it first if there is none."""
    with _sentences(base), _locked(base):
        return _Server(account.home(base)).ensure()


def stop(base: Path) -> None:
    """Stop the server under `base` if it runs; open transactions are rolled back."""
    if base.is_dir():
        with _sentences(base), _locked(base):
            _Server(base.resolve()).stop()


def credentials(base: Path) -> Credentials:
    """How to reach the server, without starting it."""
    with _sentences(base):
        return _Server(base.resolve()).credentials()


def is_running(base: Path) -> bool:
    """Whether the server's main process lives."""
    return _Server(base.resolve()).is_running()


@contextlib.contextmanager
def _sentences(base: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        reason = f"{error.strerror}: {error.filename or base}"
        raise PostgresUnavailable(f"The database folder {base} cannot be used ({reason}).") from error
    except psycopg.Error as error:
        reason = str(error).partition("\n")[0]
        raise PostgresUnavailable(f"The database in {base} could not be set up ({reason}).") from error


@contextlib.contextmanager
def _locked(base: Path) -> Iterator[None]:
    """One process at a time; the lock lies beside `base`, which may not be there yet."""
    base.parent.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(base.with_name(base.name + ".lock"), os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


class _Server:
    """The server in one folder; whoever calls `ensure` or `stop` holds the lock."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.data = home / "data"
        self.log = self.data / "server.log"
        self.pid_file = self.data / "postmaster.pid"
        self.kept = home / "credentials.json"
        self.anew = f"restore it from a backup, or move {home} away to begin anew"
        self.sockets = home / "run"
        if len(os.fsencode(self.sockets)) > 80:  # the whole address may have little more than 100 bytes
            name = hashlib.sha256(os.fsencode(home)).hexdigest()[:16]
            self.sockets = Path(f"/tmp/bothways-{name}")  # noqa: S108 - used only if it is ours

    def ensure(self) -> Credentials:
        self.account = account.options()
        self.binaries = account.binaries(self.home)
        kept = self._read() or self._write(
            {name: secrets.token_urlsafe(24) for name in ("postgres", *LOGINS)}, ""
        )
        if not (self.data / "PG_VERSION").exists():
            if kept["roles"]:
                raise PostgresUnavailable(f"The data folder {self.data} is missing or damaged: {self.anew}.")
            self._initialize(kept["passwords"]["postgres"])
        if not self.is_running():
            self._start()
        self._wait()
        roles = hashlib.sha256(ROLES.read_bytes()).hexdigest()
        if kept["roles"] != roles:
            self._bootstrap(kept["passwords"])
            self._write(kept["passwords"], roles)
        return self.credentials()

    def stop(self) -> None:
        if self.is_running():
            self.account = account.options()
            self.binaries = account.binaries(self.home)
            stop = ["pg_ctl", f"--pgdata={self.data}", "--wait", "stop"]
            try:
                self._run(*stop, "--mode=fast", "--timeout=20")
            except PostgresUnavailable:  # 18.4 hangs if asked while it recovers from a crash of a child
                self._run(*stop, "--mode=immediate")

    def credentials(self) -> Credentials:
        if not (kept := self._read()):
            raise PostgresUnavailable(f"There is no database in {self.home} yet: bin/run makes it.")
        return Credentials(str(self.sockets), int(SETTINGS["port"]), DATABASE, kept["passwords"])

    # The file with the passwords; it also says with which roles.sql the database was set up

    def _read(self) -> dict[str, Any] | None:
        with contextlib.suppress(FileNotFoundError, ValueError, KeyError, TypeError):
            kept = json.loads(self.kept.read_text())
            if {"postgres", *LOGINS} <= set(kept["passwords"]) and isinstance(kept["roles"], str):
                return kept
        if not self.data.exists() and not self.kept.exists():
            return None
        raise PostgresUnavailable(
            f"The database's file of passwords {self.kept} is gone or damaged: {self.anew}."
        )

    def _write(self, passwords: dict[str, str], roles: str) -> dict[str, Any]:
        kept = {"passwords": passwords, "roles": roles}
        beside = self.kept.with_suffix(".new")
        with open(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
            json.dump(kept, file)
            file.flush()
            os.fsync(file.fileno())
        beside.rename(self.kept)
        return kept

    def _run(self, tool: str, *arguments: str) -> None:
        with tempfile.TemporaryFile("w+") as output:  # the server would hold a pipe open for ever
            done = subprocess.run(
                [self.binaries / tool, *arguments],
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                cwd="/",
                env={"PATH": os.defpath, "LC_ALL": "C", "TZ": "UTC"},
                start_new_session=True,  # Ctrl-C is for bin/run, which stops the server last
                **self.account,
            )
            output.seek(0)
            said = output.read()
        if done.returncode:
            if self.log.exists():
                said += self.log.read_text(errors="replace")
            reasons = [
                line.split(": ", 1)[-1]
                for line in said.splitlines()
                if "error: " in line or "FATAL: " in line
            ]
            reason = reasons[-1].strip() if reasons else said.strip().rpartition("\n")[2]
            raise PostgresUnavailable(
                f"PostgreSQL's {tool} failed for {self.data} ({reason}): if that folder is damaged, {self.anew}."
            )

    # Its life

    def _own(self, path: Path, mode: int) -> None:
        if self.account:
            os.chown(path, self.account["user"], self.account["group"])
        path.chmod(mode)

    def _initialize(self, password: str) -> None:
        """Made beside its place and then renamed: an interrupted start leaves nothing half-made in use."""
        for left in self.home.glob("new.*"):
            shutil.rmtree(left, ignore_errors=True)
        new = Path(tempfile.mkdtemp(prefix="new.", dir=self.home))
        (new / "password").touch(0o600)
        (new / "password").write_text(password)
        (new / "data").mkdir()
        for path in (new, new / "password", new / "data"):
            self._own(path, 0o600 if path.is_file() else 0o700)
        locale = ["--encoding=UTF8", "--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
        login = ["--username=postgres", "--auth=scram-sha-256", f"--pwfile={new / 'password'}"]
        self._run("initdb", f"--pgdata={new / 'data'}", "--data-checksums", *locale, *login)
        (new / "data").rename(self.data)
        shutil.rmtree(new)

    def _start(self) -> None:
        mine = self.account.get("user", os.geteuid())
        if self.data.stat().st_uid != mine:
            raise PostgresUnavailable(f"The data folder {self.data} belongs to {self.data.owner()}.")
        self.sockets.mkdir(mode=0o700, exist_ok=True)
        if self.sockets.is_symlink() or self.sockets.stat().st_uid not in {os.geteuid(), mine}:
            raise PostgresUnavailable(f"The folder {self.sockets} belongs to somebody else: remove it.")
        self._own(self.sockets, 0o700)
        for stale in [self.pid_file, *self.sockets.glob(".s.PGSQL.*")]:
            stale.unlink(missing_ok=True)
        settings = SETTINGS | {"unix_socket_directories": str(self.sockets)}
        options = shlex.join(word for name, value in settings.items() for word in ("-c", f"{name}={value}"))
        self._run(
            "pg_ctl", f"--pgdata={self.data}", f"--log={self.log}", f"--options={options}", "--wait", "start"
        )

    def is_running(self) -> bool:
        """Whether the postmaster lives, once the children of one that was killed have left.

        `pg_ctl status` asks only whether its number is taken: a zombie (where process 1 does not reap) or a
        number given to somebody else after a restart would count as alive for ever.
        """
        try:
            pid = self.pid_file.read_text().partition("\n")[0].strip()
        except FileNotFoundError:
            return False
        if sys.platform != "linux":
            ps = subprocess.run(
                ["ps", "-o", "state=,comm=", "-p", pid], capture_output=True, text=True
            ).stdout
            return "postgres" in ps and not ps.startswith("Z")
        for _ in range(200):
            if self._works_here(pid):
                return True
            if not any(self._works_here(process.name) for process in Path("/proc").glob("[0-9]*")):
                return False
            time.sleep(0.05)
        raise PostgresUnavailable(f"Processes of a PostgreSQL that has died still use {self.data}.")

    def _works_here(self, pid: str) -> bool:
        """Whether it is a live process in our data folder, as every process of PostgreSQL is."""
        try:
            state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
            return state not in "ZX" and os.readlink(f"/proc/{pid}/cwd") == str(self.data)
        except (OSError, IndexError):
            return False

    def _wait(self) -> None:
        """Its state is the eighth line of the file (another process may have begun to start it and died)."""
        for _ in range(1200):
            with contextlib.suppress(FileNotFoundError):
                if self.pid_file.read_text().splitlines()[7:8] == ["ready   "]:
                    return
            time.sleep(0.05)
        raise PostgresUnavailable(f"PostgreSQL has not become ready within a minute: see {self.log}.")

    def _bootstrap(self, passwords: dict[str, str]) -> None:
        """Roles, passwords and database; may be repeated, and is when `docs/roles.sql` has changed."""
        login: dict[str, Any] = {"host": str(self.sockets), "port": SETTINGS["port"], "user": "postgres"}
        login["password"] = passwords["postgres"]
        with psycopg.connect(**login, dbname="postgres", autocommit=True) as connection:
            connection.execute(ROLES.read_bytes())
            for role in LOGINS:
                change = sql.SQL("ALTER ROLE {} PASSWORD {}")
                connection.execute(change.format(sql.Identifier(role), sql.Literal(passwords[role])))
            connection.execute("ALTER ROLE bothways_owner CREATEDB")  # it makes the databases of tests
            if not connection.execute("SELECT FROM pg_database WHERE datname = 'bothways'").rowcount:
                connection.execute("CREATE DATABASE bothways OWNER bothways_owner")
            connection.execute("REVOKE ALL ON DATABASE bothways FROM PUBLIC")
            connection.execute("GRANT CONNECT ON DATABASE bothways TO bothways_web, bothways_worker")
        with psycopg.connect(**login, dbname=DATABASE, autocommit=True) as connection:
            connection.execute("REVOKE CREATE ON SCHEMA public FROM PUBLIC")
            connection.execute("ALTER SCHEMA public OWNER TO bothways_owner")
