"""The writer's side of sharing."""

from django.urls import path

from sharing import views

app_name = "sharing"

urlpatterns = [
    path("", views.overview, name="overview"),
    path("invite/", views.invite, name="invite"),
    path("connections/<uuid:connection_id>/", views.connection, name="connection"),
    path("connections/<uuid:connection_id>/confirm/", views.confirm, name="confirm"),
    path("connections/<uuid:connection_id>/refuse/", views.refuse, name="refuse"),
    path("connections/<uuid:connection_id>/end/", views.end, name="end"),
    path("entries/<uuid:entry_id>/", views.share, name="share"),
    path("consents/<uuid:consent_id>/take-back/", views.take_back, name="take_back"),
    path("ledger/", views.ledger, name="ledger"),
]
