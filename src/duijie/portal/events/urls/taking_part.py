"""The participants' addresses and those of the day."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
