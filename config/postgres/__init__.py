"""The database backend `config.postgres`: Django's own for PostgreSQL, with an embedded server."""


class PostgresUnavailable(Exception):
    """The embedded PostgreSQL cannot be used; the message is one sentence for the person at the keyboard."""
