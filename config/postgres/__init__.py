"""The database backend `config.postgres`: Django's own for PostgreSQL, with an embedded server."""
