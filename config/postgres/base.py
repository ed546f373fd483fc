"""Django's PostgreSQL backend, which starts the embedded server when the first connection is wanted."""

import functools
import os
from pathlib import Path
from typing import Any

from django.db import OperationalError
from django.db.backends.postgresql import base

from config.postgres import server


@functools.cache
def _credentials(folder: Path) -> server.Credentials:
    """Asked once a process. Children of `bin/run` only read: it alone starts and stops the server."""
    if os.environ.get("BOTHWAYS_CHILD"):
        return server.credentials(folder)
    return server.ensure(folder)


class DatabaseWrapper(base.DatabaseWrapper):
    """`EMBEDDED` names the server's folder; host, port and the password of `USER` come from there."""

    def get_connection_params(self) -> dict[str, Any]:
        try:
            found = _credentials(Path(self.settings_dict["EMBEDDED"]))
        except server.PostgresUnavailable as error:
            raise OperationalError(str(error)) from error
        login = {
            "host": found.host,
            "port": found.port,
            "password": found.passwords[self.settings_dict["USER"]],
        }
        return super().get_connection_params() | login
