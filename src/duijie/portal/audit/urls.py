"""Addresses of the record."""

from django.urls import path

from duijie.portal.audit import views

app_name = "audit"
urlpatterns = [path("", views.entry_list, name="list")]
