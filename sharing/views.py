"""The writer's side: inviting, comparing codes, sharing, taking back, and the ledger."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.contrib import messages
from django.db.models import Prefetch
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.requests import PersonRequest
from journal.models import Entry
from sharing.content import Choice, Content, speaks_of_care
from sharing.forms import ChoiceForm, InviteForm, ShareForm
from sharing.ledger import Proof, newest_first, prove, see, tell
from sharing.models import Connection, Consent, Refused
from vault.models import OpenVault

READ_OR_POST = ["GET", "HEAD", "POST"]


@dataclass(frozen=True)
class Card:
    """A therapist, and what they can read now: each consent with its title."""

    connection: Connection
    shared: list[tuple[Consent, str | None]]

    @property
    def unopened(self) -> int:
        return sum(consent.last_opening is None for consent, _title in self.shared)


@require_safe
def overview(request: PersonRequest) -> HttpResponse:
    """Who reads along, what they can read, and until when."""
    live = Prefetch("consents", Consent.objects.readable())
    going = request.user.connections.going().with_therapist().prefetch_related(live)
    cards = [
        Card(each, with_titles(each.consents.all(), request.vault)) for each in going.order_by("invited_at")
    ]
    return render(request, "sharing/overview.html", {"cards": cards})


def with_titles(consents: Iterable[Consent], vault: OpenVault) -> list[tuple[Consent, str | None]]:
    return [(consent, consent.title(vault)) for consent in consents]


@require_http_methods(READ_OR_POST)
def invite(request: PersonRequest) -> HttpResponseBase:
    form = InviteForm(request.POST or None)
    if form.is_valid():
        name, id = form.cleaned_data["name"], form.cleaned_data["id"]
        if not request.user.connections.filter(pk=id).exists():  # a double click invites once
            Connection.invite(request.user, request.vault, name, id=id)
        return redirect("sharing:connection", id)
    return render(request, "sharing/invite.html", {"form": form}, status=400 if form.is_bound else 200)


@require_safe
def connection(request: PersonRequest, connection_id: UUID) -> HttpResponse:
    """One connection, wherever it stands: a link to send, a code to compare, a therapist who reads along."""
    found = get_object_or_404(request.user.connections.with_therapist(), pk=connection_id)
    context: dict[str, object] = {"connection": found}
    if found.is_open:
        path = reverse("clients:invitation", args=[found.token(request.vault)])
        context["link"] = request.build_absolute_uri(path)
    elif found.is_comparing:
        context["code"] = found.code(request.vault)
    elif found.is_connected:
        context["shared"] = with_titles(found.consents.readable(), request.vault)
    if not found.ended_at:
        context["name"] = found.read_name(request.vault)
    return render(request, "sharing/connection.html", context)


@require_POST
def confirm(request: PersonRequest, connection_id: UUID) -> HttpResponseBase:
    """The same six digits: from now on there is a key that both hold."""
    found = get_object_or_404(request.user.connections, pk=connection_id)
    try:
        found.confirm(request.vault, request.POST.get("code", ""))
    except Refused:
        messages.warning(
            request, _("Something changed in the meantime. Please compare the digits once more.")
        )
    else:
        messages.success(request, _("You are connected. Nothing is shared yet."))
    return redirect("sharing:connection", found.pk)


@require_POST
def refuse(request: PersonRequest, connection_id: UUID) -> HttpResponseBase:
    """Other digits: somebody may stand between the two, so this invitation ends."""
    found = get_object_or_404(request.user.connections, pk=connection_id)
    if not found.is_comparing:
        raise Http404
    found.end(request.user)
    messages.info(
        request,
        _("This invitation has ended, and nothing was shared. Invite again, best when you sit in one room."),
    )
    return redirect("sharing:overview")


@require_http_methods(READ_OR_POST)
def end(request: PersonRequest, connection_id: UUID) -> HttpResponseBase:
    found = get_object_or_404(request.user.connections.with_therapist(), pk=connection_id)
    if found.ended_at:
        return redirect("sharing:overview")  # a double click
    if request.method != "POST":
        return render(request, "sharing/end.html", {"connection": found})
    found.end(request.user)
    messages.success(request, _("It has ended. From now on nothing can be opened."))
    return redirect("sharing:overview")


@require_http_methods(READ_OR_POST)
def share(request: PersonRequest, entry_id: UUID) -> HttpResponseBase:
    """Exactly what they will see, until when, and only then the button."""
    entry = get_object_or_404(request.user.entries.live(), pk=entry_id)
    if entry.kind == Entry.Kind.RESPONSE and entry.response.finished_at is None:
        raise Http404
    ticked = request.POST if request.method == "POST" else request.GET
    choosing = ChoiceForm.of(ticked, speaks_of_care(entry, request.vault))
    content = Content.of(entry, request.vault, choosing.choice)
    connections = list(request.user.connections.connected().with_therapist())
    form = ShareForm(request.POST or None, connections, content)
    if form.is_valid():
        return shared(request, entry, choosing.choice, form)
    context = {
        "entry": entry,
        "choosing": choosing,
        "content": content,
        "connections": connections,
        "photos": entry.photos.count(),
        "form": form,
    }
    return render(request, "sharing/share.html", context, status=form.status)


def shared(request: PersonRequest, entry: Entry, choice: Choice, form: ShareForm) -> HttpResponseBase:
    try:
        form.cleaned_data["connection"].share(entry, form.content, choice, request.vault, form.ends_at)
    except Refused:
        messages.warning(request, _("This connection has just ended, so nothing was shared."))
    else:
        messages.success(request, _("It can be read now. Every opening will stand in the ledger."))
    return redirect("sharing:overview")


@require_POST
def take_back(request: PersonRequest, consent_id: UUID) -> HttpResponseBase:
    consent = get_object_or_404(request.user.consents, pk=consent_id)
    consent.withdraw()
    messages.success(request, _("Taken back. It can no longer be opened."))
    if "connection" in request.POST:
        return redirect("sharing:connection", consent.connection_id)
    return redirect("sharing:ledger" if "ledger" in request.POST else "sharing:overview")


@require_safe
def ledger(request: PersonRequest) -> HttpResponse:
    """Every line, and whether all are there. Looking moves the mark: what she saw can never vanish unnoticed."""
    accepted = request.user.connections.filter(writer_confirmed_at__isnull=False)
    connections = list(accepted.with_therapist().prefetch_related("consents", "openings"))
    doubted = []
    for each in connections:
        openings = list(each.openings.all())
        proof = prove(each, openings, request.vault)
        if proof is Proof.COMPLETE:
            see(each, openings, request.vault)
        else:
            doubted.append((each, proof.value))
    lines = newest_first(line for each in connections for line in tell(each, request.vault))
    return render(request, "sharing/ledger.html", {"lines": lines, "doubted": doubted})
