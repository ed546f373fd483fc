"""A new password by mail: the account opens, the words stay locked."""

from django.core import mail
from django.test import Client

from tests.cast import PASSWORD

NEW = "moss-under-the-birch"


def reset(client: Client, link: str, password: str = NEW):
    form = client.get(link).url
    return client.post(form, {"password1": password})


def test_the_whole_way(people, reset_link):
    client = Client()
    answer = client.post("/accounts/password/reset/", {"email": people.ana.user.email})
    assert answer.url == "/accounts/password/reset/done/"
    assert client.get(answer.url).status_code == 200
    assert mail.outbox[-1].subject == "Notes: a new password"
    answer = reset(client, reset_link())
    assert answer.url == "/"
    assert client.get("/").url == "/unlock/?next=/"
    assert client.get("/account/").url == "/unlock/?next=/account/"
    assert client.post("/unlock/", {"password": PASSWORD, "current": NEW}).status_code == 302
    assert client.get("/").status_code == 200


def test_an_editor_comes_in_at_once(people, reset_link):
    client = Client()
    client.post("/accounts/password/reset/", {"email": people.eve.user.email})
    assert reset(client, reset_link()).url == "/admin/"


def test_a_link_works_once(people, reset_link):
    client = Client()
    client.post("/accounts/password/reset/", {"email": people.ana.user.email})
    link = reset_link()
    reset(client, link)
    answer = Client().get(link)
    assert "This link is spent" in answer.text


def test_a_made_up_link(db):
    assert "This link is spent" in Client().get("/accounts/password/reset/key/1-abc-def/").text
    assert "This link is spent" in Client().get("/accounts/password/reset/key/zzzz-set-password/").text


def test_a_weak_password_is_refused(people, reset_link):
    client = Client()
    client.post("/accounts/password/reset/", {"email": people.ana.user.email})
    assert reset(client, reset_link(), "short").status_code == 400


def test_an_unknown_address_gets_a_mail_that_says_so_and_the_page_says_the_same(people):
    known = Client().post("/accounts/password/reset/", {"email": people.ana.user.email})
    unknown = Client().post("/accounts/password/reset/", {"email": "nobody@example.org"})
    assert (known.status_code, known.url) == (unknown.status_code, unknown.url)
    assert "not in use" in mail.outbox[-1].body
    for sent in mail.outbox:
        assert "Notes" in sent.subject
        assert "bothways" not in (sent.subject + sent.body).lower()


def test_an_open_session_of_somebody_else_is_closed(people, reset_link):
    client = people.ben.client
    client.post("/accounts/password/reset/", {"email": people.ana.user.email})
    reset(client, reset_link())
    assert client.get("/").url == "/unlock/?next=/"
    assert client.post("/unlock/", {"password": PASSWORD, "current": NEW}).status_code == 302
