"""The page that says what Leave now cannot do: after the recovery code, before the first words."""

from vault.models import UserKeys


def test_it_says_what_leave_now_cannot_do(people):
    page = people.ana.client.get("/before-you-write/").text
    assert "history of this browser" in page
    assert "controls or watches" in page


def test_therapists_go_home_to_their_clients(people):
    UserKeys.objects.filter(pk=people.cho.user.pk).update(told_at=None)
    assert people.cho.client.get("/clients/").url == "/before-you-write/"
    assert people.cho.client.post("/before-you-write/").url == "/clients/"


def test_not_before_the_code(people):
    UserKeys.objects.filter(pk=people.ana.user.pk).update(recovery_confirmed_at=None, told_at=None)
    for method in ("get", "post"):
        assert getattr(people.ana.client, method)("/before-you-write/").url == "/recovery-code/"
    assert UserKeys.objects.get(pk=people.ana.user.pk).told_at is None


def test_editors_have_no_such_page(people):
    assert people.eve.client.get("/before-you-write/").status_code == 404
