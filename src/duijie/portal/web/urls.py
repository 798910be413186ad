"""Addresses of the frame itself."""

from django.urls import path

from duijie.portal.web import views

app_name = "web"
urlpatterns = [
    path("", views.workbench, name="workbench"),
    path("dashboard/", views.dashboard, name="dashboard"),
    path("search/", views.search, name="search"),
    path("suggest/<slug:kind>/", views.suggest, name="suggest"),
]
