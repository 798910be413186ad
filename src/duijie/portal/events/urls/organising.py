"""The organiser's addresses, and those that everybody shares: the list and an event's page."""

from django.urls import path

from duijie.portal.events.views import (
    board,
    event,
    events,
    inviting,
    layout,
    meetings,
    participants,
    versions,
)

urlpatterns = [
    path("", events.event_list, name="list"),
    path("new/", events.create, name="create"),
    path("<int:pk>/", event.detail, name="event"),
    path("<int:pk>/edit/", events.change, name="edit"),
    path("<int:pk>/act/<slug:act>/", event.act, name="act"),
    path("<int:pk>/publish/", event.publish, name="publish"),
    path("<int:pk>/layout/", layout.layout, name="layout"),
    path("<int:pk>/layout/advice/", layout.advise, name="advice"),
    path("<int:pk>/layout/slots/", layout.slots, name="slots"),
    path("<int:pk>/layout/tables/", layout.add_table, name="add_table"),
    path("<int:pk>/layout/tables/<int:table_pk>/", layout.table, name="table"),
    path("<int:pk>/invite/", inviting.by_matches, name="invite"),
    path("<int:pk>/invite/hand/", inviting.by_hand, name="invite_by_hand"),
    path("<int:pk>/invite/list/", inviting.by_list, name="invite_list"),
    path("<int:pk>/invite/template/", inviting.template, name="invite_template"),
    path("<int:pk>/invite/send/", inviting.invite, name="send_invitations"),
    path("<int:pk>/participants/", participants.participant_list, name="participants"),
    path("<int:pk>/participants/bulk/", participants.bulk, name="participants_bulk"),
    path("<int:pk>/participants/<int:participant_pk>/", participants.participant, name="participant"),
    path(
        "<int:pk>/participants/<int:participant_pk>/<slug:act>/",
        participants.answer,
        name="answer_for",
    ),
    path("<int:pk>/meetings/", meetings.meeting_list, name="meetings"),
    path("<int:pk>/meetings/add/", meetings.add, name="add_meeting"),
    path("<int:pk>/meetings/<int:meeting_pk>/change/", meetings.change, name="change_meeting"),
    path("<int:pk>/meetings/<int:meeting_pk>/do/<slug:act>/", meetings.act, name="meeting_act"),
    path("<int:pk>/compute/", meetings.compute, name="compute"),
    path("<int:pk>/remedy/<slug:code>/", meetings.remedy, name="remedy"),
    path("<int:pk>/board/", board.board, name="board"),
    path("<int:pk>/board/verdicts/", board.verdicts, name="verdicts"),
    path("<int:pk>/board/move/", board.move, name="move"),
    path("<int:pk>/board/undo/", board.undo, name="undo"),
    path("<int:pk>/board/lock/", board.lock, name="lock"),
    path("<int:pk>/versions/", versions.version_list, name="versions"),
    path("<int:pk>/versions/<int:number>/", versions.version, name="version"),
]
