"""The demo: made once, in a database that holds nobody, and complete."""

import datetime
import re
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from allauth.account.models import EmailAddress
from django.contrib.sessions.models import Session
from django.core import mail
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from accounts.models import User
from config.models import Demo
from journal.models import Entry, Revision
from journal.models.photo import in_order
from questionnaires.models import Edition, Response
from sharing.models import Connection, Consent, Opening
from tests.cast import PASSWORD
from vault.identity import identity
from vault.models import KeySlot, SessionVault, UserKeys

PEOPLE = {
    "ana@example.org": "writer",
    "ben@example.org": "writer",
    "dr-cho@example.org": "therapist",
    "dr-diaz@example.org": "therapist",
    "eve@example.org": "editor",
}


@pytest.fixture
def demo(committed):
    """Made for real: an opening needs a transaction of its own."""
    call_command("publish_questionnaires", verbosity=0)
    call_command("make_demo")


def open_vault(email):
    user = User.objects.get(email=email)
    return user, user.open_vault(PASSWORD)


def test_everybody_is_there_and_can_sign_in(demo, client):
    assert {user.email: user.kind for user in User.objects.all()} == PEOPLE
    assert Demo.objects.get().wanted
    for email in PEOPLE:
        assert client.post("/accounts/login/", {"login": email, "password": PASSWORD}).status_code == 302
        client.logout()
    assert all(user.therapist.is_verified for user in User.objects.filter(kind="therapist"))


def test_everybody_has_signed_up_as_people_do(demo):
    """The same traces as those of somebody who has just gone through the pages themselves."""
    visitor = Client()
    fields = {"email": "mia@example.org", "password1": PASSWORD, "time_zone": "Europe/Berlin"}
    visitor.post("/accounts/signup/", fields)
    visitor.post("/accounts/confirm-email/", {"code": re.search(r"\d{6}", mail.outbox[-1].body)[0]})
    mia = traces("mia@example.org")
    assert mia == ([("mia@example.org", True, True)], ["password"], "Europe/Berlin", True)
    for email in ("ana@example.org", "ben@example.org", "dr-cho@example.org", "dr-diaz@example.org"):
        slots = ["password", "recovery"]
        assert traces(email) == ([(email, True, True)], slots, "Europe/Berlin", True)
        keys = UserKeys.objects.get(owner__email=email)
        assert keys.recovery_confirmed_at
        assert keys.told_at
    assert traces("eve@example.org") == ([("eve@example.org", True, True)], [], "Europe/Berlin", True)


def traces(email):
    user = User.objects.get(email=email)
    slots = KeySlot.objects.filter(owner=user).order_by("kind").values_list("kind", flat=True)
    addresses = EmailAddress.objects.filter(user=user).values_list("email", "verified", "primary")
    return list(addresses), list(slots), user.time_zone, user.last_login is not None


def test_nothing_is_mailed_and_nobody_stays_signed_in(committed, capfd, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"
    call_command("publish_questionnaires", verbosity=0)
    call_command("make_demo")
    assert capfd.readouterr() == ("", "")
    assert not Session.objects.exists()
    assert not SessionVault.objects.exists()


def test_the_limits_of_this_machine_are_untouched(demo):
    """Twenty sign-ups an hour from one address."""
    statuses = [
        Client().post("/accounts/signup/", {"email": f"{n}@example.net", "password1": PASSWORD}).status_code
        for n in range(21)
    ]
    assert statuses == [302] * 20 + [429]


def test_ana_opens_at_today(demo, client):
    client.post("/accounts/login/", {"login": "ana@example.org", "password": PASSWORD})
    assert client.get("/").status_code == 200


def test_ana_has_written_for_twelve_weeks(demo):
    ana, vault = open_vault("ana@example.org")
    with identity("writer", ana.pk):
        pages = list(ana.entries.live().filter(kind=Entry.Kind.ENTRY).newest_first())
        heads = [page.read_head(vault) for page in pages]
        zone = ZoneInfo(ana.time_zone)
        assert 38 <= len(pages) <= 50
        assert timezone.now() - pages[-1].written_at > datetime.timedelta(days=80)
        assert all(later.written_at > earlier.written_at for later, earlier in pairwise(pages))
        assert all(page.written_at <= page.changed_at < timezone.now() for page in pages)
        assert all(page.about_on == page.written_at.astimezone(zone).date() for page in pages)
        assert 3 <= sum(page.starred_at is not None for page in pages) <= 8
        assert {head.mood for head in heads} == {None, 1, 2, 3, 4, 5}
        assert sum(bool(head.title) for head in heads) > 20 < sum(bool(head.tags) for head in heads)
        lengths = [len(page.read_body(vault).split()) for page in pages]
        assert min(lengths) < 15
        assert 350 < max(lengths) <= 500


def test_ana_has_photos_and_wrote_a_page_anew(demo):
    ana, vault = open_vault("ana@example.org")
    with identity("writer", ana.pk):
        soup = Revision.objects.select_related("entry").get()
        assert soup.kind == Revision.Kind.EARLIER
        assert soup.kept_at == soup.entry.written_at < soup.entry.changed_at
        assert soup.as_draft(vault).body != soup.entry.read_body(vault)
        entries = ana.entries.filter(photos__isnull=False).distinct().newest_first()
        told = [[shown.head.alt != "" for shown in in_order(entry, vault)] for entry in entries]
        assert told == [[True], [True, True]]
        assert all(photo.read(vault) for entry in entries for photo in entry.photos.all())


def test_ana_has_answered_every_questionnaire_several_times(demo):
    ana, vault = open_vault("ana@example.org")
    with identity("writer", ana.pk):
        rounds = Response.objects.rounds(vault)
        for edition in Edition.objects.current():
            mine = [each for each in rounds if each.head.questionnaire == edition.questionnaire_id]
            weekly = edition.parsed.key == "how-it-feels"
            assert len(mine) == (12 if weekly else 4)
            days = [each.response.finished_at for each in mine]
            least = datetime.timedelta(days=5 if weekly else 14)
            assert all(later - earlier > least for later, earlier in pairwise(days))
            assert days[0] < timezone.now()
            answers = [each.response.read_answers(vault) for each in mine]
            assert all(given != before for given, before in pairwise(answers)), (
                "Something changes over the weeks."
            )
            assert weekly or all(each.response.entry.read_body(vault) for each in mine)


def test_one_share_lives_and_one_was_taken_back(demo):
    ana, vault = open_vault("ana@example.org")
    with identity("writer", ana.pk):
        consents = Consent.objects.order_by("shared_at").with_therapist()
        told = [(each.therapist.name, each.is_live, each.read_note(vault).title) for each in consents]
        assert told == [("Luz Diaz", False, "The kettle"), ("Mina Cho", True, "The bench")]
        opening = Opening.objects.select_related("consent").get()
        assert opening.consent == consents[1]
        assert opening.opened_at > opening.consent.shared_at


@pytest.mark.parametrize("email", ["ben@example.org"])
def test_ben_has_an_empty_journal(demo, email):
    ben, _ = open_vault(email)
    with identity("writer", ben.pk):
        assert not Entry.objects.exists()
        assert not Connection.objects.exists()


def test_a_second_run_does_nothing(demo):
    before = set(User.objects.values_list("pk", "password"))
    call_command("make_demo")
    call_command("make_demo", never=True)
    assert set(User.objects.values_list("pk", "password")) == before
    assert Demo.objects.get().wanted


def test_never(db):
    call_command("make_demo", never=True)
    call_command("make_demo")
    assert not User.objects.exists()
    assert not Demo.objects.get().wanted


def test_not_where_somebody_is(people):
    assert people.ana
    call_command("make_demo")
    assert User.objects.count() == 1
    assert not Demo.objects.exists()


def test_not_in_a_database_of_ones_own(db, settings):
    settings.EMBEDDED = False
    call_command("make_demo")
    assert not User.objects.exists()
    assert not Demo.objects.exists()


def test_an_interrupted_run_leaves_nothing(committed, monkeypatch):
    call_command("publish_questionnaires", verbosity=0)

    def fail(*args):
        raise KeyboardInterrupt

    monkeypatch.setattr("config.management.commands.make_demo.share", fail)
    with pytest.raises(KeyboardInterrupt):
        call_command("make_demo")
    assert not User.objects.exists()
    assert not Demo.objects.exists()
    monkeypatch.undo()
    call_command("make_demo")
    assert User.objects.count() == len(PEOPLE)
