"""The cast, made only through the domain's own verbs; each person is made when first asked for.

Ana writes. Ben is a stranger. Dr Cho has Ana's live consent for one entry. Dr Diaz had one that was withdrawn.
Eve edits questionnaires.
"""

import datetime
import uuid
from dataclasses import dataclass
from functools import cached_property

from allauth.account.models import EmailAddress
from django.test import Client
from django.utils import timezone

from accounts.models import Therapist, User
from config.models import HelpLine
from journal.models import Conflict, Entry, Mute, Muted, Photo, Prompt, Revision, Template
from journal.photos import draw
from journal.words import Draft
from questionnaires.models import About, CheckIn, Edition, Response
from sharing.content import Choice, Content
from sharing.door import find_invitation
from sharing.models import Connection, Consent
from tests import pictures
from vault import codes
from vault.identity import identity
from vault.models import UserKeys
from vault.session import OpenVault

SOURCE = "https://example.org/lines"
PASSWORD = "paper-boat-lantern"
# What Ana writes in `everything`: a leak test looks for these.
WORDS = ("marzipan", "quicksilver", "heliotrope", "nightingale", "palimpsest")


@dataclass
class Person:
    user: User
    vault: OpenVault | None

    @cached_property
    def client(self) -> Client:
        """Signed in by password, so the journal is unlocked."""
        client = Client()
        answer = client.post("/accounts/login/", {"login": self.user.email, "password": PASSWORD})
        assert answer.status_code == 302, answer.content.decode()
        return client


class Cast:
    words = WORDS

    @cached_property
    def ana(self) -> Person:
        return _person("ana", User.Kind.WRITER)

    @cached_property
    def ben(self) -> Person:
        return _person("ben", User.Kind.WRITER)

    @cached_property
    def cho(self) -> Person:
        return _therapist("dr-cho", "Mina Cho", self.eve)

    @cached_property
    def diaz(self) -> Person:
        return _therapist("dr-diaz", "Luz Diaz", self.eve)

    @cached_property
    def eve(self) -> Person:
        return _person("eve", User.Kind.EDITOR)

    def visitor(self) -> Client:
        """Nobody: not signed in."""
        return Client()

    def everything(self) -> None:
        """One of each: what a URL can name, and what could leak."""
        ana, cho, diaz = self.ana, self.cho, self.diaz
        self.entry = write(ana, Draft("A marzipan title", "Quite some quicksilver.", 2, ("heliotrope",)))
        self.earlier = rewrite(
            ana, self.entry, Draft("A marzipan title", "More quicksilver.", 2, ("heliotrope",))
        )
        self.version = conflict(ana, self.entry, Draft("A marzipan title", "A nightingale instead."))
        with identity("writer", ana.user.pk):
            self.tag = ana.user.tags.get()
            self.mute = Mute.keep(ana.user, ana.vault, Muted(entry=str(self.entry.pk)))
            self.template = Template.keep(ana.user, ana.vault, "Marzipan", "A nightingale, again.")
        album = write(ana, Draft("Nightingale"))
        self.photo = photograph(ana, album, alt="A palimpsest", caption="A heliotrope.")
        self.response = begin(ana, "is-the-love-mutual")
        self.check_in = ask_again(ana, self.response)
        self.connection = connect(ana, cho, "Palimpsest")
        self.consent = share(ana, self.connection, self.entry)
        taken_back = share(ana, connect(ana, diaz, "Palimpsest"), self.entry)
        with identity("writer", ana.user.pk):
            taken_back.withdraw()
        self.invitation = invite(ana, "Palimpsest")
        with identity("editor", self.eve.user.pk):
            self.edition = Edition.objects.order_by("pk").first()
            self.prompt = Prompt.objects.order_by("pk").first()
            self.line = HelpLine.objects.create(
                country="Utopia", name="Night line", phone="116 000", source=SOURCE
            )

    def arguments(self, url_name: str) -> dict[str, object]:
        """What `everything` made, as the arguments of this URL."""
        namespace, _, name = url_name.rpartition(":")
        if namespace == "admin":
            rows = {
                "accounts_therapist": self.cho.user.pk,
                "config_helpline": self.line.pk,
                "journal_prompt": self.prompt.pk,
                "questionnaires_edition": self.edition.pk,
                "questionnaires_questionnaire": self.edition.questionnaire_id,
            }
            model, _, action = name.rpartition("_")
            if action in ("change", "delete", "history"):
                return {"object_id": rows[model]}
            return {"app_label": "accounts"} if name == "app_list" else {}
        if namespace == "journal" and name.startswith("entry_photo"):
            shows = {} if name == "entry_photos" else {"photo": self.photo.pk}
            return {"id": self.photo.entry_id, **shows}
        if namespace == "journal" and name.startswith("entry") and name != "entry_new":
            versions = {"entry_settle": self.version, "entry_version": self.earlier}
            settles = {"version": versions[name].pk} if name in versions else {}
            return {"id": self.entry.pk, **settles}
        if namespace == "questionnaires" and name.startswith("check_in") and name != "check_ins":
            return {"id": self.check_in.pk}
        if namespace == "questionnaires" and name in ("response", "section", "finish", "result"):
            return {"id": self.response.pk, **({"number": 1} if name == "section" else {})}
        return {
            "sharing:connection": {"connection_id": self.connection.pk},
            "sharing:confirm": {"connection_id": self.connection.pk},
            "sharing:refuse": {"connection_id": self.connection.pk},
            "sharing:end": {"connection_id": self.connection.pk},
            "sharing:share": {"entry_id": self.entry.pk},
            "sharing:take_back": {"consent_id": self.consent.pk},
            "clients:invitation": {"token": self.invitation.token(self.ana.vault)},
            "clients:client": {"connection_id": self.connection.pk},
            "clients:confirm": {"connection_id": self.connection.pk},
            "clients:refuse": {"connection_id": self.connection.pk},
            "clients:end": {"connection_id": self.connection.pk},
            "clients:shared_copy": {"consent_id": self.consent.pk},
            "journal:template": {"id": self.template.pk},
            "journal:month": {"first": self.entry.about_on.replace(day=1)},
            "journal:day": {"day": self.entry.about_on},
            "journal:mute_lift": {"id": self.mute.pk},
            "journal:tag": {"id": self.tag.pk},
            "journal:tag_delete": {"id": self.tag.pk},
            "journal:template_delete": {"id": self.template.pk},
            "account_reset_password_from_key": {"uidb36": "0", "key": "x"},
        }.get(url_name, {})


def _person(name: str, kind: str) -> Person:
    """Signed up, address confirmed, recovery code kept, told what Leave now cannot do."""
    user = User.objects.create_user(f"{name}@example.org", PASSWORD, kind=kind)
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    if not user.has_vault:
        return Person(user, None)
    vault = UserKeys.make(user, PASSWORD)
    keys = UserKeys.objects.get(pk=user.pk)
    keys.set_recovery_code(vault, codes.new())
    keys.tell()
    return Person(user, vault)


def _therapist(name: str, full_name: str, editor: Person) -> Person:
    person = _person(name, User.Kind.THERAPIST)
    profile = Therapist.objects.create(user=person.user, name=full_name, license="PSY 20417", place="Lyon")
    with identity("editor", editor.user.pk):
        profile.verify(editor.user, "License seen in the public register.")
    return person


# What they do in one line; each verb runs in a transaction of its own, as its person.


def write(writer: Person, draft: Draft) -> Entry:
    with identity("writer", writer.user.pk):
        return Entry.begin(writer.user, writer.vault, draft)[0]


def photograph(writer: Person, entry: Entry, **said: str) -> Photo:
    with identity("writer", writer.user.pk):
        return Photo.add(entry, writer.vault, draw(pictures.picture()), **said)


def rewrite(writer: Person, entry: Entry, draft: Draft) -> Revision:
    """The entry says something else now; what it said is the earlier version that this returns."""
    with identity("writer", writer.user.pk):
        assert entry.save_draft(writer.vault, draft, based_on=entry.revision, keep=True) is None
        return entry.revisions.earlier().newest_first()[0]


def conflict(writer: Person, entry: Entry, draft: Draft):
    """A version that lost against what stands in the entry."""
    with identity("writer", writer.user.pk):
        lost = Entry.objects.get(pk=entry.pk).save_draft(writer.vault, draft, based_on="an older revision")
    assert isinstance(lost, Conflict)
    return lost.kept


def begin(writer: Person, key: str) -> Response:
    with identity("writer", writer.user.pk):
        edition = Edition.objects.current().get(questionnaire__key=key)
        return Response.begin(writer.user, writer.vault, edition)


def ask_again(writer: Person, response: Response, *, by_mail: bool = True) -> CheckIn:
    """Every week from today on, by mail too."""
    with identity("writer", writer.user.pk):
        head = response.read_head(writer.vault)
        about = About(head.questionnaire, response.entry.read_head(writer.vault).title)
        return CheckIn.ask(
            writer.user,
            writer.vault,
            about,
            id=uuid.uuid4(),
            every=CheckIn.Every.WEEK,
            first_on=timezone.localdate(),
            by_mail=by_mail,
        )


def invite(writer: Person, name: str) -> Connection:
    with identity("writer", writer.user.pk):
        return Connection.invite(writer.user, writer.vault, name)


def accept(connection: Connection, writer: Person, therapist: Person) -> None:
    with identity("writer", writer.user.pk):
        token = connection.token(writer.vault)
    with identity("therapist", therapist.user.pk):
        find_invitation(token).accept(therapist.user, therapist.vault, token)


def connect(writer: Person, therapist: Person, name: str) -> Connection:
    connection = invite(writer, name)
    accept(connection, writer, therapist)
    with identity("therapist", therapist.user.pk):
        theirs = Connection.objects.for_therapist().get(pk=connection.pk)
        theirs.therapist_confirm(therapist.vault, theirs.code(therapist.vault))
    with identity("writer", writer.user.pk):
        connection = Connection.objects.get(pk=connection.pk)
        connection.confirm(writer.vault, connection.code(writer.vault))
    return connection


def share(writer: Person, connection: Connection, entry: Entry, days: float = 30) -> Consent:
    with identity("writer", writer.user.pk):
        content = Content.of(entry, writer.vault, Choice())
        ends_at = timezone.now() + datetime.timedelta(days=days)
        return connection.share(entry, content, Choice(), writer.vault, ends_at)
