"""Public addresses. They never change: the year is always in them, "latest" is a redirect, old versions stay."""

from django.urls import path

from .views import (
    compare,
    corrections,
    data,
    files,
    home,
    method,
    pages,
    papers,
    proof,
    publications,
    ranking,
    search,
    units,
)

app_name = "portal"
_RANKING = "xep-hang/<slug:place>/<slug:group>/<slug:index>/<int:year>"
urlpatterns = [
    path("", home.show, name="home"),
    path("xep-hang/", ranking.index, name="ranking-index"),
    path("xep-hang/<slug:place>/<slug:group>/", ranking.latest, name="ranking-latest"),
    path(f"{_RANKING}/", ranking.show, name="ranking"),
    path(f"{_RANKING}/bieu-do.json", ranking.chart, name="ranking-chart"),
    path(f"{_RANKING}.<slug:suffix>", ranking.download, name="ranking-file"),
    path("don-vi/", units.index, name="units"),
    path("don-vi.<slug:suffix>", files.units, name="units-file"),
    path("don-vi/<slug:code>.<slug:suffix>", files.unit, name="unit-file"),
    path("don-vi/<slug:code>/", units.show, name="unit"),
    path("don-vi/<slug:code>/bieu-do/<slug:index>-<slug:what>.json", units.chart, name="unit-chart"),
    path("don-vi/<slug:code>/<int:year>/", units.year, name="unit-year"),
    path("don-vi/<slug:code>/<int:year>.pdf", papers.of_unit_year, name="unit-year-paper"),
    path("don-vi/<slug:code>/<int:year>.<slug:suffix>", files.unit_year, name="unit-year-file"),
    path("so-sanh.<slug:suffix>", files.compare, name="compare-file"),
    path("so-sanh/", compare.show, name="compare"),
    path("cong-bo/<int:number>/", publications.show, name="publication"),
    path("cong-bo/<int:number>/phu-luc.<slug:suffix>", papers.of_publication, name="annex"),
    path("cong-bo/<int:number>/so-lieu.<slug:suffix>", files.publication, name="publication-file"),
    path("cong-bo/<int:number>.json", proof.content, name="publication-content"),
    path("xac-minh/", proof.ask, name="verify-ask"),
    path("xac-minh/<str:code>/", proof.show, name="verify"),
    path("dinh-chinh.<slug:suffix>", files.corrections, name="corrections-file"),
    path("dinh-chinh/", corrections.show, name="corrections"),
    path("dinh-chinh/feed.xml", corrections.Feed(), name="corrections-feed"),
    path("phuong-phap/", method.index, name="method"),
    path("phuong-phap/<slug:code>/", method.show, name="method-index"),
    path("du-lieu.<slug:suffix>", files.data, name="data-file"),
    path("du-lieu/", data.show, name="data"),
    path("tim-kiem.<slug:suffix>", files.search, name="search-file"),
    path("tim-kiem/", search.show, name="search"),
    path("thuat-ngu/", pages.glossary, name="glossary"),
    path("gioi-thieu/", pages.about, name="about"),
    path("tro-nang/", pages.accessibility, name="accessibility"),
]
