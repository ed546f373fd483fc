"""People: who signs in, with what kind of account, and the therapist's verified profile."""
