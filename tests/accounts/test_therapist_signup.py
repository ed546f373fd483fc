"""A therapist signs up alone; an editor verifies the profile later."""

from django.test import Client

from accounts.models import Therapist, User

FORM = {
    "name": "Ines Ferro",
    "license": "OPP 4711, Ordem dos Psicólogos",
    "place": "Porto",
    "email": "ines@example.org",
    "password1": "lantern-paper-boat",
}


def test_a_therapist_signs_up(newest_code):
    client = Client()
    assert client.post("/accounts/signup/therapist/", FORM).url == "/accounts/confirm-email/"
    assert client.post("/accounts/confirm-email/", {"code": newest_code()}).url == "/clients/"
    user = User.objects.get()
    assert (user.kind, user.therapist.name, user.therapist.is_verified) == ("therapist", "Ines Ferro", False)
    assert client.get("/clients/").url == "/recovery-code/"


def test_every_part_of_the_profile_is_needed(db):
    for name in ("name", "license", "place"):
        assert Client().post("/accounts/signup/therapist/", FORM | {name: " "}).status_code == 400
    assert not User.objects.exists()


def test_a_writer_who_signs_up_again_before_confirming_leaves_no_profile(newest_code):
    from django.core.cache import cache

    Client().post("/accounts/signup/therapist/", FORM)
    cache.clear()
    Client().post("/accounts/signup/", {"email": FORM["email"], "password1": FORM["password1"]})
    assert User.objects.get().kind == "writer"
    assert not Therapist.objects.exists()


def test_from_an_invitation_and_back_to_it(newest_code):
    """A therapist who opens a link from a client has to sign up first, and comes back to the link."""
    client = Client()
    page = client.get("/accounts/signup/?next=/clients/").text
    assert '/accounts/signup/therapist/?next=%2Fclients%2F"' in page
    page = client.get("/accounts/signup/therapist/?next=/account/").text
    assert '<input type="hidden" name="next" value="/account/">' in page
    client.post("/accounts/signup/therapist/", FORM | {"next": "/account/"})
    assert client.post("/accounts/confirm-email/", {"code": newest_code()}).url == "/account/"
    assert client.cookies["session"]["max-age"] == ""
