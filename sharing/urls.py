"""Addresses of the writer's side of sharing."""

app_name = "sharing"
urlpatterns = []
