"""Three addresses."""

from django.urls import path

from bench.bare import views

urlpatterns = [
    path("", views.note_list, name="note_list"),
    path("notes/<uuid:id>/", views.note, name="note"),
    path("notes/<uuid:id>/save/", views.note_save, name="note_save"),
]
