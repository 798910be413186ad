"""The organiser's addresses, and those that everybody shares: the list and an event's page."""

from django.urls import path

from duijie.portal.events.views import event, events

urlpatterns = [
    path("", events.event_list, name="list"),
    path("<int:pk>/", event.detail, name="event"),
]
