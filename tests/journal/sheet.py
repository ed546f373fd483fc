"""What the writing form posts, for tests that write."""

import uuid

from tests.cast import Person

AUTOSAVE = {"X-Autosave": "1", "Accept": "application/json"}


def sheet(person: Person, **fields: object) -> dict[str, object]:
    return {
        "owner": person.user.pk,
        "id": uuid.uuid4(),
        "based_on": "",
        "page": uuid.uuid4().hex,
        "sequence": 1,
        "title": "",
        "body": "",
        "mood": "",
        "tags": "",
        "about_on": "",
        "prompt": "",
        **fields,
    }
