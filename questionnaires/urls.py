"""Addresses of guided questionnaires. None names one: the catalogue is one page, Begin is a POST."""

from django.urls import path

from questionnaires import views

app_name = "questionnaires"

urlpatterns = [
    path("questionnaires/", views.catalogue, name="catalogue"),
    path("responses/", views.begin, name="begin"),
    path("responses/<uuid:id>/", views.response, name="response"),
    path("responses/<uuid:id>/<int:number>/", views.section, name="section"),
    path("responses/<uuid:id>/finish/", views.finish, name="finish"),
    path("responses/<uuid:id>/result/", views.result, name="result"),
]
