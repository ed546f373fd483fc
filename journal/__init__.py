"""The words: entries, their tags and their kept versions."""
