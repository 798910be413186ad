"""The addresses of the day, for who runs the event."""

from django.urls import path

from duijie.portal.events.views import floor, repairing

urlpatterns = [
    path("<int:pk>/floor/", floor.live, name="floor"),
    path("<int:pk>/floor/now/", floor.live_now, name="floor_now"),
    path("<int:pk>/floor/walk-in/", floor.walk_ins, name="walk_ins"),
    path("<int:pk>/floor/walk-in/add/", floor.walk_in, name="walk_in"),
    path("<int:pk>/floor/arrivals/<int:participant_pk>/<slug:act>/", floor.arrival, name="arrival"),
    path("<int:pk>/floor/meetings/<int:meeting_pk>/<slug:act>/", floor.missing, name="missing"),
    path("<int:pk>/desk/", floor.desk, name="desk"),
    path("<int:pk>/desk/<slug:code>/", floor.desk_code, name="desk_code"),
    path("<int:pk>/repairs/", repairing.repairs, name="repairs"),
    path("<int:pk>/repairs/<int:repair_pk>/", repairing.repair, name="repair"),
    path("<int:pk>/repairs/<int:repair_pk>/progress/", repairing.progress, name="repair_progress"),
    path("<int:pk>/repairs/<int:repair_pk>/<slug:act>/", repairing.act, name="repair_act"),
]
