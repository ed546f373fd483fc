"""Keys: the only app that knows how words are sealed and who holds what opens them."""
