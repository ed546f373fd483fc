"""Addresses of the therapist's side of sharing."""

app_name = "clients"
urlpatterns = []
