"""Addresses of events: the organiser's, and those of the participants and of the day."""

from duijie.portal.events.urls import floor, organising, taking_part

app_name = "events"
urlpatterns = [*organising.urlpatterns, *floor.urlpatterns, *taking_part.urlpatterns]
