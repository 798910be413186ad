"""The participants' addresses."""

from django.urls import path

from duijie.portal.events.views import taking_part

urlpatterns = [
    path("<int:pk>/apply/", taking_part.apply, name="apply"),
    path("<int:pk>/mine/", taking_part.place, name="place"),
    path("<int:pk>/mine/wishes/", taking_part.wishes, name="wishes"),
    path("<int:pk>/mine/<slug:act>/", taking_part.answer, name="answer"),
    path("<int:pk>/meetings/<int:meeting_pk>/", taking_part.meeting, name="meeting"),
]
