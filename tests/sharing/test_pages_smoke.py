import pytest

from tests import cast

pytestmark = pytest.mark.django_db


def test_all(people, shared, walk, connection, django_assert_num_queries):
    a, c = people.ana.client, people.cho.client
    inv = cast.invite(people.ana, "Ana")
    for cl, path in [
        (a, "/sharing/"),
        (a, "/sharing/invite/"),
        (a, f"/sharing/connections/{connection.pk}/"),
        (a, f"/sharing/connections/{inv.pk}/"),
        (a, f"/sharing/connections/{connection.pk}/end/"),
        (a, f"/sharing/entries/{walk.pk}/"),
        (a, "/sharing/ledger/"),
        (c, "/clients/"),
        (c, f"/clients/{connection.pk}/"),
        (c, f"/shared/{shared.pk}/"),
        (c, f"/clients/{connection.pk}/end/"),
        (a, "/sharing/ledger/"),
    ]:
        from django.db import connection as db
        from django.test.utils import CaptureQueriesContext

        cl.get(path)
        with CaptureQueriesContext(db) as q:
            r = cl.get(path)
        print(path, r.status_code, len(q))
        if len(q) > 8:
            for x in q.captured_queries:
                print("   ", x["sql"][:150])
    print(r.content.decode()[2500:])
