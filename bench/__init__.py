"""How fast it is: our pages and a bare Django's, asked in turn, beside a database full of other people's words."""
