"""Set before Django's settings are read: the tests have a database server, keys and files of their own.

Loaded as a pytest plugin (pyproject.toml), because pytest-django reads the settings before any conftest.
"""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

OURS = {name for name in os.environ if name.startswith("BOTHWAYS_")} | {"DATABASE_URL", "DATABASE_OWNER_URL"}
for name in OURS:
    os.environ.pop(name, None)

FOLDER = Path(tempfile.mkdtemp(prefix="bothways-test-"))
FOLDER.chmod(0o711)
(FOLDER / "static").mkdir()
os.environ["BOTHWAYS_VAR"] = str(FOLDER)
os.environ["EMAIL_URL"] = "memory:"


@atexit.register
def remove() -> None:
    from config.postgres import server

    server.stop(FOLDER / "postgres")
    shutil.rmtree(FOLDER, ignore_errors=True)
