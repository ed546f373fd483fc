"""Make the tables, then a person of each name given, signed in: prints their ids and cookies as JSON.

A process of its own, because Django holds one set of settings a process.
"""

import json
import sys

import django
from django.core.management import call_command
from django.test import Client


def main(names: list[str]) -> None:
    django.setup()
    call_command("migrate", verbosity=0)
    from django.contrib.auth import get_user_model

    people = []
    for name in names:
        user = get_user_model().objects.create_user(name)
        client = Client(HTTP_HOST="127.0.0.1")
        client.force_login(user)
        client.get("/")
        people.append({"id": user.pk, "cookies": {name: each.value for name, each in client.cookies.items()}})
    print(json.dumps(people))


if __name__ == "__main__":
    main(sys.argv[1:])
