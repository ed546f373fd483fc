"""The therapist's side of sharing."""

from django.urls import path

from sharing import client_views as views

app_name = "clients"

urlpatterns = [
    path("clients/", views.client_list, name="client_list"),
    path("clients/invitation/<str:token>/", views.invitation, name="invitation"),
    path("clients/<uuid:connection_id>/", views.client, name="client"),
    path("clients/<uuid:connection_id>/confirm/", views.confirm, name="confirm"),
    path("clients/<uuid:connection_id>/refuse/", views.refuse, name="refuse"),
    path("clients/<uuid:connection_id>/end/", views.end, name="end"),
    path("shared/<uuid:consent_id>/", views.shared_copy, name="shared_copy"),
]
