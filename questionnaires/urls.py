"""Addresses of guided questionnaires. None names one: the catalogue is one page, Begin is a POST."""

from django.urls import path

from questionnaires.views import answering, asking, choosing, looking, over_time

app_name = "questionnaires"

urlpatterns = [
    path("questionnaires/", choosing.catalogue, name="catalogue"),
    path("responses/", choosing.begin, name="begin"),
    path("responses/<uuid:id>/", answering.response, name="response"),
    path("responses/<uuid:id>/<int:number>/", answering.section, name="section"),
    path("responses/<uuid:id>/finish/", answering.finish, name="finish"),
    path("responses/<uuid:id>/result/", looking.result, name="result"),
    path("check-ins/", asking.check_ins, name="check_ins"),
    path("check-ins/<uuid:id>/", asking.check_in, name="check_in"),
    path("check-ins/<uuid:id>/snooze/", asking.check_in_snooze, name="check_in_snooze"),
    path("check-ins/<uuid:id>/stop/", asking.check_in_stop, name="check_in_stop"),
    path("trends/", over_time.trends, name="trends"),
    path("trends/table/", over_time.trends_table, name="trends_table"),
]
