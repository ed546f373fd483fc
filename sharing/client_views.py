"""The therapist's side: invitations, codes to compare, clients, and what they share, one opening at a time."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import Prefetch, QuerySet
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST, require_safe

from accounts.models import Therapist
from accounts.requests import PersonRequest
from sharing.door import find_invitation, open_copy
from sharing.models import AlreadyConnected, Connection, Consent, Refused
from vault.cipher import Unreadable
from vault.models import OpenVault

View = Callable[..., HttpResponseBase]
READ_OR_POST = ["GET", "HEAD", "POST"]


def not_verified(request: PersonRequest) -> HttpResponseBase | None:
    """The calm page for a therapist whom nobody has verified, or not any more. The database opens nothing either."""
    profile = Therapist.objects.without_notes().filter(pk=request.user.pk).first()
    if profile and profile.is_verified:
        return None
    return render(request, "clients/not_verified.html", {"profile": profile}, status=403)


def verified(view: View) -> View:
    @wraps(view)
    def checked(request: PersonRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        return not_verified(request) or view(request, *args, **kwargs)

    return checked


@dataclass(frozen=True)
class Card:
    """A client as the list shows them."""

    connection: Connection
    name: str

    @property
    def consents(self) -> list[Consent]:
        return list(self.connection.consents.all())

    @property
    def new(self) -> int:
        return sum(consent.last_opening is None for consent in self.consents)


@require_safe
@verified
def client_list(request: PersonRequest) -> HttpResponse:
    """Who shares something, and what is new: never opened yet. Dates only; a list is not an opening."""
    private_key = request.vault.private_key()
    connections = _going(request).order_by("accepted_at").prefetch_related(_live())
    cards = [Card(each, _name(each, request.vault, private_key)) for each in connections]
    return render(request, "clients/client_list.html", {"cards": cards})


@require_safe
@verified
def client(request: PersonRequest, connection_id: UUID) -> HttpResponse:
    """One client: a code to compare, or what they share now."""
    found = get_object_or_404(_going(request).prefetch_related(_live()), pk=connection_id)
    context: dict[str, object] = {"connection": found}
    if found.is_comparing:
        context["code"] = found.code(request.vault)
    else:
        context["name"] = _name(found, request.vault, request.vault.private_key())
    return render(request, "clients/client.html", context)


@require_http_methods(READ_OR_POST)
@verified
def invitation(request: PersonRequest, token: str) -> HttpResponseBase:
    """GET shows, only POST accepts: mail scanners open links."""
    try:
        found = find_invitation(token)
        if found.therapist_id:
            return redirect("clients:client", found.pk)
        if request.method == "POST":
            found.accept(request.user, request.vault, token)
            return redirect("clients:client", found.pk)
    except (Unreadable, Connection.DoesNotExist, Refused) as reason:
        again = isinstance(reason, AlreadyConnected)
        return render(request, "clients/invitation_over.html", {"again": again}, status=409 if again else 404)
    return render(request, "clients/invitation.html", {"connection": found})


@require_POST
@verified
def confirm(request: PersonRequest, connection_id: UUID) -> HttpResponseBase:
    found = get_object_or_404(_going(request), pk=connection_id)
    try:
        found.therapist_confirm(request.vault, request.POST.get("code", ""))
    except Refused:
        messages.warning(
            request, _("Something changed in the meantime. Please compare the digits once more.")
        )
    return redirect("clients:client", found.pk)


@require_POST
@verified
def refuse(request: PersonRequest, connection_id: UUID) -> HttpResponseBase:
    """Other digits: somebody may stand between the two, so this invitation ends."""
    found = get_object_or_404(_going(request), pk=connection_id)
    if not found.is_comparing:
        raise Http404
    found.end(request.user)
    messages.info(request, _("This invitation has ended. Ask your client for a new one, best in one room."))
    return redirect("clients:client_list")


@require_http_methods(READ_OR_POST)
def end(request: PersonRequest, connection_id: UUID) -> HttpResponseBase:
    """Also for a therapist who is no longer verified: to stop is always allowed."""
    found = get_object_or_404(_going(request), pk=connection_id)
    if request.method != "POST":
        name = _name(found, request.vault, request.vault.private_key())
        return render(request, "clients/end.html", {"connection": found, "name": name})
    found.end(request.user)
    messages.success(request, _("It has ended. You can no longer open anything of this client."))
    return redirect("clients:client_list")


# Not HEAD: an opening is a line in somebody's ledger, and must show something.
@require_GET
def shared_copy(request: PersonRequest, consent_id: UUID) -> HttpResponseBase:
    """One request, one opening, one line in the writer's ledger."""
    if "Sec-Purpose" in request.headers:
        # A browser that loads ahead is nobody who reads.
        raise Http404
    try:
        opened = open_copy(request.user, request.vault, consent_id)
    except Consent.DoesNotExist:
        refusal = not_verified(request)
        if refusal is None:
            raise Http404 from None
        return refusal
    return render(request, "clients/shared_copy.html", {"opened": opened})


def _going(request: PersonRequest) -> QuerySet[Connection]:
    return Connection.objects.of(request.user).filter(ended_at__isnull=True)


def _live() -> Prefetch:
    live = Consent.objects.for_therapist().live().with_last_opening().order_by("-shared_at")
    return Prefetch("consents", live)


def _name(connection: Connection, vault: OpenVault, private_key: bytes) -> str:
    """Empty before both have confirmed, and once one of them has made new keys."""
    if not connection.is_connected:
        return ""
    try:
        return connection.read_name(vault, private_key)
    except Unreadable:
        return ""
