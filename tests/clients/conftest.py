"""The same people and things as on the writer's side."""

from tests.sharing.conftest import connection, shared, walk

__all__ = ["connection", "shared", "walk"]
