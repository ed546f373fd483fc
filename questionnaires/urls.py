"""Addresses of guided questionnaires."""

app_name = "questionnaires"
urlpatterns = []
