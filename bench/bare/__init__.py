"""The yardstick: what a page costs in Django before anything of ours.

It is what `django-admin startproject` and Django's tutorial give: the middleware and context processors of
startproject, sessions and users in the database, class `Note` with an index for its list, a base template with a
navigation, and a ModelForm to save. One query a page beside session and user, nothing sealed, no row security, no
translation. Its pages are compressed by Django's gzip middleware, as ours are. The same gunicorn, workers, threads
and connection pool serve it, from the same PostgreSQL, and its table holds the same words as ours.
"""
