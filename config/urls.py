"""Every address of the product; the first namespace decides the door (config/middleware.py)."""

from django.contrib import admin
from django.urls import include, path

from config import views

urlpatterns = [
    path("", include("journal.urls")),
    path("", include("questionnaires.urls")),
    path("sharing/", include("sharing.urls")),
    path("", include("sharing.client_urls")),
    path("", include("accounts.urls")),
    path("help/", views.help, name="help"),
    path("leave", views.leave, name="leave"),
    path("health/", views.health, name="health"),
    path("admin/", admin.site.urls),
]

handler400 = "config.views.bad_request"
