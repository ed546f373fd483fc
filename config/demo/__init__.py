"""The demo people's words, as data, and how Ana answers whatever questionnaires there are."""
