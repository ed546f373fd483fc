"""The pages of the journal. The door (config/middleware.py) has let in its writer, with the vault open."""
