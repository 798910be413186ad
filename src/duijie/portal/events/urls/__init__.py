"""Addresses of events: the organiser's, and those of the participants and of the day."""

from duijie.portal.events.urls import organising, papers, taking_part

app_name = "events"
urlpatterns = [*organising.urlpatterns, *papers.urlpatterns, *taking_part.urlpatterns]
