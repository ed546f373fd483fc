"""How dates and times are written, where we differ from Django: in full, and with 24 hours."""
