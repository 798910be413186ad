"""Addresses of events: the organiser's, those of the participants and of the day, and of papers."""

from duijie.portal.events.urls import floor, organising, papers, taking_part

app_name = "events"
urlpatterns = [
    *organising.urlpatterns,
    *floor.urlpatterns,
    *papers.urlpatterns,
    *taking_part.urlpatterns,
]
