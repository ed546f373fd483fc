"""Pages of guided questionnaires. The door (config/middleware.py) has let in their writer, with the vault open."""
