"""Survey tallies and satisfaction: /lam-viec/ky/<round>/khao-sat/…"""

from django.urls import URLPattern, path

from scoring.views import files, survey_setup, surveys

_AT = "ky/<int:pk>/khao-sat/"
urlpatterns: list[URLPattern] = [
    path(_AT, surveys.show, name="surveys"),
    path(f"{_AT}phieu/<slug:code>/", surveys.tallies, name="survey-tallies"),
    path(f"{_AT}hai-long/", surveys.satisfaction, name="survey-satisfaction"),
    path("ky/<int:pk>/khao-sat.<slug:suffix>", files.surveys, name="surveys-file"),
    path(f"{_AT}phieu/<slug:code>.<slug:suffix>", files.tallies, name="survey-tallies-file"),
    path(f"{_AT}hai-long.<slug:suffix>", files.satisfaction, name="survey-satisfaction-file"),
    path(f"{_AT}thiet-lap/", survey_setup.show, name="survey-setup"),
    path(f"{_AT}thiet-lap/thang/", survey_setup.scale, name="survey-scale"),
    path(f"{_AT}thiet-lap/phieu/", survey_setup.questionnaire, name="survey-questionnaire"),
]
